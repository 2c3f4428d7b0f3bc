"""The board before and at the assignment: plans by rounds, the units' answers, and 交办 in batch."""

import pytest

from cppcc.accounts.models import OrganisationAlias
from proposals.actions import assigning
from proposals.actions.assigning import Handling
from proposals.models import Assignment, Proposal, ProposedUnit
from tests.proposals.web.conftest import words
from tests.world import DAY
from workflows.models import MoveRecord


def filled(plans, act, **more):
    keys = [str(proposal.pk) for proposal in plans]
    values = {"row": keys, "chosen": keys, "act": act, "at": DAY.isoformat(), **more}
    for proposal, units in plans.items():
        values |= {f"row-{proposal.pk}-{name}": value for name, value in units.items()}
    return values


def tasks():
    return sorted((each.unit.name, each.part) for each in Assignment.objects.select_related("unit"))


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ({"lead": "市教育局"}, [("市教育局", "SOLE")]),
        ({"lead": "教育", "helpers": "市财政局、市水务局"},
         [("市教育局", "LEAD"), ("市水务局", "CO_HANDLER"), ("市财政局", "CO_HANDLER")]),
        ({"separate": "市教育局，市财政局"}, [("市教育局", "SEPARATE"), ("市财政局", "SEPARATE")]),
    ],
)  # fmt: skip
def test_units_are_named_as_in_a_ledger_and_their_parts_follow(world, desk, units, expected):
    OrganisationAlias.objects.create(name="教育", organisation=world.education)
    proposal = world.filed()

    answer = desk(world.office).confirm("assignment", filled({proposal: units}, "assign"))

    assert answer.status_code == 302
    assert tasks() == expected
    assert Proposal.objects.get().state == "ASSIGNED"


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ({"lead": "市气象局"}, "名录里没有「市气象局」"),
        ({"lead": "市教育局、市财政局"}, "独办、主办只能有一个单位"),
        ({}, "请填写承办单位"),
        ({"separate": "市教育局"}, "分办至少两个"),
        ({"lead": "市教育局", "helpers": "市教育局"}, "市教育局写了不止一次"),
    ],
)
def test_impossible_handlings_are_refused_unasked_and_what_was_typed_stays(world, desk, units, said):
    proposal = world.filed()

    answer = desk(world.office).send("assignment", filled({proposal: units}, "assign"))

    assert answer.status_code == 400
    assert said in words(answer)
    assert all(name in words(answer) for name in units.values())
    assert tasks() == []


def test_a_plan_goes_through_rounds_with_the_answers_of_the_units(world, desk):
    proposal = world.filed()
    office = desk(world.office)
    office.confirm("assignment", filled({proposal: {"lead": "市教育局", "helpers": "市财政局"}}, "propose"))
    lead, helper = proposal.proposed_units.all()
    answers = {
        f"response-{lead.pk}": "OBJECTED", f"reason-{lead.pk}": "不属职责", f"response-{helper.pk}": "AGREED"
    }  # fmt: skip

    common = office.open("assignment").context["common"]
    refused = office.send("assignment", filled({proposal: answers}, "respond"))
    office.confirm("assignment", filled({proposal: answers}, "respond", via="PHONE"))
    office.confirm("assignment", filled({proposal: {"lead": "市水务局"}}, "propose"))
    [row] = office.open("assignment").context["rows"]

    assert ([field.name for field in common.folded], common.is_unfolded) == (["party", "via"], True)
    assert (refused.status_code, "请选择单位以何种方式告知" in words(refused)) == (400, True)
    assert [MoveRecord.objects.of(each).get().on_behalf_of for each in (lead, helper)] == [
        "市教育局",
        "市财政局",
    ]
    assert [(each.unit, each.response) for each in row.earlier] == [
        (world.education, "OBJECTED"),
        (world.finance, "AGREED"),
    ]
    assert (row.round, row.form["lead"].value(), row.form["helpers"].value()) == (2, "市水务局", None)
    lead.refresh_from_db()
    assert (lead.record.label, lead.response_reason) == ("拟交办", "不属职责")


def test_the_board_is_narrowed_by_how_far_the_plan_is(world, desk):
    bare, waiting, objected, agreed = (world.filed(f"关于{each}的提案") for each in "甲乙丙丁")
    for proposal in (waiting, objected, agreed):
        assigning.propose_units(proposal, [Handling(world.education, "SOLE")], **world.as_clerk())
    for proposal, response in ((objected, "OBJECTED"), (agreed, "AGREED")):
        row = ProposedUnit.objects.get(proposal=proposal)
        assigning.respond_to_plan(row, response, reason="不属职责", **world.for_others())
    office = desk(world.office)

    found = {
        plan: [row.pk for row in office.open("assignment", plan=plan).context["rows"]]
        for plan in ("", "none", "waiting", "objected", "agreed")
    }

    assert found == {
        "": [bare.pk, waiting.pk, objected.pk, agreed.pk],
        "none": [bare.pk],
        "waiting": [waiting.pk],
        "objected": [objected.pk],
        "agreed": [agreed.pk],
    }


def test_what_has_had_fewer_rounds_than_the_policy_asks_for_is_named_before_it_is_assigned(world, desk):
    bare, once, twice = (world.filed(f"关于{each}的提案") for each in "甲乙丙")
    for proposal in (once, twice, twice):
        assigning.propose_units(proposal, [Handling(world.education, "SOLE")], **world.as_clerk())
    plans = {proposal: {"lead": "市教育局"} for proposal in (bare, once, twice)}
    office = desk(world.office)

    def warned(act):
        return office.send("assignment", filled(plans, act)).context["summary"].warnings

    assert warned("assign") == (
        "规定交办前协商2轮，其中2件还没有协商满：第001号（0轮）；第002号（1轮）。确认后照样交办。",
    )
    assert warned("propose") == ()
    world.set_policy(pre_assignment_rounds=0)
    assert warned("assign") == ()


def test_how_a_like_case_was_handled_stands_beside(world, desk):
    earlier = world.assigned(title="关于增设电动汽车充电桩的提案")
    earlier.texts.all().delete()
    proposal = world.filed("关于加快电动汽车充电桩建设的建议")

    [row] = desk(world.office).open("assignment").context["rows"]

    assert (row.pk, row.precedent) == (proposal.pk, earlier)


def test_bulk_assignment_of_a_hundred_by_the_page_takes_the_same_statements_as_one(world, desk):
    office = desk(world.office)
    plans = {world.filed(f"关于第{each}件的提案"): {"lead": "市教育局"} for each in range(102)}
    first, second, *others = plans
    lead = {"lead": "市教育局"}

    def assign(*proposals):
        values = filled(dict.fromkeys(proposals, lead), "assign", confirmed="1")
        return office.statements(lambda: office.send("assignment", values))

    assign(first)
    one, hundred = assign(second), assign(*others)

    assert one == hundred <= 30
    assert Assignment.objects.count() == 102


def test_only_who_hands_over_uses_the_board(world, desk):
    found = {
        role: desk(getattr(world, role)).open("assignment").status_code
        for role in ("clerk", "office", "leader", "member")
    }

    assert found == {"clerk": 200, "office": 200, "leader": 403, "member": 403}
