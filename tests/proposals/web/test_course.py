"""The whole course by buttons alone; what was typed is never lost."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from cppcc.accounts.models import Organisation
from proposals.actions import accepting, assigning, drafting, filing
from proposals.actions.mending import correct_fact, undo_step
from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import Channel, Consultation, Proposal, Reply
from proposals.queries.history import records_of
from proposals.queries.holding import holders
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from tests.pages import page, take
from tests.proposals.web.stage import Stage
from tests.world import DAY, only_task
from workflows.models import MoveRecord


def test_a_case_says_who_holds_it_and_what_comes_next(world, sign_in):
    proposal = world.assigned()
    client = sign_in(world.clerk)

    def held():
        [holder] = page(client, "case", proposal.pk).context["holders"]
        return holder.who, str(holder.next_step)

    assert held() == ("市教育局", "签收，或申请退办")
    world.accept(proposal)
    assert held() == ("市教育局", "面商提案者，然后答复")
    world.reply(proposal)
    assert held() == ("政协某市委员会", "收反馈、回访，然后办结")
    returned = world.submitted("关于乙的提案")
    drafting.return_for_revision(returned, note="请补充", **world.as_clerk())
    assert page(client, "case", returned.pk).context["holders"][0].who == "张三"


def test_neither_a_correction_nor_an_undo_changes_since_when_a_case_is_held(world):
    proposal = world.submitted()
    filing.file_proposal(proposal, **world.as_clerk(DAY + timedelta(days=1)))
    filed = MoveRecord.objects.of(proposal).last()

    def since():
        [holder] = holders(proposal, list(records_of(proposal)))
        return holder.since

    correct_fact(proposal, {"note": "更正过"}, by=world.clerk, reason="漏记")
    assert since() == DAY + timedelta(days=1)
    undo_step(filed, by=world.clerk, reason="误操作")
    proposal.refresh_from_db()
    assert since() == DAY


def test_a_task_handed_back_is_with_the_office(world, sign_in):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.accept(proposal)
    accepting.request_hand_back(proposal.tasks().first(), reason="不属职责", by=world.officer, at=DAY)

    held = page(sign_in(world.clerk), "case", proposal.pk).context["holders"]

    assert [(holder.who, str(holder.next_step)) for holder in held] == [
        ("交办单位", "交办单位裁定退办申请"),
        ("市财政局", "提交会办意见"),
    ]


def test_buttons_are_those_of_the_post_and_a_closed_one_says_why(world, sign_in):
    proposal = world.assigned()
    world.reply(proposal)

    def steps(post):
        return {
            each.step.name: each.reason
            for each in page(sign_in(post), "case", proposal.pk).context["offered"]
        }

    assert "反馈还没有收齐" in steps(world.clerk)["conclude"]
    assert set(steps(world.member)) == {"attach"}
    assert set(steps(world.leader)) == {"instruct", "supervise"}


def test_one_clerk_alone_carries_a_paper_slip_to_the_end(world, sign_in):  # noqa: PLR0915 – one course
    client = sign_in(world.clerk)
    client.post(
        reverse("intake", args=["test-1-1"]),
        {
            "title": "关于增设公交站的提案",
            "first_proposer": "张三",
            "cosigners": "李四、民盟某市委员会",
            "is_text_on_paper": "on",
            "at": DAY.isoformat(),
            "submit_now": "on",
        },
    )
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.kind, proposal.proposers.count()) == ("SUBMITTED", "JOINT", 3)
    record = MoveRecord.objects.of(proposal).last()
    assert (record.on_behalf_of, record.get_via_display()) == ("张三", "书面")
    said = {"party": "对方", "via": "PHONE"}

    take(client, proposal, "file")
    take(client, proposal, "assign", unit_1=world.education.pk, part_1="SOLE")
    task = proposal.tasks().get()
    take(client, task, "accept", **said)
    take(client, task, "log_consultation", manner="MEETING", summary="当面谈过", **said)
    outcome = world.outcome("A").pk
    letter = {"outcome": outcome, "is_text_on_paper": "on", "issuing_body": "UNIT", "signer": "局长"}
    take(client, task, "record_reply", **letter, **said)
    everybody = proposal.proposers.values_list("pk", flat=True)
    take(client, Reply.objects.get(), "deliver", proposers=list(everybody), **said)
    first = proposal.proposers.get(role="FIRST").pk
    take(client, task, "rate", proposer=first, attitude="SATISFIED", result="SATISFIED", **said)
    take(client, proposal, "follow_up", manner="电话")
    take(client, proposal, "conclude")

    proposal.refresh_from_db()
    assert proposal.state == "CONCLUDED"
    conclude = MoveRecord.objects.of(proposal).get(name="conclude")
    client.post(reverse("undo", args=[conclude.pk]), {"reason": "办早了"})
    proposal.refresh_from_db()
    assert proposal.state == "REPLIED"
    take(client, proposal, "conclude")
    rate = figures_of(Scope(world.session)).rates["on_time_reply_rate"]
    assert (rate.part, rate.whole) == (1, 1)

    corrected = client.post(
        reverse("correct", args=["reply", Reply.objects.get().pk, "issued_on"]),
        {"value": "2026-07-01", "reason": "抄错日期"},
    )

    assert corrected.status_code == 302
    assert Reply.objects.get().issued_on == date(2026, 7, 1)
    figures = figures_of(Scope(world.session))
    assert (figures.rates["on_time_reply_rate"].part, figures.rates["conclusion_rate"].part) == (0, 1)
    assert "抄错日期" in page(client, "case", proposal.pk).content.decode()


@time_machine.travel(DAY, tick=False)
def test_a_member_writes_rates_and_confirms_by_the_pages(world, sign_in):
    client = sign_in(world.member)
    client.post(
        reverse("write", args=["test-1-1"]),
        {"title": "关于甲的提案", "body": "建议。", "suggestions": ["一", "二"]},
    )
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.suggestions.count()) == ("DRAFT", 2)
    take(client, proposal, "submit", confirmed="on")
    proposal.refresh_from_db()
    filing.file_proposal(proposal, **world.as_clerk())
    assigning.assign_proposal(proposal, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())
    world.reply(proposal)
    take(client, Consultation.objects.get(), "confirm", took_place="1")

    take(
        client, proposal.tasks().get(), "rate",
        proposer=proposal.proposers.get().pk, attitude="SATISFIED", result="DISSATISFIED", comment="没有回应",
    )  # fmt: skip

    assert Consultation.objects.get().confirmation == "CONFIRMED"
    assert proposal.tasks().get().feedback.get().comment == "没有回应"


def test_a_refusal_keeps_what_was_typed(world, sign_in):
    proposal = world.submitted()

    answer = take(
        sign_in(world.clerk), proposal, "decline", disposition="OTHER", reason_text="", note="写了很久的意见"
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "请选择或写明不予立案的原因" in text
    assert "写了很久的意见" in text


def test_a_step_that_is_closed_by_now_says_so(world, sign_in):
    proposal = world.filed()
    client = sign_in(world.clerk)
    address = reverse("act", args=["proposal", proposal.pk, "file"])

    shown = client.get(address, follow=True).content.decode()
    sent = take(sign_in(world.office), proposal, "file")

    assert "这一步现在不能办理" in shown
    assert sent.status_code == 409
    assert "现在是「立案」" in sent.content.decode()


def test_recording_for_others_names_both_party_and_way(world, sign_in):
    task = world.assigned().tasks().get()
    client = sign_in(world.clerk)

    assert take(client, task, "accept").status_code == 409
    assert (
        "代录请同时写明"
        in take(client, world.submitted("关于乙的提案"), "file", party="张三").content.decode()
    )


def test_an_undo_that_cannot_be_is_said(world, sign_in):
    proposal = world.assigned()
    record = MoveRecord.objects.of(proposal).get(name="file")
    client = sign_in(world.clerk)

    answer = client.post(reverse("undo", args=[record.pk]), {"reason": "误操作"}, follow=True)

    assert "不能再撤回" in answer.content.decode()


def test_undoing_ones_draft_leads_home(world, sign_in):
    proposal = world.draft()

    answer = sign_in(world.clerk).post(
        reverse("undo", args=[MoveRecord.objects.of(proposal).last().pk]), {"reason": "重复"}
    )

    assert answer.url == reverse("home")


def test_a_tick_is_set_and_taken_back_by_correction(world, sign_in):
    proposal = world.filed()
    client = sign_in(world.clerk)
    address = reverse("correct", args=["proposal", proposal.pk, "is_key"])

    ticked = []
    for value in ({"value": "on"}, {}):
        client.post(address, value | {"reason": "登记有误"})
        proposal.refresh_from_db()
        ticked.append(proposal.is_key)

    assert ticked == [True, False]
    assert not client.get(address).context["form"].fields["value"].required


def test_a_correction_needs_its_reason_and_only_facts_are_corrected(world, sign_in):
    proposal = world.filed()
    client = sign_in(world.clerk)
    address = reverse("correct", args=["proposal", proposal.pk, "title"])

    assert client.get(address).status_code == 200
    assert client.post(address, {"value": "关于乙的提案"}).status_code == 409
    assert client.post(address, {"value": "关于乙的提案", "reason": " "}).status_code == 409
    assert page(client, "correct", "proposal", proposal.pk, "state").status_code == 404
    assert sign_in(world.member).post(address, {"value": "x", "reason": "y"}).status_code == 403


def handled(proposal):
    return {task.unit.name: task.part for task in proposal.tasks().select_related("unit")}


def test_the_units_of_a_case_come_back_however_many_they_are(world, sign_in):
    others = [Organisation.objects.create(name=f"市第{n}局") for n in range(8)]
    others[0].kind = Organisation.Kind.PARTY
    others[0].save()
    proposal = world.assigned((world.education, "LEAD"), *[(unit, "CO_HANDLER") for unit in others])
    before = handled(proposal)
    client = sign_in(world.clerk)
    form = page(client, "act", "proposal", proposal.pk, "change_units").context["form"]
    shown = {field.name: field.value() or "" for field in form}
    spare = next(name for name, value in shown.items() if name.startswith("unit_") and not value)

    unchanged = take(client, proposal, "change_units", **shown)
    added = {spare: world.water.pk, spare.replace("unit", "part"): "CO_HANDLER"}
    answer = take(client, proposal, "change_units", **{**shown, **added})

    assert "承办单位没有变化" in unchanged.content.decode()
    assert answer.status_code == 302
    assert handled(proposal) == before | {"市水务局": "CO_HANDLER"}


@pytest.mark.parametrize("half", ["unit", "part"])
def test_a_unit_without_its_part_or_a_part_without_its_unit_is_refused(world, sign_in, half):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    before = handled(proposal)
    sent = {
        "unit_1": world.education.pk, "part_1": "LEAD", "unit_2": world.water.pk, "part_2": "CO_HANDLER"
    }  # fmt: skip

    answer = take(sign_in(world.clerk), proposal, "change_units", **sent | {f"{half}_2": ""})

    assert answer.status_code == 409
    assert "单位和办理方式要一起选" in answer.content.decode()
    assert handled(proposal) == before


def test_what_was_filled_in_stays_when_the_case_has_fewer_units_by_now(world, sign_in):
    others = [Organisation.objects.create(name=f"市第{n}局") for n in range(8)]
    proposal = world.assigned()
    sent = {f"unit_{n}": unit.pk for n, unit in enumerate([world.education, *others], start=1)}
    sent |= {"part_1": "LEAD"} | {f"part_{n}": "CO_HANDLER" for n in range(2, 10)}

    take(sign_in(world.clerk), proposal, "change_units", **sent)

    assert len(handled(proposal)) == 9


@pytest.mark.parametrize(
    ("make", "name", "entries"),
    [
        (Stage.filed, "category", "category_list"),
        (lambda stage: stage.declined().examination(), "reason", "declinereason_list"),
        (Stage.out, "outcome", "outcomeclass_list"),
    ],
)
def test_a_correction_offers_the_entries_of_the_session_of_the_case(world, sign_in, make, name, entries):
    fact = make(Stage(world))
    before = getattr(fact, f"{name}_id")
    another = getattr(world.open_session("test-1-2", number=2, year=2027), entries).last()
    client = sign_in(world.clerk)
    address = reverse("correct", args=[fact._meta.model_name, fact.pk, name])

    offered = client.get(address).context["form"].fields["value"].queryset
    refused = client.post(address, {"value": another.pk, "reason": "归类有误"})

    fact.refresh_from_db()
    assert list(offered) == list(getattr(world.session, entries).all())
    assert (refused.status_code, getattr(fact, f"{name}_id")) == (409, before)


def test_the_units_offered_are_those_that_work_for_the_committee(world, sign_in):
    elsewhere = open_plenary_session(Opening("other-1-1", "政协另市委员会", "city", 1, 1, 2026, {}, {}))
    theirs = Organisation.objects.create(name="另市督查室", kind="OFFICE")
    Channel.objects.create(plenary_session=elsewhere, code="另", name="另市", office=theirs)
    proposal = world.assigned()
    world.accept(proposal)

    for post, subject, step, field in (
        (world.clerk, proposal, "change_units", "unit_2"),
        (world.officer, proposal.tasks().get(), "request_join", "unit"),
    ):
        client = sign_in(post)
        offered = (
            page(client, "act", subject._meta.model_name, subject.pk, step).context["form"].fields[field]
        )
        assert world.water in offered.queryset
        assert theirs not in offered.queryset
    assert world.education not in offered.queryset


def test_every_step_offered_has_a_form_that_opens(world, sign_in):
    client = sign_in(world.clerk)
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    cases = [
        world.draft("关于甲的提案"),
        world.submitted("关于乙的提案"),
        world.filed("关于丙的提案"),
        proposal,
    ]
    world.consult(proposal)
    replied = world.assigned(title="关于丁的提案")
    world.reply(replied)
    world.rate(replied, "DISSATISFIED")
    for case in [*cases, replied]:
        context = page(client, "case", case.pk).context
        offered = list(context["offered"])
        for task in context["tasks"]:
            offered += task.offered
            for row in (*task.standing_replies, *task.standing_talks, *task.standing_forms):
                offered += row.offered
        assert offered
        for each in offered:
            if not each.reason:
                answer = page(client, "act", each.subject._meta.model_name, each.subject.pk, each.step.name)
                assert (each.step.name, answer.status_code) == (each.step.name, 200)


def test_the_fields_of_a_record_for_others_are_folded_in_a_step_of_ones_own(world, sign_in):
    filing_of, signing_of = (
        ("proposal", world.submitted(), "file"),
        ("assignment", only_task(world.assigned()), "accept"),
    )
    clerk = sign_in(world.clerk)

    def shown(kind, subject, step, **sent):
        address = reverse("act", args=[kind, subject.pk, step])
        form = (clerk.post(address, sent) if sent else clerk.get(address)).context["form"]
        return (
            [field.name for field in form.visible_fields()],
            [field.name for field in form.folded],
            form.is_unfolded,
        )

    own = shown(*filing_of)
    for_another = shown(*signing_of)
    half = shown(*filing_of, at=DAY.isoformat(), party="张三")

    assert own == (["at", "note"], ["party", "via"], False)
    assert for_another == (["officer", "phone", "at", "note", "party", "via"], [], False)
    assert half == (["at", "note"], ["party", "via"], True)
