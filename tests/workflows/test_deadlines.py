"""Every kind of limit with its edges; chinesecalendar counts along, and properties hold for any of them."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from workflows.deadlines import (
    Adjust,
    Limit,
    Pause,
    Urgency,
    add_months,
    delayed,
    due_date,
    parse_limit,
    urgency,
)
from workflows.holidays import working_calendar

CASES = [
    (date(2026, 2, 10), "15wd", date(2026, 3, 9)),  # over the spring festival, two make-up Saturdays
    (date(2026, 3, 20), "3m", date(2026, 6, 22)),  # 06-20 lies inside 端午
    (date(2026, 3, 31), "3m", date(2026, 6, 30)),  # no 31 June
    (date(2023, 11, 30), "3m", date(2024, 2, 29)),  # leap day
    (date(2022, 11, 29), "3m", date(2023, 2, 28)),
    (date(2026, 1, 30), "15d", date(2026, 2, 14)),  # a make-up Saturday is a working day
    (date(2026, 2, 5), "10d", date(2026, 2, 24)),  # 02-15 opens the spring festival
    (date(2026, 3, 2), "0wd", date(2026, 3, 2)),
    (date(2026, 3, 2), "09-30", date(2026, 9, 30)),
    (date(2026, 10, 8), "09-30", date(2027, 9, 30)),
    (date(2026, 9, 30), "09-30", date(2026, 9, 30)),
    (date(2026, 3, 2), "2026-10-01", date(2026, 10, 1)),  # a fixed date stays as written
    (date(2025, 3, 1), "02-29", date(2026, 2, 28)),
]


@pytest.mark.parametrize(("anchor", "limit", "expected"), CASES)
def test_a_limit_ends_on_this_day(db, anchor, limit, expected):
    assert due_date(anchor, parse_limit(limit), working_calendar()).due_on == expected


def test_a_due_date_names_the_days_skipped(db):
    due = due_date(date(2026, 6, 17), parse_limit("2wd"), working_calendar())

    assert due.skipped == (
        (date(2026, 6, 19), "端午节放假"),
        (date(2026, 6, 20), "端午节放假"),
        (date(2026, 6, 21), "端午节放假"),
    )
    assert not due.provisional


def test_a_due_date_in_a_year_without_a_notice_is_provisional(db):
    assert due_date(date(2026, 12, 28), parse_limit("10wd"), working_calendar()).provisional


@pytest.fixture(scope="module")
def published(module_db):
    return working_calendar()


ANCHORS = st.dates(date(2018, 1, 1), date(2026, 3, 31))
SPANS = st.builds("{}{}".format, st.integers(0, 90), st.sampled_from(["wd", "d"])) | st.builds(
    "{}m".format, st.integers(0, 6)
)


def counted_by_chinesecalendar(anchor, limit):
    """Reckon the same day by the oracle alone."""
    day = anchor
    if limit.unit == "wd":
        left = limit.amount
        while left:
            day += timedelta(days=1)
            left -= chinese_calendar.is_workday(day)
        return day
    day = add_months(anchor, limit.amount) if limit.unit == "m" else anchor + timedelta(days=limit.amount)
    while not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    return day


@given(anchor=ANCHORS, text=SPANS)
def test_any_limit_ends_where_chinesecalendar_says(published, anchor, text):
    limit = parse_limit(text)

    assert due_date(anchor, limit, published).due_on == counted_by_chinesecalendar(anchor, limit)


@given(anchor=ANCHORS, later=st.integers(0, 40), text=SPANS)
def test_who_starts_later_is_never_due_earlier(published, anchor, later, text):
    limit = parse_limit(text)
    other = anchor + timedelta(days=later)

    assert due_date(anchor, limit, published).due_on <= due_date(other, limit, published).due_on


@given(anchor=ANCHORS, days=st.integers(0, 90))
def test_the_days_counted_and_the_days_skipped_make_the_whole_way(published, anchor, days):
    due = due_date(anchor, Limit(days, "wd"), published)

    assert (due.due_on - anchor).days == days + len(due.skipped)
    assert (
        sum(
            published.is_working_day(anchor + timedelta(days=n + 1))
            for n in range((due.due_on - anchor).days)
        )
        == days
    )


@given(
    anchor=ANCHORS,
    text=SPANS,
    begin=st.integers(-20, 150),
    days=st.integers(0, 30),
)
def test_a_pause_never_brings_a_limit_nearer_and_one_beyond_it_does_nothing(
    published, anchor, text, begin, days
):
    limit = parse_limit(text)
    start = anchor + timedelta(days=begin)
    pause = Pause(start, start + timedelta(days=days))
    without = due_date(anchor, limit, published).due_on

    paused = due_date(anchor, limit, published, pauses=[pause]).due_on

    assert paused >= without
    if start > without or pause.stop <= anchor:
        assert paused == without


PAUSED = [
    ("5wd", date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, 12)),  # three working days stood still
    ("5wd", date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)),  # a weekend stands still anyway
    ("10d", date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, 16)),  # 03-12 and three days: a Sunday
    ("1m", date(2026, 3, 10), date(2026, 3, 19), date(2026, 4, 13)),  # ten days on: 04-12, a Sunday
    ("2026-09-30", date(2026, 3, 10), date(2026, 3, 19), date(2026, 10, 10)),
    ("5wd", date(2026, 2, 20), date(2026, 3, 3), date(2026, 3, 10)),  # begun before the anchor
]


@pytest.mark.parametrize(("text", "start", "stop", "expected"), PAUSED)
def test_a_pause_moves_the_limit_by_the_days_that_stood_still(published, text, start, stop, expected):
    due = due_date(date(2026, 3, 2), parse_limit(text), published, pauses=[Pause(start, stop, "等待批复")])

    assert due.due_on == expected


def test_paused_days_stand_among_the_days_skipped(published):
    pause = Pause(date(2026, 3, 4), date(2026, 3, 4), "等待批复")

    due = due_date(date(2026, 3, 2), parse_limit("2wd"), published, pauses=[pause])

    assert due.skipped == ((date(2026, 3, 4), "暂停计时：等待批复"),)


@pytest.mark.parametrize(
    ("adjust", "due_on", "skipped"),
    [
        (Adjust.NEXT, date(2026, 6, 22), [date(2026, 6, 20), date(2026, 6, 21)]),
        (Adjust.PREVIOUS, date(2026, 6, 18), [date(2026, 6, 19), date(2026, 6, 20)]),
        (Adjust.STAY, date(2026, 6, 20), []),
    ],
)
def test_an_end_on_a_day_off_follows_the_adjust_rule(published, adjust, due_on, skipped):
    due = due_date(date(2026, 3, 20), parse_limit("3m"), published, adjust=adjust)

    assert (due.due_on, [day for day, _reason in due.skipped]) == (due_on, skipped)


def test_a_date_that_no_rule_gave_moves_by_the_pause_to_a_working_day(published):
    pause = Pause(date(2026, 3, 2), date(2026, 3, 4))

    assert delayed(date(2026, 6, 17), pause, published) == date(2026, 6, 22)


@pytest.mark.parametrize("text", ["15wd", "20d", "3m", "09-30", "2026-09-30"])
def test_a_limit_is_written_as_it_was_read(text):
    assert str(parse_limit(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15",
        "wd",
        "3 m",
        "13-01",
        "02-30",
        "2026-13-01",
        "-3m",
        "三个月",
        "1000d",
        "20260930",
        "2026-W40-3",
    ],
)
def test_anything_else_is_no_limit(text):
    with pytest.raises(ValidationError):
        parse_limit(text)


def test_a_limit_is_worded_as_a_clerk_says_it():
    wordings = [parse_limit(text).wording for text in ("15wd", "20d", "3m", "09-30", "2026-09-30")]

    assert wordings == ["15个工作日", "20天", "3个月", "9月30日", "2026年9月30日"]
    assert Limit(amount=3, unit="m") == parse_limit("3m")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 6, 22), Urgency.NONE),
        (date(2026, 6, 23), Urgency.DUE_SOON),
        (date(2026, 6, 30), Urgency.DUE_SOON),  # the day itself is in time
        (date(2026, 7, 1), Urgency.OVERDUE),
    ],
)
def test_urgency_by_day(today, expected):
    assert urgency(date(2026, 6, 30), today, 7) == expected


def test_months_are_calendar_months():
    assert [add_months(date(2026, 1, 31), n) for n in (1, 2, 12)] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2027, 1, 31),
    ]


def test_the_command_prints_json(db, capsys):
    call_command("due_date", "--from", "2026-06-17", "--limit", "1wd", "--format", "json")

    assert capsys.readouterr().out.strip() == '{"due_on": "2026-06-18", "provisional": false, "skipped": []}'


def test_the_command_prints_words(db, capsys):
    call_command("due_date", "--from", "2026-03-20", "--limit", "3m")

    assert capsys.readouterr().out.splitlines() == [
        "2026-06-22",
        "  跳过 2026-06-20 端午节放假",
        "  跳过 2026-06-21 端午节放假",
    ]


def test_the_command_reckons_by_the_policy_of_a_session(world, capsys):
    world.session.policy.limit_adjust = "previous"
    world.session.policy.feedback_limit = "20d"
    world.session.policy.save()

    call_command("due_date", "--from", "2026-03-20", "--limit", "3m", "--plenary", "test-1-1")
    call_command("due_date", "--from", "2026-03-20", "--limit", "feedback", "--plenary", "test-1-1")

    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("20")] == ["2026-06-18", "2026-04-09"]


def test_the_command_knows_no_other_session(db):
    with pytest.raises(CommandError, match="没有代码为「none」的届次"):
        call_command("due_date", "--from", "2026-03-20", "--limit", "3m", "--plenary", "none")


@pytest.mark.parametrize(("start", "limit"), [("2026-03-20", "soon"), ("2010-03-20", "3wd")])
def test_the_command_refuses_what_it_cannot_reckon(db, start, limit):
    with pytest.raises(CommandError):
        call_command("due_date", "--from", start, "--limit", limit)
