"""`manage.py check_report`: every number of a draft report, held against itself and against the records."""

import json
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from proposals.actions.checking import check_draft
from proposals.actions.reporting import scope_of_report
from proposals.documents.draft_reading import LARGEST_FILE, DraftUnreadable, read_draft
from proposals.management.commands.rates import session_by_code, unit_by_name
from proposals.models import ReportSnapshot
from proposals.statistics.scope import Scope

_WORDS = {"agrees": "相符", "disagrees": "不符", "inconsistent": "矛盾", "unknown": "不详"}


class Command(BaseCommand):
    """Check a draft; exit 1 where a number disagrees or is inconsistent, 2 where the file cannot be read."""

    help = (
        "核对一份报告稿（.docx 或纯文本）：找出每个数和它的单位，与系统数据和文中其他数对照。"
        "没有不符或矛盾时退出码为0，否则为1，文件读不了为2。位置按读出的文字计：.docx 先段落、后表格单元格，以换行相连。"
    )

    def add_arguments(self, parser):
        """Take the file, the session, the day, the unit and the form."""
        parser.add_argument("file", type=Path, help="报告稿：.docx 或 .txt")
        parser.add_argument("--plenary", metavar="CODE", help="届次代码")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="截至日（含当日）")
        parser.add_argument("--unit", metavar="NAME", help="单位报告：只与这个承办单位（含下属）的承办件对照")
        parser.add_argument("--kind", choices=ReportSnapshot.Kind.values, help="与这种报告的统计范围对照")
        parser.add_argument("--text-only", action="store_true", help="只看文中的数彼此是否相符，不用数据")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Read, check and print."""
        if not (options["plenary"] or options["text_only"]):
            raise CommandError("请用 --plenary 指定届次，或用 --text-only 只看文中的数。", returncode=2)
        draft = _read(options["file"])
        findings = check_draft(draft, None if options["text_only"] else _scope(options))
        write = _as_json if options["format"] == "json" else _as_text
        self.stdout.write(write(findings))
        if any(finding.is_fault for finding in findings):
            raise SystemExit(1)


def _scope(options):
    try:
        session, unit = session_by_code(options["plenary"]), unit_by_name(options["unit"])
        if options["kind"]:
            return scope_of_report(session, options["kind"], unit=unit, as_of=options["as_of"])
        return Scope(session, as_of=options["as_of"], unit=unit)
    except ValidationError as wrong:
        raise CommandError(wrong.messages[0], returncode=2) from None
    except CommandError as unknown:
        raise CommandError(str(unknown), returncode=2) from None  # 1 says that a number is wrong


def _read(path):
    try:
        with path.open("rb") as file:
            return read_draft(file.read(LARGEST_FILE + 1))
    except OSError as failure:
        raise CommandError(f"打不开文件 {path}：{failure.strerror}。", returncode=2) from None
    except DraftUnreadable as unreadable:
        raise CommandError(f"{path.name}：{unreadable}", returncode=2) from None


def _as_json(findings):
    numbers = [
        {
            "text": finding.number.text,
            "value": _plain(finding.number.value),
            "noun": finding.number.noun,
            "start": finding.number.start,
            "end": finding.number.end,
            "verdict": finding.verdict,
            "expected": _plain(finding.expected),
            "part": finding.part,
            "whole": finding.whole,
            "reason": finding.reason,
        }
        for finding in findings
    ]
    return json.dumps({"numbers": numbers}, ensure_ascii=False, indent=2)


def _plain(value):
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _as_text(findings):
    lines = [
        f"{_WORDS[finding.verdict]}  {finding.number.text}  （第{finding.number.start}字）{finding.reason}"
        for finding in findings
    ]
    counted = "，".join(
        f"{word}{number}个"
        for verdict, word in _WORDS.items()
        if (number := sum(finding.verdict == verdict for finding in findings))
    )
    return "\n".join([*lines, "", f"共{len(findings)}个数" + (f"：{counted}。" if counted else "。")])
