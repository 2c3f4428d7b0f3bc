"""A draft is held against the records, by command and on the page; the right value comes with its list."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from proposals.actions.checking import check_draft
from proposals.actions.loading import load_year
from proposals.documents.draft_reading import Draft
from proposals.models import PlenarySession
from proposals.statistics.scope import Scope
from tests.proposals.documents.drafts import ANNING, as_word, faults
from tests.proposals.draft_checks import check, run

pytestmark = pytest.mark.django_db

PROVINCE = (
    "省政协十二届五次会议以来，广大政协委员积极运用提案履行职责，共提交提案材料779件，经审查立案726件，"
    "交由101个承办单位办理。"
)
DEPARTMENT = "2021年，承办提案40件，均依法依规完成办理任务，答复率、办结率、满意率均为100%。2021年提案办理面商率为82.1%。"


@pytest.fixture(scope="module")
def anning(module_db):
    load_year("anning-6-4")


@pytest.mark.parametrize(
    ("code", "text"),
    [("anning-6-4", ANNING), ("yunnan-12-5", PROVINCE), ("yunnan-12-4", DEPARTMENT)],
)
def test_every_number_of_the_published_paragraphs_agrees(db, code, text):
    if not PlenarySession.objects.filter(code=code).exists():
        load_year(code)

    assert {verdict for _text, verdict, _expected in check(code, text)} == {"agrees"}


SLIPS = [
    ("202件", "203件", "202"),
    ("40件", "36件", "40"),
    ("162件", "163件", "162"),
    ("153件", "154件", "153"),
    ("75.7%", "75.8%", "75.7"),
    ("36件", "40件", "36"),
    ("23.5%", "23.6%", "23.5"),
    ("117件", "162件", "117"),
    ("76.5%", "77%", "76.5"),
    ("49件", "50件", "49"),
    ("100%", "99%", "100.0"),
]


@pytest.mark.parametrize(("right", "wrong", "expected"), SLIPS)
def test_a_wrong_number_disagrees_and_the_right_value_is_said(anning, right, wrong, expected):
    found = check("anning-6-4", ANNING.replace(right, wrong, 1))

    assert [each for each in found if each[1] != "agrees"] == [(wrong, "disagrees", expected)]


def test_what_a_text_alone_cannot_show_is_found_with_the_records(anning):
    text = ANNING.replace("均为100%", "均为98%")

    assert faults(text) == []
    assert ("98%", "disagrees", "100.0") in check("anning-6-4", text)


def test_a_wrong_number_says_its_definition_and_its_list(anning):
    session = PlenarySession.objects.get()

    (finding,) = check_draft(Draft("经审查，立案率为78%。"), Scope(session))

    assert finding.reason == (
        "立案率应为75.7%（153/202）（立案率＝立案件数（并案后）÷收到件数；撤案、不予立案仍在收到数内）。清单：立案率。"
    )
    assert (finding.part, finding.whole, finding.figure.listed) == (153, 202, "filing_rate")


@pytest.mark.parametrize(
    "text", ["立案率为76%。", "立案率为75.74%。", "立案率超过75%。", "立案150多件。", "立案近160件。"]
)
def test_fewer_or_more_decimals_and_round_numbers_agree(anning, text):
    assert [verdict for _text, verdict, _expected in check("anning-6-4", text)] == ["agrees"]


@pytest.mark.parametrize(
    "text",
    [
        "上年立案150件。",
        "2019年立案150件。",
        "六届三次会议以来立案150件。",
        "比上年增加10件。",
        "民建界别收到提案12件。",
        "重点提案立案10件。",
        "确保面商率达到95%。",
        "召开协商会4次，形成报告38份，投入107万元。",
        "党派提案立案5件。",
    ],
)
def test_what_the_system_does_not_count_is_unknown_and_never_guessed(anning, text):
    assert {verdict for _text, verdict, _expected in check("anning-6-4", text)} == {"unknown"}


def test_the_records_outweigh_the_text(anning):
    text = ANNING.replace("集体提案36件", "集体提案37件")

    assert "23.5%" in faults(text)
    assert ("23.5%", "agrees", "23.5") in check("anning-6-4", text)


def test_the_command_prints_the_numbers_as_json_and_its_status_says_what_it_found(anning, tmp_path, capsys):
    path = tmp_path / "报告.docx"
    path.write_bytes(as_word("一、概况", "经审查立案154件。"))

    status, numbers = run(capsys, path, "--plenary", "anning-6-4")

    assert status == 1
    assert numbers == [
        {
            "text": "154件",
            "value": 154,
            "noun": "件",
            "start": 10,
            "end": 14,
            "verdict": "disagrees",
            "expected": 153,
            "part": None,
            "whole": None,
            "reason": "立案应为153（立案：按本届次口径（并案后或并案前））。清单：立案。",
        }
    ]


def test_the_command_needs_no_records_for_the_text_alone(db, tmp_path, capsys):
    path = tmp_path / "draft.txt"
    path.write_text(ANNING, encoding="gb18030")

    status, numbers = run(capsys, path, "--text-only")

    rate = next(number for number in numbers if number["text"] == "75.7%")
    assert status == 0
    assert (rate["verdict"], rate["value"], rate["expected"]) == ("agrees", 75.7, 75.7)
    assert (rate["part"], rate["whole"], ANNING[rate["start"] : rate["end"]]) == (153, 202, "75.7%")


def test_the_command_prints_a_line_a_number_and_a_tally(anning, tmp_path, capsys):
    path = tmp_path / "draft.txt"
    path.write_text("立案153件，重点提案6件。", encoding="utf-8")

    call_command("check_report", str(path), "--plenary", "anning-6-4", "--as-of", "2020-12-31")

    lines = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in lines] == ["相符", "不详", "", "共2"]
    assert lines[-1] == "共2个数：相符1个，不详1个。"


@pytest.mark.parametrize(
    "arguments", [["--plenary", "nowhere"], ["--plenary", "anning-6-4", "--unit", "无此局"], []], ids=len
)
def test_a_wrong_question_is_a_sentence_and_status_2(anning, tmp_path, arguments):
    path = tmp_path / "draft.txt"
    path.write_text("立案153件。", encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("check_report", str(path), *arguments)

    assert refused.value.returncode == 2


@pytest.mark.parametrize("content", [None, b"PK\x03\x04broken", b"\x81\xff\x81\xff\xff"])
def test_an_unreadable_file_is_a_sentence_and_status_2(tmp_path, content):
    path = tmp_path / "draft.docx"
    if content is not None:
        path.write_bytes(content)

    ended = subprocess.run(
        [sys.executable, "manage.py", "check_report", path, "--text-only"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr
    assert ended.stderr.rstrip().endswith("。")
