"""`manage.py handling_report`: one of the four reports of a session as a .docx, with its annex beside it."""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cppcc.accounts.models import system_post
from proposals.actions.reporting import annex_file, freeze_report, report_file
from proposals.management.commands.rates import session_by_code, unit_by_name
from proposals.models import ReportSnapshot


class Command(BaseCommand):
    """Write a report."""

    help = "生成报告（.docx）和附表（同名 .xlsx）：委员会、审查、政府、单位四种。"

    def add_arguments(self, parser):
        """Take the session, the kind, the unit, the day and the file."""
        parser.add_argument("code", help="届次代码")
        parser.add_argument("--kind", choices=ReportSnapshot.Kind.values, required=True)
        parser.add_argument("--unit", metavar="NAME", help="单位办理情况的报告：哪个单位")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="截至日（含当日）")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE.docx")

    def handle(self, *args, **options):
        """Freeze the figures, write both files and say what must be looked at."""
        output = options["output"]
        if output.suffix.lower() != ".docx":
            raise CommandError("文件名要以 .docx 结尾。")
        session = session_by_code(options["code"])
        try:
            snapshot = freeze_report(
                session,
                options["kind"],
                by=system_post(),
                unit=unit_by_name(options["unit"]),
                as_of=options["as_of"],
            )
        except ValidationError as wrong:
            raise CommandError("".join(wrong.messages)) from wrong
        output.write_bytes(report_file(snapshot))
        annex = output.with_suffix(".xlsx")
        annex.write_bytes(annex_file(snapshot))
        self.stdout.write(f"{output}\n{annex}")
        for flag in snapshot.figures["flags"]:
            self.stderr.write(f"※ {flag}")
