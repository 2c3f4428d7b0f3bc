"""Notices: stored with what they tell of, sent after the commit, by the channels and at the hours people chose."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cppcc.jobs.models import Heartbeat
from cppcc.notices.channels import CHANNELS, open_channels
from cppcc.notices.delivering import MOST_ATTEMPTS, deliver, due_deliveries, give_up_lost
from cppcc.notices.models import ChannelChoice, Delivery, Notice, QuietHours
from cppcc.notices.sending import Message, after_quiet_hours, send
from cppcc.notices.tasks import deliver_batch, sweep
from tests.sink import sink

Status = Delivery.Status


def message(post, key="k1", **values):
    return Message(post=post, kind="assigned", key=key, title="请签收第001号提案", body="九月底前", **values)


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def told(messages):
    """Send the messages and return how many notices are new."""
    return Notice.objects.filter(batch=send(messages)).count()


def choose(post, channel="webhook", address="somebody"):
    return ChannelChoice.objects.create(user=post.user, channel=channel, address=address)


@pytest.fixture
def hook(settings):
    with sink() as server:
        settings.NOTICE_WEBHOOK_URL = server.url
        yield server


# Storing


def test_one_matter_is_told_to_one_post_once(world):
    assert told([message(world.officer), message(world.helper)]) == 2

    assert told([message(world.officer), message(world.officer, key="k2")]) == 1
    assert Notice.objects.filter(post=world.officer).count() == 2


def test_nothing_to_tell_tells_nobody(world):
    assert told([]) == 0


def test_what_is_rolled_back_was_told_to_nobody(world, hook, django_capture_on_commit_callbacks):
    choose(world.officer)

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        send([message(world.officer)])
        transaction.set_rollback(True)

    assert (Notice.objects.count(), hook.posted) == (0, [])


def test_it_leaves_the_house_only_after_the_commit(world, hook, django_capture_on_commit_callbacks):
    choose(world.officer)

    with django_capture_on_commit_callbacks(execute=True):
        send([message(world.officer)])
        assert hook.posted == []

    [(_path, posted)] = hook.posted
    assert posted["to"] == "somebody"
    assert posted["text"].splitlines() == ["请签收第001号提案", "九月底前"]
    assert Delivery.objects.get().status == Status.SENT


def test_who_chose_nothing_has_the_inbox_alone(world, hook):
    send([message(world.officer)])

    assert not Delivery.objects.exists()


def test_a_channel_the_site_does_not_have_is_not_used(world):
    choose(world.officer)

    send([message(world.officer)])

    assert not Delivery.objects.exists()


def test_telling_many_costs_as_many_statements_as_telling_one(world, hook):
    posts = [world.officer, world.helper, world.stranger, world.clerk, world.office]
    for post in posts:
        choose(post)

    def cost(number):
        with CaptureQueriesContext(connection) as captured:
            send([message(post, key=f"{number}") for post in posts[:number]])
        return len(captured)

    assert cost(1) == cost(5)


# Sending


def waiting(post, channel="webhook", **values):
    notice = Notice.objects.create(
        post=post, kind="assigned", key=str(uuid4()), batch=uuid4(), title="请签收", address="/cases/1/"
    )
    return Delivery.objects.create(notice=notice, channel=channel, address="13800000000", **values)


def test_a_delivery_is_sent_once_however_often_it_is_asked_for(world, hook):
    delivery = waiting(world.officer)

    outcomes = [deliver(delivery.pk) for _time in range(3)]

    assert (outcomes, len(hook.posted)) == ([Status.SENT, None, None], 1)
    assert deliver_batch(str(delivery.notice.batch)) == 0


def test_what_surely_did_not_go_out_is_tried_again_later_and_given_up_in_the_end(world, settings):
    settings.NOTICE_WEBHOOK_URL = "http://127.0.0.1:9/nobody"
    delivery = waiting(world.officer)
    now = timezone.now()

    for attempt in range(1, MOST_ATTEMPTS + 1):
        with time_machine.travel(now + timedelta(hours=attempt)):
            assert deliver(delivery.pk) == (Status.FAILED if attempt == MOST_ATTEMPTS else Status.WAITING)
            assert not due_deliveries().exists()

    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.status) == (MOST_ATTEMPTS, Status.FAILED)


def test_what_the_other_side_refuses_is_not_tried_again(world, settings):
    with sink(status=403) as server:
        settings.NOTICE_WEBHOOK_URL = server.url
        delivery = waiting(world.officer)
        outcomes = [deliver(delivery.pk), deliver(delivery.pk)]

    assert (outcomes, len(server.posted)) == ([Status.FAILED, None], 1)


@pytest.mark.parametrize("status", [429, 503])
def test_too_many_at_once_may_be_tried_again(world, settings, status):
    with sink(status=status) as server:
        settings.NOTICE_WEBHOOK_URL = server.url
        assert deliver(waiting(world.officer).pk) == Status.WAITING


def test_what_broke_down_at_the_other_side_may_have_gone_out(world, settings):
    with sink(status=500) as server:
        settings.NOTICE_WEBHOOK_URL = server.url
        assert deliver(waiting(world.officer).pk) == Status.UNCERTAIN


def test_a_channel_taken_away_since_is_said(world):
    delivery = waiting(world.officer)

    assert deliver(delivery.pk) == Status.FAILED
    delivery.refresh_from_db()
    assert delivery.error == "这个渠道没有配置"


def test_an_address_that_is_none_is_refused(world, settings):
    settings.NOTICE_WEBHOOK_URL = "file:///etc/passwd"

    assert deliver(waiting(world.officer).pk) == Status.FAILED


def test_what_a_dead_worker_had_taken_is_never_sent_again_but_said(world, hook):
    delivery = waiting(world.officer, status=Status.TAKEN, taken_at=timezone.now() - timedelta(hours=1))
    fresh = waiting(world.officer, status=Status.TAKEN, taken_at=timezone.now())

    assert give_up_lost() == 1

    delivery.refresh_from_db()
    fresh.refresh_from_db()
    assert (delivery.status, fresh.status, hook.posted) == (Status.UNCERTAIN, Status.TAKEN, [])


def test_the_sweep_sends_what_no_broker_took_and_gives_a_sign_of_life(world, hook):
    waiting(world.officer)
    waiting(world.helper, not_before=timezone.now() + timedelta(hours=1))

    assert sweep() == 1
    assert sweep() == 0

    assert len(hook.posted) == 1
    assert timezone.now() - Heartbeat.objects.get(name="sweep").at < timedelta(minutes=1)


def test_email_goes_to_the_address_chosen_with_the_address_of_the_page(world, settings):
    settings.SITE_URL = "https://ta.example"
    delivery = waiting(world.officer, "email")
    Delivery.objects.update(address="jiaoyu@example.org")

    deliver(delivery.pk)

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["jiaoyu@example.org"], "请签收")
    assert "查看：https://ta.example/cases/1/" in sent.body


def test_email_without_a_server_waits(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert deliver(waiting(world.officer, "email").pk) == Status.WAITING


PAYLOADS = {
    "wecom": (
        "NOTICE_WECOM_URL",
        {"msgtype": "text", "text": {"content": "请签收", "mentioned_mobile_list": ["138"]}},
    ),
    "dingtalk": (
        "NOTICE_DINGTALK_URL",
        {"msgtype": "text", "text": {"content": "请签收"}, "at": {"atMobiles": ["138"]}},
    ),
    "sms": ("NOTICE_SMS_URL", {"mobile": "138", "content": "【政协提案】请签收", "key": "k"}),
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_each_adapter_posts_what_its_other_side_takes(world, settings, name):
    setting, expected = PAYLOADS[name]
    settings.NOTICE_SMS_KEY = "k"
    with sink(answer=b'{"errcode": 0, "errmsg": "ok"}') as server:
        setattr(settings, setting, server.url)
        CHANNELS[name].send(Notice(title="请签收"), "138", "请签收")

    assert [posted for _path, posted in server.posted] == [expected]


def test_a_robot_says_in_its_code_that_it_refused(world, settings):
    with sink(answer=b'{"errcode": 45009, "errmsg": "too often"}') as server:
        settings.NOTICE_WECOM_URL = server.url
        delivery = waiting(world.officer, "wecom")
        assert deliver(delivery.pk) == Status.FAILED

    delivery.refresh_from_db()
    assert delivery.error == "45009 too often"


def test_calls_of_dingtalk_are_signed_where_a_secret_is_set(settings):
    settings.NOTICE_DINGTALK_SECRET = "SEC1"
    with sink(answer=b"not json") as server, time_machine.travel(at("2026-03-02 08:00"), tick=False):
        settings.NOTICE_DINGTALK_URL = server.url
        CHANNELS["dingtalk"].send(Notice(title="请签收"), "", "请签收")

    [(path, _posted)] = server.posted
    assert path.startswith("/hook?token=1&timestamp=1772409600000&sign=")
    assert open_channels().keys() == {"email", "dingtalk"}


# Quiet hours


@pytest.mark.parametrize(
    ("now", "starts", "ends", "expected"),
    [
        ("2026-03-02 21:59", time(22), time(7), "2026-03-02 21:59"),
        ("2026-03-02 22:00", time(22), time(7), "2026-03-03 07:00"),
        ("2026-03-03 06:59", time(22), time(7), "2026-03-03 07:00"),
        ("2026-03-03 07:00", time(22), time(7), "2026-03-03 07:00"),
        ("2026-03-02 12:30", time(12), time(14), "2026-03-02 14:00"),
        ("2026-03-02 11:00", time(12), time(14), "2026-03-02 11:00"),
        ("2026-03-02 11:00", time(9), time(9), "2026-03-02 11:00"),
    ],
)
def test_quiet_hours_put_a_notice_off_to_their_end(now, starts, ends, expected):
    quiet = QuietHours(starts_at=starts, ends_at=ends)

    assert after_quiet_hours(at(now), quiet.starts_at, quiet.ends_at) == at(expected)


def test_in_quiet_hours_the_inbox_has_it_and_the_channel_waits(
    world, hook, django_capture_on_commit_callbacks
):
    choose(world.officer)
    QuietHours.objects.create(user=world.officer.user, starts_at=time(22), ends_at=time(7))

    with time_machine.travel(at("2026-03-02 23:00")):
        with django_capture_on_commit_callbacks(execute=True):
            send([message(world.officer)])
        assert sweep() == 0
    assert (Notice.objects.count(), hook.posted) == (1, [])

    with time_machine.travel(at("2026-03-03 07:00")):
        assert sweep() == 1


# Pages


def test_the_inbox_shows_the_posts_own_notices_and_that_they_were_opened(world, client):
    send([message(world.officer, address="/healthz"), message(world.helper, key="k2")])
    client.force_login(world.officer.user)
    assert "通知（1）" in client.get("/").content.decode()
    shown = client.get(reverse("inbox")).content.decode()
    assert "请签收第001号提案" in shown
    mine, other = Notice.objects.get(post=world.officer), Notice.objects.get(post=world.helper)

    answer = client.post(reverse("open_notice", args=[mine.pk]))

    mine.refresh_from_db()
    assert (answer.url, mine.opened_at is not None) == ("/healthz", True)
    assert client.post(reverse("open_notice", args=[other.pk])).status_code == 404
    assert "通知（" not in client.get("/").content.decode()


def test_all_notices_are_marked_as_seen_at_once(world, client):
    send([message(world.officer), message(world.officer, key="k2"), message(world.helper)])
    client.force_login(world.officer.user)

    client.post(reverse("open_all_notices"))

    assert Notice.objects.filter(opened_at=None).get().post == world.helper


def test_the_inbox_takes_the_same_number_of_statements_for_one_and_three(world, client):
    client.force_login(world.officer.user)
    client.get(reverse("inbox"))

    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("inbox"))
        return len(captured)

    send([message(world.officer)])
    one = cost()
    send([message(world.officer, key="k2"), message(world.officer, key="k3")])
    assert cost() == one


def test_who_holds_no_post_has_no_inbox(world, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody"))

    assert client.get(reverse("inbox")).status_code == 403


def test_a_person_chooses_channels_and_quiet_hours_and_changes_the_choice(world, client, hook):
    client.force_login(world.officer.user)
    address = reverse("notice_preferences")
    assert "网络钩子" in client.get(address).content.decode()
    values = {"use_webhook": "on", "address_webhook": "a1", "starts_at": "22:00", "ends_at": "07:00"}

    client.post(address, values)
    assert list(ChannelChoice.objects.values_list("channel", "address")) == [("webhook", "a1")]
    assert QuietHours.objects.get().starts_at == time(22)
    client.post(address, {"use_email": "on", "address_email": "a@example.org"})

    assert list(ChannelChoice.objects.values_list("channel", "address")) == [("email", "a@example.org")]
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"use_email": "on", "address_email": "nowhere"}, "输入一个有效的"),
        ({"use_sms": "on", "address_sms": ""}, "请填写手机号"),
        ({"starts_at": "22:00"}, "请同时填写开始和结束"),
    ],
)
def test_a_choice_that_cannot_work_is_refused(world, client, settings, values, sentence):
    settings.NOTICE_SMS_URL = "http://127.0.0.1:9/"
    client.force_login(world.officer.user)

    answer = client.post(reverse("notice_preferences"), values)

    assert sentence in answer.content.decode()
    assert not ChannelChoice.objects.exists()
