"""What a unit asks for and the office rules on: handing back, more time; and how urgent a task is."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cppcc.notices.models import Notice
from proposals.actions import accepting
from proposals.actions.mending import undo_step
from tests.world import DAY, only_task
from workflows.deadlines import Urgency
from workflows.errors import MoveRefused


def test_a_task_handed_back_leaves_the_case_to_be_proposed_anew(world):
    proposal = world.assigned()
    task = only_task(proposal)
    accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=DAY)

    accepting.rule_on_hand_back(task, granted=True, by=world.office, at=DAY)

    proposal.refresh_from_db()
    assert (proposal.state, task.state, task.hand_backs.get().ruling) == (
        "PROPOSED",
        "HANDED_BACK",
        "GRANTED",
    )


def test_a_late_request_is_flagged_and_may_still_be_granted(world):
    task = only_task(world.assigned())
    late = DAY + timedelta(days=30)

    request = accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=late)
    accepting.rule_on_hand_back(task, granted=True, by=world.office, at=late)

    assert request.is_late
    assert task.state == "HANDED_BACK"


def test_a_refused_request_leaves_the_task_accepted(world):
    task = only_task(world.assigned())
    accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=DAY)

    with pytest.raises(ValidationError, match="不同意的，请写明理由"):
        accepting.rule_on_hand_back(task, granted=False, by=world.office, at=DAY)
    accepting.rule_on_hand_back(task, granted=False, note="属你单位职责", by=world.office, at=DAY)

    assert (task.state, task.accepted_on) == ("ACCEPTED", DAY)


def test_a_request_is_withdrawn_by_the_unit_before_it_is_ruled_on(world):
    task = only_task(world.assigned())
    accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=DAY)

    withdrawal = accepting.withdraw_hand_back(task, by=world.officer, at=DAY)

    assert (task.state, task.accepted_on, task.hand_backs.get().ruling) == ("ACCEPTED", DAY, "WITHDRAWN")
    told = Notice.objects.filter(kind="hand_back_withdrawn").values_list("post", flat=True)
    assert set(told) == {world.office.pk, world.clerk.pk}
    with pytest.raises(MoveRefused, match="没有待裁定"):
        accepting.rule_on_hand_back(task, granted=True, by=world.office, at=DAY)

    undo_step(withdrawal, by=world.officer, reason="点错了")

    task.refresh_from_db()
    assert (task.state, task.accepted_on) == ("HAND_BACK_REQUESTED", None)
    assert task.has_open_hand_back_request()


def test_a_limit_that_runs_from_the_signing_runs_from_the_day_the_task_stays_with_the_unit(world):
    world.set_policy(reply_limit_anchor="ACCEPTED")
    refused, withdrawn = (only_task(world.assigned(title=f"关于{name}的提案")) for name in "甲乙")
    for task in (refused, withdrawn):
        accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=DAY)

    accepting.rule_on_hand_back(refused, granted=False, note="属你单位", by=world.office, at=DAY)
    accepting.withdraw_hand_back(withdrawn, by=world.officer, at=DAY)

    assert refused.due_on == withdrawn.due_on is not None


def test_requests_need_reasons_and_rulings_need_requests(world):
    task = only_task(world.assigned())

    with pytest.raises(ValidationError, match="退办理由"):
        accepting.request_hand_back(task, reason="", by=world.officer, at=DAY)
    with pytest.raises(MoveRefused, match="没有待裁定"):
        accepting.rule_on_hand_back(task, granted=True, by=world.office, at=DAY)
    with pytest.raises(ValidationError, match="延期理由"):
        accepting.request_extension(task, until=date(2026, 12, 1), reason="", by=world.officer, at=DAY)


def test_an_extension_is_asked_for_and_granted_also_afterwards(world):
    task = only_task(world.assigned())
    late = task.due_on + timedelta(days=3)

    request = accepting.request_extension(
        task, until=date(2026, 8, 1), reason="需要论证", by=world.officer, at=late
    )
    accepting.rule_on_extension(request, granted=True, by=world.office, at=late)

    task.refresh_from_db()
    assert (request.is_late, task.due_on, accepting.exceeds_cap(request)) == (True, date(2026, 8, 1), False)
    with pytest.raises(MoveRefused, match="已经裁定过"):
        accepting.rule_on_extension(request, granted=True, by=world.office, at=late)


def test_a_cap_that_cannot_be_reckoned_is_not_exceeded(world):
    task = only_task(world.assigned())
    request = accepting.request_extension(
        task, until=date(2027, 1, 1), reason="需要", by=world.officer, at=DAY
    )
    type(task).objects.update(assigned_on=DAY.replace(year=2016))  # as the ledger of an old year has it

    assert not accepting.exceeds_cap(type(request).objects.get())


def test_an_extension_that_makes_no_sense_is_refused(world):
    task = only_task(world.assigned())

    with pytest.raises(ValidationError, match="应晚于现在的期限"):
        accepting.request_extension(task, until=task.due_on, reason="需要", by=world.officer, at=DAY)
    request = accepting.request_extension(
        task, until=date(2027, 1, 1), reason="需要", by=world.officer, at=DAY
    )
    assert accepting.exceeds_cap(request)
    with pytest.raises(MoveRefused, match="已有一份延期申请"):
        accepting.request_extension(task, until=date(2027, 1, 1), reason="需要", by=world.officer, at=DAY)
    with pytest.raises(ValidationError, match="不同意的，请写明理由"):
        accepting.rule_on_extension(request, granted=False, by=world.office, at=DAY)
    accepting.rule_on_extension(request, granted=False, note="应按期办理", by=world.office, at=DAY)
    proposal = task.proposal
    world.reply(proposal)
    with pytest.raises(MoveRefused, match="不需要延期"):
        accepting.request_extension(
            only_task(proposal), until=date(2027, 1, 1), reason="x", by=world.officer, at=DAY
        )


def test_an_extension_reaches_a_year_ahead_at_most(world):
    task = only_task(world.assigned())

    with pytest.raises(ValidationError, match="2999年1月1日）在一年以后，请核对年份"):
        accepting.request_extension(task, until=date(2999, 1, 1), reason="需要", by=world.officer, at=DAY)

    assert not task.extensions.exists()
    accepting.request_extension(task, until=date(2027, 3, 2), reason="需要", by=world.officer, at=DAY)


def test_urgency_of_a_task(world):
    task = only_task(world.assigned())

    found = [task.urgency(task.due_on + timedelta(days=offset)) for offset in (-8, -7, 0, 1)]

    assert found == [Urgency.NONE, Urgency.DUE_SOON, Urgency.DUE_SOON, Urgency.OVERDUE]
    tasks = type(task).objects
    assert (tasks.overdue(task.due_on).count(), tasks.overdue(task.due_on + timedelta(days=1)).count()) == (
        0,
        1,
    )
    assert (
        tasks.due_soon(task.due_on, 7).count(),
        tasks.due_soon(task.due_on - timedelta(days=8), 7).count(),
    ) == (1, 0)
