"""A draft is held against the records, by command and on the page; the right value comes with its list."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from proposals.actions import assigning
from proposals.actions.checking import check_draft
from proposals.actions.loading import load_year
from proposals.documents.draft_reading import Draft
from proposals.models import Channel, PlenarySession
from proposals.statistics.scope import Scope
from tests.proposals.documents.drafts import ANNING, as_word, faults

PROVINCE = (
    "省政协十二届五次会议以来，广大政协委员积极运用提案履行职责，共提交提案材料779件，经审查立案726件，"
    "交由101个承办单位办理。"
)
DEPARTMENT = "2021年，承办提案40件，均依法依规完成办理任务，答复率、办结率、满意率均为100%。2021年提案办理面商率为82.1%。"


def check(code, text, **narrowed):
    scope = Scope(PlenarySession.objects.get(code=code), **narrowed)
    return [
        (finding.number.text, finding.verdict, None if finding.expected is None else str(finding.expected))
        for finding in check_draft(Draft(text), scope)
    ]


@pytest.fixture
def anning(db):
    load_year("anning-6-4")


def run(capsys, *arguments):
    """Run the command; return its exit status and its numbers."""
    capsys.readouterr()
    status = 0
    try:
        call_command("check_report", *map(str, arguments), "--format", "json")
    except SystemExit as stopped:
        status = stopped.code
    return status, json.loads(capsys.readouterr().out)["numbers"]


@pytest.mark.parametrize(
    ("code", "text"),
    [("anning-6-4", ANNING), ("yunnan-12-5", PROVINCE), ("yunnan-12-4", DEPARTMENT)],
)
def test_every_number_of_the_published_paragraphs_agrees(db, code, text):
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


def test_a_category_and_a_unit_are_known_by_name(world):
    category = world.session.category_list.get(code="economic")
    world.assigned(category=category)
    world.assigned(title="关于乙的提案")

    found = check("test-1-1", "立案2件，其中经济方面1件，占50%；市教育局承办3件。")

    assert [each[1:] for each in found] == [
        ("agrees", "2"),
        ("agrees", "1"),
        ("agrees", "50.0"),
        ("disagrees", "2"),
    ]


def test_a_report_of_a_unit_is_held_against_its_tasks(world):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.assigned((world.education, "SOLE"), title="关于乙的提案")

    found = check("test-1-1", "我局共承办提案2件，其中主办2件、会办1件，办复率100%。", unit=world.education)

    assert [each[1:] for each in found] == [
        ("agrees", "2"),
        ("agrees", "2"),
        ("disagrees", "0"),
        ("disagrees", "0.0"),
    ]


def test_a_draft_is_held_against_the_figures_of_the_day(world):
    world.filed()

    assert check("test-1-1", "立案1件。", as_of=world.session.opens_on) == check("test-1-1", "立案1件。")


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


@pytest.fixture
def page(world, client):
    def as_post(post, **values):
        client.force_login(post.user)
        address = reverse("check_report", args=["test-1-1"])
        return client.post(address, values) if values else client.get(address)

    return as_post


def test_who_sees_the_session_and_works_on_it_may_check_a_draft(world, page):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    posts = ("clerk", "office", "leader", "officer", "helper", "stranger", "member", "contact")

    found = {name: page(getattr(world, name)).status_code for name in posts}

    assert found == {
        "clerk": 200, "office": 200, "leader": 200, "officer": 200, "helper": 200, "stranger": 404, "member": 403,
        "contact": 403,
    }  # fmt: skip


def test_the_page_marks_each_number_by_a_word_and_opens_the_list_behind_the_right_value(world, page, client):
    world.filed()

    answer = page(world.clerk, text="立案2件，收到提案1件，协商会3次。<b>")

    text = answer.content.decode()
    assert '<mark class="disagrees"' in text
    assert [(word, number) for _verdict, word, number in answer.context["tally"]] == [
        ("不符", 1),
        ("矛盾", 0),
        ("不详", 1),
        ("相符", 1),
    ]
    assert "&lt;b&gt;" in text
    (fault,) = answer.context["faults"]
    assert client.get(fault.address).context["page"].paginator.count == fault.finding.expected == 1


def test_every_known_figure_opens_a_list_as_long_as_it_says(world, page, client):
    category = world.session.category_list.get(code="economic")
    world.conclude(world.assigned(category=category))
    world.submitted("关于乙的提案", category=category)
    text = (
        "收到提案9件，委员提案9件，经济类9件。立案9件，委员提案9件，经济类9件。"
        "市教育局承办9件。A类9件。立案率9%，办复率9%。"
    )

    answer = page(world.clerk, text=text)

    faults = answer.context["faults"]
    assert len(faults) == 10
    for fault in faults:
        figure, listed = fault.finding.figure, client.get(fault.address).context["page"].paginator.count
        assert (fault.text, figure.label, listed) == (fault.text, figure.label, figure.part)


def test_the_page_reads_a_file_and_a_unit_checks_its_own(world, page):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    file = SimpleUploadedFile("报告.docx", as_word("我局共承办提案1件，其中会办1件。"))

    answer = page(world.officer, file=file, as_of="2026-12-31")

    assert [piece.finding.verdict for piece in answer.context["faults"]] == ["disagrees"]
    assert "会办1件" in "".join(piece.text for piece in answer.context["pieces"])


@pytest.mark.parametrize(
    ("values", "words"),
    [({"text": "  "}, "请选择文件"), ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "不完整")],
)
def test_what_cannot_be_read_is_said_on_the_page(world, page, values, words):
    answer = page(world.clerk, **values)

    assert answer.status_code == 409
    assert words in answer.content.decode()


def test_the_page_checks_the_text_alone_when_asked(world, page):
    answer = page(world.clerk, text="收到提案202件，立案153件，立案率80%。", text_only="on")

    assert [piece.finding.verdict for piece in answer.context["faults"]] == ["inconsistent"]


@pytest.mark.parametrize("kind", ["committee", "government", "examination"])
def test_our_own_reports_are_right(world, kind, tmp_path, capsys):
    government = Channel.objects.get(plenary_session=world.session, code="government")
    for title, unit in (("关于甲的提案", world.education), ("关于乙的提案", world.water)):
        proposal = world.filed(title)
        assigning.assign_proposal(
            proposal, [assigning.Handling(unit, "SOLE", government)], **world.as_clerk()
        )
        world.reply(proposal)
    world.assigned((world.finance, "LEAD"), (world.education, "CO_HANDLER"), title="关于丙的提案")
    path = tmp_path / "报告.docx"
    call_command("handling_report", "test-1-1", kind=kind, output=path)
    capsys.readouterr()

    status, numbers = run(capsys, path, "--plenary", "test-1-1", "--kind", kind)

    assert [each for each in numbers if each["verdict"] not in ("agrees", "unknown")] == []
    assert status == 0
