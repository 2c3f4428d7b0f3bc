"""Every clock of a task with its edges: where it starts, when it ends, and how it is explained."""

from datetime import date

import pytest

from proposals.actions import accepting, assigning, concluding, replying
from proposals.models import CLOCKS, Assignment
from proposals.queries.clocks import clock_keys, read, readings, reckon
from tests.pages import page
from tests.world import DAY, only_reply, only_task
from workflows.deadlines import Urgency
from workflows.errors import MoveRefused

TABLE = [
    # 2026-02-10 is a Tuesday; the spring festival is off from 02-15 to 02-23, 02-14 and 02-28 are worked
    ("acceptance", {}, date(2026, 2, 10), date(2026, 2, 24)),
    ("hand_back", {}, date(2026, 2, 10), date(2026, 3, 2)),
    ("hand_back", {"hand_back_limit": "5wd"}, date(2026, 2, 10), date(2026, 2, 24)),
    ("hand_back_ruling", {}, date(2026, 2, 10), date(2026, 2, 24)),  # 02-17 is off
    ("opinion", {}, date(2026, 1, 31), date(2026, 2, 28)),  # no 31 February; 02-28 is a Saturday worked
    ("first_consultation", {}, date(2026, 2, 10), date(2026, 3, 9)),
    ("first_consultation", {"first_consultation_limit": "20d"}, date(2026, 2, 10), date(2026, 3, 2)),
    ("reply", {}, date(2026, 3, 20), date(2026, 6, 22)),  # 06-20 lies inside 端午
    ("reply", {"reply_limit": "09-30"}, date(2026, 3, 20), date(2026, 9, 30)),
    ("reply", {"limit_adjust": "previous"}, date(2026, 3, 20), date(2026, 6, 18)),
    ("reply", {"limit_adjust": "stay"}, date(2026, 3, 20), date(2026, 6, 20)),
    ("intersession_reply", {"intersession_reply_limit": "2m"}, date(2026, 3, 1), date(2026, 5, 6)),
    ("extension", {}, date(2026, 3, 31), date(2026, 9, 30)),
    ("extension", {}, date(2023, 8, 29), date(2024, 2, 29)),  # leap day
    ("feedback", {}, date(2026, 4, 30), date(2026, 5, 25)),  # over Labour Day, 05-09 is worked
    ("second_handling", {}, date(2026, 7, 1), date(2026, 10, 8)),  # 10-01 opens the National Day holiday
    ("publication", {}, date(2026, 9, 18), date(2026, 10, 22)),  # 09-20 and 10-10 are worked
]


@pytest.mark.parametrize(("key", "settings", "anchor", "expected"), TABLE)
def test_every_clock_ends_on_its_day(world, key, settings, anchor, expected):
    world.set_policy(**settings)

    assert reckon(world.session.policy, key, anchor).due_on == expected


@pytest.mark.parametrize(
    ("on", "reason"),
    [(date(2016, 3, 2), "没有2016年的放假安排"), (date(9999, 12, 31), "不能晚于今天")],
)
def test_nothing_is_reckoned_from_a_mistyped_year(world, on, reason):
    handling = assigning.Handling(world.education, "SOLE")
    proposal = world.assigned(title="关于乙的提案")
    world.reply(proposal)
    reply = only_reply(proposal)

    with pytest.raises(MoveRefused, match=reason):
        assigning.assign_proposal(world.filed("关于甲的提案"), [handling], **world.as_clerk(on))
    with pytest.raises(MoveRefused, match=reason):
        replying.deliver_reply(reply, **world.for_others(on))
    world.rate(proposal, "DISSATISFIED")
    with pytest.raises(MoveRefused, match=reason):
        concluding.handle_again(reply.assignment, note="请再办", **world.as_clerk(on))

    assert [reply.deliveries.count(), only_task(proposal).round] == [0, 1]


def test_the_table_above_has_every_clock():
    assert {row[0] for row in TABLE} == set(CLOCKS)


def test_a_clock_into_a_year_without_a_notice_is_provisional(world):
    assert reckon(world.session.policy, "reply", date(2026, 11, 2)).provisional
    assert not reckon(world.session.policy, "reply", date(2026, 9, 2)).provisional


def test_a_rule_reads_as_the_regulation_says_it(world):
    world.set_policy(reply_limit="2026-09-30")
    wordings = {key: clock.rule(world.session.policy).wording for key, clock in CLOCKS.items()}

    assert wordings["first_consultation"] == "自交办之日起15个工作日"
    assert wordings["hand_back"] == "自签收之日（未签收的为交办之日）起10个工作日"
    assert wordings["reply"] == "不迟于2026年9月30日"
    assert CLOCKS["opinion"].rule(world.session.policy).adjustment == "顺延至下一个工作日"
    assert CLOCKS["feedback"].rule(world.session.policy).adjustment == "—"


def test_the_clocks_of_a_task_follow_its_course(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    task, helper = proposal.tasks().get(part="LEAD"), proposal.tasks().get(part="CO_HANDLER")
    first = ["acceptance", "hand_back"]
    assert clock_keys(helper) == [*first, "opinion"]
    assert clock_keys(task) == [*first, "first_consultation", "reply", "extension"]

    accepting.request_hand_back(helper, reason="不属职责", **world.for_others(DAY))
    assert clock_keys(helper) == [*first, "hand_back_ruling", "opinion"]
    accepting.rule_on_hand_back(helper, granted=False, note="属本单位", **world.for_others(DAY))
    world.reply(proposal)

    task.refresh_from_db()
    assert clock_keys(task)[-3:] == ["extension", "feedback", "publication"]


@pytest.mark.parametrize(
    ("today", "near"),
    [
        (date(2026, 5, 25), Urgency.NONE),
        (date(2026, 5, 26), Urgency.DUE_SOON),
        (date(2026, 6, 2), Urgency.DUE_SOON),  # the day itself is in time
        (date(2026, 6, 3), Urgency.OVERDUE),
    ],
)
def test_a_reply_is_near_its_limit_by_the_day_it_is_read(world, today, near):
    task = only_task(world.assigned())

    reading = read(task, "reply", today=today)

    assert (reading.due_on, reading.urgency) == (date(2026, 6, 2), near)


def test_what_is_done_is_in_time_or_late_and_no_longer_near(world):
    proposal = world.assigned()
    world.accept(proposal, date(2026, 3, 10))

    found = {each.clock.key: each for each in readings(only_task(proposal), today=date(2026, 4, 1))}

    assert (found["acceptance"].due_on, found["acceptance"].done_on) == (date(2026, 3, 9), date(2026, 3, 10))
    assert (found["acceptance"].in_time, found["acceptance"].urgency) == (False, Urgency.NONE)
    assert found["first_consultation"].urgency == Urgency.OVERDUE
    assert found["reply"].in_time is None


def test_the_feedback_clock_runs_from_the_delivery_and_ends_with_the_answer(world):
    proposal = world.assigned()
    world.reply(proposal)
    task = only_task(proposal)
    assert read(task, "feedback").due is None
    replying.deliver_reply(task.last_reply(), **world.for_others(date(2026, 3, 6)))
    assert read(task, "feedback", today=date(2026, 3, 10)).due_on == date(2026, 3, 27)

    world.rate(proposal, at=date(2026, 3, 9))

    assert read(only_task(proposal), "feedback").in_time


def test_a_limit_from_the_signing_starts_with_it_for_lead_and_helper(world):
    world.set_policy(reply_limit_anchor="accepted", opinion_limit_anchor="accepted")
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))

    world.accept(proposal, date(2026, 3, 9))

    due = dict(proposal.tasks().values_list("part", "due_on"))
    assert due == {"LEAD": date(2026, 6, 9), "CO_HANDLER": date(2026, 4, 9)}


def test_a_second_handling_has_a_clock_of_its_own(world):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal, result="DISSATISFIED")

    concluding.handle_again(only_task(proposal), note="请逐条答复", **world.as_clerk(date(2026, 3, 4)))

    reading = read(only_task(proposal), "second_handling", today=DAY)
    assert (reading.anchor_on, reading.due_on) == (date(2026, 3, 4), date(2026, 6, 4))


def test_an_extension_over_a_holiday_holds_as_granted_and_is_explained(world):
    task = only_task(world.assigned())
    until = date(2026, 10, 2)
    request = accepting.request_extension(task, until=until, reason="须现场核查", by=world.officer, at=DAY)
    accepting.rule_on_extension(request, granted=True, by=world.office, at=DAY)

    reading = read(only_task(task.proposal), "reply", today=DAY)

    assert (reading.due.due_on, reading.due_on) == (date(2026, 6, 2), until)
    [why] = reading.moved_by
    assert "同意延期至2026年10月2日：2026年6月2日 → 2026年10月2日" in why


def test_why_this_date_names_anchor_rule_and_every_day_skipped(world, client):
    world.set_policy(reply_limit="15wd")
    task = only_task(world.assigned())
    Assignment.objects.filter(pk=task.pk).update(assigned_on=date(2026, 2, 10), due_on=date(2026, 3, 9))
    client.force_login(world.officer.user)

    listed = page(client, "clocks", task.pk).content.decode()
    text = page(client, "why_this_date", task.pk, "reply").content.decode()

    assert "自交办之日起15个工作日" in listed
    for phrase in (
        "2026年3月9日",
        "2026年2月10日（当日不计）",
        "2026年2月17日",
        "春节放假",
        "周六",
        "不计入的日子（12天）",
    ):
        assert phrase in text


def test_why_is_hidden_from_strangers_and_knows_no_other_clock(world, client):
    task = only_task(world.assigned())
    client.force_login(world.stranger.user)
    assert page(client, "why_this_date", task.pk, "reply").status_code == 404
    client.force_login(world.officer.user)

    assert page(client, "why_this_date", task.pk, "feedback").status_code == 404


def test_a_provisional_date_says_so(world, client):
    task = only_task(world.assigned())
    Assignment.objects.filter(pk=task.pk).update(assigned_on=date(2026, 12, 1), due_on=date(2027, 3, 1))
    client.force_login(world.clerk.user)

    assert "（暂定）" in page(client, "why_this_date", task.pk, "reply").content.decode()
