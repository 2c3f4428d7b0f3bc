"""A fact put right: old, new and reason are kept, what follows from it follows, and no state stands without a record."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from proposals.actions import accepting
from proposals.actions.drafting import submit_proposal
from proposals.actions.mending import correct_fact, undo_step
from proposals.models import Proposal
from proposals.queries.history import last_steps_to_undo, records_of
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from proposals.tasks import check_records
from tests.world import DAY
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


def test_a_correction_keeps_old_new_and_reason(world):
    proposal = world.assigned()
    world.conclude(proposal)
    reply = proposal.tasks().get().replies.get()

    record = correct_fact(reply, {"issued_on": date(2026, 3, 5)}, by=world.clerk, reason="日期抄错")

    reply.refresh_from_db()
    assert reply.issued_on == date(2026, 3, 5)
    assert (record.changes, record.note, record.kind) == (
        {"issued_on": [DAY, date(2026, 3, 5)]},
        "日期抄错",
        MoveRecord.Kind.CORRECTION,
    )
    assert check_records() == {}


def test_a_correction_that_changes_nothing_is_no_record(world):
    proposal = world.filed()

    assert correct_fact(proposal, {"title": proposal.title}, by=world.clerk, reason="核对") is None


def test_a_correction_needs_a_reason_and_the_right(world):
    proposal = world.filed()

    with pytest.raises(MoveRefused, match="请写明更正的原因"):
        correct_fact(proposal, {"title": "关于乙的提案"}, by=world.clerk, reason="")
    with pytest.raises(PermissionDenied):
        correct_fact(proposal, {"title": "关于乙的提案"}, by=world.member, reason="写错")


def test_a_correction_to_what_cannot_be_is_refused(world):
    proposal = world.filed()

    with pytest.raises(ValidationError):
        correct_fact(proposal, {"title": "长" * 201}, by=world.clerk, reason="写错")

    proposal.refresh_from_db()
    assert proposal.title == "关于增设公交站的提案"


@pytest.mark.parametrize("day", [date(1900, 1, 1), timezone.localdate() + timedelta(days=1)])
def test_a_day_that_cannot_be_right_is_no_correction(world, day):
    proposal = world.filed()

    with pytest.raises(MoveRefused, match="不能"):
        correct_fact(proposal, {"submitted_on": day}, by=world.clerk, reason="抄错")

    proposal.refresh_from_db()
    assert proposal.submitted_on == DAY


def test_a_deadline_may_be_corrected_to_a_day_to_come_and_to_none_before_the_session(world):
    task, soon = world.assigned().tasks().get(), timezone.localdate() + timedelta(days=30)

    correct_fact(task, {"due_on": soon}, by=world.clerk, reason="抄错")

    with pytest.raises(MoveRefused, match="不能早于2025年1月1日"):
        correct_fact(task, {"due_on": date(1926, 6, 1)}, by=world.clerk, reason="抄错")
    task.refresh_from_db()
    assert task.due_on == soon


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "早于交办日期（2026年3月2日）"), (366 * 2, "在一年以后，请核对年份")]
)
def test_a_deadline_before_the_assignment_or_years_ahead_is_no_correction(world, days, said):
    task = world.assigned().tasks().get()
    day = (DAY if days < 0 else timezone.localdate()) + timedelta(days=days)

    with pytest.raises(MoveRefused, match=said):
        correct_fact(task, {"due_on": day}, by=world.clerk, reason="抄错")


@pytest.mark.parametrize(
    ("make", "field"),
    [
        ("draft", "submitted_on"),
        ("submitted", "concluded_on"),
        ("assigned", "accepted_on"),
        ("assigned", "concluded_on"),
    ],
)
def test_the_day_of_a_step_is_not_corrected_before_the_step_is_taken(world, make, field):
    case = getattr(world, make)()
    fact = case.tasks().get() if make == "assigned" else case

    with pytest.raises(MoveRefused, match="这一步办理以后才能更正它的日期"):
        correct_fact(fact, {field: DAY}, by=world.clerk, reason="补记")

    fact.refresh_from_db()
    assert getattr(fact, field) is None


def test_a_task_asked_back_before_it_was_signed_for_gets_no_day_of_signing(world):
    task = world.assigned().tasks().get()
    accepting.request_hand_back(task, reason="不属职责", **world.for_others())

    with pytest.raises(MoveRefused, match="这一步办理以后才能更正它的日期"):
        correct_fact(task, {"accepted_on": DAY}, by=world.clerk, reason="漏记")

    task.refresh_from_db()
    assert task.accepted_on is None


def test_the_known_day_of_a_step_is_not_emptied_and_an_unknown_one_is_filled_in(world):
    proposal = world.filed()

    with pytest.raises(MoveRefused, match="提交日期不能改成空的"):
        correct_fact(proposal, {"submitted_on": None}, by=world.clerk, reason="不详")
    Proposal.objects.filter(pk=proposal.pk).update(submitted_on=None)
    proposal.refresh_from_db()
    correct_fact(proposal, {"submitted_on": DAY}, by=world.clerk, reason="查到了")

    proposal.refresh_from_db()
    assert proposal.submitted_on == DAY


def test_correcting_a_talk_to_a_telephone_call_moves_the_proposal_back(world):
    proposal = world.assigned()
    world.consult(proposal)
    talk = proposal.tasks().get().consultations.get()

    correct_fact(talk, {"manner": "PHONE"}, by=world.clerk, reason="实为电话")

    proposal.refresh_from_db()
    assert proposal.state == "ASSIGNED"


def test_the_nightly_check_finds_a_state_that_no_record_led_to(world):
    proposal = world.filed()
    Proposal.objects.filter(pk=proposal.pk).update(state="CONCLUDED")

    assert check_records() == {"proposals.Proposal": [proposal.pk]}


def test_after_the_end_a_clerk_corrects_a_day_and_the_rates_follow(world):
    proposal = world.assigned()
    world.conclude(proposal)
    task = proposal.tasks().get()
    before = figures_of(Scope(world.session)).rates["on_time_reply_rate"]

    correct_fact(
        task.replies.get(), {"issued_on": task.due_on + timedelta(days=1)}, by=world.clerk, reason="抄错"
    )

    after = figures_of(Scope(world.session)).rates["on_time_reply_rate"]
    assert ((before.part, before.whole), (after.part, after.whole)) == ((1, 1), (0, 1))
    proposal.refresh_from_db()
    assert (proposal.state, check_records()) == ("CONCLUDED", {})


def test_a_correction_of_another_fact_bars_no_undo(world):
    proposal = world.filed()
    record = MoveRecord.objects.of(proposal).last()
    correct_fact(proposal, {"note": "更正过"}, by=world.clerk, reason="漏记")

    assert record in last_steps_to_undo(list(records_of(proposal)), world.clerk)
    undo_step(record, by=world.clerk, reason="误操作")

    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == ("SUBMITTED", "更正过")


@pytest.mark.parametrize(
    ("name", "changes"), [("submit", {"submitted_on": DAY}), ("draft", {"note": "更正过"})]
)
def test_a_correction_of_what_a_step_made_bars_its_undo(world, name, changes):
    proposal = world.draft()
    if name == "submit":
        submit_proposal(proposal, **world.for_others(DAY + timedelta(days=1)))
    record = MoveRecord.objects.of(proposal).get(name=name)
    correct_fact(proposal, changes, by=world.clerk, reason="抄错")

    assert record not in last_steps_to_undo(list(records_of(proposal)), world.clerk)
    with pytest.raises(MoveRefused, match="之后已有「更正」"):
        undo_step(record, by=world.clerk, reason="误操作")
