"""The one door: who, when, what is recorded, and that a refusal stores nothing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.actions import accepting, filing
from proposals.models import Assignment, Category, Proposal
from tests.world import DAY
from workflows.errors import MoveRefused
from workflows.locks import lock, lock_many
from workflows.models import MoveRecord, Via
from workflows.perform import holding, holding_each, perform, perform_many, record_fact


def test_a_move_is_recorded_with_who_when_from_and_to(world):
    proposal = world.submitted()

    record = perform(proposal, "file", by=world.clerk, at=DAY, note="同意立案")

    assert (record.by, record.happened_on, record.source, record.target) == (
        world.clerk,
        DAY,
        "SUBMITTED",
        "FILED",
    )
    assert (record.label, record.note, record.via, record.on_behalf_of) == ("立案", "同意立案", Via.SELF, "")


def test_a_move_for_another_names_the_party_and_the_way_it_was_said(world):
    task = world.assigned().tasks().get()

    record = accepting.accept(task, **world.for_others())

    assert (record.by, record.on_behalf_of, record.via) == (world.clerk, "对方", Via.PAPER)


def test_who_may_not_is_denied_and_nothing_is_stored(world):
    proposal = world.submitted()
    before = MoveRecord.objects.count()

    with pytest.raises(PermissionDenied):
        perform(proposal, "file", by=world.member, at=DAY)

    proposal.refresh_from_db()
    assert (proposal.state, MoveRecord.objects.count()) == ("SUBMITTED", before)


def test_an_officer_may_not_record_for_others(world):
    task = world.assigned().tasks().get()

    with pytest.raises(PermissionDenied):
        accepting.accept(task, by=world.stranger, at=DAY, provenance=world.paper)


def test_a_closed_move_is_refused_with_the_next_step(world):
    proposal = world.submitted()

    with pytest.raises(MoveRefused, match="下一步可以：收回、退回修改、立案"):
        perform(proposal, "conclude", by=world.clerk, at=DAY)


def test_a_guard_refuses_with_its_sentence(world):
    proposal = world.filed()

    with pytest.raises(MoveRefused, match="还没有承办单位"):
        perform(proposal, "assign", by=world.clerk, at=DAY)


def test_an_unknown_move_is_refused(world):
    with pytest.raises(MoveRefused, match="没有名为"):
        perform(world.submitted(), "fly", by=world.clerk, at=DAY)


def test_tomorrow_is_refused(world):
    with pytest.raises(MoveRefused, match="不能晚于今天"):
        perform(world.submitted(), "file", by=world.clerk, at=timezone.localdate() + timedelta(days=1))


def test_the_first_day_of_the_year_before_the_session_is_the_oldest_of_a_step(world):
    first = date(2025, 1, 1)

    perform(world.draft(at=first), "submit", by=world.clerk, at=first, provenance=world.paper)

    with pytest.raises(MoveRefused, match="不能早于2025年1月1日"):
        world.draft(at=first - timedelta(days=1))


@pytest.mark.parametrize("record", [perform, lambda *told, **how: record_fact(*told, "备注", **how)])
def test_a_step_or_a_fact_of_1900_is_refused(world, record):
    proposal = world.submitted()
    before = MoveRecord.objects.count()

    with pytest.raises(MoveRefused, match="日期（1900年1月1日）不能早于2025年1月1日"):
        record(proposal, "file", by=world.clerk, at=date(1900, 1, 1))

    assert MoveRecord.objects.count() == before


def test_a_day_before_the_last_step_is_refused(world):
    with pytest.raises(MoveRefused, match="早于上一步的日期"):
        perform(world.submitted(), "file", by=world.clerk, at=DAY - timedelta(days=1))


def test_the_second_of_two_who_act_on_old_pages_gets_a_sentence(world):
    mine, theirs = world.submitted(), None
    theirs = Proposal.objects.get(pk=mine.pk)
    perform(theirs, "file", by=world.clerk, at=DAY)

    with pytest.raises(MoveRefused):
        perform(mine, "return_for_revision", by=world.clerk, at=DAY)


def test_a_batch_is_all_or_nothing(world):
    good, bad = world.submitted("关于甲的提案"), world.filed("关于乙的提案")

    with pytest.raises(MoveRefused):
        filing.file_proposals([good, bad], **world.as_clerk())

    good.refresh_from_db()
    assert (good.state, good.number) == ("SUBMITTED", "")


def test_a_batch_whose_rows_changed_meanwhile_is_refused(world):
    proposal = world.submitted()
    perform(Proposal.objects.get(pk=proposal.pk), "file", by=world.clerk, at=DAY)

    with pytest.raises(MoveRefused, match="刚刚被别人处理过"):
        perform_many([proposal], "file", by=world.clerk, at=DAY)


def test_a_thing_that_an_action_holds_is_read_anew_once(world):
    mine = world.submitted()
    theirs = Proposal.objects.get(pk=mine.pk)
    perform(theirs, "file", by=world.clerk, at=DAY)

    @holding
    def look_twice(proposal):
        with CaptureQueriesContext(connection) as asked:
            lock(proposal)
            lock_many([proposal])
        return proposal.state, len(asked)

    assert look_twice(mine) == ("FILED", 0)


def test_a_lock_reads_the_case_of_a_task_again_and_keeps_what_hangs_on_it(world, django_assert_num_queries):
    proposal = world.assigned()
    task = Assignment.objects.select_related("unit", "proposal__plenary_session", "proposal__category").get()
    session, unit = task.proposal.plenary_session, task.unit
    other = Category.objects.exclude(pk=task.proposal.category_id).first()
    Proposal.objects.filter(pk=proposal.pk).update(category=other, title="关于另一件事的提案")

    with django_assert_num_queries(1):
        lock(task)
        read = (task.proposal.title, task.proposal.plenary_session, task.unit)

    assert read == ("关于另一件事的提案", session, unit)
    assert task.proposal.plenary_session is session
    assert task.proposal.category == other


def test_a_lock_on_a_part_leaves_what_is_held_as_it_is(world):
    proposal = world.assigned()
    task = proposal.tasks().select_related("proposal").get()

    @holding
    def lock_the_task(case):
        task.proposal = case
        lock(task)
        return task.proposal is case

    assert lock_the_task(proposal)


def test_what_is_gone_is_refused_with_a_sentence(world):
    proposal = world.draft()
    Proposal.objects.filter(pk=proposal.pk).delete()

    with pytest.raises(MoveRefused, match="已不存在"):
        lock(proposal)


def test_an_action_that_is_refused_holds_nothing_any_more(world):
    mine = world.submitted()

    @holding
    def refuse(_proposal):
        raise MoveRefused("不行")

    with pytest.raises(MoveRefused, match="不行"):
        refuse(mine)
    perform(Proposal.objects.get(pk=mine.pk), "file", by=world.clerk, at=DAY)
    lock(mine)

    assert mine.state == "FILED"


def test_an_action_that_holds_a_batch_refuses_what_has_moved_since(world):
    good, moved = world.submitted("关于甲的提案"), world.submitted("关于乙的提案")
    perform(Proposal.objects.get(pk=moved.pk), "file", by=world.clerk, at=DAY)
    reached = holding_each(list)

    with pytest.raises(MoveRefused, match="刚刚被别人处理过"):
        reached([good, moved])

    assert reached([good]) == [good]


def test_of_two_moves_in_one_hold_the_second_is_not_dated_before_the_first(world):
    proposal = world.submitted()

    @holding
    def file_and_withdraw(case):
        perform(case, "file", by=world.clerk, at=DAY + timedelta(days=3))
        perform(case, "withdraw", by=world.clerk, at=DAY + timedelta(days=2))

    with pytest.raises(MoveRefused, match="早于上一步的日期"):
        file_and_withdraw(proposal)

    proposal.refresh_from_db()
    assert proposal.state == "SUBMITTED"


def test_an_empty_batch_does_nothing(world):
    assert perform_many([], "file", by=world.clerk) == []


@pytest.mark.parametrize("number", [2, 20])
def test_a_batch_takes_the_same_number_of_statements_for_any_size(world, django_assert_num_queries, number):
    for index in range(number):
        world.submitted(f"关于第{index}件的提案")
    proposals = list(
        Proposal.objects.filter(state="SUBMITTED").select_related(
            "plenary_session__term__committee", "plenary_session__policy"
        )
    )

    with django_assert_num_queries(21):
        filing.file_proposals(proposals, **world.as_clerk())

    assert Proposal.objects.filter(state="FILED").count() == number


def test_records_are_never_changed(world):
    world.submitted()
    record = MoveRecord.objects.first()

    for change in (
        record.save,
        record.delete,
        MoveRecord.objects.all().delete,
        lambda: MoveRecord.objects.update(note="x"),
    ):
        with pytest.raises(TypeError):
            change()


def test_a_reload_brings_the_protected_state_up_to_date(world):
    mine = world.submitted()
    perform(Proposal.objects.get(pk=mine.pk), "file", by=world.clerk, at=DAY)

    mine.refresh_from_db()

    assert mine.state == "FILED"


def test_a_reload_of_other_fields_leaves_the_state_as_it_was_read(world):
    mine = world.submitted()
    perform(Proposal.objects.get(pk=mine.pk), "file", by=world.clerk, at=DAY)
    Proposal.objects.update(title="关于乙的提案")

    mine.refresh_from_db(fields=["title"])

    assert (mine.state, mine.title) == ("SUBMITTED", "关于乙的提案")


def test_a_record_reads_as_step_and_day(world):
    record = perform(world.submitted(), "file", by=world.clerk, at=date(2026, 3, 5))

    assert str(record) == "立案（2026年3月5日）"
