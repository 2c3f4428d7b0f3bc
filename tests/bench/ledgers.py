"""The ledger import with all its checks, beside reading the file and storing the same rows with nothing checked."""

import io
from datetime import date, timedelta

import xlsxwriter
from django.db import transaction
from python_calamine import CalamineWorkbook

from cppcc.accounts.models import Organisation, system_post
from proposals.actions.importing.planning import Answers, plan_import
from proposals.actions.importing.storing import store_plan
from proposals.actions.opening import Opening, open_plenary_session
from proposals.documents.ledger_reading import read_ledger
from proposals.models import (
    Assignment,
    Consultation,
    Examination,
    Feedback,
    FollowUp,
    PlenarySession,
    Proposal,
    Proposer,
    Reply,
)
from tests.bench.measure import Line, beside, peak_memory, statements
from workflows.models import MoveRecord

_HEADERS = (
    "提案号", "案由", "提案者性质", "第一提案人", "类别", "时间标识", "提交日期", "审查结果", "立案日期", "办理方式",
    "主办单位", "交办日期", "答复期限", "签收日期", "面商日期", "面商方式", "答复日期", "答复文号", "办理结果", "公开属性",
    "对办理态度", "对办理结果", "反馈日期", "回访日期", "办结日期",
)  # fmt: skip
_DAY = date(2025, 2, 10)
_CODE = "bench-ledger"


def measure_ledgers():
    """Return the lines for 1,000 and 6,000 rows; each import is rolled back."""
    if not PlenarySession.objects.filter(code=_CODE).exists():
        open_plenary_session(Opening(_CODE, "政协台账市委员会", "city", 1, 1, 2025, {}, {}))
    lines, peaks, counted, bare = [], {}, {}, {}
    for number in (1000, 6000):
        data = ledger_of(number)
        lines.append(
            beside(
                f"ledger of {number} rows, all checks",
                lambda d=data: _import(d),
                lambda d=data: _bare(d),
                target=10,
                rounds=3,
            )
        )
        peaks[number] = peak_memory(lambda d=data: _import(d))
        counted[number] = statements(lambda d=data: _import(d))
        bare[number] = statements(lambda d=data: _bare(d))
    lines.append(Line("peak memory, 6,000 rows beside 1,000", peaks[6000], peaks[1000], 50, "MB", plus=True))
    further = (counted[6000] - counted[1000], bare[6000] - bare[1000])
    lines.append(Line("statements for 5,000 rows more", *further, 1.5, ""))
    return lines


def ledger_of(number):
    """Return a workbook of `number` cases that have gone all the way."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, _HEADERS)
    for n in range(1, number + 1):
        days = (
            str(_DAY + timedelta(days=offset + n % 9)) for offset in (0, 3, 20, 110, 22, 40, 80, 90, 95, 99)
        )
        submitted, filed, assigned, due, accepted, talked, replied, rated, visited, done = days
        sheet.write_row(
            n,
            0,
            (
                n, f"关于第{n}件事项的提案", "委员", f"委员{n % 300}", "经济建设", "大会", submitted, "立案", filed, "独办",
                f"第{n % 101}承办单位", assigned, due, accepted, talked, "当面", replied, f"测复〔2025〕{n}号", "ABC"[n % 3],
                "全文公开", "满意", "满意" if n % 9 else "基本满意", rated, visited, done,
            ),
        )  # fmt: skip
    book.close()
    return buffer.getvalue()


def _import(data):
    session = PlenarySession.objects.select_related("policy").get(code=_CODE)
    with transaction.atomic():
        plan = plan_import(session, read_ledger(data, "台账.xlsx"), answers=Answers(True, True))
        store_plan(plan, by=system_post())
        transaction.set_rollback(True)


def _bare(data):
    """Read the cells and store them as the same rows, asking nothing."""
    session = PlenarySession.objects.get(code=_CODE)
    post = system_post()
    outcomes = {each.code: each for each in session.outcomeclass_list.all()}
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    _header, *rows = sheet.to_python()
    with transaction.atomic():
        units = {name: Organisation(name=name) for name in {row[10] for row in rows}}
        Organisation.objects.bulk_create(units.values(), ignore_conflicts=True)
        units = {each.name: each for each in Organisation.objects.filter(name__in=units)}
        proposals = Proposal.objects.bulk_create(
            Proposal(
                plenary_session=session,
                number=str(int(row[0])),
                title=row[1],
                submitted_on=row[6],
                state="CONCLUDED",
            )
            for row in rows
        )
        pairs = list(zip(proposals, rows, strict=True))
        Proposer.objects.bulk_create(Proposer(proposal=each, name=row[3]) for each, row in pairs)
        Examination.objects.bulk_create(
            Examination(proposal=each, result="FILED", decided_on=row[8]) for each, row in pairs
        )
        tasks = Assignment.objects.bulk_create(
            Assignment(
                proposal=each, unit=units[row[10]], part="SOLE", state="CONCLUDED", assigned_on=row[11],
                due_on=row[12], accepted_on=row[13], concluded_on=row[24],
            )
            for each, row in pairs
        )  # fmt: skip
        pairs = list(zip(tasks, rows, strict=True))
        Consultation.objects.bulk_create(
            Consultation(assignment=each, met_on=row[14], manner="MEETING") for each, row in pairs
        )
        replies = Reply.objects.bulk_create(
            Reply(
                assignment=each,
                issued_on=row[16],
                document_number=row[17],
                outcome=outcomes[row[18]],
                state="ISSUED",
            )
            for each, row in pairs
        )
        Feedback.objects.bulk_create(
            Feedback(assignment=each, attitude="SATISFIED", result="SATISFIED", given_on=row[22])
            for each, row in pairs
        )
        FollowUp.objects.bulk_create(
            FollowUp(proposal=each.proposal, assignment=each, made_on=row[23]) for each, row in pairs
        )
        MoveRecord.objects.bulk_create(
            MoveRecord(subject=each, kind="HISTORY", name="import", by=post)
            for subjects in (proposals, tasks, replies)
            for each in subjects
        )
        transaction.set_rollback(True)
