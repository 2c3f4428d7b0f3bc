"""`manage.py export_ledger`: the canonical ledger of a session; reading it back changes nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from proposals.documents.ledger_writing import write_ledger_csv, write_ledger_xlsx
from proposals.management.commands.rates import session_by_code
from proposals.queries.ledger import ledger_rows


class Command(BaseCommand):
    """Export a session's ledger."""

    help = "导出一个届次的台账（.csv 或 .xlsx，按文件名）。"

    def add_arguments(self, parser):
        """Take the session and the file."""
        parser.add_argument("code", help="届次代码")
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        """Write the file."""
        session = session_by_code(options["code"])
        suffix = options["file"].suffix.lower()
        if suffix == ".csv":
            data = write_ledger_csv(ledger_rows(session))
        elif suffix == ".xlsx":
            data = write_ledger_xlsx(ledger_rows(session), title=f"{session}提案台账")
        else:
            raise CommandError("文件名要以 .csv 或 .xlsx 结尾。")
        try:
            options["file"].write_bytes(data)
        except OSError as error:
            raise CommandError(f"写不了文件 {options['file']}。") from error
