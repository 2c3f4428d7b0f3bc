"""Papers say what the records say: letters in their variants, lists, the file of a case, the archive, who may print."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from cppcc.accounts.models import Organisation
from proposals.actions import (
    accepting,
    assigning,
    attaching,
    concluding,
    drafting,
    filing,
    merging,
    replying,
    supervising,
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
from proposals.actions.reply_checking import doubts_of
from proposals.models import (
    Assignment,
    Channel,
    DeclineReason,
    Disposition,
    PaperTemplate,
    PrintedPaper,
    Reply,
)
from proposals.queries.papers.letters import assignment_notices, reply_letters
from proposals.queries.papers.lists import assignment_lists, handovers, key_proposal_lists, summaries
from proposals.queries.papers.selection import Selection
from proposals.queries.papers.wording import formal_session, place_of, salutation, self_name
from proposals.statistics.circular import circulars
from tests.packages import assert_is_whole, paragraphs_of
from tests.world import DAY

OPENING = (
    "您在一届一次会议上提出的《关于增设公交站的提案》（第001号）收悉。"
    "我局会同市财政局认真研究，并于2026年3月2日与您面商，现答复如下："
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep what is uploaded out of the site's own folder."""
    settings.MEDIA_ROOT = tmp_path


def the_reply(proposal):
    return Reply.objects.get(assignment__proposal=proposal)


def test_the_session_is_named_as_titles_have_it(world):
    assert formal_session(world.session) == "政协某市第一届委员会第一次会议"
    assert place_of(world.session) == "某市"

    Organisation.objects.filter(pk=world.committee.pk).update(name="测试机构")
    world.session.term.committee.organisation.refresh_from_db()

    assert formal_session(world.session) == "测试机构一届一次会议"


@pytest.mark.parametrize(
    ("unit", "name"),
    [("市教育局", "我局"), ("省民政厅", "我厅"), ("市发展和改革委员会", "我委"), ("县人民政府", "我单位")],
)
def test_a_unit_names_itself(unit, name):
    assert self_name(unit) == name


def test_a_reply_letter_says_what_the_record_says(world):
    case = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.reply(case)
    Assignment.objects.filter(unit=world.education).update(officer="李明", phone="0000-1234567")

    [letter] = reply_letters(the_reply(case))

    assert letter.title == "关于政协某市第一届委员会第一次会议第001号提案的答复"
    assert (letter.issuer, letter.signature, letter.date) == ("市教育局", "市教育局", "2026年3月2日")
    assert (letter.mark, letter.disclosure) == ("办理结果：A", "公开属性：全文公开")
    assert letter.addressee == "张三委员"
    assert letter.body == (
        OPENING,
        "已办理。",
        "感谢您对我们工作的关心和支持，欢迎继续监督。如有不同意见，请填写《提案办理情况征询意见表》反馈。",
    )
    assert letter.note == "联系人：李明；联系电话：0000-1234567"
    assert letter.copies == "政协某市委员会提案委员会"
    assert letter.carrier == "LETTER"


def test_every_proposer_is_named_and_seconders_are_not(world):
    entries = (
        drafting.ProposerEntry(member=world.zhang),
        drafting.ProposerEntry(member=world.li, role="COSIGNER"),
        drafting.ProposerEntry(name="王五", role="SECONDER"),
    )
    draft = drafting.Draft(title="关于清淤的提案", proposers=entries, body="清淤。")
    proposal = drafting.draft_proposal(world.session, draft, **world.for_others())

    assert salutation(proposal) == "张三、李四委员"


def test_a_collective_is_addressed_by_its_name(world):
    case = world.draft(by_party=True)
    drafting.submit_proposal(case, **world.for_others())
    filing.file_proposal(case, **world.as_clerk())
    assigning.assign_proposal(case, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())
    world.reply(case)

    [letter] = reply_letters(the_reply(case))

    assert letter.addressee == "民盟某市委员会"
    assert letter.body[0].startswith("贵单位在一届一次会议上提出的")


def test_merged_proposals_get_a_letter_each(world):
    main, other = world.filed(), world.filed("关于增设路灯的提案")
    merging.merge_proposals([other], into=main, **world.as_clerk())
    assigning.assign_proposal(main, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())
    world.reply(main)

    letters = reply_letters(the_reply(main))

    assert [letter.title[-10:] for letter in letters] == ["第001号提案的答复", "第002号提案的答复"]
    assert "因与第001号提案《关于增设公交站的提案》内容相近，两件合并办理，" in letters[1].body[0]


def test_a_draft_for_comment_has_no_number_no_day_and_says_so(world):
    case = world.assigned()
    world.consult(case)
    letter = replying.Letter(outcome=world.outcome(), text="拟增设。", document_number="某教函〔2026〕1号")
    reply = replying.draft_reply(case.tasks().get(), letter, **world.for_others())

    [draft] = reply_letters(reply)

    assert draft.title.endswith("的答复（征求意见稿）")
    assert (draft.number, draft.date, draft.attachment) == ("", "", "")
    assert [paper.name for paper in papers_of(reply, world.officer)] == ["reply_draft"]


def test_the_government_may_issue_the_letter(world):
    case = world.assigned()
    world.reply(case)
    Reply.objects.update(issuing_body="GOVERNMENT")

    [letter] = reply_letters(the_reply(case))

    assert (letter.issuer, letter.signature) == ("某市人民政府", "某市人民政府")


def test_separate_units_answer_their_own_part(world):
    case = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.reply(case)

    bodies = [reply_letters(reply)[0].body[0] for reply in Reply.objects.order_by("pk")]

    assert all(body.endswith("现就涉及我局职能的部分答复如下：") for body in bodies)


def test_a_written_opening_and_closing_are_not_doubled(world):
    case = world.assigned()
    world.reply(case)
    Reply.objects.update(text="您的提案收悉，现答复如下：\n已办。\n感谢您的关心。")

    [letter] = reply_letters(the_reply(case))

    assert letter.body == ("您的提案收悉，现答复如下：", "已办。", "感谢您的关心。")


def test_a_declined_proposal_is_answered_with_reason_and_route(world):
    case = world.submitted()
    reason = DeclineReason.objects.get(plenary_session=world.session, code="R10")
    filing.decline_proposal(case, reason=reason, disposition=Disposition.WORK_SUGGESTION, **world.as_clerk())

    [letter] = PAPERS["decline_notice"].find(case)

    assert letter.body[1] == "经审查，因内容空泛、没有具体建议，不予立案，已转工作建议。"
    assert PAPERS["decline_notice"].find(world.filed("关于清淤的提案")) == []


def test_the_notice_of_assignment_has_the_units_list(world):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.assigned((world.education, "SOLE"), title="关于增设路灯的提案")

    notices = {notice.addressee: notice for notice in assignment_notices(Selection(world.session))}

    assert set(notices) == {"市教育局", "市财政局"}
    assert "现将2件提案交你单位办理，其中应答复2件（清单附后）" in notices["市教育局"].body[0]
    assert "其中应答复0件、会办1件" in notices["市财政局"].body[0]
    assert [row.number for row in notices["市教育局"].rows] == ["001", "002"]


def test_a_list_is_whole_or_of_a_unit_or_of_a_channel(world):
    first = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.assigned((world.water, "SOLE"), title="关于清淤的提案")
    channel = Channel.objects.get(plenary_session=world.session, code="government")
    first.tasks().update(channel=channel)

    def numbers(**narrowed):
        [listed] = assignment_lists(Selection(world.session, **narrowed))
        return [row.number for row in listed.rows]

    assert numbers() == ["001", "002"]
    assert numbers(unit=world.finance) == ["001"]
    assert numbers(channel=channel) == ["001"]
    assert numbers(unit=world.water) == ["002"]
    [paper] = handovers(Selection(world.session, channel=channel))
    assert "立案的提案1件（政府渠道）移交市政府督查室办理" in paper.sentence


def test_the_summary_has_what_came_of_each_task_and_the_sums(world):
    case = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.conclude(case)

    [summary] = summaries(Selection(world.session, unit=world.education))

    [row] = summary.rows
    assert (row.replied_on, row.consulted_on, row.outcome) == ("2026.3.2", "2026.3.2当面", "A")
    assert (row.attitude, row.result) == ("满意", "满意")
    assert summary.foot.startswith("共1件次，其中应答复1件次、会办0件次；A类1件。")


def test_key_proposals_are_listed_with_their_leaders(world):
    supervising.mark_key(world.assigned(), supervising_leader="王主席", **world.as_clerk())
    world.assigned(title="关于清淤的提案")

    [listed] = key_proposal_lists(Selection(world.session))

    assert [(row.number, row.leader) for row in listed.rows] == [("001", "王主席")]


def test_the_circular_counts_by_unit_and_lists_what_is_overdue(world):
    late = world.assigned(at=DAY)
    world.reply(world.assigned(title="关于清淤的提案"))
    due = late.tasks().get().due_on

    [circular] = circulars(Selection(world.session, as_of=due + timedelta(days=1)))

    assert "立案提案2件，已答复1件，办复率50.0%；已面商1件，面商率50.0%" in circular.body[0]
    assert [(row.unit, row.repliers, row.replied, row.overdue) for row in circular.rows] == [
        ("市教育局", "2", "1", "1")
    ]
    assert [row.title for row in circular.overdue] == ["关于增设公交站的提案"]


def test_a_form_of_feedback_for_each_proposer_of_each_merged_case(world):
    main, other = world.filed(), world.filed("关于增设路灯的提案")
    merging.merge_proposals([other], into=main, **world.as_clerk())
    assigning.assign_proposal(main, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())
    world.reply(main)

    forms = PAPERS["feedback_form"].find(main.tasks().get())

    assert [form.proposer for form in forms] == ["张三", "张三"]
    assert forms[0].attitude == "□满意　□基本满意　□不满意"


def test_an_answered_form_is_ticked(world):
    case = world.assigned()
    world.reply(case)
    task = case.tasks().get()
    concluding.rate(
        task, task.proposers_asked()[0], attitude="SATISFIED", result="DISSATISFIED", **world.for_others()
    )

    [form] = PAPERS["feedback_form"].find(task)

    assert (form.attitude, form.result) == ("■满意　□基本满意　□不满意", "□满意　□基本满意　■不满意")


@pytest.mark.parametrize("name", ["consultation_record", "extension_request", "hand_back_request"])
def test_a_form_with_nothing_recorded_is_printed_empty(world, name):
    task = world.assigned().tasks().get()

    [form] = PAPERS[name].find(task)

    assert form.unit == "市教育局"


def test_requests_are_printed_with_their_rulings(world):
    task = world.assigned().tasks().get()
    accepting.accept(task, **world.for_others())
    accepting.request_extension(
        task, until=task.due_on + timedelta(days=20), reason="工程未完工", **world.for_others()
    )
    accepting.rule_on_extension(
        task.extensions.get(), granted=True, **{**world.as_clerk(), "by": world.office, "note": "请抓紧"}
    )

    [form] = PAPERS["extension_request"].find(Assignment.objects.get(pk=task.pk))

    assert (form.reason, form.ruling) == ("工程未完工", "同意　请抓紧")


def test_many_letters_are_one_file(world):
    for number in range(3):
        world.reply(world.assigned(title=f"关于第{number}件事项的提案"))

    printed = print_papers(PAPERS["reply_letter"], Reply.objects.all(), by=world.clerk)

    assert printed.copies == 3
    assert_is_whole(printed.content)
    texts = paragraphs_of(printed.content)
    assert [f"第00{n}号提案的答复" in "".join(texts) for n in (1, 2, 3)] == [True] * 3


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
        "reply_letter": the_reply(case),
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


def test_a_draft_is_checked_as_it_would_be_printed(world):
    case = world.assigned()
    world.consult(case)
    letter = replying.Letter(outcome=world.outcome(), text="公交站将于年底增设。")
    reply = replying.draft_reply(case.tasks().get(), letter, **world.for_others())

    found = doubts_of(reply)

    assert any("A类" in warning for warning in found)
    assert "没有写明联系人和联系电话。" in found


def test_the_cost_of_a_list_does_not_grow_with_its_length(world, django_assert_num_queries):
    def measure():
        with django_assert_num_queries(4):
            assignment_lists(Selection(world.session))

    world.assigned()
    measure()
    for number in range(3):
        world.assigned(title=f"关于第{number}件事项的提案")
    measure()
