"""Ledgers that are wrong, as a clerk meets them at the command: each gets a clear fault and nothing is stored."""

import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.management import call_command
from openpyxl.styles import Border, Side

from cppcc.accounts.models import OrganisationAlias
from proposals.models import Assignment, Examination, Proposal, Reply
from tests.proposals.documents.test_ledger_reading import bomb, encrypted, plain
from workflows.models import MoveRecord


def text(*lines, encoding="utf-8"):
    return "\r\n".join(lines).encode(encoding)


GOOD = [["提案号", "案由"], ["1", "关于甲的提案"]]
HOSTILE = {
    "wrong date": (text("提案号,案由,答复日期", "1,关于甲的提案,2026-02-30"), "没有这一天"),
    "no date": (text("提案号,案由,答复日期", "1,关于甲的提案,三月中旬"), "看不出是哪一天"),
    "two titles": (text("提案号,案由", "1,关于甲的提案", "1,关于乙的提案"), "有两个案由"),
    "empty title": (text("提案号,案由", "1,　"), "案由是空的"),
    "formula without a value": (plain([GOOD[0], ["1", '="关于"&A1']]), "公式没有计算结果"),
    "beginning with =": (text("提案号,案由", "1,=cmd|'/C calc'!A0"), "以「=」开头"),
    "control character": (text("提案号,案由", "1,关于\x07甲"), "控制字符"),
    "wrong encoding": ("提案号,案由\n1,关于甲".encode() + b"\xff\xfe\x81", "文字编码"),
    "password": (encrypted(), "打开密码"),
    "truncated": (plain(GOOD)[:2000], "不完整或已损坏"),
    "bomb": (bomb(), "展开后超过"),
    "50 MB": (b"a," * (25 * 2**20), "上限"),
    "not a ledger": (text("甲,乙", "1,2"), "没有找到表头"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "不是 CSV 文本"),
    "empty": (b"", "文件是空的"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_ledger_is_refused_with_a_sentence_and_nothing_is_stored(world, tmp_path, capsys, kind):
    data, sentence = HOSTILE[kind]
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data)

    with pytest.raises(SystemExit) as refused:
        call_command(
            "import_ledger", str(path), "--plenary", "test-1-1", "--create-units", "--format", "json"
        )

    found = json.loads(capsys.readouterr().out)
    assert (refused.value.code, found["stored"]) == (1, False)
    assert any(sentence in fault["reason"] for fault in found["faults"])
    assert (Proposal.objects.count(), MoveRecord.objects.filter(kind="HISTORY").count()) == (0, 0)


def test_another_units_cases_are_refused(world, tmp_path, capsys):
    world.session.only_unit = world.education
    world.session.save()
    path = tmp_path / "台账.csv"
    path.write_bytes(text("提案号,案由,主办单位", "1,关于甲的提案,市财政局"))

    with pytest.raises(SystemExit):
        call_command("import_ledger", str(path), "--plenary", "test-1-1")

    assert "这里只收录市教育局的承办件" in capsys.readouterr().out
    assert Proposal.objects.count() == 0


def ugly():
    """A workbook as offices keep it: titles, a merged two-row header, formulas, borders down the page."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["某市政协提案办理台账"],
        ["填报单位：提案委", "", "", "", "", "", "", "2026年"],
        ["序号", "提案编号", "提案案由", "提案人", "承办单位", "", "办理情况", ""],
        ["", "", "", "", "主办", "会办", "答复时间", "办理结果"],
        [
            "=ROW()-4",
            "第００１号",
            "关于甲的提案",
            "李　四",
            "教体局",
            "市财政局、市水务局",
            "2026.3.20",
            "Ａ类",
        ],
        [None] * 8,
        ["=ROW()-4", 2, "关于乙的提案", "张三 、 王五", "市教育局", None, date(2026, 4, 1), "B"],
        ["合计", "=COUNTA(B5:B7)", None, None, None, None, "=SUM(B5:B7)", None],
    ]
    for row in rows:
        sheet.append(row)
    for cells in ("A1:H1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3"):
        sheet.merge_cells(cells)
    for number in range(9, 310):
        for column in range(1, 9):
            sheet.cell(number, column).border = Border(left=Side(style="thin"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_ordinary_ugly_ledger_is_read_right(world, tmp_path, capsys):
    OrganisationAlias.objects.create(name="教体局", organisation=world.education)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(ugly())

    call_command("import_ledger", str(path), "--plenary", "test-1-1")

    first, second = Proposal.objects.order_by("number_order")
    assert (first.number, first.proposers.get().member, second.number) == ("001", world.li, "002")
    assert [(t.unit.name, t.part) for t in first.assignments.order_by("pk")] == [
        ("市教育局", "LEAD"),
        ("市财政局", "CO_HANDLER"),
        ("市水务局", "CO_HANDLER"),
    ]
    assert [(r.issued_on, r.outcome.code) for r in Reply.objects.order_by("pk")] == [
        (date(2026, 3, 20), "A"),
        (date(2026, 4, 1), "B"),
    ]
    assert "新增2件，变动0件，未变0件，已存入。" in capsys.readouterr().out

    call_command("import_ledger", str(path), "--plenary", "test-1-1")

    assert "新增0件，变动0件，未变2件，已存入。" in capsys.readouterr().out


WORDS = {
    "立案": ("FILED", ""),
    "并案": ("MERGED", ""),
    "归并": ("MERGED", ""),
    "不予立案": ("DECLINED", ""),
    "不立案": ("DECLINED", ""),
    "撤案": ("WITHDRAWN", ""),
    "转工作建议": ("DECLINED", "WORK_SUGGESTION"),
    "转社情民意": ("DECLINED", "PUBLIC_OPINION"),
    "转社情民意信息": ("DECLINED", "PUBLIC_OPINION"),
    "转委员来信": ("DECLINED", "MEMBER_LETTER"),
    "转信访": ("DECLINED", "PETITION"),
}
KINDS = {
    "委员": "MEMBER",
    "委员提案": "MEMBER",
    "个人": "INDIVIDUAL",
    "联名": "JOINT",
    "集体": "COLLECTIVE",
    "集体提案": "COLLECTIVE",
    "党派": "PARTY",
    "团体": "PEOPLES_ORGANISATION",
    "界别": "SECTOR",
    "小组": "SECTOR_GROUP",
    "专委会": "SPECIAL_COMMITTEE",
}


def bring_in(tmp_path, *lines):
    path = tmp_path / "台账.csv"
    path.write_bytes(text(*lines))
    call_command("import_ledger", str(path), "--plenary", "test-1-1", "--create-units", "--create-categories")


def test_every_word_of_the_examination_and_of_the_kind_is_understood(world, tmp_path):
    bring_in(
        tmp_path,
        "提案号,案由,审查结果",
        *(f"{n},关于第{n}件的提案,{word}" for n, word in enumerate(WORDS, 1)),
    )
    bring_in(
        tmp_path,
        "提案号,案由,提案者性质",
        *(f"{n},关于第{n}件的提案,{word}" for n, word in enumerate(KINDS, 101)),
    )

    found = Examination.objects.order_by("proposal__number_order").values_list("result", "disposition")
    assert dict(zip(WORDS, found, strict=True)) == WORDS
    kinds = (
        Proposal.objects.filter(number_order__gt=100).order_by("number_order").values_list("kind", flat=True)
    )
    assert dict(zip(KINDS, kinds, strict=True)) == KINDS


def test_several_units_that_handle_alone_reply_apart(world, tmp_path):
    bring_in(tmp_path, "提案号,案由,办理方式,主办单位", "1,关于甲的提案,独办,市教育局、市财政局")

    assert list(Assignment.objects.values_list("part", flat=True)) == ["SEPARATE", "SEPARATE"]


def test_facts_without_a_unit_are_kept_as_one_task_of_an_unknown_unit(world, tmp_path):
    bring_in(
        tmp_path,
        "提案号,案由,签收日期,面商日期,答复日期,办结日期",
        "1,关于甲的提案,2026-03-01,2026-03-02,2026-03-03,2026-03-04",
    )

    task = Assignment.objects.get()
    assert (task.unit, task.accepted_on, task.concluded_on) == (None, date(2026, 3, 1), date(2026, 3, 4))
    assert (task.consultations.get().met_on, task.replies.get().issued_on) == (
        date(2026, 3, 2),
        date(2026, 3, 3),
    )


def test_a_number_told_later_takes_its_place_in_the_series(world, tmp_path):
    bring_in(tmp_path, "流水号,案由,第一提案人,审查结果", "7,关于甲的提案,张三,立案")
    bring_in(tmp_path, "流水号,提案号,案由,第一提案人", "7,41,关于甲的提案,张三")

    held = Proposal.objects.get()
    assert (held.number, held.number_order) == ("041", 41)
    assert world.filed("关于乙的提案").number == "042"


def test_a_number_that_is_none_of_the_series_has_no_place_in_it(world, tmp_path):
    bring_in(tmp_path, "提案号,案由", "99999999999,关于甲的提案", "A-12,关于乙的提案")

    assert list(Proposal.objects.order_by("pk").values_list("number", "number_order")) == [
        ("99999999999", 0),
        ("A-12", 0),
    ]


def test_a_package_that_is_no_workbook_is_refused(world, tmp_path, capsys):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "a")
    path = tmp_path / "台账.xlsx"
    path.write_bytes(out.getvalue())

    with pytest.raises(SystemExit):
        call_command("import_ledger", str(path), "--plenary", "test-1-1")

    assert "不完整或已损坏" in capsys.readouterr().out
