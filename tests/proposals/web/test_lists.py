"""The desk and the lists: each number opens exactly its rows; the address holds filter, order, columns and page."""

import io
from datetime import date
from urllib.parse import unquote

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cppcc.accounts.models import Role
from proposals.actions import accepting, assigning, consulting, drafting, filing, replying
from proposals.models import Proposal, Reply
from proposals.queries.desk import COUNTERS, counters_of, counts
from proposals.web.listing import A_PAGE
from tests.pages import page
from tests.world import DAY, NOON, World


def busy(world):
    """Bring cases into every stage, so that each desk has something waiting."""
    drafting.draft_proposal(
        world.session,
        drafting.Draft(title="关于草稿的提案", proposers=(drafting.ProposerEntry(member=world.zhang),)),
        by=world.member,
    )
    world.draft("关于党派的提案", by_party=True)
    drafting.return_for_revision(world.submitted("关于退回的提案"), note="请补充", **world.as_clerk())
    world.submitted("关于待审查的提案")
    filing.decline_proposal(
        world.submitted("关于不立案的提案"), disposition="OTHER", reason_text="已有答复", **world.as_clerk()
    )
    world.filed("关于待拟办的提案")
    planned = world.filed("关于拟办的提案")
    plan = [assigning.Handling(world.education, "LEAD"), assigning.Handling(world.finance, "CO_HANDLER")]
    assigning.propose_units(planned, plan, **world.as_clerk())
    objection = planned.proposed_units.get(unit=world.finance)
    assigning.respond_to_plan(objection, response="OBJECTED", reason="不属职责", by=world.helper, at=DAY)
    world.assigned(title="关于待签收的提案")
    accepted = world.assigned(
        (world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于待面商的提案"
    )
    world.accept(accepted)
    accepting.request_extension(
        accepted.tasks().first(), until=date(2026, 7, 1), reason="复杂", by=world.officer, at=DAY
    )
    back = world.assigned(title="关于退办的提案")
    accepting.request_hand_back(back.tasks().get(), reason="不属职责", by=world.officer, at=DAY)
    world.consult(world.assigned(title="关于待答复的提案"))
    _out_for_countersigning(world)
    issued = world.assigned(title="关于待送达的提案", is_key=True)
    world.reply(issued)
    poor = world.assigned(title="关于不满意的提案")
    world.reply(poor)
    world.rate(poor, "DISSATISFIED")
    talk = world.assigned(title="关于确认面商的提案")
    world.accept(talk)
    consulting.log_consultation(
        talk.tasks().get(), consulting.Talk(manner="MEETING", summary="谈过"), by=world.officer, at=DAY
    )


def _out_for_countersigning(world):
    drafted = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于会签的提案")
    world.consult(drafted)
    letter = replying.Letter(outcome=world.outcome(), text="已办理。")
    reply = replying.draft_reply(drafted.tasks().first(), letter, by=world.officer, at=DAY)
    for step in (replying.submit_reply, replying.approve_reply, replying.begin_countersigning):
        step(reply, by=world.officer, at=DAY)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_each_number_of_a_desk_opens_a_list_of_exactly_that_many_rows(world, sign_in, role):
    busy(world)
    post = next(post for post in vars(world).values() if getattr(post, "role", "") == role)
    client = sign_in(post)

    shown = client.get(reverse("desk", args=["test-1-1"])).context

    numbers = {each.key: number for each, number in (*shown["duties"], *shown["watched"])}
    listed = {
        each.key: client.get(reverse("counter", args=["test-1-1", each.key])).context["page"].paginator.count
        for each in counters_of(post)
    }
    assert numbers == listed
    assert set(numbers) == {each.key for each in COUNTERS[role]}


def test_the_desks_count_what_waits(world):
    busy(world)

    assert counts(world.clerk, world.session) | {"overdue": 0} == {
        "to_examine": 1, "unheard": 1, "to_propose": 1, "to_assign": 1, "to_reassign": 0, "extensions": 1,
        "dissatisfied": 1, "to_conclude": 2, "overdue": 0, "due_soon": 0, "unaccepted": 1,
    }  # fmt: skip
    office = counts(world.office, world.session)
    assert (office["to_assign"], office["objected"], office["hand_backs"]) == (2, 1, 1)
    unit = counts(world.officer, world.session)
    waiting = ("plans", "to_accept", "to_consult", "to_reply", "in_approval", "to_deliver")
    assert [unit[key] for key in waiting] == [1, 1, 1, 2, 1, 2]
    helper = counts(world.helper, world.session)
    assert (helper["plans"], helper["to_give_opinion"], helper["to_countersign"]) == (0, 2, 1)
    member = counts(world.member, world.session)
    assert member == {"drafts": 1, "returned": 1, "invitations": 0, "talks": 5, "to_rate": 1}
    assert counts(world.contact, world.session)["drafts"] == 1
    assert counts(world.leader, world.session)["key"] == 1


def test_the_desk_of_a_unit_says_the_number_that_every_page_says(world, sign_in):
    busy(world)

    for post in (world.officer, world.helper):
        client = sign_in(post)
        said = page(client, "waiting", world.session.code).content
        assert page(client, "unit_desk", world.session.code).context["to_do_count"] == int(said)


def test_a_talk_that_the_proposer_denies_waits_to_be_held_again(world, sign_in):
    proposal = world.assigned()
    world.consult(proposal)
    consulting.confirm_consultation(
        proposal.tasks().get().consultations.get(), took_place=False, by=world.member, at=DAY
    )

    unit = counts(world.officer, world.session)
    [(group, _label, _tasks)] = page(sign_in(world.officer), "unit_desk", world.session.code).context[
        "groups"
    ]

    assert (unit["to_consult"], unit["to_reply"], group) == (1, 0, "to_consult")
    consulting.explain_no_consultation(proposal.tasks().get(), reason="联系不上", by=world.officer, at=DAY)
    unit = counts(world.officer, world.session)
    assert (unit["to_consult"], unit["to_reply"]) == (0, 1)


def test_the_number_on_every_page_is_the_sum_of_the_duties(world, sign_in):
    world.submitted("关于甲的提案")
    world.filed("关于乙的提案")

    client = sign_in(world.clerk)
    page = client.get(reverse("proposal_list", args=["test-1-1"])).content.decode()

    assert f'data-waiting="{reverse("waiting", args=["test-1-1"])}"' in page
    assert client.get(reverse("waiting", args=["test-1-1"])).content == b"2"


def test_a_counter_of_another_desk_is_not_there(world, sign_in):
    assert sign_in(world.member).get(reverse("counter", args=["test-1-1", "to_examine"])).status_code == 404


def listed(client, **query):
    return client.get(reverse("proposal_list", args=["test-1-1"]), query)


def test_a_list_is_sorted_by_its_address(world, sign_in):
    for title in ("关于丙的提案", "关于甲的提案", "关于乙的提案"):
        world.filed(title)
    client = sign_in(world.clerk)

    def titles(**query):
        return [row.title for row in listed(client, **query).context["page"]]

    forwards = titles(sort="title")
    assert titles(sort="-title") == forwards[::-1]
    assert titles(sort="-number") == ["关于乙的提案", "关于甲的提案", "关于丙的提案"]
    assert titles(sort="weather") == ["关于丙的提案", "关于甲的提案", "关于乙的提案"]


def test_the_columns_of_a_list_are_those_of_its_address(world, sign_in):
    world.filed()
    client = sign_in(world.clerk)

    answer = listed(client, column=["title", "submitted"], sort="title")

    assert [column.key for column in answer.context["chosen"]] == ["title", "submitted"]
    assert "2026年3月2日" in answer.content.decode()
    assert answer.context["layout"] == [("column", "title"), ("column", "submitted"), ("sort", "title")]
    assert listed(client, column="weather").context["chosen"] == listed(client).context["chosen"]


def test_what_people_wrote_stands_in_a_list_as_they_wrote_it(world, sign_in):
    world.education.name = "教育<局>"
    world.education.save()
    proposal = world.assigned(title='关于<script>与"甲&乙"的提案')

    page = sign_in(world.clerk).get(reverse("proposal_list", args=[world.session.code])).content.decode()

    address = reverse("case", args=[proposal.pk])
    assert f'<a href="{address}">关于&lt;script&gt;与&quot;甲&amp;乙&quot;的提案</a>' in page
    assert '<td class="units" data-column="承办单位">独办：教育&lt;局&gt;</td>' in page
    assert "教育&lt;局&gt;</option>" in page


@time_machine.travel(NOON)
def test_a_list_as_a_workbook_has_every_row_and_no_formula(world, sign_in):
    for number in range(A_PAGE + 1):
        world.draft(f"=SUM(A{number})")

    answer = listed(sign_in(world.clerk), **{"as": "xlsx", "sort": "title"})

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:2] == ["提案号", "案由"]
    assert len(rows) == 2 + A_PAGE + 1
    assert rows[2][1] == "=SUM(A0)"
    name = unquote(answer.headers["Content-Disposition"])
    assert name.endswith("政协某市委员会一届一次会议提案（2026年3月2日）.xlsx")


def test_a_page_that_is_not_there_is_the_last(world, sign_in):
    world.filed()
    client = sign_in(world.clerk)

    assert [
        listed(client, page=number).context["page"].number for number in ("7", "x", "0", "-1", "9" * 30)
    ] == [1] * 5


def test_a_view_is_kept_replaced_and_forgotten(world, sign_in):
    client = sign_in(world.clerk)
    view = {
        "page": "proposal_list",
        "code": "test-1-1",
        "name": "待审",
        "query": "state=SUBMITTED&sort=-number",
    }

    answer = client.post(reverse("keep_view"), view)
    assert answer.url == reverse("proposal_list", args=["test-1-1"]) + "?state=SUBMITTED&sort=-number"
    client.post(reverse("keep_view"), view | {"query": "state=FILED"})

    assert listed(client).context["views"] == [
        ({"page": "proposal_list", "name": "待审", "query": "state=FILED"}, "state=FILED")
    ]
    client.post(reverse("keep_view"), view | {"forget": "on"})
    assert listed(client).context["views"] == []


@pytest.mark.parametrize("wrong", [{"page": "act"}, {"code": ""}, {"name": ""}])
def test_a_view_of_no_list_is_not_kept(world, sign_in, wrong):
    view = {"page": "proposal_list", "code": "test-1-1", "name": "待审", "query": ""}

    assert sign_in(world.clerk).post(reverse("keep_view"), view | wrong).status_code == 404
    world.clerk.refresh_from_db()
    assert world.clerk.saved_views == []


def test_a_batch_is_counted_asked_for_once_more_and_done_as_a_whole(world, sign_in):
    chosen = [world.submitted(f"关于{name}的提案").pk for name in "甲乙"]
    client = sign_in(world.clerk)
    address = reverse("batch", args=["test-1-1", "file"])

    asked = client.post(address, {"chosen": chosen})
    assert "共2件" in asked.content.decode()
    client.post(address, {"chosen": chosen, "confirmed": "1", "at": DAY.isoformat()})

    states = {row.title: (row.state, row.number) for row in listed(client).context["page"]}
    assert states == {"关于甲的提案": ("FILED", "001"), "关于乙的提案": ("FILED", "002")}


def test_a_batch_of_which_one_cannot_be_done_does_none(world, sign_in):
    chosen = [world.submitted("关于甲的提案").pk, world.filed("关于乙的提案").pk]

    answer = sign_in(world.clerk).post(
        reverse("batch", args=["test-1-1", "file"]),
        {"chosen": chosen, "confirmed": "1", "at": DAY.isoformat()},
    )

    assert answer.status_code == 409
    assert "第001号《关于乙的提案》：现在是「立案」" in answer.content.decode()
    assert [row.state for row in listed(answer.client).context["page"]] == ["SUBMITTED", "FILED"]


def test_only_rows_that_a_batch_is_open_for_can_be_ticked(world, sign_in):
    waiting, filed = world.submitted("关于甲的提案"), world.filed("关于乙的提案")

    page = listed(sign_in(world.clerk)).content.decode()

    boxes = [f'name="chosen" value="{each.pk}"' in page for each in (waiting, filed)]
    assert boxes == [True, False]


def test_a_batch_is_for_its_role_and_for_visible_rows(world, sign_in):
    chosen = [world.submitted().pk]
    address = reverse("batch", args=["test-1-1", "file"])

    assert sign_in(world.leader).post(address, {"chosen": chosen}).status_code == 404
    assert sign_in(world.clerk).post(address, {"chosen": [chosen[0] + 1]}).status_code == 302


def test_words_are_found_in_titles_texts_suggestions_numbers_names_and_units(world, sign_in):
    world.assigned(title="关于甲的提案")
    client = sign_in(world.clerk)

    for words in ("甲", "建议增设", "增设", "001", "第001号", "张三", "教育局", "教育局 张三"):
        found = client.get(reverse("search"), {"q": words}).context["page"].paginator.count
        assert (words, found) == (words, 1)
    assert client.get(reverse("search"), {"q": "教育局 李四"}).context["page"].paginator.count == 0


def test_what_bears_the_number_looked_for_stands_first(world, sign_in):
    world.filed("关于12条公交线路的提案")
    world.filed("关于乙的提案")
    second = World.open_session("test-1-2", number=2, year=2027)
    Proposal.objects.filter(title="关于乙的提案").update(number="012", number_order=12)
    client = sign_in(world.clerk)
    newest = world.filed("关于丙的提案")
    Proposal.objects.filter(pk=newest.pk).update(number="12", number_order=12, plenary_session=second)

    def titles(answer):
        return [row.title for row in answer.context["page"]]

    assert titles(listed(client, q="12")) == ["关于乙的提案", "关于12条公交线路的提案"]
    assert titles(client.get(reverse("search"), {"q": "9" * 18})) == []
    assert titles(client.get(reverse("search"), {"q": "第12号"})) == ["关于丙的提案", "关于乙的提案"]
    assert titles(client.get(reverse("search"), {"q": "12"})) == [
        "关于丙的提案", "关于乙的提案", "关于12条公交线路的提案"
    ]  # fmt: skip


def test_an_empty_list_says_what_would_fill_it(world, sign_in):
    answer = sign_in(world.officer).get(reverse("home"))
    assert "出现在这里" in answer.content.decode()
    world.assigned()

    waiting = sign_in(world.officer).get(reverse("counter", args=["test-1-1", "to_reply"]))

    assert "已面商或已说明原因、还没有拟写答复的会列在这里" in waiting.content.decode()


def test_a_reply_in_approval_is_listed_once(world, sign_in):
    busy(world)

    tasks = sign_in(world.officer).get(reverse("counter", args=["test-1-1", "in_approval"])).context["page"]

    assert [task.pk for task in tasks] == [Reply.objects.get(state="COUNTERSIGNING").assignment_id]


def test_a_list_shorter_than_its_number_says_that_others_may_not_be_opened(world, sign_in):
    world.submitted("自己的")
    drafting.submit_proposal(world.draft("别人的", by_party=True), **world.for_others())

    shown = {
        role: page(sign_in(getattr(world, role)), "counted", world.session.code, "received").content.decode()
        for role in ("member", "clerk")
    }

    said = "这个数计入2件，下面只列您有权打开的。"
    assert (said in shown["member"], said in shown["clerk"]) == (True, False)
