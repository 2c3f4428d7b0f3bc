"""Slips in steps by rule, and the digest of each working day; run again on the same day nothing changes."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cppcc.notices.models import Notice
from proposals.actions import accepting, consulting, pausing, replying
from proposals.actions.reminding import send_digests, send_slips, slip_text
from proposals.models import Assignment, Policy, Reminder
from proposals.tasks import daily_scan
from tests.world import DAY, only_task

LIMIT = date(2026, 6, 2)  # three months after DAY


def steps(task):
    return list(task.reminders.order_by("pk").values_list("step", flat=True))


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2026, 5, 25), []),
        (date(2026, 5, 26), ["BLUE"]),  # seven days before
        (LIMIT, ["BLUE"]),  # the day itself is in time
        (date(2026, 6, 3), ["ORANGE"]),  # the day after
        (date(2026, 6, 16), ["ORANGE"]),
        (date(2026, 6, 17), ["RED"]),  # fifteen days after
    ],
)
def test_the_step_follows_from_the_limit_and_the_policy(world, today, step):
    task = only_task(world.assigned())

    send_slips(today)

    assert steps(task) == step


def test_each_step_is_sent_once_for_one_limit_however_often_the_scan_runs(world):
    task = only_task(world.assigned())

    for offset in range(-10, 30):
        for _again in range(2):
            send_slips(LIMIT + timedelta(days=offset))

    assert steps(task) == ["BLUE", "ORANGE", "RED"]
    assert Notice.objects.filter(kind="reminded", post=world.officer).count() == 3


def test_an_extended_limit_begins_the_steps_anew(world):
    task = only_task(world.assigned())
    send_slips(date(2026, 6, 3))
    request = accepting.request_extension(
        task, until=date(2026, 7, 1), reason="须核查", by=world.officer, at=date(2026, 6, 4)
    )
    accepting.rule_on_extension(request, granted=True, by=world.office, at=date(2026, 6, 4))

    send_slips(date(2026, 6, 10))
    send_slips(date(2026, 6, 26))

    assert steps(task) == ["ORANGE", "BLUE"]


def test_nobody_is_reminded_of_what_is_done_paused_or_taken_back(world):
    done, paused, removed = (world.assigned(title=f"关于第{n}件的提案") for n in range(3))
    world.reply(done)
    pause = pausing.request_pause(only_task(paused), waits_for="OTHER", reason="等", by=world.officer, at=DAY)
    pausing.rule_on_pause(pause, granted=True, by=world.office, at=DAY)
    accepting.request_hand_back(only_task(removed), reason="不属职责", by=world.officer, at=DAY)

    assert send_slips(date(2026, 6, 3)) == {}


def test_the_steps_are_those_of_the_policy(world):
    Policy.objects.update(due_soon_days=3, orange_after_days=2, red_after_days=4)
    task = only_task(world.assigned())

    for offset in (-4, -3, 1, 2, 3, 4):
        send_slips(LIMIT + timedelta(days=offset))

    assert list(task.reminders.order_by("pk").values_list("step", "sent_on")) == [
        ("BLUE", date(2026, 5, 30)),
        ("ORANGE", date(2026, 6, 4)),
        ("RED", date(2026, 6, 6)),
    ]


def test_a_slip_says_how_near_or_late_and_is_told_with_its_word(world):
    assert slip_text("BLUE", LIMIT, date(2026, 5, 30)) == "期限2026年6月2日将至（还有3天），请抓紧办理。"
    only_task(world.assigned())

    send_slips(date(2026, 6, 20))

    notice = Notice.objects.get(kind="reminded")
    assert notice.title == "红色督办：第001号提案"
    assert "已超过期限2026年6月2日18天，转督办" in notice.body


def test_slips_cost_a_constant_number_of_statements_a_batch(world):
    def cost(number):
        Assignment.objects.update(due_on=None)
        for n in range(number):
            world.assigned(title=f"关于第{number}{n}件的提案")
        with CaptureQueriesContext(connection) as captured:
            assert send_slips(date(2026, 6, 20)) == {"RED": number}
        return len(captured)

    cost(1)
    assert cost(1) == cost(7)


# The digest


def digest_of(post):
    return Notice.objects.filter(kind="digest", post=post).first()


def test_a_unit_reads_what_waits_falls_due_and_is_overdue(world):
    world.assigned(title="关于甲的提案")
    soon, late = world.assigned(title="关于乙的提案"), world.assigned(title="关于丙的提案")
    world.accept(soon)
    Assignment.objects.filter(proposal=soon).update(due_on=date(2026, 3, 9))
    Assignment.objects.filter(proposal=late).update(due_on=date(2026, 3, 2))

    send_digests(date(2026, 3, 3))

    digest = digest_of(world.officer)
    assert digest.title == "今日待办3项，将到期1项，已超期1项"
    assert digest.body.splitlines() == [
        "待签收：2项",
        "在办：1项",
        "2026年3月2日已超期 第003号《关于丙的提案》",
        "2026年3月9日将到期 第002号《关于乙的提案》",
    ]
    assert digest_of(world.stranger) is None


def test_committee_and_office_read_what_waits_for_them(world):
    world.submitted("关于甲的提案")
    world.filed("关于乙的提案")
    task = only_task(world.assigned(title="关于丙的提案"))
    accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=DAY)
    world.reply(world.assigned(title="关于丁的提案"))

    send_digests(date(2026, 3, 3))

    assert digest_of(world.clerk).body.splitlines() == [
        "待审查：1项", "立案待交办：1项", "退办申请待裁定：1项", "已答复待办结：1项",
    ]  # fmt: skip
    assert digest_of(world.office).body.splitlines() == ["立案待交办：1项", "退办申请待裁定：1项"]
    assert digest_of(world.leader) is None


def test_a_proposer_reads_what_is_to_be_rated_and_confirmed(world):
    proposal = world.assigned()
    world.reply(proposal)
    replying.deliver_reply(only_task(proposal).last_reply(), **world.for_others(DAY))
    send_digests(date(2026, 3, 3))
    assert digest_of(world.member).body.splitlines() == ["答复待评价：1项", "面商待确认：1项"]

    world.rate(proposal)
    talk = only_task(proposal).consultations.get()
    consulting.confirm_consultation(talk, took_place=True, by=world.member, at=DAY)
    send_digests(date(2026, 3, 4))

    assert Notice.objects.filter(kind="digest", post=world.member).count() == 1


def test_digests_cost_the_same_for_many_cases(world):
    def cost(day):
        with CaptureQueriesContext(connection) as captured:
            send_digests(day)
        return len(captured)

    world.assigned(title="关于甲的提案")
    one = cost(date(2026, 3, 3))
    for n in range(5):
        world.reply(world.assigned(title=f"关于第{n}件的提案"))
    assert cost(date(2026, 3, 4)) == one


# The scan


def at_half_past_eight(day):
    return time_machine.travel(f"{day}T08:30:00+08:00", tick=False)


def test_a_second_scan_on_the_same_day_changes_nothing(world):
    world.assigned()
    with at_half_past_eight("2026-06-03"):
        first = daily_scan()
        kept = Reminder.objects.count(), Notice.objects.count()
        again = daily_scan()

    assert first == {"day": "2026-06-03", "slips": {"ORANGE": 1}, "digests": 3}
    assert again == {"day": "2026-06-03", "slips": {}, "digests": 0}
    assert (Reminder.objects.count(), Notice.objects.count()) == kept


@pytest.mark.parametrize(
    ("day", "ran"),
    [
        ("2026-02-14", True),  # a Saturday worked in place of a holiday
        ("2026-02-16", False),  # the spring festival
        ("2026-03-07", False),  # a Saturday
        ("2026-03-09", True),
    ],
)
def test_the_scan_runs_on_working_days_alone(world, day, ran):
    with at_half_past_eight(day):
        assert ("skipped" in daily_scan()) != ran
