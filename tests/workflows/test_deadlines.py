"""Every kind of limit with its edges."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from workflows.deadlines import Limit, Urgency, add_months, due_date, parse_limit, urgency
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


@pytest.mark.parametrize("text", ["15wd", "20d", "3m", "09-30", "2026-09-30"])
def test_a_limit_is_written_as_it_was_read(text):
    assert str(parse_limit(text)) == text


@pytest.mark.parametrize(
    "text", ["", "15", "wd", "3 m", "13-01", "02-30", "2026-13-01", "-3m", "三个月", "1000d"]
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


@pytest.mark.parametrize(("start", "limit"), [("2026-03-20", "soon"), ("2010-03-20", "3wd")])
def test_the_command_refuses_what_it_cannot_reckon(db, start, limit):
    with pytest.raises(CommandError):
        call_command("due_date", "--from", start, "--limit", limit)
