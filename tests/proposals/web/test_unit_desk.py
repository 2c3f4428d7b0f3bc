"""The unit's desk: its tasks by what they wait for, answering an assignment, talks, helping units."""

import pytest
from django.urls import reverse

from proposals.actions import consulting, replying
from proposals.models import Reply
from tests.pages import page, take
from tests.world import DAY

pytestmark = pytest.mark.usefixtures("on_the_day")


def test_a_task_is_seen_by_who_sees_the_case(world, sign_in):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    task = proposal.tasks().get(part="LEAD")
    sees = {"officer", "helper", "clerk", "office", "leader", "member"}

    for role in (*sees, "stranger", "contact"):
        expected = 200 if role in sees else 404
        client = sign_in(getattr(world, role))
        assert (role, page(client, "task", task.pk).status_code) == (role, expected)
        assert (role, page(client, "task", task.pk + 99).status_code) == (role, 404)


def test_the_unit_desk_groups_the_tasks_by_what_they_wait_for(world, officer):
    world.assigned(title="关于甲的提案")
    world.accept(world.assigned(title="关于乙的提案"))
    world.consult(world.assigned(title="关于丙的提案"))
    excused = world.assigned(title="关于辛的提案")
    world.accept(excused)
    consulting.explain_no_consultation(excused.tasks().get(), reason="联系不上", by=world.officer)
    drafted = world.assigned(title="关于丁的提案")
    world.consult(drafted)
    replying.draft_reply(drafted.tasks().get(), replying.Letter(text="答复。"), by=world.officer)
    world.reply(world.assigned(title="关于戊的提案"))
    delivered = world.assigned(title="关于己的提案")
    world.reply(delivered)
    replying.deliver_reply(delivered.tasks().get().last_reply(), by=world.officer)
    world.conclude(world.assigned(title="关于庚的提案"))

    context = page(officer, "unit_desk", world.session.code).context

    assert [
        (key, [task.proposal.title[2] for task in tasks]) for key, _label, tasks in context["groups"]
    ] == [
        ("to_accept", ["甲"]),
        ("to_consult", ["乙"]),
        ("to_reply", ["丙", "辛"]),
        ("in_approval", ["丁"]),
        ("to_deliver", ["戊"]),
        ("replied", ["己"]),
        ("concluded", ["庚"]),
    ]
    assert context["to_do_count"] == 6


def test_the_consultation_log_says_which_entries_count(world, officer):
    proposal = world.assigned()
    world.accept(proposal)
    task = proposal.tasks().get()
    for manner in ("PHONE", "MEETING"):
        take(officer, task, "log_consultation", at=DAY.isoformat(), manner=manner, summary=f"{manner}谈过")

    text = page(officer, "task", task.pk).content.decode()

    assert text.count("计入面商") == 2
    assert "电话联系属于沟通，按本届次的规定不计入面商。" in text


def test_the_log_asks_a_unit_what_was_said_and_who_records_for_it_not(world, sign_in):
    proposal = world.assigned()
    world.accept(proposal)
    task = proposal.tasks().get()

    asked = [
        page(sign_in(post), "act", "assignment", task.pk, "log_consultation").context["form"]
        for post in (world.officer, world.clerk)
    ]

    assert [form.fields["summary"].required for form in asked] == [True, False]


def test_the_three_ways_of_answering_an_assignment_stand_side_by_side(world, officer):
    task = world.assigned().tasks().get()

    context = page(officer, "task", task.pk).context

    assert [each.step.name for each in context["next_steps"]] == [
        "accept",
        "accept_and_ask",
        "request_hand_back",
    ]
    take(officer, task, "accept_and_ask", at=DAY.isoformat(), unit=world.finance.pk, reason="涉及资金")
    task.refresh_from_db()
    assert (task.state, task.join_requests.get().unit) == ("ACCEPTED", world.finance)


def test_signing_for_a_task_begins_with_the_officer_and_the_number_left_before(world, sign_in):
    first, second = (world.assigned(title=f"关于{name}的提案").tasks().get() for name in "甲乙")
    officer = sign_in(world.officer)
    take(officer, first, "accept", officer="officer", phone="0000-1234567")

    begins = {
        step: page(officer, "act", "assignment", second.pk, step).context["form"].initial
        for step in ("accept", "accept_and_ask")
    }
    for_others = page(sign_in(world.clerk), "act", "assignment", second.pk, "accept").context["form"].initial

    for found in begins.values():
        assert (found["officer"], found["phone"]) == ("officer", "0000-1234567")
    assert "officer" not in for_others


def test_more_time_is_not_asked_for_twice_while_one_request_waits(world, officer):
    proposal = world.assigned()
    world.accept(proposal)
    task = proposal.tasks().get()
    take(officer, task, "request_extension", until="2026-12-31", reason="需要论证")

    for name, pk in (("task", task.pk), ("case", proposal.pk)):
        shown = page(officer, name, pk).content.decode()
        assert "申请延期：已有一份申请等待裁定，裁定后才能再申请。" in shown
        assert reverse("act", args=["assignment", task.pk, "request_extension"]) not in shown


def test_the_office_rules_on_a_request_to_join_from_the_task(world, sign_in):
    proposal = world.assigned()
    task = proposal.tasks().get()
    take(
        sign_in(world.officer),
        task,
        "accept_and_ask",
        at=DAY.isoformat(),
        unit=world.finance.pk,
        reason="资金",
    )
    office = sign_in(world.office)
    [request] = page(office, "task", task.pk).context["task"].join_requests.all()

    take(office, request, "rule_on", at=DAY.isoformat(), granted="1")

    assert sorted(each.part for each in proposal.tasks()) == ["CO_HANDLER", "LEAD"]


def test_a_proposed_unit_finds_what_it_is_asked(world, officer):
    from proposals.actions.assigning import Handling, propose_units  # noqa: PLC0415

    propose_units(world.filed(), [Handling(world.education, "SOLE")], **world.as_clerk())

    [asked] = page(officer, "unit_desk", world.session.code).context["to_respond"]

    take(officer, asked, "respond", at=DAY.isoformat(), response="AGREED")
    assert not page(officer, "unit_desk", world.session.code).context["to_respond"]


def test_one_clerk_does_the_units_work_for_it(world, sign_in):
    proposal = world.assigned()
    task = proposal.tasks().get()
    clerk = sign_in(world.clerk)
    said = {"party": "市教育局", "via": "PHONE", "at": DAY.isoformat()}

    take(clerk, task, "accept", **said)
    take(clerk, task, "log_consultation", manner="MEETING", **said)
    shown = page(clerk, "act", "assignment", task.pk, "record_reply")
    take(clerk, task, "record_reply", is_text_on_paper="on", outcome=world.outcome().pk, issuing_body="UNIT", signer="局长", **said)  # fmt: skip

    assert "代谁录入" in shown.content.decode()
    assert consulting.Consultation.objects.get().recorded_by == world.clerk
    assert Reply.objects.get().state == "ISSUED"


def test_several_tasks_are_signed_for_at_once(world, officer, django_assert_num_queries):
    address = reverse("accept_chosen", args=[world.session.code])

    def sign_for(number):
        tasks = [world.assigned(title=f"关于{number}-{n}的提案").tasks().get() for n in range(number)]
        foreign = world.assigned((world.finance, "SOLE"), title=f"关于{number}号别人的提案").tasks().get()
        with django_assert_num_queries(12):
            officer.post(address, {"task": [*(task.pk for task in tasks), foreign.pk, "x"]})
        for task in (*tasks, foreign):
            task.refresh_from_db()
        assert {(task.state, task.accepted_on) for task in tasks} == {("ACCEPTED", DAY)}
        assert foreign.state == "ISSUED"

    sign_for(1)
    sign_for(30)
    assert "请先勾选" in officer.post(address, follow=True).content.decode()


def test_signing_for_what_is_signed_for_already_says_so_and_signs_none(world, officer):
    done, waiting = world.assigned(title="关于甲的提案"), world.assigned(title="关于乙的提案")
    world.accept(done)
    chosen = [each.tasks().get().pk for each in (done, waiting)]

    answer = officer.post(reverse("accept_chosen", args=[world.session.code]), {"task": chosen}, follow=True)

    assert "「签收」只能在「交办」时进行" in answer.content.decode()
    assert waiting.tasks().get().state == "ISSUED"
