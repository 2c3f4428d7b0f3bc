"""Merging and splitting by page: which goes on, which are merged; what stays, what is taken out."""

import pytest
from django.urls import reverse

from proposals.actions import merging
from proposals.models import Proposal
from tests.proposals.web.conftest import words
from tests.world import DAY

AT = {"at": DAY.isoformat()}


def page(client, step, proposal, **query):
    return client.get(reverse(step, args=[proposal.pk]), query)


def send(client, step, proposal, values, **query):
    return client.post(reverse(step, args=[proposal.pk], query=query or None), AT | values)


def test_like_cases_and_those_asked_for_stand_side_by_side(world, desk):
    proposal, alike = world.submitted("关于增设公交站的提案"), world.filed("关于增设公交站的建议")
    other = world.submitted("关于农村养老的提案")
    other.texts.update(body="完全不同的内容")
    clerk = desk(world.clerk).client

    group = page(clerk, "merge", proposal).context["form"].group
    named = page(clerk, "merge", proposal, named=f"{other.number_label}、999")

    assert list(group.values()) == [proposal, alike]
    assert other in named.context["form"].group.values()
    assert "没有找到999这件提案" in words(named)


def test_the_whole_text_of_each_case_is_shown(world, desk):
    proposal = world.submitted()
    proposal.texts.update(background="站少。", analysis="路远。", body="增设。")

    shown = words(page(desk(world.clerk).client, "merge", proposal))

    assert [text for text in ("站少。", "路远。", "增设。") if text not in shown] == []


def test_what_is_ticked_is_merged_into_what_goes_on(world, desk):
    proposal, head = world.submitted(), world.filed("关于增设公交站的建议")

    answer = send(desk(world.clerk).client, "merge", proposal, {"head": head.pk, "absorbed": [proposal.pk]})

    assert answer.url == reverse("case", args=[head.pk])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.merged_into()) == ("MERGED", head)
    assert "拆并" in words(page(desk(world.clerk).client, "merge", head))


@pytest.mark.parametrize(
    ("ticked", "said"), [([], "请勾选要并入的提案"), (["head"], "是留下的一件，不能同时并入")]
)
def test_a_merger_that_cannot_be_is_asked_about_again(world, desk, ticked, said):
    proposal = world.submitted()
    absorbed = [proposal.pk for _head in ticked]

    answer = send(desk(world.clerk).client, "merge", proposal, {"head": proposal.pk, "absorbed": absorbed})

    assert (answer.status_code, said in words(answer)) == (409, True)


def test_a_case_that_cannot_take_part_is_named(world, desk):
    proposal, other = world.submitted(), world.filed("关于增设公交站的建议")
    merging.merge_proposals([other], into=world.submitted("关于丙的提案"), **world.as_clerk())

    shown = page(desk(world.clerk).client, "merge", proposal, named=other.number_label)

    assert "第001号《关于增设公交站的建议》现在是「并案」，不能参加并案" in words(shown)


def test_a_refusal_of_the_merger_is_shown(world, desk):
    head, assigned = world.submitted(), world.assigned(title="关于增设公交站的建议")

    answer = send(desk(world.clerk).client, "merge", head, {"head": head.pk, "absorbed": [assigned.pk]})

    assert (answer.status_code, "「并案」只能在" in words(answer)) == (409, True)


def test_parts_are_taken_out_and_what_stays_is_amended(world, desk):
    proposal = world.submitted("关于公交和养老的提案")
    clerk = desk(world.clerk).client
    typed = {"title": "关于公交的提案", "body": "只说公交。", "title_1": "关于养老的提案", "body_1": "养老。"}

    more = send(clerk, "split", proposal, {**typed, "parts": "1", "more": "1"})
    form = more.context["form"]
    answer = send(
        clerk, "split", proposal, {**typed, "title_2": "关于托育的提案", "body_2": "托育。", "parts": "2"}
    )

    assert (form.parts, form["title_1"].value(), form["body"].value()) == (2, "关于养老的提案", "只说公交。")
    assert answer.url == reverse("case", args=[proposal.pk])
    proposal.refresh_from_db()
    assert (proposal.title, proposal.text().body, proposal.text().reason) == (
        "关于公交的提案",
        "只说公交。",
        "拆分",
    )
    parts = Proposal.objects.filter(split_from=proposal)
    assert [(each.title, each.text().body, each.state) for each in parts] == [
        ("关于养老的提案", "养老。", "SUBMITTED"),
        ("关于托育的提案", "托育。", "SUBMITTED"),
    ]


def test_where_parts_are_asked_for_each_is_taken_apart_in_parts(world, desk):
    proposal = world.submitted("关于公交和养老的提案")
    world.set_policy(text_in_parts=True)
    proposal.texts.update(background="人多。", analysis="站少、床少。")
    stays = {"title": "关于公交的提案", "background": "人多。", "analysis": "站少。", "body": "增设。"}
    goes = {"title": "关于养老的提案", "background": "人老。", "analysis": "床少。", "body": "增床。"}
    typed = stays | {f"{name}_1": text for name, text in goes.items()} | {"parts": "1"}

    clerk = desk(world.clerk).client
    shown = page(clerk, "split", proposal).context["form"]
    answer = send(clerk, "split", proposal, typed)

    assert shown["analysis"].value() == "站少、床少。"
    assert answer.url == reverse("case", args=[proposal.pk])
    texts = [proposal.text(), proposal.split_into.get().text()]
    assert [{name: getattr(text, name) for name in stays} for text in texts] == [stays, goes]


def test_what_stays_as_it_was_gets_no_new_version(world, desk):
    proposal = world.submitted()

    send(
        desk(world.clerk).client,
        "split",
        proposal,
        {
            "title": proposal.title,
            "body": proposal.text().body,
            "title_1": "关于养老的提案",
            "body_1": "养老。",
            "parts": "1",
        },
    )

    assert proposal.texts.count() == 1
    assert proposal.split_into.count() == 1


def test_a_case_with_the_units_is_not_split(world, desk):
    proposal = world.assigned()

    answer = send(
        desk(world.clerk).client,
        "split",
        proposal,
        {
            "title": proposal.title,
            "body": "建议增设。",
            "title_1": "关于养老的提案",
            "body_1": "养老。",
            "parts": "1",
        },
    )

    assert (answer.status_code, "交办后不能再拆分" in words(answer)) == (409, True)
    assert "关于养老的提案" in words(answer)


def test_these_pages_are_the_committees(world, desk):
    proposal = world.submitted()
    merging_page = {
        role: page(desk(getattr(world, role)).client, "merge", proposal).status_code
        for role in ("clerk", "office", "leader", "member", "stranger")
    }

    assert merging_page == {"clerk": 200, "office": 200, "leader": 403, "member": 403, "stranger": 404}


def test_the_merging_page_takes_the_same_statements_for_two_and_three_cases(world, desk):
    proposal = world.submitted()
    world.submitted("关于增设公交站的建议")
    clerk = desk(world.clerk)
    page(clerk.client, "merge", proposal)

    two = clerk.statements(lambda: page(clerk.client, "merge", proposal))
    third = world.filed("关于在城东增设公交站的建议")
    merging.merge_proposals([world.submitted("关于公交站的提案")], into=third, **world.as_clerk())
    three = clerk.statements(lambda: page(clerk.client, "merge", proposal))

    assert two == three
