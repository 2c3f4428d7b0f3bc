"""Who may make which move: for each machine the exact table of role × state."""

import pytest
from django.core.exceptions import PermissionDenied

from proposals.actions import accepting, drafting, filing, merging, pausing, replying
from proposals.web.steps import offered
from tests.proposals.web.stage import Stage
from tests.world import DAY
from workflows.perform import may


def moves(subject, post):
    subject.refresh_from_db()
    return {move.name for move in subject.moves_from_here() if may(subject, move.name, post)}


def table(world, subject):
    roles = ("member", "contact", "clerk", "office", "officer", "helper", "stranger", "leader")
    return {role: found for role in roles if (found := moves(subject, getattr(world, role)))}


def proposal_in(world, state):
    before = {"DRAFT": world.draft, "FILED": world.filed}
    examined = {
        "SUBMITTED": lambda _proposal: None,
        "RETURNED": lambda each: drafting.return_for_revision(each, note="请补充", **world.as_clerk()),
        "DECLINED": lambda each: filing.decline_proposal(
            each, disposition="OTHER", reason_text="空泛", **world.as_clerk()
        ),
        "MERGED": lambda each: merging.merge_proposals(
            [each], into=world.filed("关于甲的提案"), **world.as_clerk()
        ),
        "WITHDRAWN": lambda each: filing.withdraw(each, note="提案者申请", **world.as_clerk()),
    }
    handled = {
        "ASSIGNED": lambda _proposal: None,
        "PROPOSED": lambda each: hand_all_back(world, each),
        "CONSULTED": world.consult,
        "REPLIED": world.reply,
        "CONCLUDED": world.conclude,
    }
    if state in before:
        return before[state]()
    if state in examined:
        proposal = world.submitted()
        examined[state](proposal)
        return proposal
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    handled[state](proposal)
    proposal.refresh_from_db()
    assert proposal.state == state
    return proposal


def hand_all_back(world, proposal):
    for task in proposal.tasks():
        accepting.request_hand_back(task, reason="不属职责", **world.for_others())
        accepting.rule_on_hand_back(task, granted=True, **world.for_others())


PROPOSAL = {
    "DRAFT": {"member": {"submit"}},
    "SUBMITTED": {
        "member": {"recall"},
        "clerk": {"return_for_revision", "file", "decline", "merge", "withdraw"},
    },
    "RETURNED": {"member": {"submit"}, "clerk": {"withdraw"}},
    "DECLINED": {"clerk": {"reconsider"}},
    "MERGED": {"clerk": {"unmerge"}},
    "WITHDRAWN": {},
    "FILED": {"clerk": {"merge", "withdraw", "propose", "assign"}, "office": {"propose", "assign"}},
    "PROPOSED": {"clerk": {"merge", "withdraw", "assign"}, "office": {"assign"}},
    "ASSIGNED": {"clerk": {"withdraw"}},
    "CONSULTED": {"clerk": {"withdraw"}},
    "REPLIED": {"clerk": {"conclude"}, "office": {"conclude"}},
    "CONCLUDED": {},
}


@pytest.mark.parametrize("state", PROPOSAL)
def test_a_proposal_is_moved_by_these_roles_alone(world, state):
    assert table(world, proposal_in(world, state)) == PROPOSAL[state]


def task_in(world, state, part):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    task = proposal.tasks().get(part=part)
    if state == "ISSUED":
        return task
    world.accept(proposal)
    task.refresh_from_db()
    if state == "HAND_BACK_REQUESTED":
        accepting.request_hand_back(task, reason="不属职责", **world.for_others())
    elif state == "CONSULTED":
        world.consult(proposal)
    elif state == "OPINION_GIVEN":
        replying.give_opinion(task, text="同意", **world.for_others())
    elif state == "REPLIED":
        world.reply(proposal)
    elif state == "CONCLUDED":
        world.conclude(proposal)
    task.refresh_from_db()
    assert task.state == state
    return task


STEERING = {"conclude", "remove"}
TASKS = {
    ("ISSUED", "LEAD"): {"officer": {"accept", "request_hand_back"}, "clerk": STEERING, "office": STEERING},
    ("ISSUED", "CO_HANDLER"): {
        "helper": {"accept", "request_hand_back"},
        "clerk": STEERING,
        "office": STEERING,
    },
    ("ACCEPTED", "LEAD"): {
        "officer": {"request_hand_back", "consult", "give_opinion", "reply"},
        "clerk": STEERING,
        "office": STEERING,
    },
    ("CONSULTED", "LEAD"): {"officer": {"give_opinion", "reply"}, "clerk": STEERING, "office": STEERING},
    ("OPINION_GIVEN", "CO_HANDLER"): {"officer": {"return_opinion"}, "clerk": STEERING, "office": STEERING},
    ("REPLIED", "LEAD"): {"clerk": STEERING | {"reopen"}, "office": STEERING},
    ("HAND_BACK_REQUESTED", "LEAD"): {
        "officer": {"withdraw_hand_back"},
        "office": {"grant_hand_back", "refuse_hand_back", "remove"},
        "clerk": {"remove"},
    },
    ("CONCLUDED", "LEAD"): {},
}


@pytest.mark.parametrize(("state", "part"), TASKS)
def test_a_task_is_moved_by_these_roles_alone(world, state, part):
    assert table(world, task_in(world, state, part)) == TASKS[state, part]


def reply_in(world, state):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)
    task = proposal.tasks().get(part="LEAD")
    replying.give_opinion(proposal.tasks().get(part="CO_HANDLER"), text="同意", **world.for_others())
    reply = replying.draft_reply(
        task, replying.Letter(outcome=world.outcome(), text="已办理。"), **world.for_others()
    )
    if state == "DRAFTED":
        return reply
    replying.submit_reply(reply, **world.for_others())
    if state == "CHECKING":
        return reply
    replying.approve_reply(reply, **world.for_others())
    if state == "COUNTERSIGNING":
        replying.begin_countersigning(reply, **world.for_others())
        return reply
    replying.issue_reply(reply, signer="局长", **world.for_others())
    if state == "DELIVERED":
        replying.deliver_reply(reply, **world.for_others())
    return reply


REPLIES = {
    "DRAFTED": {"officer": {"submit", "issue"}},
    "CHECKING": {
        "officer": {"approve", "begin_countersigning", "send_back", "issue"},
        "office": {"send_back"},
    },
    "COUNTERSIGNING": {
        "officer": {"send_back", "issue"},
        "helper": {"countersign"},
        "office": {"send_back"},
    },
    "ISSUED": {"officer": {"deliver"}},
    "DELIVERED": {},
}


@pytest.mark.parametrize("state", REPLIES)
def test_a_reply_is_moved_by_these_roles_alone(world, state):
    assert table(world, reply_in(world, state)) == REPLIES[state]


@pytest.mark.parametrize(
    ("approver", "grants", "not_its"), [("office", "office", "clerk"), ("committee", "clerk", "office")]
)
def test_time_is_granted_by_whom_the_policy_names_and_by_the_other_only_for_it(
    world, approver, grants, not_its
):
    world.set_policy(extension_approver=approver)
    stage, owner, other = Stage(world), getattr(world, grants), getattr(world, not_its)
    for rule_on, request in (
        (accepting.rule_on_extension, stage.extending()),
        (pausing.rule_on_pause, stage.pausing()),
    ):
        request.assignment.refresh_from_db()
        assert [(each.step.name, each.in_own_right) for each in offered(request, owner)] == [
            ("rule_on", True)
        ]
        assert [(each.step.name, each.in_own_right) for each in offered(request, other)] == [
            ("rule_on", False)
        ]

        with pytest.raises(PermissionDenied):
            rule_on(request, granted=True, by=other, at=DAY)
        rule_on(request, granted=True, by=owner, at=DAY)

        assert request.ruling == "GRANTED"


def test_the_contact_of_a_party_acts_for_the_proposals_of_the_party(world):
    proposal = world.draft(by_party=True)

    drafting.submit_proposal(proposal, by=world.contact, at=DAY)

    assert table(world, proposal)["contact"] == {"recall"}


def test_a_clerk_of_another_committee_may_do_nothing(world):
    other = world.post("other", "CLERK", world.party)

    assert moves(world.submitted(), other) == set()


def test_a_clerk_without_a_body_serves_every_committee(world):
    roving = world.post("roving", "CLERK")

    assert "file" in moves(world.submitted(), roving)
