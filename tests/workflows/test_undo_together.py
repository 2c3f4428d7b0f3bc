"""What was done together, or brought about by one step, is taken back together or not at all."""

import pytest

from proposals.actions import (
    accepting,
    assigning,
    filing,
)
from proposals.actions.mending import undo_step
from proposals.models import Proposal
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from proposals.tasks import check_records
from tests.world import DAY
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


def test_of_a_batch_one_case_is_taken_back_alone(world):
    batch = [world.submitted(f"关于第{n}件的提案") for n in range(3)]
    records = filing.file_proposals(batch, **world.as_clerk())

    undo_step(records[1], by=world.clerk, reason="误操作")

    assert sorted(p.state for p in Proposal.objects.all()) == ["FILED", "FILED", "SUBMITTED"]
    assert figures_of(Scope(world.session)).counts["filed"] == 2
    assert check_records() == {}


def test_of_a_batch_assignment_one_case_is_taken_back_with_its_tasks(world):
    batch = [world.filed(f"关于第{n}件的提案") for n in range(2)]
    sole = [assigning.Handling(world.education, "SOLE")]
    records = assigning.assign_proposals(dict.fromkeys(batch, sole), **world.as_clerk())

    undo_step(records[0], by=world.clerk, reason="误操作")

    assert [(p.state, p.tasks().count()) for p in Proposal.objects.order_by("pk")] == [
        ("FILED", 0),
        ("ASSIGNED", 1),
    ]
    assert check_records() == {}


def test_what_brought_others_about_is_not_undone_once_somebody_acted_on_them(world):
    proposal = world.filed()
    record = assigning.assign_proposal(
        proposal, [assigning.Handling(world.education, "SOLE")], **world.as_clerk()
    )
    accepting.accept(proposal.tasks().get(), by=world.officer, at=DAY)

    with pytest.raises(MoveRefused, match="之后已有「签收」"):
        undo_step(record, by=world.clerk, reason="误操作")

    proposal.refresh_from_db()
    assert proposal.state == "ASSIGNED"


def test_a_chain_is_undone_from_its_end(world):
    proposal = world.assigned()
    world.conclude(proposal)
    undone = 0
    while proposal.state != "FILED":
        standing = MoveRecord.objects.filter(undone_by=None, kind__in=["MOVE", "FACT"], by=world.clerk)
        for record in standing.filter(cause=None).order_by("-pk"):
            undo_step(record, by=world.clerk, reason="从头再来")
            undone += 1
            break
        proposal.refresh_from_db()
        assert check_records() == {}
        assert undone < 20

    assert proposal.tasks().count() == 0
    assert figures_of(Scope(world.session)).counts["assignments"] == 0
