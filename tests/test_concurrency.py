"""Several people at once, in processes and threads of their own, on the real database."""

import contextlib
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from proposals.actions import drafting, filing, replying
from proposals.actions.mending import undo_step
from proposals.models import Proposal, Reminder, SentForm
from tests.world import DAY, World, only_reply
from workflows.errors import MoveRefused
from workflows.locks import lock
from workflows.models import MoveRecord
from workflows.perform import perform

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def in_parallel(work, arguments):
    """Run `work` on each of `arguments` in a thread of its own, all beginning together; return the outcomes."""
    start = threading.Barrier(len(arguments))

    def run(argument):
        start.wait()
        try:
            return work(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def overlapping(first, second):
    """Do `first` in a transaction that stays open for a while; `second` begins meanwhile and waits for its locks."""
    is_done = threading.Event()

    def act(turn):
        if turn is second:
            is_done.wait()
            second()
        else:
            with transaction.atomic():
                first()
                is_done.set()
                time.sleep(0.5)

    in_parallel(act, [first, second])


def test_of_two_people_making_one_move_one_wins_and_the_other_gets_a_sentence():
    world = World()
    proposal = world.submitted()

    def file(post):
        try:
            filing.file_proposal(Proposal.objects.get(pk=proposal.pk), by=post, at=DAY)
        except MoveRefused as refusal:
            return refusal.reason
        return "filed"

    outcomes = in_parallel(file, [world.clerk, world.post("second", "CLERK", world.committee)])

    assert outcomes.count("filed") == 1
    [sentence] = [each for each in outcomes if each != "filed"]
    assert "刚刚被别人处理过" in sentence or "只能在" in sentence
    assert MoveRecord.objects.filter(name="file").count() == 1


def test_four_writers_of_150_moves_lose_none_and_none_is_locked_out():
    world = World()
    drafts = [world.submitted(f"关于第{n}件的提案") for n in range(4)]

    def write(proposal):
        moved = 0
        for _round in range(75):
            perform(
                Proposal.objects.get(pk=proposal.pk), "return_for_revision", by=world.clerk, at=DAY, note="改"
            )
            perform(
                Proposal.objects.get(pk=proposal.pk), "submit", by=world.clerk, at=DAY, provenance=world.paper
            )
            moved += 2
        return moved

    moved = in_parallel(write, drafts)

    assert moved == [150] * 4
    for proposal in drafts:
        records = MoveRecord.objects.of(proposal).filter(name__in=["return_for_revision", "submit"])
        assert records.count() == 151


def test_a_move_that_waited_for_another_is_held_to_the_day_of_that_other():
    world = World()
    proposal = world.submitted()
    mine, theirs = Proposal.objects.get(pk=proposal.pk), Proposal.objects.get(pk=proposal.pk)

    with pytest.raises(MoveRefused, match="早于上一步的日期"):
        overlapping(
            lambda: perform(
                theirs, "return_for_revision", by=world.clerk, at=DAY + timedelta(days=1), note="改"
            ),
            lambda: perform(mine, "submit", by=world.clerk, at=DAY, provenance=world.paper),
        )

    assert Proposal.objects.get(pk=proposal.pk).state == "RETURNED"


def test_of_two_that_wait_for_each_other_one_wins_and_the_other_gets_a_sentence():
    world = World()
    proposal = world.assigned()
    task = proposal.tasks().get()
    have_begun = threading.Barrier(2)

    def lock_both(things):
        first, second = things
        try:
            with transaction.atomic():
                lock(first)
                # SQLite lets the other begin only when this one is done
                with contextlib.suppress(threading.BrokenBarrierError):
                    have_begun.wait(timeout=1)
                lock(second)
        except MoveRefused as refusal:
            return refusal.reason
        return "locked"

    outcomes = in_parallel(lock_both, [(proposal, task), (task, proposal)])

    refused = [each for each in outcomes if each != "locked"]
    assert len(refused) == (connection.vendor == "postgresql")
    assert all("正有别人在办理这一件" in each for each in refused)


def test_an_undo_that_waited_for_a_move_takes_nothing_back():
    world = World()
    proposal = world.filed()
    record = MoveRecord.objects.of(proposal).get(name="file")

    with pytest.raises(MoveRefused, match="之后已有「撤案」"):
        overlapping(
            lambda: perform(proposal, "withdraw", by=world.clerk, at=DAY, note="撤案"),
            lambda: undo_step(record, by=world.clerk, reason="误操作"),
        )

    assert Proposal.objects.get(pk=proposal.pk).state == "WITHDRAWN"


def test_the_last_of_two_deliveries_at_once_finds_that_everybody_has_the_letter():
    world = World()
    proposal = world.assigned()
    proposal.proposers.create(role="COSIGNER", member=world.zhang, name="王五", position=1)
    world.reply(proposal)
    reply, theirs = only_reply(proposal), only_reply(proposal)
    first, second = proposal.proposers.order_by("position")

    overlapping(
        lambda: replying.deliver_reply(theirs, [first], **world.for_others()),
        lambda: replying.deliver_reply(reply, [second], **world.for_others()),
    )

    reply.refresh_from_db()
    assert (reply.state, reply.delivered_on) == ("DELIVERED", DAY)


def test_an_invitation_that_is_signed_meanwhile_is_not_withdrawn():
    world = World()
    draft = world.draft(by_party=True)
    drafting.invite_cosigners(draft, [world.zhang], **world.for_others())
    invitation = draft.proposers.get(member=world.zhang)

    with pytest.raises(MoveRefused, match="没有等待签名的联名邀请"):
        overlapping(
            lambda: drafting.cosign(draft, world.zhang, **world.for_others()),
            lambda: drafting.withdraw_invitation(invitation, **world.for_others()),
        )

    assert draft.proposers.get(member=world.zhang).signed_on == DAY


def test_numbers_given_at_once_are_all_different():
    world = World()
    batches = [[world.submitted(f"关于第{batch}{n}件的提案") for n in range(5)] for batch in range(3)]

    in_parallel(lambda batch: filing.file_proposals(batch, by=world.clerk, at=DAY), batches)

    numbers = sorted(Proposal.objects.values_list("number", flat=True))
    assert numbers == [f"{n:03d}" for n in range(1, 16)]


def test_two_clicks_at_the_same_moment_do_one_thing():
    world = World()
    task = world.assigned().tasks().get()
    values = {"at": DAY.isoformat(), "manner": "PHONE", "text": "请抓紧办理", "token": uuid.uuid4()}

    def click(client):
        client.force_login(world.clerk.user)
        return client.post(reverse("act", args=["assignment", task.pk, "remind"]), values).status_code

    assert in_parallel(click, [Client(), Client()]) == [302, 302]
    assert (Reminder.objects.count(), SentForm.objects.count()) == (1, 1)
