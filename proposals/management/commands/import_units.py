"""`manage.py import_units`: units from a table."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from proposals.actions.enrolling import import_units
from proposals.documents.ledger_sheets import LedgerUnreadable
from proposals.documents.tables import UNITS, read_table


class Command(BaseCommand):
    """Import units."""

    help = "从 csv、xlsx 或 xls 导入承办单位：名称、种类、别名、上级、分管领导、联系人、联系电话。"

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        """Import all or nothing."""
        file = options["file"]
        try:
            made, completed = import_units(read_table(file.read_bytes(), file.name, UNITS))
        except LedgerUnreadable as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        except OSError as error:
            raise CommandError(f"打不开文件 {file}。") from error
        self.stdout.write(f"新建{made}家，补充{completed}家。")
