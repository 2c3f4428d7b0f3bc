"""`manage.py create_clerk`: somebody who can begin."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cppcc.accounts.models import Organisation
from proposals.actions.enrolling import create_clerk


class Command(BaseCommand):
    """Make a clerk."""

    help = "新建提案委工作人员，打印首次登录密码（登录后须修改）。"

    def add_arguments(self, parser):
        """Take the name and the committee."""
        parser.add_argument("name", help="用户名")
        parser.add_argument("--committee", metavar="NAME", help="只服务这个政协；缺省服务全部")

    def handle(self, *args, **options):
        """Make the clerk and print the first password."""
        committee = None
        if options["committee"]:
            committee = Organisation.objects.filter(name=options["committee"], kind="COMMITTEE").first()
            if committee is None:
                raise CommandError(f"没有名为「{options['committee']}」的政协。")
        try:
            user, password = create_clerk(options["name"], committee=committee)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self.stdout.write(f"{user.username}\t{password}")
