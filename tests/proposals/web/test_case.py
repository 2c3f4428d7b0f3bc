"""The case page: everything recorded, in as few statements for one row as for many; only the steps open to the post."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cppcc.accounts.models import Organisation, Role
from cppcc.gathering import Gathering
from proposals.actions import accepting, concluding, drafting, merging, replying, supervising
from proposals.actions.drafting import Draft, draft_proposal
from proposals.actions.mending import correct_fact
from proposals.models import (
    Committee,
    Consultation,
    Feedback,
    PlenarySession,
    Policy,
    Proposal,
    Reply,
    Term,
)
from proposals.queries.opening import part_at_hand
from proposals.queries.visibility import visible_proposals
from proposals.queries.whole_case import load_case
from tests.world import DAY
from workflows.mend import why_not_undo
from workflows.models import MoveRecord


def rich(world, title="关于增设公交站的提案", rounds=1):
    """Return a case with a lead, a helper, talks, a reply, forms, reminders and a merged proposal."""
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title=title)
    merging.merge_proposals([world.submitted(f"{title}（并入）")], into=proposal, **world.as_clerk())
    world.accept(proposal)
    lead = proposal.tasks().first()
    for _number in range(rounds):
        supervising.remind(lead, text="请抓紧办理", **world.as_clerk())
    world.reply(proposal)
    world.rate(proposal)
    drafting.amend_text(
        proposal, drafting.Draft(title=title, body="改过。"), reason="笔误", **world.for_others()
    )
    concluding.follow_up(proposal, manner="电话", **world.as_clerk())
    correct_fact(proposal, {"note": "更正过"}, by=world.clerk, reason="漏写")
    return proposal


def test_a_reply_bears_the_day_it_was_issued_and_the_day_it_was_delivered(world, client):
    proposal = world.assigned()
    world.reply(proposal)
    replying.deliver_reply(Reply.objects.get(), **world.for_others(DAY + timedelta(days=2)))
    client.force_login(world.clerk.user)

    words = " ".join(client.get(reverse("case", args=[proposal.pk])).content.decode().split())

    assert "2026年3月2日签发，2026年3月4日送达" in words


def test_the_suggestions_of_a_text_in_parts_stand_under_one_heading(world, client):
    proposal = world.filed()
    proposal.texts.update(background="站点过稀。", analysis="线路少。")
    client.force_login(world.clerk.user)

    page = client.get(reverse("case", args=[proposal.pk])).content.decode()

    assert (page.count("<h3>具体建议</h3>"), page.count("<h3>建议</h3>")) == (1, 0)
    assert page.index("<summary>建议部分的原文</summary>") > page.index("<h3>具体建议</h3>")


def test_gathered_rows_are_what_the_models_would_read(world):
    rich(world)
    querysets = [
        Policy.objects.all(),
        PlenarySession.objects.all(),
        Term.objects.all(),
        Committee.objects.all(),
        Organisation.objects.all(),
        Proposal.objects.all(),
        Reply.objects.all(),
        Consultation.objects.all(),
        Feedback.objects.all(),
        MoveRecord.objects.all(),
    ]

    found = Gathering(querysets).ask()

    for queryset in querysets:
        fields = [field.attname for field in queryset.model._meta.concrete_fields]
        read = [[getattr(row, name) for name in fields] for row in found[queryset.model].values()]
        assert read == [[getattr(row, name) for name in fields] for row in queryset.order_by("pk")]


@pytest.mark.parametrize("key", [0, 2**62, 2**63, 10**30])
def test_a_case_of_no_such_number_is_not_there(world, sign_in, key):
    assert sign_in(world.clerk).get(reverse("case", args=[key])).status_code == 404
    assert sign_in(world.clerk).get(reverse("act", args=["assignment", key, "accept"])).status_code == 404


def test_what_is_opened_has_its_case_its_session_and_its_unit_at_hand(world, django_assert_num_queries):
    proposal = rich(world)
    talk = Consultation.objects.first()
    part_at_hand(Consultation, talk.pk, world.clerk)

    with django_assert_num_queries(1):
        found = part_at_hand(Consultation, talk.pk, world.clerk)

    with django_assert_num_queries(0):
        assert found == talk
        assert found.assignment.proposal == proposal
        assert found.assignment.unit == world.education
        assert found.assignment.policy == world.session.policy
        assert found.assignment.proposal.plenary_session.committee.organisation == world.committee
    assert part_at_hand(Consultation, talk.pk, world.stranger) is None


def test_what_may_be_opened_is_what_is_visible_to_each_person_on_each_day(world):
    second = world.post("second", Role.CLERK, world.committee)
    everywhere = world.post("everywhere", Role.CLERK)
    second_member = world.post("second_member", Role.MEMBER, world.committee)
    posts = [second, everywhere, second_member, world.clerk, world.office, world.leader, world.officer]
    posts += [world.helper, world.stranger, world.member, world.contact]
    for by in (world.clerk, second, everywhere, world.member):
        draft_proposal(world.session, Draft(title="关于草稿的提案"), by=by)
    world.draft(by_party=True)
    rich(world)
    second.ends_on = timezone.localdate()
    second.save()

    def opened(post):
        return {pk for pk in cases if part_at_hand(Proposal, pk, post)}

    cases = list(Proposal.objects.values_list("pk", flat=True))
    for day in (0, 1):
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=False):
            seen = {post: set(visible_proposals(post).values_list("pk", flat=True)) for post in posts}
            assert {post: opened(post) for post in posts} == seen
            assert len(seen[world.clerk]) == (4, 5)[day]
    assert len({frozenset(each) for each in seen.values()}) > 5


def test_a_loaded_case_answers_as_an_unloaded_one(world, django_assert_num_queries):
    plain = Proposal.objects.get(pk=rich(world).pk)
    expected = _answers(plain)
    load_case(plain, world.clerk)
    loaded = Proposal.objects.select_related("plenary_session__policy").get(pk=plain.pk)

    with django_assert_num_queries(1):
        load_case(loaded, world.clerk)

    with django_assert_num_queries(0):
        assert _answers(loaded) == expected


def _answers(proposal):
    return {
        "complete": [guard(proposal) for guard in proposal.moves()["submit"].guards],
        "text": proposal.text().body,
        "decision": proposal.examination().result,
        "absorbed": [each.pk for each in proposal.absorbed_cases()],
        "people": [each.pk for each in proposal.people()],
        "settled": proposal.feedback_is_settled(),
        "again": proposal.awaits_second_handling(),
        "consulted": proposal.every_unit_has_consulted(),
        "replied": proposal.every_unit_has_replied(),
        "helpers": [task.co_handlers_are_in_or_reminded() for task in proposal.tasks_at_hand()],
        "units": [task.unit_label for task in proposal.tasks_at_hand()],
        "done": [task.nothing_is_owed() for task in proposal.tasks_at_hand()],
    }


@pytest.mark.parametrize("name", ["clerk", "office", "leader", "officer", "helper", "member"])
def test_a_case_takes_the_same_few_statements_for_any_post_and_any_length(
    world, sign_in, name, django_assert_max_num_queries
):
    short, long = rich(world), rich(world, "关于另一件事的提案", rounds=40)
    client = sign_in(getattr(world, name))
    client.get(reverse("case", args=[short.pk]))

    for proposal in (short, long):
        with django_assert_max_num_queries(7):
            answer = client.get(reverse("case", args=[proposal.pk]))
        assert answer.status_code == 200


def test_the_page_shows_what_is_recorded(world, sign_in):
    proposal = rich(world)

    text = sign_in(world.clerk).get(reverse("case", args=[proposal.pk])).content.decode()

    for words in (
        "现在由政协某市委员会办理", "主办：市教育局", "会办：市财政局", "第2稿", "笔误", "催办", "会办意见", "满意",
        "并入本案", "备注：由「（空）」改为「更正过」", "下一步：收反馈、回访，然后办结",
    ):  # fmt: skip
        assert words in text


def test_a_correction_of_a_listed_value_is_shown_in_words(world, sign_in):
    proposal = world.filed()
    category = world.session.category_list.first()
    correct_fact(proposal, {"category": category, "kind": "JOINT"}, by=world.clerk, reason="归类有误")
    client = sign_in(world.clerk)

    shown = client.get(reverse("case", args=[proposal.pk])).content.decode()
    facts = client.get(reverse("facts", args=[proposal.pk])).content.decode()

    for text in (shown, facts):
        assert f"由「（空）」改为「{category}」" in text
        assert "改为「联名提案」" in text
    assert "原因：归类有误" in facts


def test_the_steps_offered_for_undo_are_those_that_can_be_taken_back(world, sign_in):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    client = sign_in(world.clerk)

    def labels():
        return [
            record.label for record in client.get(reverse("case", args=[proposal.pk])).context["undoable"]
        ]

    assert labels() == ["交办"]
    world.accept(proposal)
    assert labels() == ["签收", "签收"]
    for record in MoveRecord.objects.filter(name="accept"):
        assert why_not_undo(record) is None
        client.post(reverse("undo", args=[record.pk]), {"reason": "误操作"})
    assert labels() == ["交办"]


def test_a_step_that_is_taken_back_by_a_step_of_its_own_is_not_offered_for_undo_too(world, sign_in):
    proposal = world.draft()
    drafting.submit_proposal(proposal, by=world.member)
    task = world.assigned(title="关于甲的提案").tasks().get()
    accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=DAY)

    for post, case, step, label in (
        (world.member, proposal, "收回", "提交"),
        (world.officer, task.proposal, "撤回退办申请", "申请退办"),
    ):
        shown = sign_in(post).get(reverse("case", args=[case.pk]))
        assert f">{step}</a>" in shown.content.decode()
        assert label not in [record.label for record in shown.context["undoable"]]


def test_nobody_is_offered_another_persons_undo(world, sign_in):
    proposal = world.assigned()

    assert sign_in(world.office).get(reverse("case", args=[proposal.pk])).context["undoable"] == []


@pytest.mark.parametrize("others", [0, 20])
def test_a_step_takes_the_same_seven_statements_in_a_small_and_a_large_session(
    world, sign_in, others, django_assert_num_queries
):
    for number in range(others):
        world.assigned(title=f"关于第{number}件事的提案")
    task = world.assigned().tasks().get()
    client = sign_in(world.officer)
    address = reverse("act", args=["assignment", task.pk, "accept"])
    client.get(address)

    with django_assert_num_queries(7 + len(["SAVEPOINT", "RELEASE"])):
        answer = client.post(address, {"at": DAY.isoformat(), "token": uuid.uuid4()})

    assert answer.status_code == 302
