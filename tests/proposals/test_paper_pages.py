"""The pages of papers: what is offered to whom, downloads, templates, reading back, lists as workbooks."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.actions import replying
from proposals.actions.printing.papers import PAPERS
from proposals.actions.printing.printing import default_template
from proposals.documents.papers.forms import proposal_form
from proposals.documents.word.package import word_file
from proposals.models import Assignment, PaperTemplate, Proposal, Reply
from proposals.queries.papers.forms import proposal_forms
from tests.packages import assert_is_whole, paragraphs_of
from tests.proposals.documents.drafts import as_word


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep what is uploaded out of the site's own folder."""
    settings.MEDIA_ROOT = tmp_path


def page(client, post, name, *arguments, **query):
    client.force_login(post.user)
    return client.get(reverse(name, args=arguments), query)


def send(client, post, name, *arguments, **values):
    client.force_login(post.user)
    return client.post(reverse(name, args=arguments), values)


def test_the_page_of_a_case_offers_its_papers_to_who_may_print_them(world, client):
    case = world.assigned()
    world.reply(case)

    for post, labels in (
        (world.clerk, ["提案表", "提案审查立案表", "提案签收单", "征询意见表", "答复函", "打印案卷"]),
        (world.member, ["提案表", "征询意见表", "答复函"]),
    ):
        text = page(client, post, "case", case.pk).content.decode()
        assert [label for label in labels if label not in text] == []
    assert "打印案卷" not in text
    assert "提案签收单" not in text


def test_every_paper_offered_on_a_case_is_handed_out(world, client):
    case = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.conclude(case)
    client.force_login(world.clerk.user)
    things = [("proposal", case), *(("assignment", task) for task in case.tasks())]
    things += [("reply", reply) for reply in Reply.objects.all()]

    handed = 0
    for kind, thing in things:
        for name, paper in PAPERS.items():
            if isinstance(thing, paper.subject) and paper.when(thing):
                answer = client.get(reverse("print_of_case", args=[kind, thing.pk, name]))
                assert_is_whole(answer.content)
                assert "attachment" in answer["Content-Disposition"]
                handed += 1
    assert handed >= 12
    assert_is_whole(client.get(reverse("case_file", args=[case.pk])).content)


def test_a_unit_is_offered_papers_of_its_own_alone(world, client):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))

    def offered(post):
        form = page(client, post, "papers", "test-1-1").context["form"]
        return [unit for _key, unit in form.fields["unit"].choices]

    assert offered(world.officer) == ["市教育局"]
    assert sorted(offered(world.clerk)[1:]) == ["市教育局", "市财政局"]


def test_a_paper_of_a_case_one_does_not_see_is_not_there(world, client):
    case = world.assigned()
    world.reply(case)

    assert (
        page(client, world.stranger, "print_of_case", "proposal", case.pk, "proposal_form").status_code == 404
    )
    assert (
        page(client, world.member, "print_of_case", "proposal", case.pk, "examination_form").status_code
        == 403
    )
    assert page(client, world.clerk, "print_of_case", "proposal", case.pk, "receipt").status_code == 404
    assert page(client, world.clerk, "print_of_case", "nothing", case.pk, "receipt").status_code == 404
    assert (
        page(client, world.clerk, "print_of_case", "proposal", case.pk, "decline_notice").status_code == 404
    )


@pytest.mark.office
def test_a_paper_is_shown_as_pdf_where_libreoffice_is(world, client):
    case = world.assigned()

    answer = page(client, world.clerk, "print_of_case", "proposal", case.pk, "proposal_form", **{"as": "pdf"})

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_every_list_of_a_session_is_handed_out_narrowed(world, client):
    world.conclude(world.assigned())
    world.assigned((world.water, "SOLE"), title="关于清淤的提案")

    text = page(client, world.clerk, "papers", "test-1-1").content.decode()

    for name, paper in PAPERS.items():
        if paper.narrows or paper.rule == "oversee_plenarysession":
            assert paper.label in text
            answer = page(client, world.clerk, "print_of_session", "test-1-1", name)
            assert_is_whole(answer.content)
    answer = page(client, world.clerk, "print_of_session", "test-1-1", "assignment_list", unit=world.water.pk)
    texts = paragraphs_of(answer.content)
    assert "关于清淤的提案" in texts
    assert "关于增设公交站的提案" not in texts


def test_a_unit_prints_the_lists_of_its_own_tasks(world, client):
    world.assigned()
    world.assigned((world.water, "SOLE"), title="关于清淤的提案")

    answer = page(client, world.officer, "print_of_session", "test-1-1", "summary")

    texts = paragraphs_of(answer.content)
    assert ("关于增设公交站的提案" in texts, "关于清淤的提案" in texts) == (True, False)
    assert page(client, world.officer, "print_of_session", "test-1-1", "handover").status_code == 403


def test_a_batch_is_printed_and_then_only_what_changed(world, client):
    for number in range(2):
        world.reply(world.assigned(title=f"关于第{number}件事项的提案"))

    first = send(client, world.clerk, "print_batch", "test-1-1", "reply_letter")
    again = send(client, world.clerk, "print_batch", "test-1-1", "reply_letter", only_changed="on")

    assert_is_whole(first.content)
    assert (again.status_code, "没有变化" in again.content.decode()) == (409, True)
    assert send(client, world.clerk, "print_batch", "test-1-1", "handover").status_code == 404
    assert send(client, world.stranger, "print_batch", "test-1-1", "receipt").status_code == 404


@pytest.mark.parametrize("name", ["proposal_form", "receipt", "feedback_form", "consultation_record"])
def test_other_papers_are_printed_in_batches_too(world, client, name):
    world.reply(world.assigned())
    world.reply(world.assigned(title="关于清淤的提案"))

    answer = send(client, world.clerk, "print_batch", "test-1-1", name)

    assert_is_whole(answer.content)
    assert "关于清淤的提案" in paragraphs_of(answer.content)


def test_the_archive_is_handed_out_as_a_zip(world, client):
    assert send(client, world.clerk, "archive", "test-1-1").url == reverse("papers", args=["test-1-1"])
    world.conclude(world.assigned())

    answer = send(client, world.clerk, "archive", "test-1-1")

    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert send(client, world.member, "archive", "test-1-1").status_code == 403


def test_a_template_is_taken_used_and_given_up(world, client):
    case = world.assigned()
    shipped = page(client, world.clerk, "template_file", "test-1-1", "receipt").content
    assert "提案签收单" in paragraphs_of(shipped)

    send(
        client, world.clerk, "change_template", "test-1-1", "receipt",
        content=SimpleUploadedFile("own.docx", shipped),
    )  # fmt: skip

    assert PaperTemplate.objects.get().paper == "receipt"
    assert "现用" in page(client, world.clerk, "paper_templates", "test-1-1").content.decode()
    task = case.tasks().get()
    assert_is_whole(page(client, world.clerk, "print_of_case", "assignment", task.pk, "receipt").content)
    send(client, world.clerk, "change_template", "test-1-1", "receipt", remove="1")
    assert not PaperTemplate.objects.exists()


def test_a_template_with_an_unknown_placeholder_is_refused_by_name(world, client):
    bad = default_template(PAPERS["summary"])

    answer = send(
        client, world.clerk, "change_template", "test-1-1", "receipt",
        content=SimpleUploadedFile("bad.docx", bad),
    )  # fmt: skip

    text = client.get(answer.url).content.decode()
    assert "没有名为「line」的占位符；可用的有：session、number、title" in text
    assert not PaperTemplate.objects.exists()


def test_templates_are_the_clerks_business(world, client):
    world.assigned()

    for post in (world.officer, world.leader, world.office):
        assert page(client, post, "paper_templates", "test-1-1").status_code == 403
        assert send(client, post, "change_template", "test-1-1", "receipt").status_code == 403
    assert page(client, world.clerk, "template_file", "test-1-1", "booklet").status_code == 404
    send(client, world.clerk, "change_template", "test-1-1", "receipt")
    assert "请选择一个" in page(client, world.clerk, "paper_templates", "test-1-1").content.decode()


def test_a_draft_is_checked_before_it_is_issued(world, client):
    case = world.assigned()
    world.consult(case)
    text = replying.Letter(outcome=world.outcome(), text="正在研究。")
    reply = replying.draft_reply(case.tasks().get(), text, **world.for_others())

    shown = page(client, world.officer, "check_reply", reply.pk).content.decode()

    assert "正文却有「正在研究" in shown
    assert "不妨碍签发" in shown
    assert page(client, world.member, "check_reply", reply.pk).status_code == 404


def test_a_proposal_is_read_from_word_looked_through_and_registered(world, client):
    content = word_file([proposal_form(each) for each in proposal_forms(world.submitted("关于清淤的提案"))])

    answer = send(
        client, world.clerk, "read_proposal_back", "test-1-1", content=SimpleUploadedFile("a.docx", content)
    )

    form = answer.context["form"]
    assert (form["title"].value(), form["first_proposer"].value()) == ("关于清淤的提案", "张三")
    assert Proposal.objects.count() == 1
    values = {name: form[name].value() or "" for name in form.fields} | {
        "title": "关于河道清淤的提案",
        "at": "2026-03-02",
        "submit_now": "on",
    }
    client.post(reverse("intake", args=["test-1-1"]), values)
    assert Proposal.objects.count() == 2


def test_where_parts_are_asked_for_word_is_read_into_each(world, client):
    world.set_policy(text_in_parts=True)
    lines = [("情况", "站点过稀。"), ("问题及分析", "没有规划。"), ("建议", "增设公交站。")]
    table = [["案由", "关于增设公交站的提案"], ["提案人", "张三"], *lines]

    answer = send(
        client,
        world.clerk,
        "read_proposal_back",
        "test-1-1",
        content=SimpleUploadedFile("a.docx", as_word(table=table)),
    )

    form = answer.context["form"]
    parts = ("background", "analysis", "body")
    assert [form[name].value() for name in parts] == [text for _label, text in lines]


def test_a_file_that_cannot_be_read_is_said_on_the_page(world, client):
    answer = send(
        client, world.clerk, "read_proposal_back", "test-1-1", content=SimpleUploadedFile("a.docx", b"old")
    )

    assert (answer.status_code, "这不是 Word" in answer.content.decode()) == (409, True)
    assert page(client, world.clerk, "read_proposal_back", "test-1-1").status_code == 200


@pytest.mark.parametrize(
    ("name", "arguments", "title"),
    [
        ("units_xlsx", (), "各承办单位办理情况汇总表"),
        ("ledger_xlsx", (), "提案台账"),
    ],
)
def test_lists_are_handed_out_as_workbooks(world, client, name, arguments, title):
    world.conclude(world.assigned(title="=关于公式的提案"))

    answer = page(client, world.clerk, name, "test-1-1", *arguments)

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.cell(1, 1).value.endswith(title)
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_a_unit_gets_its_own_summary_and_no_ledger(world, client):
    world.assigned()
    world.assigned((world.water, "SOLE"), title="关于清淤的提案")

    answer = page(client, world.officer, "units_xlsx", "test-1-1")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == ["市教育局", "合计（件次）"]
    assert page(client, world.officer, "ledger_xlsx", "test-1-1").status_code == 403


def test_the_units_summary_has_a_row_a_unit_and_a_sum(world, client):
    world.conclude(world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER")))

    answer = page(client, world.clerk, "units_xlsx", "test-1-1")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][:6] == ["承办单位", "主办", "会办", "签收", "面商", "答复"]
    assert rows[1][:6] == ["市教育局", 1, 0, 1, 1, 1]
    assert rows[-1][:3] == ["合计（件次）", 1, 1]
    assert Assignment.objects.count() == 2
