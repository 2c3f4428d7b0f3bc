"""`manage.py import_members`: the members of a term from a table."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from proposals.actions.enrolling import import_members
from proposals.documents.ledger_sheets import LedgerUnreadable
from proposals.documents.tables import MEMBERS, read_table
from proposals.management.commands.rates import session_by_code
from proposals.models import Term


class Command(BaseCommand):
    """Import members."""

    help = "从 csv、xlsx 或 xls 导入委员名册：姓名、界别、党派、工作单位及职务、联系电话、履职状态。"

    def add_arguments(self, parser):
        """Take the file, and the session whose term it is where there are several."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--plenary", metavar="CODE", help="届次代码；只有一届时可省")

    def handle(self, *args, **options):
        """Import all or nothing."""
        file = options["file"]
        try:
            rows = read_table(file.read_bytes(), file.name, MEMBERS)
            made, completed = import_members(rows, term=_term(options["plenary"]))
        except LedgerUnreadable as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        except OSError as error:
            raise CommandError(f"打不开文件 {file}。") from error
        self.stdout.write(f"新建{made}名，补充{completed}名。")


def _term(code):
    if code:
        return session_by_code(code).term
    terms = list(Term.objects.all()[:2])
    if len(terms) != 1:
        raise CommandError("请用 --plenary 指明是哪一届的委员（先用 open_plenary 新开届次）。")
    return terms[0]
