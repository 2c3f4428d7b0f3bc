"""Letters say what the record says: replies in their variants, to everybody who is owed one."""

import pytest

from cppcc.accounts.models import Organisation
from proposals.actions import (
    assigning,
    drafting,
    filing,
    merging,
    replying,
)
from proposals.actions.printing.papers import PAPERS, papers_of
from proposals.actions.reply_checking import doubts_of
from proposals.models import (
    Assignment,
    DeclineReason,
    Disposition,
    Reply,
)
from proposals.queries.papers.letters import reply_letters
from proposals.queries.papers.wording import formal_session, place_of, salutation, self_name
from tests.world import only_reply

OPENING = (
    "您在一届一次会议上提出的《关于增设公交站的提案》（第001号）收悉。"
    "我局会同市财政局认真研究，并于2026年3月2日与您面商，现答复如下："
)


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

    [letter] = reply_letters(only_reply(case))

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

    [letter] = reply_letters(only_reply(case))

    assert letter.addressee == "民盟某市委员会"
    assert letter.body[0].startswith("贵单位在一届一次会议上提出的")


def test_merged_proposals_get_a_letter_each(world):
    main, other = world.filed(), world.filed("关于增设路灯的提案")
    merging.merge_proposals([other], into=main, **world.as_clerk())
    assigning.assign_proposal(main, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())
    world.reply(main)

    letters = reply_letters(only_reply(main))

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

    [letter] = reply_letters(only_reply(case))

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

    [letter] = reply_letters(only_reply(case))

    assert letter.body == ("您的提案收悉，现答复如下：", "已办。", "感谢您的关心。")


def test_a_declined_proposal_is_answered_with_reason_and_route(world):
    case = world.submitted()
    reason = DeclineReason.objects.get(plenary_session=world.session, code="R10")
    filing.decline_proposal(case, reason=reason, disposition=Disposition.WORK_SUGGESTION, **world.as_clerk())

    [letter] = PAPERS["decline_notice"].find(case)

    assert letter.body[1] == "经审查，因内容空泛、没有具体建议，不予立案，已转工作建议。"
    assert PAPERS["decline_notice"].find(world.filed("关于清淤的提案")) == []


def test_a_draft_is_checked_as_it_would_be_printed(world):
    case = world.assigned()
    world.consult(case)
    letter = replying.Letter(outcome=world.outcome(), text="公交站将于年底增设。")
    reply = replying.draft_reply(case.tasks().get(), letter, **world.for_others())

    found = doubts_of(reply)

    assert any("A类" in warning for warning in found)
    assert "没有写明联系人和联系电话。" in found
