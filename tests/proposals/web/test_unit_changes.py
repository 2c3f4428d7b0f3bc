"""A change of units in mid-course: said before it is done where a unit has begun, confirmed as it was said."""

from tests.pages import take


def handled(proposal):
    return {task.unit.name: task.part for task in proposal.tasks().select_related("unit")}


def test_a_change_under_units_that_have_begun_is_said_before_it_is_done(world, sign_in):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.reply(proposal)
    before = handled(proposal)
    clerk = sign_in(world.clerk)
    wanted = {"unit_1": world.finance.pk, "part_1": "LEAD", "unit_2": world.water.pk, "part_2": "CO_HANDLER"}

    asked = take(clerk, proposal, "change_units", **wanted)
    kept = handled(proposal)
    agreed = {"agreed": asked.context["question"].words()}
    other = take(
        clerk, proposal, "change_units", **wanted | {"part_1": "SEPARATE", "part_2": "SEPARATE"} | agreed
    )
    done = take(clerk, proposal, "change_units", **wanted, **agreed)

    assert list(asked.context["question"].lines) == [
        "撤销市教育局（主办）：现在是「答复」，已办的事项留在记录里，不再由它办理。",
        "市财政局（会办）改为主办：现在是「会办意见」。",
        "新交办市水务局（会办）。",
        "提案现在是「答复」，调整后按留下的和新交办的单位重新判断。",
    ]
    assert (asked.status_code, kept, other.status_code, done.status_code) == (200, before, 200, 302)
    assert handled(proposal) == {"市财政局": "LEAD", "市水务局": "CO_HANDLER"}


def test_an_impossible_change_is_refused_before_anything_is_asked(world, sign_in):
    proposal = world.assigned()
    world.reply(proposal)
    twice = {"unit_1": world.water.pk, "part_1": "LEAD", "unit_2": world.water.pk, "part_2": "CO_HANDLER"}

    answer = take(sign_in(world.clerk), proposal, "change_units", **twice)

    assert (answer.status_code, answer.context["question"]) == (409, None)
    assert "市水务局写了不止一次" in answer.content.decode()


def test_a_unit_that_has_not_begun_is_changed_without_a_question(world, sign_in):
    proposal = world.assigned()

    answer = take(sign_in(world.clerk), proposal, "change_units", unit_1=world.water.pk, part_1="SOLE")

    assert (answer.status_code, handled(proposal)) == (302, {"市水务局": "SOLE"})
