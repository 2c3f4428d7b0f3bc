"""From the draft to the decision: drafting, signing, submitting, filing, declining, merging, splitting."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cppcc.accounts.models import Organisation
from proposals.actions import drafting, filing, merging
from proposals.models import DeclineReason, Docket, Examination, Proposal
from tests.world import DAY
from workflows.errors import MoveRefused


def test_a_member_writes_and_hands_in(world):
    draft = drafting.Draft(
        title="关于甲的提案", body="建议。", proposers=(drafting.ProposerEntry(member=world.zhang),)
    )

    proposal = drafting.draft_proposal(world.session, draft, by=world.member)
    drafting.submit_proposal(proposal, by=world.member)

    assert (proposal.state, proposal.kind, proposal.serial_number) == ("SUBMITTED", "INDIVIDUAL", "1")
    assert (proposal.submitted_on, proposal.submitted_at is not None) == (timezone.localdate(), True)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("PARTY", "PARTY"),
        ("PEOPLES_ORGANISATION", "PEOPLES_ORGANISATION"),
        ("SECTOR", "SECTOR"),
        ("SECTOR_GROUP", "SECTOR_GROUP"),
        ("SPECIAL_COMMITTEE", "SPECIAL_COMMITTEE"),
        ("UNIT", "COLLECTIVE"),
    ],
)
def test_the_kind_follows_the_body_that_proposes(world, kind, expected):
    body = Organisation.objects.create(name="某团体", kind=kind)
    draft = drafting.Draft(title="关于甲的提案", proposers=(drafting.ProposerEntry(organisation=body),))

    assert drafting.draft_proposal(world.session, draft, **world.for_others()).kind == expected


@pytest.mark.parametrize(("gap", "named"), [("title", "案由"), ("text", "正文"), ("proposer", "提案者")])
def test_what_is_incomplete_cannot_be_handed_in(world, gap, named):
    entry = () if gap == "proposer" else (drafting.ProposerEntry(name="某人"),)
    draft = drafting.Draft(title="关于甲的提案", body="" if gap == "text" else "建议。", proposers=entry)
    proposal = drafting.draft_proposal(world.session, draft, **world.for_others())
    if gap == "title":
        Proposal.objects.filter(pk=proposal.pk).update(title=" ")

    with pytest.raises(MoveRefused, match=f"还没有写{named}.*请补齐后再提交"):
        drafting.submit_proposal(proposal, **world.for_others())


def test_a_draft_without_a_title_is_refused(world):
    with pytest.raises(ValidationError):
        drafting.draft_proposal(world.session, drafting.Draft(title=" "), **world.for_others())


def test_a_text_on_paper_needs_no_words(world):
    draft = drafting.Draft(
        title="关于甲的提案",
        proposers=(drafting.ProposerEntry(name="某人"),),
        facts={"is_text_on_paper": True},
    )
    proposal = drafting.draft_proposal(world.session, draft, **world.for_others())

    drafting.submit_proposal(proposal, **world.for_others())

    assert proposal.state == "SUBMITTED"


def test_where_parts_are_asked_for_each_must_be_there(world):
    world.set_policy(text_in_parts=True)
    whole = {"background": "背景。", "analysis": "分析。", "body": "建议。"}
    labels = {"background": "背景情况", "analysis": "问题及分析", "body": "正文（具体建议）"}

    def submit(**parts):
        entry = drafting.ProposerEntry(name="某人")
        draft = drafting.Draft(title="关于甲的提案", proposers=(entry,), **parts)
        proposal = drafting.draft_proposal(world.session, draft, **world.for_others())
        drafting.submit_proposal(proposal, **world.for_others())

    submit(**whole)
    for part, label in labels.items():
        with pytest.raises(MoveRefused, match=f"还没有写{label}"):
            submit(**{**whole, part: ""})


def test_cosigners_are_invited_sign_and_drop_out_when_they_do_not(world):
    proposal = world.draft()
    late = world.post("late", "MEMBER")
    world.li.user = late.user
    world.li.save()
    drafting.invite_cosigners(proposal, [world.li], sign_by=DAY, **world.for_others())

    with pytest.raises(ValidationError, match="已过"):
        drafting.cosign(proposal, world.li, by=late, at=DAY + timedelta(days=1))
    drafting.cosign(proposal, world.li, by=late, at=DAY)
    other = world.zhang.__class__.objects.create(term=world.session.term, name="王五")
    drafting.invite_cosigners(proposal, [other], **world.for_others())
    drafting.submit_proposal(proposal, **world.for_others())

    assert [each.name for each in proposal.proposers.all()] == ["张三", "李四"]
    assert proposal.kind == "JOINT"


def test_who_is_not_invited_cannot_sign(world):
    proposal = world.draft()

    with pytest.raises(ValidationError, match="不在邀请联名的名单中"):
        drafting.cosign(proposal, world.li, **world.for_others())


@pytest.mark.parametrize(
    ("cut_off", "moment", "expected"),
    [
        (datetime(2026, 3, 2, 18, tzinfo=timezone.get_default_timezone()), (18, 0), "PLENARY"),
        (datetime(2026, 3, 2, 18, tzinfo=timezone.get_default_timezone()), (18, 1), "INTERSESSION"),
        (None, (23, 0), "PLENARY"),
    ],
)
def test_the_cut_off_hour_parts_plenary_from_intersession(world, cut_off, moment, expected):
    world.session.cut_off_at = cut_off
    world.session.save()
    proposal = world.draft()
    at = datetime(2026, 3, 2, *moment, tzinfo=timezone.get_default_timezone())

    drafting.submit_proposal(proposal, moment=at, **world.for_others())

    assert proposal.occasion == expected


def test_earlier_versions_of_the_text_stay(world):
    proposal = world.submitted()
    draft = drafting.Draft(title="关于增设两个公交站的提案", body="建议增设两个。")

    drafting.amend_text(proposal, draft, reason="补充", **world.for_others())

    assert proposal.title == "关于增设两个公交站的提案"
    assert [(text.version, text.body) for text in proposal.texts.all()] == [
        (1, "建议增设。"),
        (2, "建议增设两个。"),
    ]
    assert proposal.text().version == 2


def test_a_draft_may_change_its_suggestions(world):
    proposal = world.draft()

    drafting.amend_text(
        proposal, drafting.Draft(title="关于甲的提案", suggestions=("一", "二")), **world.for_others()
    )

    assert [each.text for each in proposal.suggestions.all()] == ["一", "二"]


def test_a_return_says_what_to_mend(world):
    with pytest.raises(ValidationError, match="需要修改的地方"):
        drafting.return_for_revision(world.submitted(), note=" ", **world.as_clerk())


def test_numbers_run_in_the_order_given_with_the_width_of_the_policy(world):
    world.set_policy(number_width=4, number_prefix="A")
    first, second = world.submitted("关于甲的提案"), world.submitted("关于乙的提案")

    filing.file_proposals([second, first], **world.as_clerk())

    assert (second.number, first.number) == ("A0001", "A0002")


def test_each_category_may_have_its_own_series(world):
    world.set_policy(number_by_category=True)
    economic, social = (world.session.category_list.get(name=name) for name in ("经济建设", "社会建设"))

    numbers = [
        world.filed(f"关于第{n}件的提案", category=category).number
        for n, category in enumerate((economic, social, economic))
    ]

    assert numbers == ["economic001", "social001", "economic002"]


def test_numbers_may_wait_for_the_assignment(world):
    world.set_policy(number_at_assignment=True)

    assert world.filed("关于甲的提案").number == ""
    assert world.assigned(title="关于乙的提案").number == "001"


def test_a_case_filed_again_keeps_its_number(world):
    head, proposal = world.filed("关于甲的提案"), world.filed("关于乙的提案")
    merging.merge_proposals([proposal], into=head, **world.as_clerk())
    merging.unmerge(proposal, **world.as_clerk())

    filing.file_proposal(proposal, **world.as_clerk())

    assert proposal.number == "002"


def test_filing_nothing_does_nothing(world):
    assert filing.file_proposals([], **world.as_clerk()) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"disposition": "OTHER"}, "原因"), ({"disposition": "", "reason_text": "空泛"}, "处理去向")],
)
def test_a_decision_not_to_file_has_a_reason_and_a_way_on(world, given, reason):
    with pytest.raises(ValidationError, match=reason):
        filing.decline_proposal(world.submitted(), **given, **world.as_clerk())


def test_the_proposer_is_told_of_the_decision(world):
    proposal = world.submitted()
    reason = DeclineReason.objects.get(plenary_session=world.session, code="R10")
    filing.decline_proposal(proposal, disposition="WORK_SUGGESTION", reason=reason, **world.as_clerk())

    filing.notify_decline(proposal, **world.as_clerk(DAY + timedelta(days=1)))

    assert proposal.examination().noticed_on == date(2026, 3, 3)
    with pytest.raises(ValidationError):
        filing.notify_decline(world.filed("关于乙的提案"), **world.as_clerk())


def test_a_withdrawal_relieves_the_units_and_says_why(world):
    proposal = world.assigned()

    with pytest.raises(ValidationError, match="撤案的原因"):
        filing.withdraw(proposal, note="", **world.as_clerk())
    filing.withdraw(proposal, note="提案者申请", **world.as_clerk())

    assert (proposal.state, [task.state for task in proposal.assignments.all()]) == ("WITHDRAWN", ["REMOVED"])


def test_what_has_been_replied_is_not_withdrawn(world):
    proposal = world.assigned()
    world.reply(proposal)

    with pytest.raises(MoveRefused):
        filing.withdraw(proposal, note="提案者申请", **world.as_clerk())


def test_a_group_keeps_every_proposer(world):
    head, other = world.filed("关于甲的提案"), world.submitted("关于乙的提案")

    merging.merge_proposals([other], into=head, **world.as_clerk())

    assert head.all_proposers().count() == 2
    assert other.merged_into() == head


def test_those_an_absorbed_one_had_absorbed_go_along(world):
    head, middle, last = (world.filed(f"关于{name}的提案") for name in "甲乙丙")
    merging.merge_proposals([last], into=middle, **world.as_clerk())

    merging.merge_proposals([middle], into=head, **world.as_clerk())

    assert set(head.absorbed()) == {middle, last}


@pytest.mark.parametrize(
    "leave",
    [
        lambda head, how: filing.decline_proposal(head, disposition="OTHER", reason_text="空泛", **how),
        lambda head, how: filing.withdraw(head, note="提案者申请", **how),
        lambda head, how: drafting.recall(head, **how),
    ],
    ids=["decline", "withdraw", "recall"],
)
def test_what_others_are_merged_into_stays_until_they_are_taken_out(world, leave):
    head, other = world.submitted("关于甲的提案"), world.submitted("关于乙的提案")
    merging.merge_proposals([other], into=head, **world.as_clerk())

    with pytest.raises(MoveRefused, match="请先拆并"):
        leave(head, world.for_others())
    merging.unmerge(other, **world.as_clerk())
    head.refresh_from_db()
    leave(head, world.for_others())

    assert (head.state in ("DECLINED", "WITHDRAWN", "DRAFT"), other.state) == (True, "SUBMITTED")


@pytest.mark.parametrize("wrong", ["itself", "closed", "other docket"])
def test_a_merger_that_cannot_be_is_refused(world, wrong):
    head, other = world.filed("关于甲的提案"), world.submitted("关于乙的提案")
    if wrong == "itself":
        other = head
    elif wrong == "closed":
        head = world.assigned(title="关于丙的提案")
        world.reply(head)
    else:
        Proposal.objects.filter(pk=other.pk).update(docket=Docket.FROM_ABOVE)
        other.refresh_from_db()

    with pytest.raises(ValidationError):
        merging.merge_proposals([other], into=head, **world.as_clerk())


def test_a_second_matter_becomes_a_proposal_of_its_own(world):
    proposal = world.filed("关于甲和乙的提案")

    [part] = merging.split_proposal(
        proposal, [drafting.Draft(title="关于乙的提案", body="乙。")], **world.as_clerk()
    )

    assert (part.state, part.split_from, part.proposers.get().member) == ("SUBMITTED", proposal, world.zhang)
    assert Examination.objects.filter(proposal=part).count() == 0


def test_a_split_without_a_second_matter_or_after_assignment_is_refused(world):
    with pytest.raises(ValidationError, match="拆出来的每一件"):
        merging.split_proposal(world.filed("关于甲的提案"), [], **world.as_clerk())
    with pytest.raises(ValidationError, match="交办后不能再拆分"):
        merging.split_proposal(
            world.assigned(title="关于乙的提案"), [drafting.Draft(title="丙", body="丙")], **world.as_clerk()
        )


def test_a_proposer_amends_until_the_examination_and_the_clerk_at_any_time(world):
    proposal = world.submitted()
    drafting.amend_text(
        proposal, drafting.Draft(title="关于乙的提案", body="补充。"), by=world.member, at=DAY
    )
    filing.file_proposal(proposal, **world.as_clerk())

    with pytest.raises(PermissionDenied):
        drafting.amend_text(proposal, drafting.Draft(title="关于丙的提案"), by=world.member, at=DAY)
    drafting.amend_text(proposal, drafting.Draft(title="关于丙的提案"), **world.as_clerk())

    assert proposal.title == "关于丙的提案"


def test_a_stranger_may_not_amend(world):
    with pytest.raises(PermissionDenied):
        drafting.amend_text(world.submitted(), drafting.Draft(title="x"), by=world.stranger, at=DAY)
