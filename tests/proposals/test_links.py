"""A one-time link does one thing for one post on one subject, once, until it expires; and leaves its line."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cppcc.notices.delivering import deliver
from cppcc.notices.links import LIFETIME, LinkRefused, make_link, read_link, token_of, use_link
from cppcc.notices.models import ChannelChoice, Delivery, OneTimeLink
from proposals.actions import replying
from proposals.actions.mending import undo_step
from tests.sink import sink
from tests.world import DAY, only_task
from workflows.models import MoveRecord


def address(link):
    return reverse("one_time_link", args=[token_of(link)])


def take(client, link, **values):
    return client.post(address(link), {"take": "1", **values})


def test_signing_for_a_task_works_once_without_a_sign_in_and_leaves_a_line(world, client):
    task = only_task(world.assigned())
    link = make_link(world.officer, task, "accept")
    assert "签收" in client.get(address(link)).content.decode()
    assert client.get(address(link)).status_code == 200  # looking uses nothing up

    assert "已办理：签收" in take(client, link, officer="赵六", phone="1").content.decode()
    again = take(client, link)

    task.refresh_from_db()
    link.refresh_from_db()
    assert (task.state, task.officer) == ("ACCEPTED", "赵六")
    assert (again.status_code, "已经用过了" in again.content.decode()) == (410, True)
    record = MoveRecord.objects.of(task).get(name="accept")
    assert (record.by, record.note) == (world.officer, "通过通知里的一次性链接办理")
    assert (link.used_from, link.used_at is not None) == ("127.0.0.1", True)
    assert MoveRecord.objects.of(task).filter(name="accept").count() == 1


def test_a_talk_is_confirmed_or_denied(world, client):
    proposal = world.assigned()
    world.consult(proposal)
    talk = only_task(proposal).consultations.get()
    link = make_link(world.member, talk, "confirm")

    take(client, link, took_place="0", objection="没有接到电话")

    talk.refresh_from_db()
    assert (talk.confirmation, talk.objection) == ("DENIED", "没有接到电话")


def delivered(world):
    proposal = world.assigned()
    world.reply(proposal)
    replying.deliver_reply(only_task(proposal).last_reply(), **world.for_others(DAY))
    return only_task(proposal).last_reply().deliveries.get()


def test_a_reply_is_rated_and_an_answer_left_out_uses_nothing_up(world, client):
    delivery = delivered(world)
    link = make_link(world.member, delivery, "rate")
    assert take(client, link, attitude="SATISFIED", result="").status_code == 409

    take(client, link, attitude="SATISFIED", result="DISSATISFIED", comment="没有答到")

    form = delivery.assignment.feedback.get()
    assert (form.result, form.proposer, form.recorded_by) == ("DISSATISFIED", delivery.proposer, world.member)
    assert form.released_on is None


def test_a_refused_step_leaves_the_link_unused(world, client):
    task = only_task(world.assigned())
    link = make_link(world.officer, task, "accept")
    world.accept(task.proposal)

    answer = take(client, link)

    link.refresh_from_db()
    assert (answer.status_code, link.used_at) == (409, None)
    assert "只能在「交办」时进行" in answer.content.decode()


def test_the_link_of_a_task_that_was_taken_back_leads_nowhere(world, client):
    proposal = world.assigned()
    link = make_link(world.officer, only_task(proposal), "accept")
    undo_step(MoveRecord.objects.of(proposal).last(), by=world.clerk, reason="交错了")

    answer = take(client, link)

    assert (answer.status_code, "已撤回" in answer.content.decode()) == (409, True)


def test_it_expires(world, client):
    link = make_link(world.officer, only_task(world.assigned()), "accept")

    with time_machine.travel(timezone.now() + LIFETIME + timedelta(minutes=1)):
        answer = take(client, link)

    assert (answer.status_code, "已过有效期" in answer.content.decode()) == (410, True)


@pytest.mark.parametrize("token", ["guess", "ImFiYyI:1u:abc", "a" * 60])
def test_it_cannot_be_guessed(db, client, token):
    answer = client.get(reverse("one_time_link", args=[token]))

    assert (answer.status_code, "不是本系统发出的" in answer.content.decode()) == (410, True)


def test_it_cannot_be_turned_to_another_case(world, client):
    first, second = (
        only_task(world.assigned(title="关于甲的提案")),
        only_task(world.assigned(title="关于乙的提案")),
    )
    link = make_link(world.officer, first, "accept")
    forged = token_of(OneTimeLink(nonce="x" * 43))

    take(client, link, subject=second.pk, object_id=second.pk)
    answer = client.post(reverse("one_time_link", args=[forged]), {"take": "1"})

    second.refresh_from_db()
    assert (second.state, answer.status_code) == ("ISSUED", 410)


def test_a_token_of_one_link_with_a_letter_changed_is_none(world):
    token = token_of(make_link(world.officer, only_task(world.assigned()), "accept"))

    with pytest.raises(LinkRefused):
        read_link(token[:-1] + ("a" if token[-1] != "a" else "b"))


def test_it_dies_with_the_post(world):
    link = make_link(world.officer, only_task(world.assigned()), "accept")
    world.officer.ends_on = DAY
    world.officer.save()

    with pytest.raises(LinkRefused, match="岗位已经变动"):
        use_link(token_of(link), lambda taken: taken)


def test_a_link_stands_in_what_leaves_the_house_and_not_in_the_inbox(world, settings):
    settings.SITE_URL = "https://ta.example"
    ChannelChoice.objects.create(user=world.officer.user, channel="webhook")
    with sink() as server:
        settings.NOTICE_WEBHOOK_URL = server.url
        world.assigned()
        [delivery] = Delivery.objects.all()
        deliver(delivery.pk)

    link = OneTimeLink.objects.get()
    [(_path, posted)] = server.posted
    line = posted["text"].splitlines()[-1]
    assert line.startswith("免登录办理（7天内有效，限用一次）：https://ta.example/links/")
    assert read_link(line.rstrip("/").rsplit("/", 1)[1]) == link
    assert (link.post, link.subject) == (world.officer, delivery.notice.subject)
    assert "免登录" not in delivery.notice.body
