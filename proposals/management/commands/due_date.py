"""`manage.py due_date`: when a limit ends, and every day that was skipped on the way."""

import json
from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from proposals.models import CLOCKS, PlenarySession
from workflows.deadlines import Adjust, due_date, parse_limit
from workflows.errors import UnknownYear
from workflows.holidays import working_calendar


class Command(BaseCommand):
    """Reckon a due date."""

    help = "推算期限：从某日起若干工作日、天、月，或固定日期；给出届次时也可写钟的代码（reply、feedback……）。"

    def add_arguments(self, parser):
        """Take the anchor, the limit, the session whose policy applies and the form."""
        parser.add_argument(
            "--from", dest="anchor", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD"
        )
        parser.add_argument("--limit", required=True, metavar="15wd|3m|20d|09-30|CLOCK")
        parser.add_argument("--plenary", metavar="CODE", help="按这个届次的规定推算")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Reckon and print."""
        try:
            limit, adjust = _rule(options["limit"], options["plenary"])
            due = due_date(options["anchor"], limit, working_calendar(), adjust=adjust)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        except UnknownYear as error:
            raise CommandError(str(error)) from error
        skipped = [{"date": day.isoformat(), "reason": reason} for day, reason in due.skipped]
        if options["format"] == "json":
            values = {"due_on": due.due_on.isoformat(), "provisional": due.provisional, "skipped": skipped}
            self.stdout.write(json.dumps(values, ensure_ascii=False))
            return
        self.stdout.write(f"{due.due_on}{'（暂定：放假通知未公布）' if due.provisional else ''}")
        for each in skipped:
            self.stdout.write(f"  跳过 {each['date']} {each['reason']}")


def _rule(text, code):
    """Return (limit, adjust rule) as written, or as the session's policy has it."""
    if code is None:
        return parse_limit(text), Adjust.NEXT
    session = PlenarySession.objects.select_related("policy").filter(code=code).first()
    if session is None:
        raise CommandError(f"没有代码为「{code}」的届次。")
    if text in CLOCKS:
        rule = CLOCKS[text].rule(session.policy)
        return rule.limit, rule.adjust
    return parse_limit(text), session.policy.limit_adjust
