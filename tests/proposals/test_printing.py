"""Printing: who may, several in one file, only what changed, an office's own template, the file of a case, the archive."""

import io
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.actions import (
    accepting,
    attaching,
    replying,
)
from proposals.actions.printing.archive import archive_year, print_case_file, safe_name
from proposals.actions.printing.papers import PAPERS, papers_of
from proposals.actions.printing.printing import (
    default_template,
    install_template,
    print_papers,
    remove_template,
    subject_key,
)
from proposals.models import (
    Assignment,
    PaperTemplate,
    PrintedPaper,
    Proposal,
    Reply,
)
from proposals.queries.papers.selection import Selection
from tests.packages import assert_is_whole, paragraphs_of
from tests.world import only_reply


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep what is uploaded out of the site's own folder."""
    settings.MEDIA_ROOT = tmp_path


def test_many_letters_are_one_file(world):
    for number in range(3):
        world.reply(world.assigned(title=f"关于第{number}件事项的提案"))

    printed = print_papers(PAPERS["reply_letter"], Reply.objects.all(), by=world.clerk)

    assert printed.copies == 3
    assert_is_whole(printed.content)
    texts = paragraphs_of(printed.content)
    assert [f"第00{n}号提案的答复" in "".join(texts) for n in (1, 2, 3)] == [True] * 3


def test_the_longest_text_that_a_form_can_send_is_printed(world, settings):
    longest = "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    world.submitted().texts.update(body=longest)

    printed = print_papers(PAPERS["proposal_form"], Proposal.objects.all(), by=world.clerk)

    assert any(longest in text for text in paragraphs_of(printed.content))


def test_the_summary_of_all_units_names_the_unit_of_each_line_and_that_of_one_above_them(world):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))

    def printed(**narrowed):
        selections = [Selection(world.session, **narrowed)]
        return paragraphs_of(print_papers(PAPERS["summary"], selections, by=world.clerk).content)

    of_all, own = printed(), printed(unit=world.education)

    assert ("承办单位" in of_all, of_all.count("市教育局"), of_all.count("市财政局")) == (True, 1, 3)
    assert ("承办单位" in own, "市教育局" in own, "填报单位：市教育局" in own) == (False, False, True)


def test_only_what_changed_is_printed_again(world):
    first, second = world.assigned(), world.assigned(title="关于清淤的提案")
    paper, tasks = PAPERS["receipt"], Assignment.objects.order_by("pk")
    assert print_papers(paper, tasks.all(), by=world.clerk).copies == 2

    accepting.accept(second.tasks().get(), officer="李明", **world.for_others())

    assert print_papers(paper, tasks.all(), by=world.clerk, only_changed=True).copies == 1
    with pytest.raises(ValidationError, match="自上次打印以来没有变化"):
        print_papers(paper, tasks.all(), by=world.clerk, only_changed=True)
    assert set(PrintedPaper.objects.values_list("subject", flat=True)) == {
        subject_key(task) for task in (first.tasks().get(), second.tasks().get())
    }


def test_nothing_to_print_is_said(world):
    with pytest.raises(ValidationError, match="没有可以打印的「会办意见」"):
        print_papers(PAPERS["co_handling_opinion"], [world.assigned().tasks().get()], by=world.clerk)


WHO = {
    "proposal_form": "clerk office leader officer member",
    "examination_form": "clerk office leader",
    "receipt": "clerk office leader officer",
    "feedback_form": "clerk office leader officer member",
    "reply_letter": "clerk office leader officer member",
    "assignment_list": "clerk office leader",
    "handover": "clerk office leader",
}


POSTS = ("clerk", "office", "leader", "officer", "helper", "stranger", "member", "contact")


@pytest.mark.parametrize("name", WHO)
def test_who_may_print_a_paper(world, name):
    case = world.assigned()
    world.reply(case)
    subjects = {
        "proposal_form": case,
        "examination_form": case,
        "reply_letter": only_reply(case),
        "assignment_list": Selection(world.session),
        "handover": Selection(world.session),
    }
    subject = subjects.get(name, case.tasks().get())

    may = [post for post in POSTS if PAPERS[name].may_print(getattr(world, post), subject)]

    assert " ".join(may) == WHO[name]


def test_a_unit_prints_the_list_of_its_own_and_of_nobody_else(world):
    own, others = Selection(world.session, unit=world.education), Selection(world.session, unit=world.finance)

    assert PAPERS["assignment_list"].may_print(world.officer, own)
    assert not PAPERS["assignment_list"].may_print(world.officer, others)
    with pytest.raises(PermissionDenied):
        print_papers(PAPERS["assignment_list"], [others], by=world.officer)


def test_a_reply_that_is_not_out_is_shown_to_its_proposer_by_nobody_but_its_unit(world):
    case = world.assigned()
    world.consult(case)
    reply = replying.draft_reply(case.tasks().get(), replying.Letter(text="拟"), **world.for_others())

    assert papers_of(reply, world.member) == []
    assert papers_of(reply, world.stranger) == []
    assert [paper.name for paper in papers_of(reply, world.officer)] == ["reply_draft"]


def test_an_offices_own_template_stands_in_place_of_the_shipped_one(world):
    task = world.assigned().tasks().get()
    paper = PAPERS["receipt"]
    own = default_template(paper)
    install_template(world.session.committee, paper, SimpleUploadedFile("own.docx", own), by=world.clerk)

    printed = print_papers(paper, [task, task], by=world.clerk)

    assert_is_whole(printed.content)
    assert paragraphs_of(printed.content).count("提案签收单") == 2
    template = PaperTemplate.objects.get()
    remove_template(world.session.committee, paper)
    assert not template.content.storage.exists(template.content.name)


def test_a_template_that_is_not_fit_is_not_stored(world):
    with pytest.raises(ValidationError, match="不是 Word"):
        install_template(
            world.session.committee, PAPERS["receipt"], SimpleUploadedFile("x.docx", b"x"), by=world.clerk
        )

    assert not PaperTemplate.objects.exists()


def test_the_file_of_a_case_holds_its_papers_in_order_with_a_list_of_contents(world):
    case = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.conclude(case)
    attachment = SimpleUploadedFile("扫描件.pdf", b"%PDF-1.4")
    attaching.attach(case, content=attachment, **world.as_clerk())

    printed = print_case_file(case, by=world.clerk)

    assert_is_whole(printed.content)
    texts = paragraphs_of(printed.content)
    contents = [
        "提案表",
        "提案审查立案表",
        "提案签收单",
        "面商记录表",
        "答复函",
        "征询意见表",
        "会办意见",
        "扫描件.pdf",
    ]
    found = [text for text in texts[texts.index("卷内目录") :] if text in contents]
    listed = [
        "提案表",
        "提案审查立案表",
        "提案签收单",
        "面商记录表",
        "答复函",
        "征询意见表",
        "提案签收单",
        "会办意见",
    ]
    assert found[:9] == [*listed, "扫描件.pdf"]
    with pytest.raises(PermissionDenied):
        print_case_file(case, by=world.officer)


def test_the_years_archive_is_one_zip_in_order(world):
    case = world.assigned(title="关于“路灯/路面”的提案")
    world.conclude(case)
    attaching.attach(case, content=SimpleUploadedFile("扫描件.pdf", b"%PDF-1.4"), **world.as_clerk())
    world.submitted("关于清淤的提案")

    with archive_year(world.session, by=world.clerk) as content:
        package = ZipFile(io.BytesIO(content.read()))

    assert package.testzip() is None
    names = package.namelist()
    assert names[:3] == ["01总目录.xlsx", "02台账.xlsx", "03提案汇编.docx"]
    assert "001关于“路灯－路面”的提案/案卷.docx" in names
    assert package.read("001关于“路灯－路面”的提案/附件01扫描件.pdf") == b"%PDF-1.4"
    with pytest.raises(PermissionDenied):
        archive_year(world.session, by=world.officer)


def test_a_year_without_cases_is_not_archived(world):
    with pytest.raises(ValidationError, match="还没有可以归档的提案"):
        archive_year(world.session, by=world.clerk)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a/b\\c:d", "a－b－c－d"),
        ("../../etc", "－..－etc"),
        ("x\x00y", "xy"),
        ("长" * 100, "长" * 60),
        (" . ", ""),
    ],
)
def test_a_text_becomes_a_name_of_a_file_on_any_system(text, name):
    assert safe_name(text) == name
