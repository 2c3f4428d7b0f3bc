"""Years side by side, the course by day, the units by lateness: each number and the list behind it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from proposals.actions import assigning, concluding, drafting, merging
from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import Assignment, HeadlineTotal, Proposal
from proposals.statistics import comparison, progress, units
from proposals.statistics.behind import behind
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from proposals.statistics.years import sessions_before
from tests.world import DAY, World


def later(days):
    return DAY + timedelta(days=days)


@pytest.fixture
def busy(world):
    """Return a world with cases at every mark, on different days."""
    world.submitted("只收到")
    world.filed("已立案")
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="已交办")
    world.consult(world.assigned((world.water, "SOLE"), title="已面商", at=later(1)), at=later(10))
    world.reply(
        world.assigned((world.education, "SEPARATE"), (world.water, "SEPARATE"), title="已答复"), at=later(20)
    )
    world.conclude(world.assigned((world.finance, "SOLE"), title="已办结"), at=later(30))
    return world


def last_year(world):
    return open_plenary_session(Opening("test-0-1", "政协某市委员会", "city", 1, 2, 2025, {}, {}))


def totals_of(lines, column):
    return {line.key: (line.cells[column].part, line.cells[column].whole) for line in lines}


@pytest.mark.parametrize("after", [0, 5, 15, 25, 40])
def test_the_last_total_of_the_course_is_the_figure_of_the_day(busy, after):
    scope = Scope(busy.session, as_of=later(after))

    last = progress.course(scope)[-1].totals

    counts = figures_of(scope).counts
    expected = {mark: counts[mark] for mark in progress.MARKS if mark != "consulted"}
    assert last == expected | {"consulted": figures_of(scope).rates["consultation_rate"].part}


def test_every_total_of_the_course_opens_a_list_of_that_many(busy):
    scope = Scope(busy.session)

    for day in progress.course(scope):
        for key, _label, number in day.numbers:
            assert (key, behind(scope, key).count()) == (key, number)


def test_a_case_with_two_units_has_replied_on_the_day_of_the_last(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.water, "SEPARATE"))
    world.consult(proposal, at=later(1))
    first, second = proposal.tasks()
    world.reply_of(first, at=later(2))
    world.reply_of(second, at=later(9))
    scope = Scope(world.session)

    assert not progress.reached(scope, "replied", later(8)).exists()
    assert progress.reached(scope, "replied", later(9)).get() == proposal


def test_merged_cases_go_along_where_they_count_as_filed(db):
    world = World(filing_base="gross")
    lead, other = world.filed("主提案"), world.filed("同类提案")
    merging.merge_proposals([other], into=lead, **world.as_clerk())
    assigning.assign_proposal(lead, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())
    world.reply(lead, at=later(3))
    scope = Scope(world.session)

    assert progress.course(scope)[-1].totals["replied"] == figures_of(scope).counts["replied"] == 2
    assert set(progress.reached(scope, "replied", later(3))) == {lead, other}


def test_the_course_asks_once_a_mark_for_any_number_of_cases(busy, django_assert_num_queries):
    scope = Scope(busy.session)
    with django_assert_num_queries(7):
        progress.course(scope)
    for number in range(5):
        busy.assigned((busy.water, "SOLE"), title=f"又一件{number}")

    with django_assert_num_queries(7):
        progress.course(Scope(busy.session))


def test_a_session_without_cases_has_no_course(world):
    assert progress.course(Scope(world.session)) == []


def test_days_are_spread_evenly_and_end_with_the_last(busy):
    days = [each.day for each in progress.course(Scope(busy.session), 4)]

    assert days == [DAY, later(10), later(20), later(30)]


def test_a_day_that_cannot_be_right_does_not_stretch_the_course(busy):
    old, new = Proposal.objects.filter(plenary_session=busy.session).order_by("pk")[:2]
    before = progress.course(Scope(busy.session), 4)
    Proposal.objects.filter(pk=old.pk).update(submitted_on=date(1900, 1, 1))
    Proposal.objects.filter(pk=new.pk).update(submitted_on=timezone.localdate() + timedelta(days=2))

    after = progress.course(Scope(busy.session), 4)

    assert [each.day for each in after] == [each.day for each in before]
    assert after[0].totals["received"] == before[0].totals["received"] - 1


def test_the_days_of_the_course_bear_the_year_where_it_changes(world):
    day = date(2025, 12, 30)
    drafting.submit_proposal(world.draft(at=day), **world.for_others(day))
    last_year = progress.course(Scope(world.session))
    world.submitted("关于乙的提案")
    both = progress.course(Scope(world.session), 2)

    assert [each.label for each in last_year] == ["12月30日"]
    assert [each.label for each in both] == ["2025年12月30日", "2026年3月2日"]


def test_units_stand_by_lateness_and_each_number_opens_its_list(busy):
    task = Assignment.objects.get(unit=busy.water, proposal__title="已面商")
    with time_machine.travel(task.due_on + timedelta(days=1)):
        scope = Scope(busy.session)

        ranking = units.ranking(scope)

        assert [(each.name, each.counts["overdue"]) for each in ranking] == [
            ("市教育局", 1), ("市水务局", 1), ("市财政局", 1),
        ]  # fmt: skip
        assert all(
            behind(scope, key).count() == number for each in ranking for key, _label, number in each.numbers
        )


def test_the_day_of_the_limit_is_not_overdue(busy):
    task = Assignment.objects.get(unit=busy.water, proposal__title="已面商")

    on_the_day = units.overdue_tasks(Scope(busy.session, as_of=task.due_on))
    the_day_after = units.overdue_tasks(Scope(busy.session, as_of=task.due_on + timedelta(days=1)))

    assert (task in on_the_day, task in the_day_after) == (False, True)


def test_lateness_today_and_as_of_today_agree(busy):
    with time_machine.travel(date(2027, 3, 1)):
        now = units.overdue_tasks(Scope(busy.session))
        as_of = units.overdue_tasks(Scope(busy.session, as_of=date(2027, 3, 1)))

        assert set(now) == set(as_of)
        assert now.count() == 3


def test_an_answer_after_the_day_was_late_on_the_day(world):
    proposal = world.assigned()
    task = proposal.tasks().get()
    due = task.due_on
    with time_machine.travel(due + timedelta(days=30)):
        world.reply(proposal, at=due + timedelta(days=9))

        assert units.overdue_tasks(Scope(world.session, as_of=due + timedelta(days=5))).get() == task
        assert not units.overdue_tasks(Scope(world.session, as_of=due + timedelta(days=9))).exists()


def test_this_year_stands_beside_the_same_day_and_the_whole_of_the_last(busy):
    last = last_year(busy)
    old = busy.submitted("上年的提案")
    Proposal.objects.filter(pk=old.pk).update(plenary_session=last, submitted_on=date(2025, 6, 1))

    columns = comparison.with_last_year(Scope(busy.session, as_of=later(30)))
    lines = comparison.compare(columns)

    assert [column.title for column in columns] == ["本年", "上年同期", "上年全年"]
    assert columns[1].scope.as_of == date(2025, 4, 1)
    assert [totals_of(lines, column)["received"] for column in range(3)] == [
        (6, None), (None, None), (1, None),
    ]  # fmt: skip
    assert totals_of(lines, 0)["reply_rate"] == (2, 5)


def test_a_year_known_only_as_totals_says_so_and_has_no_same_day(busy):
    last = last_year(busy)
    HeadlineTotal.objects.create(plenary_session=last, figure="received", part=88, source="工作报告")
    HeadlineTotal.objects.create(
        plenary_session=last, figure="reply_rate", part=70, whole=80, source="工作报告"
    )

    lines = comparison.compare(comparison.with_last_year(Scope(busy.session)))

    found = {line.key: line.cells for line in lines}
    assert (found["received"][2].part, found["received"][2].source) == (88, "工作报告")
    assert (found["reply_rate"][2].percent, found["reply_rate"][1].part) == ("87.5", None)
    assert found["filed"][2].part is None


def test_a_total_does_not_replace_what_the_cases_say(busy):
    HeadlineTotal.objects.create(plenary_session=busy.session, figure="received", part=999, source="误抄")

    lines = comparison.compare([comparison.Column("本年", Scope(busy.session))])

    assert totals_of(lines, 0)["received"] == (6, None)


def test_a_received_count_that_is_not_known_comes_from_a_total(db):
    world = World(received_known="false")
    world.filed()
    HeadlineTotal.objects.create(
        plenary_session=world.session, figure="received", part=120, source="工作报告"
    )

    lines = comparison.compare([comparison.Column("本年", Scope(world.session))])

    assert totals_of(lines, 0)["received"] == (120, None)


def test_each_year_is_rounded_by_its_own_policy(busy):
    busy.session.policy.decimals = 0
    busy.session.policy.save()
    last = last_year(busy)
    last.policy.decimals = 2
    last.policy.save()
    HeadlineTotal.objects.create(
        plenary_session=last, figure="reply_rate", part=1, whole=3, source="工作报告"
    )

    lines = comparison.compare(
        [comparison.Column(str(each), Scope(each)) for each in comparison.sessions_beside(busy.session)]
    )

    rates = next(line for line in lines if line.key == "reply_rate")
    assert [cell.percent for cell in rates.cells] == ["40", "33.33"]


def test_only_the_same_committee_stands_beside_and_never_more_than_five(world):
    for number in range(2, 8):
        open_plenary_session(
            Opening(f"test-{number}", "政协某市委员会", "city", 1, number, 2026 - number, {}, {})
        )
    open_plenary_session(Opening("other", "政协别市委员会", "city", 1, 1, 2025, {}, {}))

    beside = comparison.sessions_beside(world.session)

    assert [each.year for each in beside] == [2026, 2024, 2023, 2022, 2021]


def test_a_session_of_one_units_tasks_stands_beside_that_unit_alone(world):
    last = last_year(world)
    last.only_unit = world.education
    last.save()

    assert comparison.sessions_beside(world.session) == [world.session]
    assert list(sessions_before(world.session, world.education)) == [last]
    assert list(sessions_before(world.session, world.water)) == []


def test_a_number_that_is_none_opens_nothing(busy):
    scope = Scope(busy.session)

    assert behind(scope, "course:replied:soon") is None
    assert behind(scope, "course:lost:2026-03-02") is None
    assert behind(scope, "unit_tasks:lost:1") is None
    assert behind(scope, "unit_tasks:overdue:x") is None


def test_a_concluded_case_counts_on_its_day_by_either_rule(db):
    world = World(conclusion="reply")
    proposal = world.assigned()
    world.reply(proposal, at=later(4))
    scope = Scope(world.session)

    assert progress.reached(scope, "concluded", later(4)).get() == proposal
    concluding.conclude(proposal, **world.as_clerk(later(6)))
    assert progress.reached(scope, "concluded", later(6)).get() == proposal
