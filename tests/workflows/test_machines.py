"""Each machine, state by state: the exact moves, and the sentence of each guard."""

import pytest

from proposals.models import Assignment, Proposal, Reply
from workflows.management.commands.draw_machines import drawing

PROPOSAL = {
    "DRAFT": {"submit": "SUBMITTED"},
    "RETURNED": {"submit": "SUBMITTED", "withdraw": "WITHDRAWN"},
    "SUBMITTED": {
        "recall": "DRAFT",
        "return_for_revision": "RETURNED",
        "file": "FILED",
        "decline": "DECLINED",
        "merge": "MERGED",
        "withdraw": "WITHDRAWN",
    },
    "DECLINED": {"reconsider": "SUBMITTED"},
    "MERGED": {"unmerge": "SUBMITTED"},
    "WITHDRAWN": {},
    "FILED": {"merge": "MERGED", "withdraw": "WITHDRAWN", "propose": "PROPOSED", "assign": "ASSIGNED"},
    "PROPOSED": {"merge": "MERGED", "withdraw": "WITHDRAWN", "assign": "ASSIGNED"},
    "ASSIGNED": {"withdraw": "WITHDRAWN", "unassign": "PROPOSED", "consult": "CONSULTED", "reply": "REPLIED"},
    "CONSULTED": {"withdraw": "WITHDRAWN", "unassign": "PROPOSED", "reply": "REPLIED", "resume": "ASSIGNED"},
    "REPLIED": {"resume": "ASSIGNED", "conclude": "CONCLUDED"},
    "CONCLUDED": {},
}

ASSIGNMENT = {
    "ISSUED": {
        "accept": "ACCEPTED",
        "request_hand_back": "HAND_BACK_REQUESTED",
        "conclude": "CONCLUDED",
        "remove": "REMOVED",
    },
    "ACCEPTED": {
        "request_hand_back": "HAND_BACK_REQUESTED",
        "consult": "CONSULTED",
        "give_opinion": "OPINION_GIVEN",
        "reply": "REPLIED",
        "conclude": "CONCLUDED",
        "remove": "REMOVED",
    },
    "CONSULTED": {
        "give_opinion": "OPINION_GIVEN",
        "reply": "REPLIED",
        "conclude": "CONCLUDED",
        "remove": "REMOVED",
    },
    "OPINION_GIVEN": {"return_opinion": "ACCEPTED", "conclude": "CONCLUDED", "remove": "REMOVED"},
    "REPLIED": {"reopen": "ACCEPTED", "conclude": "CONCLUDED", "remove": "REMOVED"},
    "CONCLUDED": {},
    "HAND_BACK_REQUESTED": {
        "grant_hand_back": "HANDED_BACK",
        "refuse_hand_back": "ACCEPTED",
        "withdraw_hand_back": "ACCEPTED",
        "remove": "REMOVED",
    },
    "HANDED_BACK": {},
    "REMOVED": {},
}

REPLY = {
    "DRAFTED": {"submit": "CHECKING", "issue": "ISSUED"},
    "CHECKING": {
        "approve": "CHECKING",
        "begin_countersigning": "COUNTERSIGNING",
        "send_back": "DRAFTED",
        "issue": "ISSUED",
    },
    "COUNTERSIGNING": {"countersign": "COUNTERSIGNING", "send_back": "DRAFTED", "issue": "ISSUED"},
    "ISSUED": {"deliver": "DELIVERED"},
    "DELIVERED": {},
}

MACHINES = [(Proposal, PROPOSAL), (Assignment, ASSIGNMENT), (Reply, REPLY)]


@pytest.mark.parametrize(("model", "table"), MACHINES)
def test_each_state_has_exactly_these_moves(model, table):
    states = dict(model._meta.get_field("state").flatchoices)

    found = {
        state: {move.name: move.target for move in model(state=state).moves_from_here()} for state in states
    }

    assert found == table


@pytest.mark.parametrize(("model", "table"), MACHINES)
def test_every_state_and_move_has_a_chinese_label(model, table):
    labels = [*dict(model._meta.get_field("state").flatchoices).values()]
    labels += [move.label for move in model.moves().values()]

    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in str(label)) for label in labels)


@pytest.mark.parametrize(("model", "table"), MACHINES)
def test_the_state_cannot_be_assigned(model, table):
    instance = model()

    with pytest.raises(AttributeError):
        instance.state = next(iter(table))


@pytest.mark.parametrize(("model", "table"), MACHINES)
def test_a_move_that_is_closed_says_what_comes_next(model, table):
    last = next(state for state, moves in table.items() if not moves)
    first = next(iter(model.moves()))

    reason = model(state=last).why_not(first)

    assert "只能在" in reason
    assert reason.endswith("已没有下一步。")


@pytest.mark.parametrize(("model", "table"), MACHINES)
def test_the_drawing_shows_every_move(model, table):
    picture = drawing(model)

    for state, moves in table.items():
        for target in moves.values():
            assert f"{state} --> {target}: " in picture


class Yes:
    """Answers every question of a guard with the answer given."""

    def __init__(self, answer):
        self.answer = answer

    def __getattr__(self, name):
        return lambda: self.answer


@pytest.mark.parametrize(("model", "table"), MACHINES)
def test_every_guard_is_a_question_and_a_sentence(model, table):
    guards = {guard for move in model.moves().values() for guard in move.guards}

    for guard in guards:
        assert {guard(Yes(answer=True)), guard(Yes(answer=False))} == {True, False}
        assert str(guard.reason).endswith("。")
