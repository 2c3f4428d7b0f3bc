"""Random courses: whatever people do, records alone rebuild every state, and received is always made of its parts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

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
from proposals.models import Assignment, Extension, Proposal, Reply
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from proposals.tasks import check_records
from tests.world import DAY, World
from workflows.errors import MoveRefused
from workflows.models import MoveRecord
from workflows.replay import machine_models

REFUSALS = (MoveRefused, PermissionDenied, ValidationError)


class Course:
    """A world in which numbered steps are taken on numbered things; a step that counts lets up to `pace` days pass."""

    def __init__(self, pace=0):
        self.world = World()
        self.pace, self.day = pace, DAY
        self.cases = [self.world.submitted(f"关于第{n}件的提案") for n in range(3)]
        self.undone = 0

    def how(self):
        return self.world.for_others(self.day)

    def case(self, pick):
        proposal = self.cases[pick % len(self.cases)]
        proposal.refresh_from_db()
        return proposal

    def task(self, pick):
        tasks = list(Assignment.objects.standing().order_by("pk"))
        return tasks[pick % len(tasks)] if tasks else None

    def reply(self, pick):
        replies = list(Reply.objects.standing().order_by("pk"))
        return replies[pick % len(replies)] if replies else None

    def take(self, step, pick, other):
        self.day += timedelta(days=pick % (self.pace + 1))
        world, case = self.world, self.case(pick)
        units = [world.education, world.finance, world.water]
        sole = [assigning.Handling(units[other % 3], "SOLE")]
        pair = [assigning.Handling(units[0], "LEAD"), assigning.Handling(units[1 + other % 2], "CO_HANDLER")]
        apart = [
            assigning.Handling(units[other % 3], "SEPARATE"),
            assigning.Handling(units[(other + 1) % 3], "SEPARATE"),
        ]
        handlings = (sole, pair, apart)[other % 3]
        task, reply = self.task(pick), self.reply(pick)
        letter = replying.Letter(outcome=world.outcome("ABC"[other % 3]), text="已办理。")
        talk = consulting.Talk(manner=("MEETING", "PHONE", "WAIVED")[other % 3], summary="记录")
        rating = ("SATISFIED", "FAIRLY_SATISFIED", "DISSATISFIED")[other % 3]
        steps = {
            "submit": lambda: drafting.submit_proposal(case, **self.how()),
            "recall": lambda: drafting.recall(case, **self.how()),
            "return": lambda: drafting.return_for_revision(case, note="请补充", **self.how()),
            "file": lambda: filing.file_proposal(case, **self.how()),
            "decline": lambda: filing.decline_proposal(
                case, disposition="OTHER" if other % 2 else "", reason_text="空泛", **self.how()
            ),
            "reconsider": lambda: filing.reconsider(case, **self.how()),
            "merge": lambda: merging.merge_proposals([case], into=self.case(other), **self.how()),
            "unmerge": lambda: merging.unmerge(case, **self.how()),
            "withdraw": lambda: filing.withdraw(case, note="申请", **self.how()),
            "propose": lambda: assigning.propose_units(case, handlings, **self.how()),
            "assign": lambda: assigning.assign_proposal(case, handlings, **self.how()),
            "change": lambda: assigning.change_units(case, handlings, **self.how()),
            "accept": lambda: accepting.accept(task, **self.how()),
            "hand_back": lambda: accepting.request_hand_back(task, reason="不属职责", **self.how()),
            "keep": lambda: accepting.withdraw_hand_back(task, **self.how()),
            "rule": lambda: accepting.rule_on_hand_back(
                task, granted=bool(other % 2), note="理由", **self.how()
            ),
            "extend": lambda: accepting.request_extension(
                task, until=task.due_on + timedelta(days=30), reason="需要", **self.how()
            ),
            "rule_extension": lambda: accepting.rule_on_extension(
                Extension.objects.standing().last(), granted=bool(other % 2), note="理由", **self.how()
            ),
            "talk": lambda: consulting.log_consultation(task, talk, **self.how()),
            "explain": lambda: consulting.explain_no_consultation(task, reason="联系不上", **self.how()),
            "opinion": lambda: replying.give_opinion(task, text="同意", **self.how()),
            "remind": lambda: supervising.remind(task, text="请抓紧办理", **self.how()),
            "reply": lambda: replying.record_reply(task, letter, signer="局长", **self.how()),
            "draft": lambda: replying.draft_reply(task, letter, **self.how()),
            "check": lambda: replying.submit_reply(reply, **self.how()),
            "approve": lambda: replying.approve_reply(reply, **self.how()),
            "send_back": lambda: replying.send_back_reply(reply, note="重写", **self.how()),
            "issue": lambda: replying.issue_reply(reply, signer="局长", **self.how()),
            "deliver": lambda: replying.deliver_reply(reply, **self.how()),
            "rate": lambda: concluding.rate(
                task, task.proposers_asked()[0], attitude="SATISFIED", result=rating, **self.how()
            ),
            "again": lambda: concluding.handle_again(task, note="再办", **self.how()),
            "follow_up": lambda: concluding.follow_up(case, **self.how()),
            "conclude": lambda: concluding.conclude(case, **self.how()),
            "undo": lambda: undo_step(self.some_record(pick), by=world.clerk, reason="误操作"),
            "correct": lambda: correct_fact(
                task, {"due_on": DAY + timedelta(days=other)}, by=world.clerk, reason="更正期限"
            ),
        }
        try:
            with transaction.atomic():
                steps[step]()
        except REFUSALS:
            return
        except AttributeError:
            if task is not None and reply is not None and Extension.objects.standing().exists():
                raise

    def some_record(self, pick):
        records = list(MoveRecord.objects.order_by("-pk")[:6])
        return records[pick % len(records)]


STEPS = [
    "submit",
    "recall",
    "return",
    "file",
    "decline",
    "reconsider",
    "merge",
    "unmerge",
    "withdraw",
    "propose",
    "assign",
    "change",
    "accept",
    "hand_back",
    "keep",
    "rule",
    "extend",
    "rule_extension",
    "talk",
    "explain",
    "opinion",
    "remind",
    "reply",
    "draft",
    "check",
    "approve",
    "send_back",
    "issue",
    "deliver",
    "rate",
    "again",
    "follow_up",
    "conclude",
    "undo",
    "correct",
]
LIKELY = ["file", "assign", "accept", "talk", "reply", "rate", "undo"]


def courses(*, min_size):
    """Return a strategy of courses: steps, each with what it is taken on."""
    numbers = st.integers(0, 11)
    step = st.sampled_from(STEPS) | st.sampled_from(LIKELY)
    return st.lists(st.tuples(step, numbers, numbers), min_size=min_size, max_size=50)


@pytest.mark.no_cover
@pytest.mark.django_db
@settings(max_examples=40)
@given(course=courses(min_size=15))
def test_records_rebuild_every_state_and_the_parts_make_the_whole(course):
    with transaction.atomic():
        taken = Course()
        for step, pick, other in course:
            taken.take(step, pick, other)

        counts = figures_of(Scope(taken.world.session)).counts

        assert check_records() == {}
        for model in machine_models():
            for instance in model._base_manager.filter(voided_at=None):
                assert MoveRecord.objects.of(instance).last().target == instance.state
        assert counts["received"] == sum(
            counts[part] for part in ("filed_net", "merged", "declined", "withdrawn", "pending")
        )
        assert counts["received"] == Proposal.objects.standing().exclude(state="DRAFT").count()
        results = {"MERGED": "merged", "DECLINED": "declined", "WITHDRAWN": "withdrawn"}
        for state, part in results.items():
            assert counts[part] == Proposal.objects.standing().filter(state=state).count()
        transaction.set_rollback(True)
