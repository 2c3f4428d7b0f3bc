"""What a person has to do next is counted on his desk and stands on the page that the counter leads to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cppcc.accounts.models import Role
from proposals.actions import accepting, concluding, consulting, drafting, joining, merging
from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import Consultation, Proposer
from proposals.queries.desk import counts
from proposals.queries.history import records_of
from proposals.queries.holding import holders
from proposals.queries.visibility import visible_plenary_sessions
from tests.world import DAY, World, only_task


@pytest.fixture
def case_of(world, client):
    """Return how a post reads the page of a case."""

    def read(post, proposal):
        client.force_login(post.user)
        return client.get(reverse("case", args=[proposal.pk])).content.decode()

    return read


def link_to(kind, pk, step):
    return f'href="{reverse("act", args=[kind, pk, step])}'


def test_a_body_that_has_put_nothing_yet_may_write_to_the_newest_session_of_any_committee(world, client):
    World.open_session("test-1-2", number=2, year=2027)
    other = open_plenary_session(Opening("other-1-1", "政协某县委员会", "county", 1, 1, 2026, {}, {}))
    client.force_login(world.contact.user)

    found = {each.code for each in visible_plenary_sessions(world.contact)}

    assert found == {"test-1-2", other.code}
    assert client.get(reverse("write", args=[other.code])).status_code == 200


def test_a_body_that_has_put_something_sees_the_sessions_of_that_committee_alone(world):
    open_plenary_session(Opening("other-1-1", "政协某县委员会", "county", 1, 1, 2026, {}, {}))
    world.draft(by_party=True)
    World.open_session("test-1-2", number=2, year=2027)

    found = {each.code for each in visible_plenary_sessions(world.contact)}

    assert found == {"test-1-1", "test-1-2"}


def test_the_invited_signs_on_the_page_of_the_case(world, case_of):
    second = world.post("second", Role.MEMBER, world.committee)
    world.li.user = second.user
    world.li.save()
    draft = world.draft()
    drafting.invite_cosigners(draft, [world.li], by=world.member)
    invitation = Proposer.objects.get(member=world.li)

    assert link_to("proposer", invitation.pk, "cosign") in case_of(second, draft)
    assert link_to("proposer", invitation.pk, "cosign") not in case_of(world.member, draft)
    assert "李四（还没有签名）" in case_of(world.member, draft)


def test_the_office_rules_on_a_request_to_join_on_the_page_of_the_case(world, case_of):
    proposal = world.assigned()
    world.accept(proposal)
    request = joining.request_join(
        proposal.tasks().get(), unit=world.water, reason="涉及供水", **world.for_others()
    )

    assert link_to("joinrequest", request.pk, "rule_on") in case_of(world.office, proposal)


def test_a_unit_whose_talk_is_denied_may_say_why_there_was_none_and_then_reply(world, case_of):
    proposal = world.assigned()
    world.consult(proposal)
    task, explain = only_task(proposal), "explain_no_consultation"
    assert link_to("assignment", task.pk, explain) not in case_of(world.officer, proposal)
    consulting.confirm_consultation(Consultation.objects.get(), took_place=False, by=world.member)

    assert link_to("assignment", task.pk, explain) in case_of(world.officer, proposal)
    consulting.explain_no_consultation(task, reason="委员出国", by=world.officer)
    world.reply_of(task, at=timezone.localdate())

    proposal.refresh_from_db()
    assert proposal.state == "REPLIED"


def test_a_unit_is_led_from_the_case_to_its_own_task(world, case_of):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    own, others = proposal.tasks()

    page = case_of(world.officer, proposal)

    assert f'href="{reverse("task", args=[own.pk])}"' in page
    assert f'href="{reverse("task", args=[others.pk])}"' not in page


def test_a_case_that_lost_its_lead_waits_for_the_office_and_the_clerk(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    lead = proposal.tasks().get(part="LEAD")
    accepting.request_hand_back(lead, reason="不属职责", **world.for_others())
    assert counts(world.office, world.session)["to_reassign"] == 0

    accepting.rule_on_hand_back(lead, granted=True, **world.for_others())

    waiting = [counts(post, world.session)["to_reassign"] for post in (world.office, world.clerk)]
    assert waiting == [1, 1]
    proposal.refresh_from_db()
    assert [each.who for each in holders(proposal, [])] == ["交办单位", "市财政局"]


def test_a_task_is_held_since_it_came_to_whoever_has_it(world):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal, result="DISSATISFIED")
    task = proposal.tasks().get()

    concluding.handle_again(task, note="请补办", **world.as_clerk(DAY + timedelta(days=9)))
    proposal.refresh_from_db()
    [again] = holders(proposal, list(records_of(proposal)))
    accepting.request_hand_back(task, reason="职责已划出", **world.for_others(DAY + timedelta(days=12)))
    proposal.refresh_from_db()
    [asked] = holders(proposal, list(records_of(proposal)))

    assert (again.who, again.since) == ("市教育局", DAY + timedelta(days=9))
    assert (asked.who, asked.since) == ("交办单位", DAY + timedelta(days=12))


def test_the_proposer_of_a_merged_case_is_asked_to_confirm_and_to_rate(world):
    proposal = world.assigned()
    merged = world.draft("关于另一处公交站的提案", by_party=True)
    drafting.submit_proposal(merged, **world.for_others())
    merging.merge_proposals([merged], into=proposal, **world.as_clerk())
    world.reply(proposal)

    asked = counts(world.contact, world.session)

    assert (asked["talks"], asked["to_rate"]) == (1, 1)


def test_who_only_signed_with_others_is_asked_to_rate_where_the_policy_says_so(world):
    second = world.post("second", Role.MEMBER, world.committee)
    world.li.user = second.user
    world.li.save()
    proposal = world.assigned()
    Proposer.objects.create(
        proposal=proposal, role=Proposer.Role.COSIGNER, member=world.li, name="李四", position=1
    )
    world.reply(proposal)
    assert counts(second, world.session)["to_rate"] == 0

    world.session.policy.feedback_by_all = True
    world.session.policy.save()

    assert counts(second, world.session)["to_rate"] == 1


def test_no_answer_is_given_beforehand(world, client):
    proposal = world.assigned()
    world.reply(proposal)
    talk = Consultation.objects.get()
    client.force_login(world.member.user)
    steps = [("consultation", talk.pk, "confirm"), ("assignment", proposal.tasks().get().pk, "rate")]

    for step in steps:
        address = reverse("act", args=step)
        form = client.get(address).context["form"]
        refused = client.post(address, {name: form[name].value() or "" for name in form.fields})
        assert refused.status_code == 409

    talk.refresh_from_db()
    assert talk.confirmation == ""
    assert not proposal.tasks().get().feedback.exists()
