"""`manage.py import_ledger`: bring a ledger (台账) into a session, all or nothing."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cppcc.accounts.models import system_post
from proposals.actions.importing.planning import Answers, plan_import
from proposals.actions.importing.storing import store_plan
from proposals.documents.ledger_reading import read_ledger
from proposals.documents.ledger_sheets import LedgerUnreadable
from proposals.management.commands.rates import session_by_code


class Command(BaseCommand):
    """Import a ledger."""

    help = "导入台账（csv、xlsx、xls）：先核对，有差错则一件也不存。"

    def add_arguments(self, parser):
        """Take the file, the session and the answers to the questions that may be answered beforehand."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--plenary", required=True, metavar="CODE", help="届次代码")
        parser.add_argument("--sheet", metavar="NAME", help="工作表名；缺省为第一个有表头的")
        parser.add_argument("--create-units", action="store_true", help="名录里没有的承办单位照建")
        parser.add_argument("--create-categories", action="store_true", help="没有的类别照建")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不存")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Read, plan, store; exit 1 when refused."""
        session = session_by_code(options["plenary"])
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"打不开文件 {options['file']}。") from error
        try:
            ledger = read_ledger(data, options["file"].name, sheet=options["sheet"])
        except LedgerUnreadable as error:
            self._print(options["format"], _refused(str(error)), [str(error)])
            raise SystemExit(1) from error
        answers = Answers(options["create_units"], options["create_categories"])
        plan = plan_import(session, ledger, answers=answers)
        stored = plan.is_storable and not options["dry_run"]
        if stored:
            store_plan(plan, by=system_post())
        self._print(options["format"], _as_dict(plan, stored=stored), _as_lines(plan, stored=stored))
        if not plan.is_storable:
            raise SystemExit(1)

    def _print(self, form, values, lines):
        self.stdout.write(
            json.dumps(values, ensure_ascii=False, indent=2) if form == "json" else "\n".join(lines)
        )


def _refused(reason):
    """Return what is printed of a file that cannot be read as a whole."""
    fault = {"sheet": "", "row": None, "column": "", "value": "", "reason": reason}
    numbers = dict.fromkeys(("new", "changed", "unchanged", "open_questions"), 0)
    lists = {name: [] for name in ("questions", "conflicts", "warnings", "unmapped_headers")}
    return {"stored": False, "faults": [fault]} | numbers | lists


def _as_dict(plan, *, stored):
    questions = [vars(each.fault) | {"kind": each.kind, "name": each.name} for each in plan.questions]
    return {
        "stored": stored,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "faults": [vars(each) for each in plan.faults],
        "questions": questions,
        "open_questions": len(plan.open_questions),
        "conflicts": [str(each) for each in plan.conflicts],
        "warnings": [vars(each) for each in plan.warnings],
        "unmapped_headers": list(plan.ledger.unmapped),
    }


def _as_lines(plan, *, stored):
    lines = [
        (
            f"新增{len(plan.new)}件，变动{len(plan.changed)}件，未变{len(plan.unchanged)}件，"
            f"{'已存入。' if stored else '没有存入。'}"
        )
    ]
    for label, entries in (
        ("差错", plan.faults),
        ("待答复", plan.open_questions),
        ("冲突（保留人工录入的值）", plan.conflicts),
        ("提醒", [*plan.warnings, *(each for each in plan.questions if each not in plan.open_questions)]),
    ):
        if entries:
            lines.append(f"{label}{len(entries)}项：")
            lines += [f"  {each}" for each in entries]
    if plan.ledger.unmapped:
        lines.append(f"没有用到的列：{'、'.join(plan.ledger.unmapped)}")
    return lines
