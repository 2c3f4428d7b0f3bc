"""What a figure is doubted for and explained with: flags, the switches that decided it, both lists."""

import pytest
from django.urls import reverse

from proposals.models import Policy, Reply
from proposals.statistics.explaining import explain
from proposals.statistics.figures import figures_of
from proposals.statistics.flags import flags_on
from proposals.statistics.scope import Scope


def test_a_full_rate_beside_missing_records_is_flagged(world):
    world.reply(world.assigned())
    Reply.objects.update(issued_on=None, outcome=None)

    flags = flags_on(figures_of(Scope(world.session)))

    assert "办复率为100%，但有1条记录没有答复日期，请核对后再用。" in flags
    assert "办复率为100%，但有1条记录没有办理结果类别，请核对后再用。" in flags


def test_full_satisfaction_of_a_few_forms_is_flagged(world):
    first, second = world.assigned(), world.assigned(title="关于增设路灯的提案")
    world.reply(first)
    world.reply(second)
    world.rate(first)

    flags = flags_on(figures_of(Scope(world.session)))

    assert any(flag.startswith("满意率为100%，但已答复的2件中只收回1件") for flag in flags)


def test_counts_of_tasks_and_of_proposals_are_flagged_where_they_differ(world):
    world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))

    [flag] = flags_on(figures_of(Scope(world.session)))

    assert flag.startswith("应答复的承办件2件次，已交办的提案1件")


def test_a_figure_is_explained_with_the_switches_that_decided_and_their_other_positions(world):
    world.reply(world.assigned())
    world.filed("关于增设路灯的提案")

    explanation = explain(Scope(world.session), "filing_rate")

    assert (explanation.text, explanation.part, explanation.whole) == ("100%", 2, 2)
    assert explanation.exact == "2 ÷ 2 ＝ 1.000000"
    switch = explanation.switches[0]
    assert (switch.label, switch.value, switch.otherwise) == (
        "立案数口径", "并案后", (("并案前", "100%（2/2）"),),
    )  # fmt: skip
    assert explain(Scope(world.session), "unheard_of") is None


def test_the_explanation_changes_no_policy(world):
    world.assigned()

    explain(Scope(world.session), "consultation_rate")

    assert Policy.objects.get(plenary_session=world.session).consultation_base == "repliers"


def test_the_page_that_explains_a_figure_has_both_lists(world, client):
    world.reply(world.assigned())
    world.filed("关于增设路灯的提案")
    client.force_login(world.clerk.user)

    page = client.get(reverse("why", args=["test-1-1", "reply_rate"])).content.decode()

    assert "办复率为什么是50.0%？" in page
    assert (page.count("关于增设公交站的提案"), page.count("关于增设路灯的提案")) == (2, 1)
    assert client.get(reverse("why", args=["test-1-1", "unheard_of"])).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "officer"])
def test_every_rate_of_the_overview_is_explained_to_whoever_sees_it(world, client, who):
    world.conclude(world.assigned())
    client.force_login(getattr(world, who).user)
    scope = Scope(world.session, unit=world.education if who == "officer" else None)

    for key in figures_of(scope).rates:
        assert client.get(reverse("why", args=["test-1-1", key])).status_code == 200, key
