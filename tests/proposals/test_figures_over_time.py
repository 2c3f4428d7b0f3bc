"""Figures as of a day and as known at a moment, what stands beside them, and the list that each number opens."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from proposals.actions import (
    assigning,
    concluding,
    drafting,
    filing,
    merging,
)
from proposals.actions.mending import correct_fact, undo_step
from proposals.actions.rewinding import figures_known_at
from proposals.models import (
    FigureNote,
)
from proposals.statistics import lists
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from tests.world import DAY
from workflows.models import MoveRecord

WEEK = timedelta(days=7)


def test_figures_as_of_a_day_count_what_had_happened_by_its_end(world):
    proposal = world.assigned()
    world.reply(proposal, at=DAY + WEEK)
    world.rate(proposal, at=DAY + 2 * WEEK)
    concluding.conclude(proposal, **world.as_clerk(DAY + 3 * WEEK))

    def parts(day):
        rates = world.figures(as_of=day).rates
        names = ("filing_rate", "reply_rate", "satisfaction_rate", "conclusion_rate")
        return [rates[name].part for name in names]

    days = [DAY - timedelta(days=1), DAY, DAY + WEEK, DAY + 2 * WEEK, DAY + 3 * WEEK]
    assert [parts(day) for day in days] == [
        [0, 0, 0, 0],
        [1, 0, 0, 0],
        [1, 1, 0, 0],
        [1, 1, 1, 0],
        [1, 1, 1, 1],
    ]


def test_a_unit_that_left_later_still_counts_on_the_day(world):
    proposal = world.assigned()
    assigning.change_units(
        proposal, [assigning.Handling(world.finance, "SOLE")], **world.as_clerk(DAY + WEEK)
    )

    before, after = (world.figures(as_of=day).breakdowns["unit"] for day in (DAY, DAY + WEEK))
    assert ([line.label for line in before], [line.label for line in after]) == (["市教育局"], ["市财政局"])


def test_a_decision_that_was_replaced_later_holds_on_the_day(world):
    proposal = world.submitted()
    filing.decline_proposal(proposal, disposition="OTHER", reason_text="空泛", **world.as_clerk())
    filing.reconsider(proposal, **world.as_clerk(DAY + WEEK))
    filing.file_proposal(proposal, **world.as_clerk(DAY + 2 * WEEK))

    names = ("declined", "pending", "filed")
    found = [[world.figures(as_of=DAY + n * WEEK).counts[name] for name in names] for n in range(3)]
    assert found == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_figures_as_known_at_a_moment_ignore_what_was_recorded_later(world):
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False):
        proposal = world.assigned()
        world.reply(proposal, at=date(2026, 5, 20))
        moment = timezone.now()
    with time_machine.travel("2026-07-02 09:00+08:00", tick=False):
        reply = proposal.tasks().get().replies.get()
        correct_fact(reply, {"issued_on": date(2026, 7, 1)}, by=world.clerk, reason="抄错")
        world.filed("关于乙的提案")

    scope = Scope(world.session)
    known, now = figures_known_at(scope, moment), figures_of(scope)

    assert (known.rates["on_time_reply_rate"].part, known.counts["received"]) == (1, 1)
    assert (now.rates["on_time_reply_rate"].part, now.counts["received"]) == (0, 2)
    reply.refresh_from_db()
    assert reply.issued_on == date(2026, 7, 1)


def test_figures_as_known_before_an_undo_still_have_what_was_undone(world):
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False):
        proposal = world.filed()
        moment = timezone.now()
    with time_machine.travel("2026-06-02 09:00+08:00", tick=False):
        undo_step(MoveRecord.objects.of(proposal).last(), by=world.clerk, reason="误操作")

    assert figures_known_at(Scope(world.session), moment).counts["filed"] == 1
    assert world.figures().counts["filed"] == 0


def test_what_was_returned_for_revision_was_received_when_it_first_came(world):
    world.session.closes_on = DAY
    world.session.save()
    proposal = world.submitted()
    drafting.return_for_revision(proposal, note="请补充", **world.as_clerk())

    drafting.submit_proposal(proposal, **world.for_others(DAY + WEEK))

    assert world.figures(as_of=DAY, occasion="PLENARY").counts["received"] == 1


def test_what_must_be_said_stands_beside_the_figures(world):
    FigureNote.objects.create(plenary_session=world.session, figure="declined", text="去向为演示数据。")
    world.set_policy(received_known=False)
    world.filed()

    warnings = world.figures().warnings

    assert warnings == [
        "本届次收到件数未知，立案率不计算。",
        "按类别分的各项合计0件，与总数1件相差1件（不详或未填）。",
        "去向为演示数据。",
    ]


def test_the_number_of_statements_does_not_depend_on_the_number_of_cases(world, django_assert_num_queries):
    world.conclude(world.assigned())
    world.figures()
    with django_assert_num_queries(22):
        figures_of(Scope(world.session, as_of=DAY))
    for number in range(4):
        world.conclude(world.assigned(title=f"关于第{number}件的提案"))

    with django_assert_num_queries(22):
        figures_of(Scope(world.session, as_of=DAY))


def busy(world):
    """Fill the session with a bit of everything."""
    world.conclude(world.assigned(title="关于甲的提案"))
    world.reply(
        world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于乙的提案")
    )
    world.consult(
        world.assigned((world.education, "SEPARATE"), (world.water, "SEPARATE"), title="关于丙的提案")
    )
    world.consult(world.assigned(title="关于丁的提案"), manner="WAIVED")
    merging.merge_proposals(
        [world.submitted("关于戊的提案")], into=world.assigned(title="关于己的提案"), **world.as_clerk()
    )
    filing.decline_proposal(
        world.submitted("关于庚的提案"), disposition="PETITION", reason_text="空泛", **world.as_clerk()
    )
    filing.withdraw(world.filed("关于辛的提案"), note="申请", **world.as_clerk())
    world.submitted("关于壬的提案")


WITHOUT_A_LIST = ("adoption_rate", "participation_rate")


@pytest.mark.no_cover
@pytest.mark.parametrize("base", ["repliers", "all", "minus_waived"])
@pytest.mark.parametrize("filing_base", ["net", "gross"])
@pytest.mark.parametrize("by_unit", [False, True])
def test_every_number_opens_a_list_of_exactly_that_many(world, base, filing_base, by_unit):
    busy(world)
    world.set_policy(consultation_base=base, filing_base=filing_base, share_base=filing_base)
    world.session.policy.refresh_from_db()
    scope = Scope(world.session, unit=world.education if by_unit else None)
    found = figures_of(scope)

    for key, number in found.counts.items():
        if key != "units":
            assert (key, lists.counted(scope, key).count()) == (key, number)
    for key, rate in found.rates.items():
        if key in WITHOUT_A_LIST:
            continue
        for side, number in (("part", rate.part), ("whole", rate.whole)):
            assert (key, side, lists.counted(scope, key, side).count()) == (key, side, number)
    openers = {
        "proposer_kind": lists.of_kind,
        "proposer_kind_detail": lists.of_exact_kind,
        "category": lists.in_category,
        "sector": lists.in_sector,
        "outcome": lists.in_outcome,
        "disposition": lists.with_disposition,
        "unit": lists.of_unit,
    }
    for name, lines in found.breakdowns.items():
        for line in lines:
            assert (name, line.key, openers[name](scope, line.key).count()) == (name, line.key, line.part)


def test_a_key_that_is_no_figure_opens_nothing(world):
    assert lists.counted(Scope(world.session), "weather") is None
