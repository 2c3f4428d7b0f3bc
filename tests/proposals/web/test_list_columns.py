"""What the columns to choose tell of the units that owe a reply, and what a post may not see in them."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from proposals.actions.concluding import handle_again, release_ratings
from tests.world import DAY

ALL = ["title", "limit", "replied", "outcome", "satisfaction"]


def listed(client, **query):
    return client.get(reverse("proposal_list", args=["test-1-1"]), query)


def rows_of(answer):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    return sheet.to_python()[1:]


@pytest.fixture
def rated(world):
    """Bring a case to its ratings."""
    proposal = world.assigned(title="关于甲的提案")
    world.reply(proposal)
    world.rate(proposal, "DISSATISFIED")
    return proposal


def test_a_list_and_its_workbook_tell_of_limit_reply_outcome_and_ratings(world, sign_in, rated):
    client = sign_in(world.clerk)

    page = listed(client, column=ALL).content.decode()
    head, line = rows_of(listed(client, column=ALL, **{"as": "xlsx"}))

    said = ["2026年6月2日", "2026年3月2日", "A类", "不满意"]
    assert [words for words in said if f'<span class="text-nowrap">{words}</span></td>' not in page] == []
    assert (head, line) == (
        ["案由", "答复期限", "答复日期", "办理结果", "满意度"], ["关于甲的提案", *said]
    )  # fmt: skip


def test_several_units_that_owe_a_reply_each_have_a_line(world, sign_in):
    proposal = world.assigned((world.education, "SEPARATE"), (world.water, "SEPARATE"))
    world.consult(proposal)
    world.reply_of(proposal.tasks().get(unit=world.water), code="B")

    [_head, line] = rows_of(listed(sign_in(world.clerk), column=["replied", "outcome"], **{"as": "xlsx"}))

    assert line == ["市水务局：2026年3月2日", "市水务局：B类"]


def test_a_unit_sees_no_rating_before_it_is_released(world, sign_in, rated):
    client = sign_in(world.officer)

    [_head, before] = rows_of(listed(client, column=ALL, **{"as": "xlsx"}))
    release_ratings(rated.tasks().get(), **world.as_clerk())
    [_head, after] = rows_of(listed(client, column=ALL, **{"as": "xlsx"}))

    assert (before[-1], after[-1]) == ("", "不满意")


def test_a_list_is_sorted_by_the_limit_and_by_the_day_of_the_reply(world, sign_in):
    for name, day in (("甲", date(2026, 3, 4)), ("乙", date(2026, 3, 2)), ("丙", date(2026, 3, 3))):
        world.reply(world.assigned(title=name, at=day), at=day)
    client = sign_in(world.clerk)

    for sort in ("limit", "replied"):
        assert [row.title for row in listed(client, sort=sort).context["page"]] == ["乙", "丙", "甲"]
        assert [row.title for row in listed(client, sort=f"-{sort}").context["page"]] == ["甲", "丙", "乙"]


def test_a_case_handled_again_stands_last_by_the_day_of_the_reply_whichever_way(world, sign_in, rated):
    world.reply(world.assigned(title="关于乙的提案"))
    handle_again(rated.tasks().get(), note="请补办", **world.as_clerk())

    client = sign_in(world.clerk)

    for sort in ("replied", "-replied"):
        titles = [row.title for row in listed(client, sort=sort).context["page"]]
        assert (sort, titles) == (sort, ["关于乙的提案", "关于甲的提案"])


def test_only_cases_whose_reply_is_late_are_listed_as_overdue(world, sign_in, time_machine):
    world.reply(world.assigned(title="关于已答复的提案"))
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于未答复的提案")

    def late(day):
        time_machine.move_to(day)
        client = sign_in(world.clerk)
        return [row.title for row in listed(client, is_overdue="on").context["page"]]

    assert [late(date(2026, 6, 2)), late(date(2026, 6, 3))] == [[], ["关于未答复的提案"]]


def test_the_columns_take_as_many_statements_for_few_cases_as_for_many(world, sign_in, rated):
    client = sign_in(world.clerk)

    def taken():
        with CaptureQueriesContext(connection) as captured:
            listed(client, column=ALL)
        return len(captured)

    taken()
    few = taken()
    for number in range(5):
        world.reply(world.assigned(title=f"关于第{number}件事的提案", at=DAY))

    assert taken() == few
