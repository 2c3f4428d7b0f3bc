"""Lists, forms and circulars say what the records say, in as few statements for many cases as for one."""

from datetime import timedelta

import pytest

from proposals.actions import (
    accepting,
    assigning,
    concluding,
    merging,
    supervising,
)
from proposals.actions.printing.papers import PAPERS
from proposals.models import Assignment, Channel, Sector
from proposals.queries.papers.forms import proposal_forms
from proposals.queries.papers.letters import assignment_notices
from proposals.queries.papers.lists import assignment_lists, handovers, key_proposal_lists, summaries
from proposals.queries.papers.selection import Selection
from proposals.statistics.circular import circulars
from tests.world import DAY


def test_the_notice_of_assignment_has_the_units_list(world):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.assigned((world.education, "SOLE"), title="关于增设路灯的提案")

    notices = {notice.addressee: notice for notice in assignment_notices(Selection(world.session))}

    assert set(notices) == {"市教育局", "市财政局"}
    assert "现将2件提案交你单位办理，其中应答复2件（清单附后）" in notices["市教育局"].body[0]
    assert "其中应答复0件、会办1件" in notices["市财政局"].body[0]
    assert [row.number for row in notices["市教育局"].rows] == ["001", "002"]


def test_each_batch_has_a_notice_of_its_own_with_what_is_still_in_hand(world):
    world.conclude(world.assigned(title="关于已办结的提案"))
    world.assigned(title="关于增设路灯的提案")
    world.assigned(title="关于清淤的提案", at=DAY + timedelta(days=10))

    first, second = assignment_notices(Selection(world.session))

    assert [(each.date, [row.number for row in each.rows]) for each in (first, second)] == [
        ("2026年3月2日", ["002"]),
        ("2026年3月12日", ["003"]),
    ]
    assert "请于2026年6月2日前答复提案者" in first.body[3]
    assert "请于2026年6月12日前答复提案者" in second.body[3]


def test_a_notice_names_a_deadline_that_all_share_and_else_leaves_it_to_the_list(world):
    world.assigned(title="关于增设路灯的提案")
    task = world.assigned(title="关于清淤的提案").tasks().get()
    task.due_on = DAY + timedelta(days=30)
    task.save(update_fields=["due_on"])

    [notice] = assignment_notices(Selection(world.session))

    assert "请在清单所列的期限内答复提案者" in notice.body[3]
    assert [row.due_on for row in notice.rows] == ["2026.6.2", "2026.4.1"]


def test_a_list_is_whole_or_of_a_unit_or_of_a_channel(world):
    first = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.assigned((world.water, "SOLE"), title="关于清淤的提案")
    channel = Channel.objects.get(plenary_session=world.session, code="government")
    first.tasks().update(channel=channel)

    def numbers(**narrowed):
        [listed] = assignment_lists(Selection(world.session, **narrowed))
        return [row.number for row in listed.rows]

    assert numbers() == ["001", "002"]
    assert numbers(unit=world.finance) == ["001"]
    assert numbers(channel=channel) == ["001"]
    assert numbers(unit=world.water) == ["002"]
    [paper] = handovers(Selection(world.session, channel=channel))
    assert "立案的提案1件（政府渠道）移交市政府督查室办理" in paper.sentence


def test_the_summary_has_what_came_of_each_task_and_the_sums(world):
    case = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.conclude(case)
    concluding.release_ratings(case.tasks().get(unit=world.education), **world.as_clerk())

    [summary] = summaries(Selection(world.session, unit=world.education))

    [row] = summary.rows
    assert (row.replied_on, row.consulted_on, row.outcome) == ("2026.3.2", "2026.3.2当面", "A")
    assert (row.attitude, row.result) == ("满意", "满意")
    assert summary.foot.startswith("共1件次，其中应答复1件次、会办0件次；A类1件。")


def test_key_proposals_are_listed_with_their_leaders(world):
    supervising.mark_key(world.assigned(), supervising_leader="王主席", **world.as_clerk())
    world.assigned(title="关于清淤的提案")

    [listed] = key_proposal_lists(Selection(world.session))

    assert [(row.number, row.leader) for row in listed.rows] == [("001", "王主席")]


def test_the_circular_counts_by_unit_and_lists_what_is_overdue(world):
    late = world.assigned(at=DAY)
    world.reply(world.assigned(title="关于清淤的提案"))
    due = late.tasks().get().due_on

    [circular] = circulars(Selection(world.session, as_of=due + timedelta(days=1)))

    assert "立案提案2件，已答复1件，办复率50.0%；已面商1件，面商率50.0%" in circular.body[0]
    assert [(row.unit, row.repliers, row.replied, row.overdue) for row in circular.rows] == [
        ("市教育局", "2", "1", "1")
    ]
    assert [row.title for row in circular.overdue] == ["关于增设公交站的提案"]


def test_a_form_of_feedback_for_each_proposer_of_each_merged_case(world):
    main, other = world.filed(), world.filed("关于增设路灯的提案")
    merging.merge_proposals([other], into=main, **world.as_clerk())
    assigning.assign_proposal(main, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())
    world.reply(main)

    forms = PAPERS["feedback_form"].copies(main.tasks().get(), world.clerk)

    assert [form.proposer for form in forms] == ["张三", "张三"]
    assert forms[0].attitude == "□满意　□基本满意　□不满意"


def test_an_answered_form_is_ticked(world):
    case = world.assigned()
    world.reply(case)
    task = case.tasks().get()
    concluding.rate(
        task, task.proposers_asked()[0], attitude="SATISFIED", result="DISSATISFIED", **world.for_others()
    )

    [form] = PAPERS["feedback_form"].copies(task, world.clerk)

    assert (form.attitude, form.result) == ("■满意　□基本满意　□不满意", "□满意　□基本满意　■不满意")


@pytest.mark.parametrize("name", ["consultation_record", "extension_request", "hand_back_request"])
def test_a_form_with_nothing_recorded_is_printed_empty(world, name):
    task = world.assigned().tasks().get()

    [form] = PAPERS[name].find(task)

    assert form.unit == "市教育局"


def test_requests_are_printed_with_their_rulings(world):
    task = world.assigned().tasks().get()
    accepting.accept(task, **world.for_others())
    accepting.request_extension(
        task, until=task.due_on + timedelta(days=20), reason="工程未完工", **world.for_others()
    )
    accepting.rule_on_extension(
        task.extensions.get(), granted=True, **{**world.as_clerk(), "by": world.office, "note": "请抓紧"}
    )

    [form] = PAPERS["extension_request"].find(Assignment.objects.get(pk=task.pk))

    assert (form.reason, form.ruling) == ("工程未完工", "同意　请抓紧")


def test_the_cost_of_a_list_does_not_grow_with_its_length(world, django_assert_num_queries):
    def measure():
        with django_assert_num_queries(4):
            assignment_lists(Selection(world.session))

    world.assigned()
    measure()
    for number in range(3):
        world.assigned(title=f"关于第{number}件事项的提案")
    measure()


def test_papers_take_what_a_case_does_not_say_of_its_proposer_from_the_roster(
    world, django_assert_num_queries
):
    education, economy = (
        Sector.objects.create(term=world.session.term, name=name) for name in ("教育界", "经济界")
    )
    world.zhang.sector, world.zhang.employer, world.zhang.phone = education, "市一中教师", "13800000000"
    world.zhang.save()
    proposal = world.assigned()
    world.assigned(title="关于增设路灯的提案", sector=economy)
    world.assigned(title="关于清淤的提案", by_party=True)
    selection = Selection(world.session)

    with django_assert_num_queries(4):
        [listed] = assignment_lists(selection)
    [notice] = assignment_notices(selection)
    [form] = proposal_forms(proposal)

    assert [row.sector for row in listed.rows] == ["教育界", "经济界", ""]
    assert [row.sector for row in notice.rows] == ["教育界", "经济界", ""]
    assert (form.sector, form.employer, form.phone) == ("教育界", "市一中教师", "13800000000")
