"""What moves a clock (a pause, a new notice of holidays, a changed policy), and whose the time was."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.actions import accepting, concluding, pausing, replying
from proposals.actions.mending import correct_fact, undo_step
from proposals.actions.rescheduling import enter_notice, preview, preview_notice, reschedule
from proposals.models import Assignment
from proposals.queries.clocks import read
from proposals.queries.time_spent import TimeSpent, Wait, share_days, time_spent
from tests.pages import page
from tests.workflows.test_holiday_notices import NOTICES
from tests.world import DAY, only_task
from workflows.deadlines import Urgency
from workflows.errors import MoveRefused
from workflows.models import Holiday, MoveRecord

NOTICE_2027 = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月13日（周六）、2月20日（周六）上班。"""


def paused(world, task, starts_on=None, at=DAY, ends_on=None):
    pause = pausing.request_pause(
        task,
        waits_for="APPROVAL",
        reason="等待省厅批复",
        starts_on=starts_on,
        ends_on=ends_on,
        by=world.officer,
        at=at,
    )
    pausing.rule_on_pause(pause, granted=True, by=world.office, at=at)
    task.refresh_from_db()
    pause.refresh_from_db()
    return pause


def test_while_the_clock_stands_nothing_is_overdue_and_then_the_limit_is_later(world):
    task = only_task(world.assigned())
    paused(world, task)
    assert task.urgency(date(2027, 1, 1)) == Urgency.NONE
    assert not Assignment.objects.overdue(date(2027, 1, 1)).exists()
    assert read(task, "reply", today=date(2027, 1, 1)).is_paused

    with time_machine.travel(date(2026, 3, 12)):
        pausing.resume(task, by=world.officer, at=date(2026, 3, 12))

    task.refresh_from_db()
    assert (task.paused_on, task.due_on) == (None, date(2026, 6, 11))  # nine days: 03-02 is the anchor
    reading = read(task, "reply", today=DAY)
    assert reading.due.due_on == task.due_on
    assert (date(2026, 3, 11), "暂停计时：等待省厅批复") in reading.due.skipped


def test_a_pause_asked_for_afterwards_is_marked_and_moves_the_limit_at_once(world):
    task = only_task(world.assigned())

    pause = paused(world, task, starts_on=date(2026, 3, 3), ends_on=date(2026, 3, 12), at=date(2026, 3, 20))

    assert (pause.is_late, task.paused_on, task.due_on) == (True, None, date(2026, 6, 12))


def test_a_pause_moves_an_extended_limit_by_its_own_length(world):
    task = only_task(world.assigned())
    request = accepting.request_extension(
        task, until=date(2026, 8, 3), reason="须核查", by=world.officer, at=DAY
    )
    accepting.rule_on_extension(request, granted=True, by=world.office, at=DAY)

    paused(world, task, starts_on=date(2026, 3, 3), ends_on=date(2026, 3, 12), at=date(2026, 3, 20))

    assert task.due_on == date(2026, 8, 13)


def test_a_pause_is_asked_for_with_reason_and_ruled_on_once(world):
    task = only_task(world.assigned())
    ask = {"waits_for": "OTHER", "by": world.officer, "at": DAY}
    with pytest.raises(ValidationError, match="请写明暂停的理由"):
        pausing.request_pause(task, reason=" ", **ask)
    with pytest.raises(ValidationError, match="不能早于起始日期"):
        pausing.request_pause(task, reason="等", starts_on=DAY, ends_on=DAY - timedelta(days=1), **ask)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        pausing.request_pause(task, reason="等", starts_on=DAY + timedelta(days=1), **ask)
    with pytest.raises(MoveRefused, match="没有暂停计时"):
        pausing.resume(task, by=world.officer, at=DAY)
    pause = pausing.request_pause(task, reason="等", **ask)
    with pytest.raises(MoveRefused, match="已有一份申请"):
        pausing.request_pause(task, reason="等", **ask)
    with pytest.raises(PermissionDenied):
        pausing.rule_on_pause(pause, granted=True, by=world.officer, at=DAY)
    with pytest.raises(ValidationError, match="请写明理由"):
        pausing.rule_on_pause(pause, granted=False, by=world.office, at=DAY)
    pausing.rule_on_pause(pause, granted=False, note="应继续办理", by=world.office, at=DAY)
    with pytest.raises(MoveRefused, match="已经裁定过"):
        pausing.rule_on_pause(pause, granted=True, by=world.office, at=DAY)

    task.refresh_from_db()
    assert (task.paused_on, task.due_on) == (None, date(2026, 6, 2))


def test_a_task_that_is_done_is_not_paused(world):
    proposal = world.assigned()
    world.reply(proposal)

    with pytest.raises(MoveRefused, match="不需要暂停计时"):
        pausing.request_pause(only_task(proposal), waits_for="OTHER", reason="等", by=world.officer, at=DAY)


def test_an_undone_resumption_leaves_the_clock_standing(world):
    task = only_task(world.assigned())
    pause = paused(world, task)
    record = pausing.resume(task, by=world.officer, at=DAY)

    undo_step(record, by=world.officer, reason="还没有批复")

    task.refresh_from_db()
    pause.refresh_from_db()
    assert (task.paused_on, task.due_on, pause.ends_on) == (DAY, date(2026, 6, 2), None)


def test_a_pause_ends_with_the_reply_and_the_next_round_begins_with_a_running_clock(world):
    task = only_task(world.assigned())
    world.consult(task.proposal)
    pause = paused(world, only_task(task.proposal))
    world.reply_of(only_task(task.proposal), at=date(2026, 3, 12))
    task = only_task(task.proposal)
    pause.refresh_from_db()
    assert (task.paused_on, task.due_on, pause.ends_on) == (None, date(2026, 6, 11), date(2026, 3, 11))

    concluding.handle_again(task, note="请再办理", **world.as_clerk(date(2026, 3, 12)))

    assert list(Assignment.objects.overdue(date(2030, 1, 1))) == [task]


def test_a_pause_ends_with_the_opinion_of_a_helping_unit(world):
    proposal = world.assigned((world.finance, "LEAD"), (world.education, "CO_HANDLER"))
    world.accept(proposal)
    task = proposal.tasks().get(unit=world.education)
    paused(world, task)

    replying.give_opinion(task, text="同意", by=world.officer, at=date(2026, 3, 12))

    task.refresh_from_db()
    assert (task.paused_on, task.due_on) == (None, date(2026, 4, 13))


def test_a_reply_taken_back_leaves_the_clock_standing_again(world):
    task = only_task(world.assigned())
    world.consult(task.proposal)
    pause = paused(world, only_task(task.proposal))
    reply = world.reply_of(only_task(task.proposal))
    issue = MoveRecord.objects.of(reply).get(name="issue")

    undo_step(issue, by=world.clerk, reason="还没有签发")

    task = only_task(task.proposal)
    pause.refresh_from_db()
    assert (task.paused_on, task.due_on, pause.ends_on) == (DAY, date(2026, 6, 2), None)


def test_a_pause_that_is_ruled_on_after_the_reply_no_longer_stops_the_clock(world):
    task = only_task(world.assigned())
    pause = pausing.request_pause(task, waits_for="OTHER", reason="等", by=world.officer, at=DAY)
    world.reply(task.proposal)

    with pytest.raises(MoveRefused, match="不需要暂停计时"):
        pausing.rule_on_pause(pause, granted=True, by=world.office, at=DAY)

    assert only_task(task.proposal).paused_on is None


@pytest.fixture
def new_year(world):
    """Return a task assigned late in 2026: its 会办意见 falls into the year without a notice."""
    world.set_policy(opinion_limit="30wd")
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    task = proposal.tasks().get(part="CO_HANDLER")
    Assignment.objects.filter(pk=task.pk).update(assigned_on=date(2026, 12, 28), due_on=date(2027, 2, 10))
    return Assignment.objects.get(pk=task.pk)


def test_a_new_notice_is_previewed_and_nothing_is_stored(new_year):
    days, found = preview_notice(NOTICE_2027, 2027)

    assert len(days) == 12
    assert [(each.subject.pk, each.old, each.new, each.label) for each in found.moving] == [
        (new_year.pk, date(2027, 2, 10), date(2027, 2, 15), "会办意见")
    ]
    assert not Holiday.objects.filter(date__year=2027).exists()


def test_an_entered_notice_moves_the_running_dates_and_leaves_records(world, new_year):
    done = enter_notice(NOTICE_2027, 2027, by=world.clerk)

    new_year.refresh_from_db()
    assert (len(done.moving), new_year.due_on) == (1, date(2027, 2, 15))
    record = MoveRecord.objects.of(new_year).last()
    assert (record.name, record.changes) == ("reschedule", {"due_on": ["2027-02-10", "2027-02-15"]})
    assert "2027年部分节假日安排的通知" in record.note
    assert "clerk" in record.note
    assert not read(new_year, "opinion").due.provisional
    assert "重新推算期限" not in "".join(read(new_year, "opinion").moved_by)
    assert preview().moving == ()


def test_a_corrected_notice_takes_the_place_of_the_first(world):
    before = set(Holiday.objects.filter(date__year=2026).values_list("date", "kind"))
    enter_notice(NOTICES[2026], 2026, by=world.clerk)
    assert set(Holiday.objects.filter(date__year=2026).values_list("date", "kind")) == before

    enter_notice("一、元旦：1月1日放假1天。", 2026, by=world.clerk)

    assert Holiday.objects.filter(date__year=2026).count() == 1


def test_a_changed_policy_moves_what_the_rule_gave_and_keeps_what_people_set(world):
    plain, extended, corrected = (only_task(world.assigned(title=f"关于第{n}件的提案")) for n in range(3))
    request = accepting.request_extension(
        extended, until=date(2026, 8, 3), reason="须核查", by=world.officer, at=DAY
    )
    accepting.rule_on_extension(request, granted=True, by=world.office, at=DAY)
    correct_fact(corrected, {"due_on": date(2026, 7, 1)}, by=world.clerk, reason="纸上写的")
    world.set_policy(reply_limit="2m")

    found = preview(plenary_session=world.session)
    assert ([each.subject.pk for each in found.moving], found.kept) == ([plain.pk], 2)
    reschedule(by=world.clerk, note="规定改为两个月", plenary_session=world.session)

    due = list(Assignment.objects.order_by("pk").values_list("due_on", flat=True))
    assert due == [date(2026, 5, 6), date(2026, 8, 3), date(2026, 7, 1)]


def test_running_feedback_and_second_handlings_move_too(world):
    again, rated = world.assigned(title="关于甲的提案"), world.assigned(title="关于乙的提案")
    world.reply(again)
    world.rate(again, result="DISSATISFIED")
    concluding.handle_again(only_task(again), note="请逐条答复", **world.as_clerk(DAY))
    world.reply(rated)
    reply = only_task(rated).last_reply()
    replying.deliver_reply(reply, **world.for_others(DAY))
    world.set_policy(second_handling_limit="1m", feedback_limit="5wd")

    with time_machine.travel(date(2026, 3, 3)):
        done = reschedule(by=world.clerk, note="规定改变")

    reply.refresh_from_db()
    assert {each.field for each in done.moving} == {"round_due_on", "feedback_due_on"}
    assert (only_task(again).round_due_on, reply.feedback_due_on) == (date(2026, 4, 2), date(2026, 3, 9))


def test_a_ledgers_limits_are_never_moved(world):
    task = only_task(world.assigned())
    Assignment.objects.filter(pk=task.pk).update(is_imported=True)
    world.set_policy(reply_limit="2m")

    assert preview().moving == ()


def test_only_a_clerk_moves_dates(world):
    for post in (world.officer, world.office, world.member):
        with pytest.raises(PermissionDenied):
            reschedule(by=post, note="x")
        with pytest.raises(PermissionDenied):
            enter_notice(NOTICE_2027, 2027, by=post)


def test_moving_many_dates_costs_as_many_statements_as_moving_one(world):
    def cost(cases):
        world.set_policy(reply_limit="3m")
        for n in range(cases):
            world.assigned(title=f"关于第{cases}{n}件的提案")
        world.set_policy(reply_limit="2m")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            reschedule(by=world.clerk, note="规定改变")
        return len(captured)

    cost(1)  # the system's own post is made on first use
    assert cost(1) == cost(6)


def test_time_spent_waiting_is_not_the_units_own():
    waits = [
        Wait(date(2026, 3, 4), date(2026, 3, 6), "会办单位"),
        Wait(date(2026, 3, 6), date(2026, 3, 8), "提案者"),
    ]

    spent = share_days(DAY, date(2026, 3, 12), waits)

    assert spent == TimeSpent(DAY, date(2026, 3, 12), 5, (("会办单位", 3), ("提案者", 2)))
    assert spent.total_days == 10


def test_the_waits_of_a_task_are_read_from_its_facts(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    task, helper = proposal.tasks().get(part="LEAD"), proposal.tasks().get(part="CO_HANDLER")
    world.consult(proposal)
    paused(world, task, starts_on=date(2026, 3, 5), ends_on=date(2026, 3, 6), at=date(2026, 3, 9))
    replying.give_opinion(
        helper, text="同意", **world.for_others(date(2026, 4, 7))
    )  # due 04-02: five days late
    letter = replying.Letter(outcome=world.outcome(), text="已办理。")
    reply = replying.draft_reply(task, letter, **world.for_others(date(2026, 4, 8)))
    replying.submit_reply(reply, **world.for_others(date(2026, 4, 8)))
    replying.approve_reply(reply, **world.for_others(date(2026, 4, 10)))
    replying.show_to_proposer(reply, **world.for_others(date(2026, 4, 10)))
    replying.issue_reply(reply, signer="局长", **world.for_others(date(2026, 4, 15)))

    spent = time_spent(Assignment.objects.get(pk=task.pk))

    assert dict(spent.waited) == {"上级审批": 2, "审核签发": 7, "会办单位": 5}
    assert (spent.total_days, spent.own_days) == (44, 30)


def test_a_task_of_unknown_days_has_no_time(world):
    task = only_task(world.assigned())
    Assignment.objects.filter(pk=task.pk).update(assigned_on=None)

    assert time_spent(only_task(task.proposal)) is None


def test_a_clerk_enters_a_notice_after_its_preview(world, client, new_year):
    client.force_login(world.clerk.user)
    address = reverse("holiday_calendar")
    assert client.get(address).context["form"].initial == {"year": 2027}
    wrong = client.post(address, {"year": 2027, "text": "一、元旦：1月1日（周一）放假。"})
    assert (wrong.status_code, "通知写的是周一" in wrong.content.decode()) == (409, True)

    shown = client.post(address, {"year": 2027, "text": NOTICE_2027}).content.decode()
    assert "1个期限会变" in shown
    assert "2027年2月15日" in shown
    client.post(address, {"year": 2027, "text": NOTICE_2027, "enter": "1"})

    new_year.refresh_from_db()
    assert new_year.due_on == date(2027, 2, 15)
    client.force_login(world.officer.user)
    assert client.get(address).status_code == 403


def test_a_clerk_moves_dates_of_a_changed_policy_after_a_preview(world, client):
    task = only_task(world.assigned())
    world.set_policy(reply_limit="2m")
    client.force_login(world.clerk.user)
    assert "重新推算" in page(client, "clock_rules", "test-1-1").content.decode()
    assert "1个期限会变" in page(client, "rescheduling", "test-1-1").content.decode()

    client.post(reverse("rescheduling", args=["test-1-1"]))

    task.refresh_from_db()
    assert task.due_on == date(2026, 5, 6)
    client.force_login(world.office.user)
    assert page(client, "rescheduling", "test-1-1").status_code == 403


def test_a_pause_is_asked_for_and_ruled_on_by_buttons(world, client):
    proposal = world.assigned()
    task = only_task(proposal)
    client.force_login(world.officer.user)
    values = {"at": DAY.isoformat(), "waits_for": "APPROVAL", "reason": "等待批复"}
    client.post(reverse("act", args=["assignment", task.pk, "request_pause"]), values)
    client.force_login(world.office.user)
    assert "裁定暂停申请" in page(client, "case", proposal.pk).content.decode()
    pause = task.pauses.get()
    client.post(
        reverse("act", args=["clockpause", pause.pk, "rule_on"]), {"at": DAY.isoformat(), "granted": "1"}
    )

    shown = page(client, "case", proposal.pk).content.decode()
    assert "自2026年3月2日起暂停计时" in shown
    assert "恢复计时" in shown
