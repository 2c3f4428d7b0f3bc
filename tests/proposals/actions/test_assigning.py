"""Who handles a case: plans, parts, limits, changes of units, a whole batch at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cppcc.accounts.models import Organisation
from proposals.actions import (
    accepting,
    assigning,
    filing,
)
from proposals.actions.assigning import Handling
from proposals.actions.mending import undo_step
from proposals.models import ProposedUnit
from proposals.queries.clocks import answer_due_on
from proposals.tasks import check_records
from tests.world import DAY, only_task
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


def test_units_are_proposed_in_rounds_and_say_yes_or_no(world):
    proposal = world.submitted()
    assigning.propose_units(proposal, [Handling(world.finance, "SOLE")], **world.as_clerk())
    assert proposal.state == "SUBMITTED"
    filing.file_proposal(proposal, **world.as_clerk())
    assigning.propose_units(proposal, [Handling(world.education, "SOLE")], **world.as_clerk())
    [plan] = ProposedUnit.objects.filter(round=2)

    with pytest.raises(ValidationError, match="有异议的"):
        assigning.respond_to_plan(plan, "OBJECTED", by=world.officer, at=DAY)
    assigning.respond_to_plan(plan, "AGREED", by=world.officer, at=DAY)
    assigning.assign_proposal(proposal, **world.as_clerk())

    assert (proposal.state, only_task(proposal).unit) == ("ASSIGNED", world.education)


def test_a_plan_after_the_assignment_is_refused(world):
    with pytest.raises(MoveRefused, match="请改用调整承办单位"):
        assigning.propose_units(world.assigned(), [Handling(world.finance, "SOLE")], **world.as_clerk())


@pytest.mark.parametrize(
    "parts",
    [
        [],
        ["SOLE", "SOLE"],
        ["SOLE", "CO_HANDLER"],
        ["CO_HANDLER"],
        ["SEPARATE"],
        ["LEAD", "LEAD"],
        ["LEAD", "SEPARATE"],
    ],
)
def test_parts_that_do_not_go_together_are_refused(world, parts):
    units = [world.education, world.finance]

    with pytest.raises(ValidationError, match="办理方式搭配不对"):
        assigning.assign_proposal(
            world.filed(),
            [Handling(unit, part) for unit, part in zip(units, parts, strict=False)],
            **world.as_clerk(),
        )


def test_one_unit_has_a_case_once_and_an_abolished_one_not_at_all(world):
    twice = [Handling(world.education, "LEAD"), Handling(world.education, "CO_HANDLER")]
    with pytest.raises(ValidationError, match="只能承办一次"):
        assigning.assign_proposal(world.filed("关于甲的提案"), twice, **world.as_clerk())
    world.finance.valid_to = date(2026, 1, 1)
    world.finance.save()

    with pytest.raises(ValidationError, match="市财政局已撤销或更名"):
        assigning.assign_proposal(
            world.filed("关于乙的提案"), [Handling(world.finance, "SOLE")], **world.as_clerk()
        )


def test_a_case_is_handed_over_once(world):
    with pytest.raises(MoveRefused, match="只能在「立案、拟交办」时进行"):
        assigning.assign_proposal(world.assigned(), [Handling(world.finance, "SOLE")], **world.as_clerk())


def test_assigning_nothing_does_nothing(world):
    assert assigning.assign_proposals({}, **world.as_clerk()) == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, date(2026, 6, 2)),
        ({"reply_limit": "2m"}, date(2026, 5, 6)),  # 05-02 lies inside the Labour Day holiday
        ({"reply_limit": "2026-09-30"}, date(2026, 9, 30)),
        ({"reply_limit_anchor": "closing"}, date(2026, 4, 20)),
    ],
)
def test_the_limit_of_the_reply_by_policy(world, settings, expected):
    world.session.closes_on = date(2026, 1, 20)
    world.session.save()
    world.set_policy(**settings)
    proposal = world.filed(occasion="PLENARY")
    proposal.occasion = "PLENARY"

    assert answer_due_on(proposal, "SOLE", assigned_on=DAY) == expected


def test_a_helping_unit_has_a_month_and_an_intersession_case_its_own_limit(world):
    world.set_policy(intersession_reply_limit="1m")
    proposal = world.filed()

    assert answer_due_on(proposal, "CO_HANDLER", assigned_on=DAY) == date(2026, 4, 2)
    proposal.occasion = "INTERSESSION"
    assert answer_due_on(proposal, "SOLE", assigned_on=DAY) == date(2026, 4, 2)


def test_where_the_signing_starts_the_clock_the_limit_is_set_by_it(world):
    world.set_policy(reply_limit_anchor="accepted")
    task = only_task(world.assigned())

    accepting.accept(task, officer="某某", **world.for_others(DAY + timedelta(days=7)))

    assert (task.due_on, task.officer) == (date(2026, 6, 9), "某某")


def test_changing_units_keeps_what_was_done(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)

    assigning.change_units(
        proposal,
        [Handling(world.education, "CO_HANDLER"), Handling(world.finance, "LEAD")],
        **world.as_clerk(),
    )

    assert {task.unit.name: task.part for task in proposal.tasks()} == {
        "市教育局": "CO_HANDLER",
        "市财政局": "LEAD",
    }
    assert proposal.tasks().get(unit=world.education).consultations.count() == 1
    assert proposal.state == "ASSIGNED"


def test_a_unit_added_to_a_replied_case_opens_it_again(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.reply(proposal)
    handlings = [Handling(unit, "SEPARATE") for unit in (world.education, world.finance, world.water)]

    assigning.change_units(proposal, handlings, **world.as_clerk())

    assert proposal.state == "ASSIGNED"


def test_a_change_that_changes_nothing_is_refused(world):
    with pytest.raises(ValidationError, match="没有变化"):
        assigning.change_units(world.assigned(), [Handling(world.education, "SOLE")], **world.as_clerk())
    with pytest.raises(MoveRefused):
        assigning.change_units(
            world.filed("关于乙的提案"), [Handling(world.education, "SOLE")], **world.as_clerk()
        )


def test_open_tasks_move_to_the_successor_in_one_step(world):
    first = world.assigned(title="关于甲的提案")
    second = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于乙的提案")
    done = world.assigned(title="关于丙的提案")
    world.conclude(done)

    moved = assigning.take_over(world.education, world.finance, **world.as_clerk())

    assert moved == 2
    assert [task.unit for task in first.tasks()] == [world.finance]
    assert [task.unit for task in second.tasks()] == [world.finance]
    assert [task.unit for task in done.tasks()] == [world.education]
    assert Organisation.objects.get(pk=world.education.pk).successor == world.finance


def test_a_helper_that_takes_a_lead_over_leads_with_all_that_was_done(world):
    proposal = world.assigned(
        (world.education, "LEAD"), (world.finance, "CO_HANDLER"), (world.water, "CO_HANDLER")
    )
    world.consult(proposal)

    assigning.take_over(world.education, world.finance, **world.as_clerk())

    assert {(task.unit, task.part) for task in proposal.tasks()} == {
        (world.finance, "LEAD"),
        (world.water, "CO_HANDLER"),
    }
    assert proposal.tasks().get(unit=world.finance).has_consultation()
    assert check_records() == {}


def test_a_case_follows_when_the_last_unit_to_reply_goes_over_into_one_that_has(world):
    proposal = world.assigned(*((unit, "SEPARATE") for unit in (world.education, world.finance, world.water)))
    world.consult(proposal)
    for unit in (world.finance, world.water):
        world.reply_of(proposal.tasks().get(unit=unit))

    assigning.take_over(world.education, world.finance, **world.as_clerk())

    proposal.refresh_from_db()
    assert (proposal.state, proposal.tasks().count()) == ("REPLIED", 2)
    assert check_records() == {}


def test_a_record_has_room_for_the_longest_name_of_a_unit_also_when_taken_back(world):
    long = Organisation.objects.create(name="市" * 99 + "局")
    proposal = world.assigned((long, "SEPARATE"), (world.finance, "SEPARATE"))
    turned = [Handling(long, "LEAD"), Handling(world.finance, "CO_HANDLER")]

    assigning.change_units(proposal, turned, **world.as_clerk())
    changed = MoveRecord.objects.get(name="change_part", label__startswith=long.name)
    undo_step(changed, by=world.clerk, reason="误操作")
    assigning.take_over(long, world.water, **world.as_clerk())

    assert changed.undone_by.label == f"撤回「{long.name}由分办改为主办」"
    assert MoveRecord.objects.get(name="take_over").label == f"承接{long.name}的承办件"


def test_a_task_is_placed_inside_the_unit(world):
    task = only_task(world.assigned())

    accepting.place(task, inner_office="基教科", officer="某某", by=world.officer, at=DAY)

    assert (task.inner_office, task.officer) == ("基教科", "某某")
