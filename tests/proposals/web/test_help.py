"""Help is drawn from the machines, the rules and the steps, and tells each role what it may do."""

import pytest
from django.urls import resolve, reverse

from cppcc.accounts.models import Post, Role
from proposals.models import Assignment, Proposal
from proposals.permissions import RELATIONS, RULES, roles_of
from proposals.web.guide import COURSE_FOR_PROPOSERS
from proposals.web.pages import act
from proposals.web.steps import STEPS, offered


def told(client, post):
    client.force_login(post.user)
    context = client.get(reverse("help")).context
    return {
        (str(subject), str(step.label)): (str(step.states), step.is_for_others)
        for subject, steps in context["steps"]
        for step in steps
    }


def test_the_roles_of_every_rule_can_be_read():
    assert {role for name in RULES for role in roles_of(name)} == set(Role)
    assert {role for roles in RELATIONS.values() for role in roles} == set(Role)


def test_a_step_is_told_with_its_states_as_the_machine_declares_them(world, client):
    clerk, unit = told(client, world.clerk), told(client, world.officer)

    assert clerk["提案", "立案"] == ("提交", False)
    assert clerk["提案", "撤案"] == ("提交、退回修改、立案、拟交办、交办、面商", False)
    assert clerk["承办件", "签收"] == ("交办", True)
    assert unit["承办件", "签收"] == ("交办", False)
    assert ("提案", "立案") not in unit
    leader = told(client, world.leader)
    assert leader["提案", "登记领导批示"] == ("条件符合时（按钮会出现在提案页上）", False)
    assert ("提案", "立案") not in leader


@pytest.mark.parametrize("name", ["clerk", "office", "leader", "officer", "member", "contact"])
def test_no_step_is_offered_that_help_does_not_tell(world, client, name):
    post = getattr(world, name)
    cases = [world.draft(), world.submitted(), world.filed(), world.assigned(title="关于甲的提案")]

    help_tells = told(client, post)

    for proposal in Proposal.objects.filter(pk__in=[case.pk for case in cases]):
        for subject in (proposal, *proposal.tasks()):
            for each in offered(subject, post):
                assert (str(subject._meta.verbose_name), str(each.step.label)) in help_tells


def test_who_holds_no_post_is_told_so_on_every_page(world, client):
    Post.objects.filter(user=world.leader.user).delete()
    client.force_login(world.leader.user)

    answers = [client.get(reverse(name)) for name in ("home", "help", "search")]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert "请联系提案委工作人员为您设置" in answers[0].content.decode()


def test_no_form_of_a_step_has_two_fields_of_one_name():
    for steps in STEPS.values():
        for step in steps:
            labels = [str(field.label) for field in step.form.base_fields.values() if field.label]
            assert (step.label, len(labels)) == (step.label, len(set(labels)))


def test_who_puts_proposals_is_told_the_course_in_words_state_by_state(world, client):
    shown = {}
    for name in ("member", "contact", "clerk"):
        client.force_login(getattr(world, name).user)
        context = client.get(reverse("help")).context
        shown[name] = (len(context["course"]), len(context["courses"]))

    states = Proposal._meta.get_field("state").flatchoices
    assert shown == {"member": (len(states), 0), "contact": (len(states), 0), "clerk": (0, 3)}
    assert {state.value for state in COURSE_FOR_PROPOSERS} == {value for value, _label in states}


def test_every_step_has_a_label_and_an_action_or_a_page_of_its_own():
    for model, steps in STEPS.items():
        for step in steps:
            page = resolve(reverse("act", args=[model._meta.model_name, 1, step.name])).func
            assert step.label
            assert (step.run is None) == (page is not act)
    assert {step.name for step in STEPS[Assignment]} >= {"accept", "rate"}
