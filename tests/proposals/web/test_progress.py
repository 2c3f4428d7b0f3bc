"""The progress board and the chase board: every number opens its list, and each call leaves a dated line."""

from datetime import date

import pytest
import time_machine

from cppcc.accounts.models import Organisation
from proposals.models import Assignment, Part, Reminder
from proposals.queries.visibility import visible_assignments
from proposals.statistics.unit_progress import STANDINGS, progress_of_units
from tests.proposals.web.conftest import words
from tests.world import DAY

TODAY = date(2026, 9, 21)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def handled(world):
    """Some cases at different points, with limits before and after today."""
    replied = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于甲的提案")
    world.reply(replied)
    late = world.assigned((world.education, "SOLE"), title="关于乙的提案")
    early = world.assigned((world.finance, "SEPARATE"), (world.water, "SEPARATE"), title="关于丙的提案")
    Assignment.objects.filter(proposal=late).update(due_on=date(2026, 9, 20))
    Assignment.objects.filter(proposal=early).update(due_on=date(2026, 9, 21))
    Organisation.objects.filter(pk=world.education.pk).update(
        leader_in_charge="乙副市长", contact_person="赵老师", phone="0000-1"
    )
    Organisation.objects.filter(pk=world.water.pk).update(leader_in_charge="甲副市长")
    return world


def test_each_number_of_the_board_is_the_length_of_its_list(handled, desk):
    office = desk(handled.office)

    lines = office.open("progress").context["lines"]
    total = office.open("progress").context["total"]

    for line in [*lines, total]:
        for cell in line.cells:
            listed = office.client.get(cell.address).context["page"].paginator.count
            assert (cell.address, listed) == (cell.address, cell.number)
    education = next(line.progress for line in lines if line.progress.unit == "市教育局")
    assert education.parts["LEAD"] == {"done": 1, "open": 0, "overdue": 0}
    assert education.parts["SOLE"] == {"done": 0, "open": 1, "overdue": 1}
    assert (total.progress.done, total.progress.whole) == (2, 5)


def test_the_board_is_counted_by_one_statement(handled, django_assert_num_queries):
    tasks = visible_assignments(handled.leader).in_charge()
    with django_assert_num_queries(1):
        found = progress_of_units(tasks, TODAY)

    assert [set(line.parts) for line in found] == [{*Part.values, ""}] * 3
    assert all(set(part) == set(STANDINGS) for line in found for part in line.parts.values())


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("leader", ["市教育局", "市水务局", "市财政局"]),
        ("overdue", ["市教育局", "市水务局", "市财政局"]),
        ("weather", ["市教育局", "市水务局", "市财政局"]),
    ],
)
def test_the_board_is_ordered_as_asked(handled, desk, order, expected):
    Organisation.objects.filter(pk=handled.water.pk).update(leader_in_charge="乙副市长")

    answer = desk(handled.office).open("progress", order=order)

    assert [line.progress.unit for line in answer.context["lines"]] == expected
    opening = [line.opens_group for line in answer.context["lines"]]
    assert opening == ([True, False, True] if order == "leader" else [False] * 3)


def test_an_address_that_names_no_number_is_not_found(handled, desk):
    office = desk(handled.office)

    wrong = [{"part": "x"}, {"standing": "x"}, {"unit": "x"}]

    assert {office.open("progress_tasks", **each).status_code for each in wrong} == {404}


def chased(answer):
    return {str(each.unit): [task.proposal.title for task in each.tasks] for each in answer.context["page"]}


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("due", {"市教育局": ["关于乙的提案"], "市财政局": ["关于丙的提案"], "市水务局": ["关于丙的提案"]}),
        ("overdue", {"市教育局": ["关于乙的提案"]}),
        ("due_soon", {"市财政局": ["关于丙的提案"], "市水务局": ["关于丙的提案"]}),
        (
            "unsigned",
            {"市教育局": ["关于乙的提案"], "市财政局": ["关于丙的提案"], "市水务局": ["关于丙的提案"]},
        ),
        ("opinions", {}),
        (
            "weather",
            {"市教育局": ["关于乙的提案"], "市财政局": ["关于丙的提案"], "市水务局": ["关于丙的提案"]},
        ),
    ],
)
def test_who_is_to_be_chased_and_why(handled, desk, what, expected):
    assert chased(desk(handled.office).open("chase", what=what)) == expected


def test_the_words_to_send_say_what_is_owed_and_by_when(handled, desk):
    page = desk(handled.office).open("chase", order="leader").context["page"]

    by_unit = {str(each.unit): each for each in page}
    assert list(by_unit) == ["市教育局", "市水务局", "市财政局"] or list(by_unit)[-1] == "市财政局"
    assert by_unit["市教育局"].text == (
        "市教育局：\n"
        "截至9月21日，贵单位承办的政协提案有1件请抓紧办理：\n"
        "1. 第002号《关于乙的提案》（独办，期限9月20日，已超期1天，尚未签收）\n"
        "办理中有困难，请及时联系我们。"
    )
    assert "期限9月21日，今天到期" in by_unit["市水务局"].text
    assert by_unit["市教育局"].people == [("赵老师", "0000-1")]


def call(world, tasks, **values):
    unit = tasks[0].unit_id
    own = {"manner": "PHONE", "person": "赵老师", "text": "答应周五前报来", "at": TODAY.isoformat()} | values
    sent = {"unit": unit, "chosen": [task.pk for task in tasks]}
    return sent | {f"unit-{unit}-{name}": value for name, value in own.items()}


def test_a_call_leaves_a_dated_line_with_each_task(handled, desk):
    office = desk(handled.office)
    tasks = list(Assignment.objects.filter(unit=handled.education, part="SOLE"))

    answer = office.send("chase", call(handled, tasks))

    assert answer.status_code == 302
    reminder = Reminder.objects.get()
    assert (reminder.assignment, reminder.sent_on, reminder.person) == (tasks[0], TODAY, "赵老师")
    assert "9月21日 电话 赵老师 答应周五前报来" in " ".join(words(office.open("chase")).split())


@pytest.mark.parametrize(
    ("values", "said"),
    [({"at": "2026-12-01"}, "不能晚于今天"), ({"manner": "x"}, "有几处还要改正")],
)
def test_a_call_that_cannot_be_right_is_refused_and_kept(handled, desk, values, said):
    tasks = list(Assignment.objects.filter(unit=handled.education, part="SOLE"))

    answer = desk(handled.office).send("chase", call(handled, tasks, **values))

    assert answer.status_code == 400
    assert said in words(answer)
    assert "答应周五前报来" in words(answer)
    assert not Reminder.objects.exists()


def test_a_call_in_which_nothing_was_said_is_refused(handled, desk):
    tasks = list(Assignment.objects.filter(unit=handled.education, part="SOLE"))

    answer = desk(handled.office).send("chase", call(handled, tasks, text=" "))

    failed = next(each.form for each in answer.context["page"] if each.unit == handled.education)
    assert (answer.status_code, list(failed.errors)) == (400, ["text"])
    assert not Reminder.objects.exists()


def test_a_call_about_nothing_is_refused(handled, desk):
    answer = desk(handled.office).send("chase", {"unit": handled.education.pk})

    assert (answer.status_code, "还没有选定任何一件" in words(answer)) == (400, True)


def test_the_boards_take_the_same_statements_for_one_and_thirty_rows(handled, desk):
    office = desk(handled.office)
    for name in ("progress", "chase"):
        office.open(name)
    few = {name: office.statements(lambda name=name: office.open(name)) for name in ("progress", "chase")}
    for each in range(30):
        world_task = handled.assigned((handled.finance, "SOLE"), title=f"关于第{each}件的提案", at=DAY)
        Assignment.objects.filter(proposal=world_task).update(due_on=date(2026, 9, 1))

    many = {name: office.statements(lambda name=name: office.open(name)) for name in ("progress", "chase")}

    assert few == many


def test_who_watches_and_who_chases(handled, desk):
    found = {
        role: tuple(desk(getattr(handled, role)).open(name).status_code for name in ("progress", "chase"))
        for role in ("clerk", "office", "leader", "officer", "member")
    }

    assert found == {
        "clerk": (200, 200), "office": (200, 200), "leader": (200, 403), "officer": (403, 403), "member": (403, 403)
    }  # fmt: skip
