"""Who sees which page, case and figure, and how a list is narrowed."""

import re

import pytest
from django.urls import reverse

from proposals.actions import drafting, merging
from proposals.models import Member, Proposal
from proposals.statistics.definitions import COUNTS
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from tests.pages import page, take
from workflows.models import MoveRecord


def test_every_page_answers_each_role_or_hides_itself(world, sign_in):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.reply(proposal)
    everything, the_session_alone, nothing = [200] * 5, [200, 404, 404, 200, 200], [200, 404, 404, 404, 404]
    sees = dict.fromkeys(("clerk", "office", "leader", "officer", "helper", "member"), everything)
    sees |= {"contact": the_session_alone, "stranger": nothing}

    for role, expected in sees.items():
        client = sign_in(getattr(world, role))
        found = [
            page(client, "home").status_code,
            page(client, "case", proposal.pk).status_code,
            page(client, "facts", proposal.pk).status_code,
            page(client, "proposal_list", "test-1-1").status_code,
            page(client, "overview", "test-1-1").status_code,
        ]
        assert (role, found) == (role, expected)


def test_nothing_leaks_by_guessing_an_address(world, sign_in):
    proposal = world.submitted()
    record = MoveRecord.objects.of(proposal).last()
    client = sign_in(world.stranger)

    answers = [
        take(client, proposal, "file"),
        client.post(reverse("undo", args=[record.pk]), {"reason": "x"}),
        page(client, "correct", "proposal", proposal.pk, "title"),
        page(client, "counted", "test-1-1", "received"),
        page(client, "intake", "test-1-1"),
        page(client, "act", "policy", 1, "file"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Proposal.objects.get().state == "SUBMITTED"


def test_a_draft_is_seen_by_its_writer_alone(world, sign_in):
    draft = drafting.draft_proposal(
        world.session,
        drafting.Draft(title="关于甲的提案", proposers=(drafting.ProposerEntry(member=world.zhang),)),
        by=world.member,
    )

    assert page(sign_in(world.member), "case", draft.pk).status_code == 200
    assert page(sign_in(world.clerk), "case", draft.pk).status_code == 404


def test_the_proposer_of_a_merged_case_sees_the_case_that_goes_on(world, sign_in):
    head, other = world.filed("关于甲的提案", by_party=True), world.submitted("关于乙的提案")
    merging.merge_proposals([other], into=head, **world.as_clerk())

    assert page(sign_in(world.member), "case", head.pk).status_code == 200


def test_who_has_the_case_that_goes_on_may_read_what_was_merged_into_it(world, sign_in):
    head = world.assigned(title="关于甲的提案")
    other = world.submitted("关于乙的提案", by_party=True)
    merging.merge_proposals([other], into=head, **world.as_clerk())

    for post, status in (
        (world.officer, 200),
        (world.member, 200),
        (world.contact, 200),
        (world.stranger, 404),
    ):
        client = sign_in(post)
        assert (post, page(client, "case", other.pk).status_code) == (post, status)
        assert (post, page(client, "case", head.pk).status_code) == (post, status)


def test_the_overview_shows_every_rate_and_each_number_opens_its_list(world, sign_in):
    world.conclude(world.assigned())
    client = sign_in(world.clerk)

    text = page(client, "overview", "test-1-1").content.decode()

    figures = figures_of(Scope(world.session))
    for rate in figures.rates.values():
        assert rate.label in text
        assert rate.definition in text
    for key, rate in figures.rates.items():
        if key not in ("adoption_rate", "participation_rate"):
            for side, number in (("part", rate.part), ("whole", rate.whole)):
                listed = page(client, "counted", "test-1-1", key, side=side)
                assert (key, listed.context["page"].paginator.count) == (key, number)
    for name, lines in figures.breakdowns.items():
        for line in lines:
            listed = page(client, "counted", "test-1-1", f"{name}:{line.key}")
            assert (name, listed.context["page"].paginator.count) == (name, line.part)
    assert page(client, "counted", "test-1-1", "weather").status_code == 404


def test_the_overview_of_a_unit_counts_its_own_tasks(world, sign_in):
    world.reply(world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER")))

    figures = page(sign_in(world.helper), "overview", "test-1-1").context["figures"]

    assert (figures.by_task, figures.counts["assignments"], figures.counts["repliers"]) == (True, 1, 0)


def test_the_overview_of_a_unit_shows_no_figures_of_the_whole_session(world, sign_in):
    world.assigned()

    shown = page(sign_in(world.officer), "overview", "test-1-1").context
    of_the_session = page(sign_in(world.clerk), "overview", "test-1-1").context

    assert {"立案率", "交办率", "委员参与率"} & {rate.label for rate, _percent in shown["rates"]} == set()
    assert {"签收率", "面商率", "办复率"} <= {rate.label for rate, _percent in shown["rates"]}
    assert [name for _key, name, _sentence, _n in shown["counts"]][:2] == ["立案", "承办件（件次）"]
    assert (len(of_the_session["rates"]), len(of_the_session["counts"])) == (16, len(COUNTS))


@pytest.mark.parametrize("who", ["clerk", "officer"])
def test_of_the_breakdowns_only_that_by_unit_counts_tasks(world, sign_in, who):
    world.reply(world.assigned())

    shown = page(sign_in(getattr(world, who)), "overview", "test-1-1").content.decode()

    heads = re.findall(
        r'<th scope="col">([^<]+)</th>\s*<th scope="col"\s*class="number">(件数|件次)</th>', shown
    )
    assert {name for name, thing in heads if thing == "件次"} == {"承办单位"}
    assert {"提案者", "办理结果"} <= {name for name, thing in heads if thing == "件数"}


def test_the_overview_as_of_a_day(world, sign_in):
    world.filed()
    client = sign_in(world.clerk)

    before = page(client, "overview", "test-1-1", as_of="2026-03-01", occasion="PLENARY")
    wrong = page(client, "overview", "test-1-1", as_of="soon")

    assert before.context["figures"].counts["received"] == 0
    assert "截至日期写法不对" in wrong.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"关于甲的提案", "关于乙的提案"}),
        ({"state": "FILED"}, {"关于甲的提案"}),
        ({"q": "乙"}, {"关于乙的提案"}),
        ({"q": "第001号"}, {"关于甲的提案"}),
        ({"q": "张三 甲"}, {"关于甲的提案"}),
        ({"q": "没有"}, set()),
        ({"kind": "PARTY"}, set()),
    ],
)
def test_the_list_is_narrowed_by_its_address(world, sign_in, query, expected):
    world.filed("关于甲的提案")
    world.submitted("关于乙的提案")

    listed = page(sign_in(world.clerk), "proposal_list", "test-1-1", **query).context["page"]

    assert {proposal.title for proposal in listed} == expected


def test_the_list_is_narrowed_by_unit_and_category(world, sign_in):
    category = world.session.category_list.get(code="social")
    world.assigned(title="关于甲的提案", category=category)
    world.filed("关于乙的提案")
    client = sign_in(world.clerk)

    by_unit = page(client, "proposal_list", "test-1-1", unit=world.education.pk).context["page"]
    by_category = page(client, "proposal_list", "test-1-1", category=category.pk).context["page"]

    assert ([p.title for p in by_unit], [p.title for p in by_category]) == (
        ["关于甲的提案"],
        ["关于甲的提案"],
    )


def test_the_pages_take_the_same_number_of_statements_for_one_and_three_rows(
    world, sign_in, django_assert_num_queries
):
    client = sign_in(world.clerk)
    world.assigned(title="关于甲的提案")
    page(client, "proposal_list", "test-1-1")

    for _round in range(2):
        with django_assert_num_queries(7):
            page(client, "proposal_list", "test-1-1")
        world.assigned(title="关于乙的提案")
        world.assigned((world.finance, "SOLE"), title="关于丙的提案")


def test_a_list_goes_over_several_pages(world, sign_in):
    for number in range(51):
        drafting.submit_proposal(world.draft(f"关于第{number}件的提案"), **world.for_others())

    second = page(sign_in(world.clerk), "proposal_list", "test-1-1", page=2)

    assert len(second.context["page"].object_list) == 1
    assert "第2页，共2页" in second.content.decode()


def test_a_member_of_the_term_sees_its_session(world, sign_in):
    assert Member.objects.filter(user=world.member.user).exists()

    assert page(sign_in(world.member), "overview", "test-1-1").status_code == 200
