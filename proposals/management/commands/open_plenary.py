"""`manage.py open_plenary`: a usable plenary session with every default."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import Committee


class Command(BaseCommand):
    """Open a plenary session."""

    help = "新开一个届次：所有规定和名录取缺省值，或沿用上一届次。"

    def add_arguments(self, parser):
        """Take what names the session, and policy keys over the defaults."""
        parser.add_argument("code", help="届次代码，如 anning-6-4")
        parser.add_argument("--committee", required=True, help="政协名称")
        parser.add_argument("--level", required=True, choices=Committee.Level.values)
        parser.add_argument("--term", required=True, type=int, help="届")
        parser.add_argument("--session", required=True, type=int, help="次")
        parser.add_argument("--year", required=True, type=int, help="年度")
        parser.add_argument(
            "--policy", action="append", default=[], metavar="KEY=VALUE", help="规定项，可重复"
        )

    def handle(self, *args, **options):
        """Open the session and name it."""
        pairs = [pair.partition("=") for pair in options["policy"]]
        if any(not sign for _key, sign, _value in pairs):
            raise CommandError("--policy 要写成 KEY=VALUE。")
        try:
            session = open_plenary_session(
                Opening(
                    code=options["code"],
                    committee=options["committee"],
                    level=options["level"],
                    term=options["term"],
                    number=options["session"],
                    year=options["year"],
                    facts={},
                    policy={key.strip(): value.strip() for key, _sign, value in pairs},
                )
            )
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self.stdout.write(f"{session.code}\t{session}")
