"""A step taken back: what it stored goes with it, and nothing that others built on it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from proposals.actions import (
    accepting,
    assigning,
    concluding,
    consulting,
    drafting,
    filing,
    merging,
    replying,
    supervising,
)
from proposals.actions.mending import correct_fact, undo_step
from proposals.models import Consultation, Examination, Proposal
from proposals.queries.history import records_of
from proposals.tasks import check_records
from tests.world import DAY
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


def last_of(subject):
    return MoveRecord.objects.of(subject).last()


def undo(world, record, by=None, reason="误操作"):
    return undo_step(record, by=by or world.clerk, reason=reason)


def test_undoing_the_filing_takes_number_and_decision_back(world):
    proposal = world.filed()

    undo(world, last_of(proposal))

    proposal.refresh_from_db()
    assert (proposal.state, proposal.number, proposal.examination()) == ("SUBMITTED", "", None)
    assert Examination.objects.get().voided_at is not None


def test_a_number_is_never_given_twice_even_after_undo(world):
    first = world.filed()
    undo(world, last_of(first))

    second = world.filed("关于另一件的提案")

    assert second.number == "002"


def test_undoing_the_assignment_voids_its_tasks(world):
    proposal = world.assigned()

    undo(world, last_of(proposal))

    proposal.refresh_from_db()
    assert (proposal.state, list(proposal.tasks())) == ("FILED", [])
    assert check_records() == {}


def taken_back_after_it_was_read(world):
    """Return a task as an open page holds it: its assignment has been undone since."""
    proposal = world.assigned()
    task = proposal.tasks().get()
    undo(world, last_of(proposal))
    return task


ON_WHAT_IS_TAKEN_BACK = [
    lambda task, how: accepting.accept(task, **how),
    lambda task, how: accepting.accept_all([task], **how),
    lambda task, how: accepting.place(task, officer="某某", **how),
    lambda task, how: supervising.remind_many([task], text="请抓紧办理", **how),
    lambda task, _how: correct_fact(task, {"officer": "某某"}, by=task.record.by, reason="抄错"),
]


@pytest.mark.parametrize("step", ON_WHAT_IS_TAKEN_BACK)
def test_nothing_more_happens_to_what_was_taken_back(world, step):
    task = taken_back_after_it_was_read(world)

    with pytest.raises(MoveRefused, match="已撤回"):
        step(task, world.for_others())

    assert check_records() == {}


def test_undoing_a_talk_takes_the_proposal_back_too(world):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()

    undo(world, last_of(task))

    proposal.refresh_from_db()
    task.refresh_from_db()
    assert (proposal.state, task.state, Consultation.objects.standing().count()) == (
        "ASSIGNED",
        "ACCEPTED",
        0,
    )


def test_undoing_the_first_of_two_replies_opens_the_proposal_again(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.reply(proposal)
    first = proposal.tasks().first()
    issue = MoveRecord.objects.of(first.replies.get()).filter(name="issue").get()

    undo(world, issue)

    proposal.refresh_from_db()
    assert proposal.state == "CONSULTED"
    assert check_records() == {}


def test_undo_after_somebody_acted_is_refused_with_that_step(world):
    proposal = world.assigned()
    assign = last_of(proposal)
    world.accept(proposal)

    with pytest.raises(MoveRefused, match="之后已有「签收」"):
        undo(world, assign)


def test_only_ones_own_step_is_undone(world):
    proposal = world.filed()

    with pytest.raises(PermissionDenied):
        undo(world, last_of(proposal), by=world.office)


def test_an_undo_needs_a_reason(world):
    with pytest.raises(MoveRefused, match="请写明撤回的原因"):
        undo(world, last_of(world.filed()), reason=" ")


def test_a_step_is_undone_once(world):
    proposal = world.filed()
    record = last_of(proposal)
    undo(world, record)

    with pytest.raises(MoveRefused, match="已经撤回过"):
        undo(world, record)


def test_an_undo_is_not_undone(world):
    proposal = world.filed()
    undo(world, last_of(proposal))

    with pytest.raises(MoveRefused, match="不能撤回"):
        undo(world, last_of(proposal))


def test_undoing_a_draft_voids_it(world):
    proposal = world.draft()

    undo(world, last_of(proposal))

    assert list(Proposal.objects.standing()) == []
    assert check_records() == {}


def test_undoing_a_merger_takes_the_proposal_out_of_the_group(world):
    head, other = world.filed("关于甲的提案"), world.submitted("关于乙的提案")
    [record] = merging.merge_proposals([other], into=head, **world.as_clerk())

    undo(world, record)

    other.refresh_from_db()
    assert (other.state, list(head.absorbed())) == ("SUBMITTED", [])


def test_undoing_a_second_rating_brings_the_first_back(world):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal)
    world.rate(proposal, "DISSATISFIED")
    task = proposal.tasks().get()

    undo(world, last_of(task))

    assert [form.result for form in task.feedback.holding()] == ["SATISFIED"]


def test_undoing_the_conclusion_opens_case_and_tasks(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.conclude(proposal)
    proposal.refresh_from_db()

    undo(world, MoveRecord.objects.of(proposal).get(name="conclude"))

    proposal.refresh_from_db()
    assert (proposal.state, proposal.concluded_on) == ("REPLIED", None)
    assert {task.state for task in proposal.tasks()} == {"REPLIED", "OPINION_GIVEN"}
    assert check_records() == {}


def test_undoing_a_second_handling_restores_the_round_and_its_limit(world):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal, "DISSATISFIED")
    task = proposal.tasks().get()
    record = concluding.handle_again(task, note="请再办理", **world.as_clerk())

    undo(world, record)

    task.refresh_from_db()
    proposal.refresh_from_db()
    assert (task.round, task.round_due_on, task.state, proposal.state) == (1, None, "REPLIED", "REPLIED")


def test_undoing_an_extension_restores_the_limit(world):
    task = world.assigned().tasks().get()
    world.accept(task.proposal)
    task.refresh_from_db()
    old = task.due_on
    request = accepting.request_extension(
        task, until=old + timedelta(days=30), reason="需要论证", **world.for_others()
    )
    record = accepting.rule_on_extension(request, granted=True, by=world.office, at=DAY)

    undo(world, record, by=world.office)

    task.refresh_from_db()
    request.refresh_from_db()
    assert (task.due_on, request.ruling) == (old, "")


def test_undoing_a_change_of_units_brings_the_unit_back(world):
    proposal = world.assigned()
    record = assigning.change_units(proposal, [assigning.Handling(world.finance, "SOLE")], **world.as_clerk())
    removed = MoveRecord.objects.filter(name="remove").get()

    undo(world, record)
    undo(world, removed)

    assert [task.unit for task in proposal.tasks()] == [world.education]
    assert check_records() == {}


def test_declining_is_undone_with_its_disposition(world):
    proposal = world.submitted()
    decision = filing.decline_proposal(
        proposal, disposition="WORK_SUGGESTION", reason_text="内容空泛", **world.as_clerk()
    )

    undo(world, decision.record)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.examination()) == ("SUBMITTED", None)


def test_undoing_a_countersignature_asks_for_it_again(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)
    lead = proposal.tasks().get(part="LEAD")
    letter = replying.Letter(outcome=world.outcome(), text="已办理。")
    reply = replying.draft_reply(lead, letter, **world.for_others())
    replying.submit_reply(reply, **world.for_others())
    replying.approve_reply(reply, **world.for_others())
    replying.begin_countersigning(reply, **world.for_others())
    replying.countersign(reply, world.finance, **world.for_others())

    undo(world, last_of(reply))

    assert not reply.all_have_countersigned()


def test_consulting_talks_stay_when_another_step_is_undone(world):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()
    consulting.log_consultation(task, consulting.Talk(place="现场"), **world.for_others())

    undo(world, last_of(task))

    assert task.consultations.standing().count() == 1


def test_undoing_the_notice_of_a_decline_takes_its_day_back(world):
    proposal = world.submitted()
    filing.decline_proposal(proposal, disposition="OTHER", reason_text="空泛", **world.as_clerk())
    record = filing.notify_decline(proposal, **world.as_clerk())

    undo_step(record, by=world.clerk, reason="还没有告知")

    assert proposal.examination().noticed_on is None
    assert record in records_of(proposal)


def test_undoing_a_signature_asks_for_it_again(world):
    proposal = world.draft()
    drafting.invite_cosigners(proposal, [world.li], **world.for_others())
    signed = drafting.cosign(proposal, world.li, **world.for_others())

    undo_step(MoveRecord.objects.of(signed).get(), by=world.clerk, reason="签错了")

    assert proposal.proposers.get(member=world.li).signed_on is None


def test_undoing_the_submission_of_a_joint_proposal_gives_its_kind_back(world):
    proposal = world.draft()
    drafting.invite_cosigners(proposal, [world.li], **world.for_others())
    drafting.cosign(proposal, world.li, **world.for_others())
    record = drafting.submit_proposal(proposal, **world.for_others())
    assert proposal.kind == "JOINT"

    undo_step(record, by=world.clerk, reason="误操作")

    proposal.refresh_from_db()
    assert (proposal.state, proposal.kind, proposal.submitted_on) == ("DRAFT", "INDIVIDUAL", None)


def test_an_invitation_and_a_draft_are_taken_back_by_their_own_steps(world):
    proposal = world.draft()
    drafting.invite_cosigners(proposal, [world.li], **world.for_others())
    with pytest.raises(MoveRefused, match="逐人取消邀请"):
        undo_step(MoveRecord.objects.of(proposal).last(), by=world.clerk, reason="误操作")

    drafting.amend_text(
        proposal, drafting.Draft(title="关于乙的提案", body="另有建议。"), **world.for_others()
    )
    with pytest.raises(MoveRefused, match="再保存一次"):
        undo_step(MoveRecord.objects.of(proposal).last(), by=world.clerk, reason="误操作")


def test_undoing_the_change_of_a_text_in_hand_brings_the_earlier_one_back(world):
    proposal = world.submitted()
    drafting.amend_text(proposal, drafting.Draft(title="关于乙的提案", body="另有建议。"), **world.as_clerk())

    undo_step(MoveRecord.objects.of(proposal).last(), by=world.clerk, reason="改错了")

    proposal.refresh_from_db()
    assert (proposal.title, proposal.text().body) == ("关于增设公交站的提案", "建议增设。")


def test_what_others_are_merged_into_is_not_undone_away_under_them(world):
    head, other = world.submitted("关于甲的提案"), world.submitted("关于乙的提案")
    merging.merge_proposals([other], into=head, **world.as_clerk())

    with pytest.raises(MoveRefused, match="请先拆并"):
        undo(world, last_of(head))

    head.refresh_from_db()
    assert head.state == "SUBMITTED"
