"""What each figure counts, by every base."""

from datetime import timedelta

import pytest

from proposals.actions import (
    accepting,
    concluding,
    consulting,
    drafting,
    filing,
    merging,
    replying,
    supervising,
)
from proposals.models import (
    Assignment,
    CoHandlingOpinion,
    Docket,
    Feedback,
    FollowUp,
    Member,
    Reply,
)
from proposals.statistics import lists
from proposals.statistics.rate import percent
from tests.world import DAY


def pair(world, key, **scope):
    rate = world.figures(**scope).rates[key]
    return rate.part, rate.whole


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "rounding", "printed"),
    [
        (153, 202, 1, "half_up", "75.7"),
        (1, 4, 1, "half_up", "25.0"),
        (470, 578, 2, "half_up", "81.31"),
        (47, 96, 0, "cut", "48"),
        (47, 96, 0, "half_up", "49"),
        (1, 8, 2, "half_up", "12.50"),
        (5, 1000, 0, "half_up", "1"),
        (0, 0, 1, "half_up", "—"),
        (0, 3, 1, "half_up", "0.0"),
    ],
)
def test_a_percentage_is_printed_half_up_or_cut_and_nothing_of_nothing_as_a_dash(
    part, whole, decimals, rounding, printed
):
    assert percent(part, whole, decimals=decimals, rounding=rounding) == printed


def test_an_empty_session_has_no_percentages(world):
    found = world.figures()

    assert {rate.percent(world.session.policy) for key, rate in found.rates.items() if rate.whole == 0} == {
        "—"
    }
    assert set(found.counts.values()) == {0}


def test_the_received_by_result(world):
    world.draft("关于草稿的提案")
    recalled = world.submitted("关于收回的提案")
    drafting.recall(recalled, **world.for_others())
    head = world.filed("关于甲的提案")
    merging.merge_proposals([world.submitted("关于乙的提案")], into=head, **world.as_clerk())
    filing.decline_proposal(
        world.submitted("关于丙的提案"), disposition="MEMBER_LETTER", reason_text="空泛", **world.as_clerk()
    )
    filing.withdraw(world.filed("关于丁的提案"), note="申请", **world.as_clerk())
    drafting.return_for_revision(world.submitted("关于戊的提案"), note="请补充", **world.as_clerk())
    world.submitted("关于己的提案")

    counts = world.figures().counts

    names = [
        "received",
        "filed_net",
        "filed_gross",
        "merged",
        "merge_groups",
        "declined",
        "converted",
        "withdrawn",
        "pending",
    ]
    assert [counts[name] for name in names] == [6, 1, 2, 1, 1, 1, 1, 1, 2]


def test_merged_proposals_count_as_filed_only_where_the_policy_says_so(world):
    head = world.assigned(title="关于甲的提案")
    world.reply(head)
    merging_in = [world.submitted(f"关于{name}的提案") for name in "乙丙"]
    head.refresh_from_db()
    other = world.assigned(title="关于丁的提案")
    merging.merge_proposals(merging_in, into=other, **world.as_clerk())

    assert (pair(world, "filing_rate"), pair(world, "reply_rate")) == ((2, 4), (1, 2))

    world.set_policy(filing_base="gross")

    assert (pair(world, "filing_rate"), pair(world, "reply_rate")) == ((4, 4), (1, 4))

    world.reply(other)

    assert pair(world, "reply_rate") == (4, 4)


def test_a_proposal_counts_as_consulted_and_replied_when_every_replier_is(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.consult(proposal)
    first, second = proposal.tasks()
    world.reply_of(first)

    assert (pair(world, "consultation_rate"), pair(world, "reply_rate")) == ((1, 1), (0, 1))

    world.reply_of(second)

    assert pair(world, "reply_rate") == (1, 1)


def test_a_helping_unit_owes_no_talk_and_no_reply(world):
    world.reply(world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER")))

    assert (pair(world, "consultation_rate"), pair(world, "reply_rate")) == ((1, 1), (1, 1))
    assert pair(world, "opinion_rate") == (1, 1)
    assert pair(world, "consultation_rate", unit=world.finance) == (0, 0)
    assert pair(world, "conclusion_rate", unit=world.finance) == (0, 1)


def test_the_base_of_the_consultation_rate_is_policy(world):
    world.consult(
        world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于甲的提案")
    )
    world.consult(world.assigned(title="关于乙的提案"), manner="WAIVED")

    assert pair(world, "consultation_rate") == (1, 2)
    world.set_policy(consultation_base="minus_waived")
    assert pair(world, "consultation_rate") == (1, 1)
    world.set_policy(consultation_base="all")
    assert pair(world, "consultation_rate") == (0, 2)
    assert pair(world, "consultation_rate", unit=world.education) == (1, 2)


def test_a_telephone_call_counts_where_the_policy_says_so(world):
    proposal = world.assigned()
    world.consult(proposal, manner="PHONE")

    assert pair(world, "consultation_rate") == (0, 1)
    world.set_policy(phone_counts=True)
    assert pair(world, "consultation_rate") == (1, 1)


def test_two_talks_are_needed_where_the_policy_says_so(world):
    proposal = world.assigned()
    world.consult(proposal)
    world.set_policy(minimum_consultations=2)

    assert pair(world, "consultation_rate") == (0, 1)
    consulting.log_consultation(proposal.tasks().get(), consulting.Talk(place="现场"), **world.for_others())
    assert pair(world, "consultation_rate") == (1, 1)


def test_a_talk_that_the_proposer_denies_does_not_count(world):
    proposal = world.assigned()
    world.consult(proposal)
    talk = proposal.tasks().get().consultations.get()

    consulting.confirm_consultation(talk, took_place=False, objection="没有人来过", by=world.member, at=DAY)

    assert pair(world, "consultation_rate") == (0, 1)
    proposal.refresh_from_db()
    assert proposal.state == "ASSIGNED"


def test_a_reply_dated_on_the_limit_is_in_time_and_the_day_after_is_not(world):
    in_time, late = world.assigned(title="关于甲的提案"), world.assigned(title="关于乙的提案")
    limit = in_time.tasks().get().due_on
    world.reply(in_time, at=limit)
    world.reply(late, at=limit + timedelta(days=1))

    assert pair(world, "on_time_reply_rate") == (1, 2)


def test_a_second_reply_does_not_make_a_late_first_reply_timely(world):
    proposal = world.assigned()
    late = proposal.tasks().get().due_on + timedelta(days=1)
    world.reply(proposal, at=late)
    world.rate(proposal, "DISSATISFIED", at=late)
    task = proposal.tasks().get()
    concluding.handle_again(task, note="再办", **world.as_clerk(late))
    world.consult(proposal, at=late)
    world.reply_of(proposal.tasks().get(), at=late)

    assert (pair(world, "on_time_reply_rate"), pair(world, "reply_rate")) == ((0, 1), (1, 1))


def test_no_answer_is_never_satisfied(world):
    world.reply(world.assigned(title="关于甲的提案"))
    rated = world.assigned(title="关于乙的提案")
    world.reply(rated)
    world.rate(rated)

    assert (pair(world, "satisfaction_rate"), pair(world, "feedback_return_rate")) == ((1, 1), (1, 2))
    world.set_policy(satisfaction_base="all")
    assert pair(world, "satisfaction_rate") == (1, 2)


def test_fairly_satisfied_counts_unless_the_policy_is_strict(world):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal, "FAIRLY_SATISFIED")

    assert pair(world, "satisfaction_rate") == (1, 1)
    world.set_policy(fairly_satisfied_counts=False)
    assert (pair(world, "satisfaction_rate"), pair(world, "attitude_satisfaction_rate")) == ((0, 1), (1, 1))


def test_of_several_answers_the_worst_counts_and_of_one_proposer_the_last(world):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal, "DISSATISFIED")
    assert pair(world, "satisfaction_rate") == (0, 1)

    world.rate(proposal, "SATISFIED")

    assert pair(world, "satisfaction_rate") == (1, 1)


def test_the_class_of_several_replies_is_the_least_solved(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.consult(proposal)
    first, second = proposal.tasks()
    world.reply_of(first, code="A")

    assert sum(line.part for line in world.figures().breakdowns["outcome"]) == 0

    world.reply_of(second, code="B")

    assert [line.part for line in world.figures().breakdowns["outcome"]] == [0, 1, 0, 0]
    assert pair(world, "resolved_rate") == (0, 1)


def test_where_the_reply_concludes_a_replied_case_counts_as_concluded(world):
    world.reply(world.assigned())

    assert pair(world, "conclusion_rate") == (0, 1)
    world.set_policy(conclusion="reply")
    assert (pair(world, "conclusion_rate"), pair(world, "conclusion_rate", unit=world.education)) == (
        (1, 1),
        (1, 1),
    )


def test_adoption_counts_suggestions(world):
    proposal = world.assigned()
    replying.adopt_suggestion(proposal.suggestions.get(), is_adopted=True, **world.as_clerk())
    world.filed("关于乙的提案")

    assert pair(world, "adoption_rate") == (1, 2)


def test_participation_counts_members_in_office(world):
    Member.objects.create(term=world.session.term, name="王五", standing=Member.Standing.RESIGNED)
    world.submitted()

    assert pair(world, "participation_rate") == (1, 2)


def test_figures_never_mix_dockets(world):
    world.filed("关于甲的提案")
    draft = drafting.Draft(title="代表建议", docket=Docket.DEPUTY_SUGGESTION, facts={"is_text_on_paper": True},
                           proposers=(drafting.ProposerEntry(name="代表"),))  # fmt: skip
    suggestion = drafting.draft_proposal(world.session, draft, **world.as_clerk())
    drafting.submit_proposal(suggestion, **world.as_clerk())

    assert world.figures().counts["received"] == 1
    assert world.figures(docket=Docket.DEPUTY_SUGGESTION).counts["received"] == 1


def test_a_unit_is_counted_with_those_below_it(world):
    world.finance.parent = world.education
    world.finance.save()
    world.assigned((world.finance, "SOLE"))

    assert world.figures(unit=world.education).counts["repliers"] == 1


def test_during_the_session_is_up_to_its_cut_off(world):
    world.session.closes_on = DAY
    world.session.save()
    world.submitted("关于甲的提案")
    late = world.draft("关于乙的提案")
    drafting.submit_proposal(late, **world.for_others(DAY + timedelta(days=1)))

    assert [world.figures(occasion=each).counts["received"] for each in ("PLENARY", "INTERSESSION", "")] == [
        1,
        1,
        2,
    ]


def test_a_reply_of_unknown_day_is_neither_in_time_nor_late(world):
    proposal = world.assigned()
    world.reply(proposal)
    Reply.objects.update(issued_on=None)

    assert (pair(world, "on_time_reply_rate"), pair(world, "reply_rate")) == ((0, 0), (1, 1))


def test_a_unit_that_signed_and_then_asked_to_hand_back_has_signed(world):
    proposal = world.assigned()
    world.accept(proposal)
    accepting.request_hand_back(proposal.tasks().get(), reason="不属职责", **world.for_others())

    assert (pair(world, "acceptance_rate"), pair(world, "acceptance_rate", as_of=DAY)) == ((1, 1), (1, 1))


def test_a_silent_helping_unit_has_not_signed(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    lead, helper = proposal.tasks()
    accepting.accept(lead, **world.for_others())
    supervising.remind(helper, text="请抓紧办理", **world.as_clerk())
    consulting.log_consultation(lead, consulting.Talk(), **world.for_others())
    world.reply_of(lead)
    world.rate(proposal)
    proposal.refresh_from_db()
    concluding.conclude(proposal, **world.as_clerk())

    assert (pair(world, "acceptance_rate"), pair(world, "opinion_rate")) == ((1, 2), (0, 1))


def test_a_visit_after_the_reply_of_one_unit_is_none_after_that_of_another(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.reply(proposal)
    FollowUp.objects.create(proposal=proposal, assignment=proposal.tasks().first(), made_on=DAY)

    assert pair(world, "follow_up_rate") == (1, 1)
    assert pair(world, "follow_up_rate", unit=world.education) == (1, 1)
    assert pair(world, "follow_up_rate", unit=world.finance) == (0, 1)


def test_a_form_that_rates_only_the_attitude_has_come_back(world):
    world.reply(world.assigned())
    Feedback.objects.create(assignment=Assignment.objects.get(), attitude="SATISFIED", given_on=DAY)

    assert (pair(world, "feedback_return_rate"), pair(world, "satisfaction_rate")) == ((1, 1), (0, 0))


def test_the_class_of_a_case_is_not_known_while_that_of_one_reply_is_not(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.reply(proposal)
    Reply.objects.filter(assignment__unit=world.finance).update(outcome=None)

    assert pair(world, "resolved_rate") == (0, 0)
    assert sum(line.part for line in world.figures().breakdowns["outcome"]) == 0


@pytest.mark.parametrize(
    ("share_base", "filing_base", "line"),
    [
        ("net", "gross", (1, 1)),
        ("gross", "net", (2, 2)),
        ("received", "net", (1, 2)),
        ("received", "gross", (2, 2)),
    ],
)
def test_shares_of_the_classes_count_the_merged_by_their_own_base(world, share_base, filing_base, line):
    head = world.assigned(title="关于甲的提案")
    merging.merge_proposals([world.submitted("关于乙的提案")], into=head, **world.as_clerk())
    world.reply(head)
    world.set_policy(share_base=share_base, filing_base=filing_base)

    found = world.figures()

    first = found.breakdowns["outcome"][0]
    assert (first.part, first.whole) == line
    assert lists.in_outcome(found.scope, "A").count() == first.part


def test_facts_of_unknown_day_count_on_every_day_and_are_told_by_number(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.reply(proposal)
    Assignment.objects.update(accepted_on=None)
    CoHandlingOpinion.objects.update(given_on=None)

    found = world.figures(as_of=DAY)

    assert found.rates["acceptance_rate"].part == 2
    assert "有3项事实的日期不详，按截至日以前发生计入：签收2项、会办意见1项。" in found.warnings
