"""Working days against chinesecalendar for every day of the published years, and by their properties."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from workflows.calendar import WorkingCalendar
from workflows.errors import UnknownYear
from workflows.holidays import working_calendar

pytestmark = pytest.mark.django_db

DAYS = [date(2018, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2018, 1, 1)).days + 1)]


@pytest.fixture(scope="module")
def published(module_db):
    return working_calendar()


def test_every_day_of_2018_to_2026_is_as_published(published):
    wrong = [day for day in DAYS if published.is_working_day(day) != chinese_calendar.is_workday(day)]

    assert wrong == []


def test_the_table_holds_every_published_year(published):
    assert published.published_years == set(range(2018, 2027))


def test_a_make_up_saturday_is_worked_and_has_no_reason(published):
    assert published.day_off(date(2026, 2, 14)) == ""


def test_a_day_off_says_why(published):
    assert [published.day_off(day) for day in (date(2026, 2, 16), date(2026, 3, 7), date(2026, 3, 8))] == [
        "春节放假",
        "周六",
        "周日",
    ]


def test_a_year_without_a_notice_is_provisional_and_knows_its_statutory_days(published):
    assert published.is_provisional(date(2026, 12, 30), date(2027, 1, 5))
    assert not published.is_working_day(date(2027, 10, 1))
    assert published.is_working_day(date(2027, 10, 11))


def test_years_before_the_first_notice_are_unknown():
    with pytest.raises(UnknownYear, match="没有2017年的放假安排"):
        WorkingCalendar().is_working_day(date(2017, 5, 2))
