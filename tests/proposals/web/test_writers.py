"""The desks of those who write: the writing page, the member's desk, the unit's desk, its letter and its table."""

import io
import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from proposals.actions import concluding, consulting, drafting, filing, replying
from proposals.actions.importing.filling import FILLED
from proposals.documents.ledger_columns import HEADERS
from proposals.documents.ledger_writing import write_ledger_xlsx
from proposals.models import Autosave, Consultation, Member, Policy, Proposal, Reply
from proposals.queries.own_cases import answered_for, own_proposers, to_confirm, to_rate
from proposals.statistics.own_record import OwnYear, own_record
from tests.pages import page, take
from tests.proposals.documents.test_reply_reading import LETTER, letter
from tests.world import DAY

NOON = timezone.make_aware(datetime(2026, 3, 2, 12))  # noqa: DTZ001 – made aware here
CODE = "test-1-1"


@pytest.fixture(autouse=True)
def on_the_day(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def member(sign_in, world):
    return sign_in(world.member)


@pytest.fixture
def officer(sign_in, world):
    return sign_in(world.officer)


WRITTEN = {
    "title": "关于在东城增设公交站的提案",
    "body": "　　东城站点过稀。",
    "suggestions": ["1．在东城增设两处公交站\n2．延长末班车时间", ""],
}


def test_a_member_writes_a_draft_and_hands_it_in(world, member):
    answer = member.post(reverse("write", args=[CODE]), WRITTEN)

    proposal = Proposal.objects.get()
    assert answer.url == reverse("rewrite", args=[proposal.pk])
    assert (proposal.state, proposal.kind, proposal.text().body) == ("DRAFT", "INDIVIDUAL", "东城站点过稀。")
    assert [each.text for each in proposal.suggestions.all()] == ["在东城增设两处公交站", "延长末班车时间"]

    looked_over = page(member, "act", "proposal", proposal.pk, "submit").content.decode()
    assert looked_over.count("符合") == 5
    assert take(member, proposal, "submit").status_code == 409
    take(member, proposal, "submit", confirmed="on")

    proposal.refresh_from_db()
    assert (proposal.state, proposal.submitted_on) == ("SUBMITTED", DAY)


def test_nobody_hands_in_for_an_earlier_day(world, member):
    member.post(reverse("write", args=[CODE]), WRITTEN)

    take(member, Proposal.objects.get(), "submit", confirmed="on", at="2026-01-01")

    assert Proposal.objects.get().submitted_on == DAY


def test_a_contact_writes_for_the_body(world, sign_in):
    world.submitted(by_party=True)

    sign_in(world.contact).post(reverse("write", args=[CODE]), WRITTEN)

    newest = Proposal.objects.latest("pk")
    assert (newest.kind, newest.proposers.get().organisation) == ("PARTY", world.party)
    assert newest.proposers.get().contact_person == "contact"


def test_the_parts_are_asked_for_where_the_policy_wants_them(world, member):
    assert "background" not in page(member, "write", CODE).context["form"].fields
    Policy.objects.update(text_in_parts=True)

    form = page(member, "write", CODE).context["form"]

    assert list(form.fields)[:4] == ["title", "background", "analysis", "suggestions"]


def test_a_refusal_keeps_what_was_typed(world, member):
    draft = world.draft()
    address = reverse("rewrite", args=[draft.pk])

    answer = member.post(address, WRITTEN | {"title": " ", "body": "写了很久"})

    assert answer.status_code == 409
    assert "写了很久" in answer.content.decode()
    assert "延长末班车时间" in answer.content.decode()


def test_a_draft_saved_elsewhere_is_not_overwritten_until_the_writer_knows(world, member):
    draft = world.draft()
    address = reverse("rewrite", args=[draft.pk])
    member.post(address, WRITTEN | {"version": "1", "body": "别处改的。"})

    refused = member.post(address, WRITTEN | {"version": "1", "body": "这里改的。"})

    assert (refused.status_code, draft.text().body) == (409, "别处改的。")
    assert "这里改的。" in refused.content.decode()
    again = refused.context["form"]["version"].value()
    member.post(address, WRITTEN | {"version": again, "body": "这里改的。"})
    assert draft.text().body == "这里改的。"


def test_what_is_handed_in_is_not_written_on(world, member, sign_in):
    proposal = world.submitted()

    assert page(member, "rewrite", proposal.pk).url == reverse("case", args=[proposal.pk])
    assert page(sign_in(world.stranger), "rewrite", proposal.pk).status_code == 404


def test_files_and_invitations_go_with_the_draft(world, member):
    papers = [SimpleUploadedFile("甲.txt", b"1"), SimpleUploadedFile("乙.txt", b"2")]
    values = WRITTEN | {"papers": papers, "invited": [world.li.pk], "sign_by": "2026-03-09"}

    member.post(reverse("write", args=[CODE]), values)

    proposal = Proposal.objects.get()
    assert [each.name for each in proposal.attachments.all()] == ["甲.txt", "乙.txt"]
    text = page(member, "rewrite", proposal.pk).content.decode()
    assert "等待签名，截止3月9日" in text
    late = member.post(reverse("rewrite", args=[proposal.pk]), WRITTEN | {"sign_by": "2026-03-01"})
    assert late.status_code == 409


def test_who_is_suspended_or_writes_himself_is_not_invited(world, member):
    Member.objects.create(term=world.session.term, name="王五", standing="SUSPENDED")

    form = page(member, "write", CODE).context["form"]

    assert form.fields["invited"].choices == [("界别不详", [(str(world.li.pk), "李四")])]


def put_by(client, path, **content):
    sent = json.dumps({"page": path, "content": content})
    return client.post(reverse("put_by"), sent, content_type="application/json")


def test_what_was_put_by_comes_back_until_it_is_saved(world, member):
    address = reverse("write", args=[CODE])
    assert put_by(member, address, title="关于甲的提案", suggestions=["一", "二"]).json() == {
        "saved": True, "at": "12:00",
    }  # fmt: skip

    form = page(member, "write", CODE).context["form"]
    assert (form["title"].value(), form["suggestions"].value()) == ("关于甲的提案", ["一", "二"])
    member.post(address, WRITTEN)

    assert not Autosave.objects.exists()


def test_what_was_put_by_can_be_given_up(world, member):
    draft = world.draft()
    address = reverse("rewrite", args=[draft.pk])
    put_by(member, address, title="改了的案由")
    assert "放弃自动保存的内容" in member.get(address).content.decode()

    answer = member.post(reverse("give_up"), {"page": address})

    assert answer.url == address
    assert member.get(address).context["form"]["title"].value() == draft.title


def test_what_was_put_by_is_seen_by_its_writer_alone(world, member, sign_in):
    address = reverse("write", args=[CODE])
    put_by(member, address, title="关于甲的提案")

    other = sign_in(world.contact)
    world.submitted(by_party=True)

    assert other.get(address).context["form"]["title"].value() is None


@pytest.mark.parametrize(
    "sent",
    [
        "no json",
        "[]",
        json.dumps({"page": "/x/"}),
        json.dumps({"page": "//elsewhere/", "content": {}}),
        json.dumps({"page": "/" + "x" * 60, "content": {}}),
        json.dumps({"page": "/x/", "content": {"title": 1}}),
        json.dumps({"page": "/x/", "content": {"title": [1]}}),
        json.dumps({"page": "/x/", "content": {"title": "长" * 200_000}}),
    ],
)
def test_what_is_no_page_is_not_put_by(world, member, sent):
    answer = member.post(reverse("put_by"), sent, content_type="application/json")

    assert (answer.status_code, Autosave.objects.count()) == (400, 0)


def test_giving_up_leads_nowhere_else(world, member):
    assert member.post(reverse("give_up"), {"page": "//elsewhere/"}).url == reverse("home")


def test_a_pasted_text_is_answered_tidied(world, member):
    answer = member.post(
        reverse("tidy_pasted"), json.dumps({"text": "　　●甲"}), content_type="application/json"
    )

    assert answer.json() == {"text": "甲"}
    assert member.post(reverse("tidy_pasted"), "{}", content_type="application/json").status_code == 400


@pytest.fixture
def li(world):
    post = world.post("li", "MEMBER", world.committee)
    Member.objects.filter(pk=world.li.pk).update(user=post.user)
    return post


def test_the_invited_signs_or_declines_on_his_desk(world, sign_in, li):
    signed, declined, late = (world.draft(f"关于{name}的提案") for name in "甲乙丙")
    for proposal, sign_by in ((signed, DAY), (declined, None), (late, DAY - timedelta(days=1))):
        drafting.invite_cosigners(proposal, [world.li], sign_by=sign_by, **world.for_others(DAY))
    client = sign_in(li)

    desk = page(client, "own_desk", CODE)
    rows = {each.proposal: each for each in desk.context["invitations"]}
    assert set(rows) == {signed, declined, late}
    answer = take(client, rows[signed], "cosign", back=reverse("own_desk", args=[CODE]))
    take(client, rows[declined], "uninvite")
    take(client, rows[late], "cosign")

    assert answer.url == reverse("own_desk", args=[CODE])
    assert signed.proposers.get(role="COSIGNER").signed_on == DAY
    assert not declined.proposers.filter(role="COSIGNER").exists()
    assert late.proposers.get(role="COSIGNER").signed_on is None


def test_an_invitation_is_no_business_of_others(world, sign_in, li):
    proposal = world.draft()
    drafting.invite_cosigners(proposal, [world.li], **world.for_others())
    row = proposal.proposers.get(role="COSIGNER")

    take(sign_in(world.stranger), row, "cosign")
    take(sign_in(world.member), row, "cosign")
    row.refresh_from_db()
    assert row.signed_on is None
    take(sign_in(world.member), row, "uninvite")

    assert not proposal.proposers.filter(role="COSIGNER").exists()


def test_a_talk_is_confirmed_with_one_tap_and_leaves_the_desk(world, member):
    proposal = world.assigned()
    world.consult(proposal)
    [talk] = page(member, "own_desk", CODE).context["to_confirm"]

    answer = take(member, talk, "confirm", took_place="0", back=reverse("own_desk", args=[CODE]))

    assert answer.url == reverse("own_desk", args=[CODE])
    assert Consultation.objects.get().confirmation == "DENIED"
    assert not page(member, "own_desk", CODE).context["to_confirm"]


def test_the_way_back_leads_nowhere_else(world, member):
    proposal = world.assigned()
    world.consult(proposal)

    answer = take(member, Consultation.objects.get(), "confirm", took_place="1", back="https:elsewhere")

    assert answer.url == reverse("case", args=[proposal.pk])


def test_a_member_rates_as_himself_and_is_told_who_will_see_it(world, member):
    proposal = world.assigned()
    world.reply(proposal)
    task = proposal.tasks().get()
    [(found, proposer)] = page(member, "own_desk", CODE).context["to_rate"]
    shown = page(member, "act", "assignment", task.pk, "rate")

    assert (found, proposer.name) == (task, "张三")
    assert "谁会看到" in shown.content.decode()
    assert [row for row, _label in shown.context["form"].fields["proposer"].choices] == [proposer.pk]
    take(
        member,
        task,
        "rate",
        proposer=proposer.pk,
        attitude="SATISFIED",
        result="DISSATISFIED",
        comment="没办",
    )

    assert task.feedback.get().comment == "没办"
    assert page(member, "own_desk", CODE).context["to_rate"] == []


def test_who_is_asked_to_rate_is_policy_and_round(world, li):
    proposal = world.draft()
    drafting.invite_cosigners(proposal, [world.li], by=world.member)
    drafting.cosign(proposal, world.li, by=li)
    drafting.submit_proposal(proposal, by=world.member)
    filing.file_proposal(proposal, by=world.clerk)
    from proposals.actions.assigning import Handling, assign_proposal  # noqa: PLC0415

    assign_proposal(proposal, [Handling(world.education, "SOLE")], by=world.clerk)
    world.reply(proposal)
    assert (
        len(to_rate(answered_for(world.member, world.session))),
        to_rate(answered_for(li, world.session)),
    ) == (1, [])

    Policy.objects.update(feedback_by_all=True)
    world.session.policy.refresh_from_db()
    assert len(to_rate(answered_for(li, world.session))) == 1
    assert len(to_confirm(answered_for(li, world.session))) == 1

    world.rate(proposal, "DISSATISFIED")
    assert to_rate(answered_for(world.member, world.session)) == []
    concluding.handle_again(proposal.tasks().get(), note="请再办", by=world.clerk)
    assert to_rate(answered_for(world.member, world.session)) == []


def test_the_record_counts_what_was_put_filed_signed_and_answered(world, li):
    from proposals.actions.merging import merge_proposals  # noqa: PLC0415

    head = world.assigned(title="关于甲的提案")
    world.reply(head)
    merged = world.submitted("关于乙的提案")
    merge_proposals([merged], into=world.filed("关于丙的提案"), **world.as_clerk())
    world.draft("关于丁的提案")
    filing.decline_proposal(
        world.submitted("关于戊的提案"), disposition="OTHER", reason_text="空泛", **world.as_clerk()
    )
    drafting.invite_cosigners(Proposal.objects.get(title="关于丁的提案"), [world.li], **world.for_others())
    head.proposers.create(role="COSIGNER", member=world.li, name="李四", position=1)

    [year] = own_record(own_proposers(world.member))
    [signed] = own_record(own_proposers(li))

    assert year == OwnYear(world.session, submitted=4, filed=2, merged=1, answered=1, cosigned=0)
    assert signed == OwnYear(world.session, submitted=0, filed=0, merged=0, answered=0, cosigned=1)


def test_the_desks_take_the_same_number_of_statements_for_1_and_30_rows(
    world, sign_in, django_assert_num_queries
):
    def fill(number):
        for index in range(number):
            name = f"关于{world.session.proposals.count()}-{index}的提案"
            world.reply(world.assigned(title=name))
            world.assigned(title=f"{name}一")
            drafting.invite_cosigners(
                world.draft(f"{name}二", by_party=True), [world.zhang], **world.for_others()
            )
            world.draft(f"{name}三")

    def count(number):
        for post, name, statements in ((world.member, "own_desk", 17), (world.officer, "unit_desk", 9)):
            client = sign_in(post)
            page(client, name, CODE)
            with django_assert_num_queries(statements):
                shown = page(client, name, CODE)
            assert shown.content.decode().count("三</a>" if name == "own_desk" else "一</a>") >= number

    fill(1)
    count(1)
    fill(29)
    count(30)


def test_the_desks_are_for_their_roles_alone(world, sign_in):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    sees = {
        "member": (200, 200, 404, 404),
        "contact": (200, 200, 404, 404),
        "officer": (404, 403, 200, 200),
        "helper": (404, 403, 200, 200),
        "stranger": (404, 404, 404, 404),
        "clerk": (404, 403, 404, 404),
        "office": (404, 403, 404, 404),
        "leader": (404, 403, 404, 404),
    }

    for role, expected in sees.items():
        client = sign_in(getattr(world, role))
        found = tuple(
            page(client, name, CODE).status_code for name in ("own_desk", "write", "unit_desk", "unit_table")
        )
        assert (role, found) == (role, expected)


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

    context = page(officer, "unit_desk", CODE).context

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


def test_the_editor_shows_the_suggestions_and_names_the_unanswered(world, officer):
    proposal = world.assigned()
    proposal.suggestions.create(position=2, text="延长时间")
    world.consult(proposal)
    task = proposal.tasks().get()
    first, second = proposal.suggestions.all()
    shown = page(officer, "act", "assignment", task.pk, "draft_reply").content.decode()
    assert "延长时间" in shown

    values = {
        "text": "已增设。",
        "outcome": world.outcome().pk,
        "issuing_body": "UNIT",
        "answered": [first.pk],
    }
    take(officer, task, "draft_reply", **values)

    reply = Reply.objects.get()
    assert list(reply.answered.all()) == [first]
    form = page(officer, "act", "reply", reply.pk, "revise").context["form"]
    assert form.unanswered() == ["2"]
    take(officer, reply, "revise", **values | {"answered": [first.pk, second.pk]})
    assert page(officer, "act", "reply", reply.pk, "revise").context["form"].unanswered() == []


def test_a_reply_that_is_not_to_be_published_says_why(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()
    values = {"text": "已办。", "outcome": world.outcome().pk, "issuing_body": "UNIT", "disclosure": "NONE"}

    refused = take(officer, task, "draft_reply", **values)
    assert (refused.status_code, "请写明理由" in refused.content.decode()) == (409, True)
    take(officer, task, "draft_reply", **values, disclosure_reason="涉及商业秘密")

    assert Reply.objects.get().disclosure_reason == "涉及商业秘密"


def test_a_reply_that_is_put_by_comes_back_and_goes_when_saved(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()
    suggestion = proposal.suggestions.get()
    address = reverse("act", args=["assignment", task.pk, "draft_reply"])
    put_by(officer, address, text="写到一半", answered=[str(suggestion.pk)])

    shown = officer.get(address)
    assert shown.context["form"]["text"].value() == "写到一半"
    assert "checked" in shown.content.decode()
    officer.post(address, {"text": "写完了", "outcome": world.outcome().pk, "issuing_body": "UNIT"})

    assert not Autosave.objects.exists()


def test_the_course_of_a_letter_shows_the_approval_steps(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    letter_of = replying.Letter(text="答复。", outcome=world.outcome())
    reply = replying.draft_reply(proposal.tasks().get(), letter_of, by=world.officer)

    def course():
        reply.refresh_from_db()
        return reply.course()

    assert course() == [("拟稿", "now"), ("核稿", ""), ("签发", ""), ("送达", "")]
    replying.submit_reply(reply, by=world.officer)
    assert course() == [("拟稿", "passed"), ("核稿", "now"), ("签发", ""), ("送达", "")]
    replying.approve_reply(reply, by=world.officer)
    assert course() == [("拟稿", "passed"), ("核稿", "passed"), ("签发", "now"), ("送达", "")]
    replying.begin_countersigning(reply, by=world.officer)
    assert course()[2] == ("会签", "now")
    take(officer, reply, "issue", at=DAY.isoformat(), signer="局长")
    assert course() == [("拟稿", "passed"), ("核稿", "passed"), ("签发", "passed"), ("送达", "now")]
    take(officer, reply, "deliver", at=DAY.isoformat(), proposers=[proposal.proposers.get().pk])
    assert {standing for _name, standing in course()} == {"passed"}


def test_a_letter_reaches_one_proposer_at_a_time(world, officer):
    proposal = world.assigned()
    second = proposal.proposers.create(role="COSIGNER", member=world.li, name="李四", position=1)
    world.reply(proposal)
    reply = Reply.objects.get()

    take(officer, reply, "deliver", at=DAY.isoformat(), proposers=[second.pk])
    reply.refresh_from_db()
    assert reply.state == "ISSUED"
    assert take(officer, reply, "deliver", at=DAY.isoformat()).status_code == 409
    [left] = page(officer, "act", "reply", reply.pk, "deliver").context["form"].fields["proposers"].queryset
    take(officer, reply, "deliver", at=DAY.isoformat(), proposers=[left.pk])

    reply.refresh_from_db()
    assert reply.state == "DELIVERED"


def test_a_helping_unit_finds_the_letter_to_countersign_and_signs_for_itself(world, sign_in):
    Policy.objects.update(approval_steps=[])
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)
    task = proposal.tasks().get(part="LEAD")
    reply = replying.draft_reply(
        task, replying.Letter(text="答复。", outcome=world.outcome()), by=world.officer
    )
    replying.submit_reply(reply, by=world.officer)
    replying.begin_countersigning(reply, by=world.officer)
    helper = sign_in(world.helper)

    [found] = page(helper, "unit_desk", CODE).context["to_countersign"]
    form = page(helper, "act", "reply", reply.pk, "countersign").context["form"]
    assert (found, list(form.fields["unit"].queryset)) == (reply, [world.finance])
    take(helper, reply, "countersign", at=DAY.isoformat(), unit=world.finance.pk)

    assert not page(helper, "unit_desk", CODE).context["to_countersign"]


def drop(client, task, name, data):
    return client.post(reverse("drop_letter", args=[task.pk]), {"letter": SimpleUploadedFile(name, data)})


def test_a_signed_letter_dropped_in_fills_the_form_to_be_confirmed(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()
    lines = [line.replace("6月5日", "3月2日") for line in LETTER]

    answer = drop(officer, task, "答复函.docx", letter(*lines))
    form = officer.get(answer.url).context["form"]

    proposed = {name: form[name].value() for name in ("document_number", "disclosure", "at")}
    assert proposed == {"document_number": "某教提〔2026〕7号", "disclosure": "FULL", "at": DAY}
    assert form["outcome"].value() == world.outcome("A").pk
    assert not any("提案号" in doubt or "办理结果" in doubt for doubt in form.doubts())
    assert not Reply.objects.exists()
    values = {
        "text": form["text"].value(),
        "outcome": world.outcome("A").pk,
        "issuing_body": "UNIT",
        "signer": "局长",
        "scan": SimpleUploadedFile("签字页.pdf", b"%PDF-1.7"),
    }
    officer.post(answer.url, proposed | values)

    reply = Reply.objects.get()
    assert (reply.state, reply.issued_on, reply.outcome.code) == ("ISSUED", DAY, "A")
    assert reply.text.startswith("您提出的提案收悉")
    assert [each.kind for each in task.attachments.all()] == ["REPLY", "REPLY"]


def test_a_letter_of_another_proposal_is_doubted(world, officer):
    world.assigned(title="关于乙的提案")
    proposal = world.assigned()
    world.consult(proposal)

    answer = drop(officer, proposal.tasks().get(), "答复函.docx", letter(*LETTER))

    assert "标题里的提案号是第1号，记录是第002号。" in officer.get(answer.url).content.decode()


def test_a_letter_that_is_no_word_file_is_kept_and_typed_from(world, officer):
    proposal = world.assigned()
    world.consult(proposal)

    answer = drop(officer, proposal.tasks().get(), "答复函.pdf", b"%PDF-1.7")
    shown = officer.get(answer.url)

    assert "读不出文字" in shown.content.decode()
    assert shown.context["form"]["is_text_on_paper"].value() is True


def test_a_letter_is_dropped_in_by_the_unit_alone(world, sign_in):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()

    assert drop(sign_in(world.stranger), task, "答复函.docx", letter(*LETTER)).status_code == 404
    drop(sign_in(world.leader), task, "答复函.docx", letter(*LETTER))
    drop(sign_in(world.officer), task, "答复函.exe", b"MZ")
    sign_in(world.officer).post(reverse("drop_letter", args=[task.pk]))

    assert not proposal.attachments.exists()


def table_of(**values):
    headers = {key: HEADERS[key] for key in ("number", "title", "first_proposer", "lead_units", *FILLED)}
    data = write_ledger_xlsx([{"number": "001", "title": "关于增设公交站的提案", "lead_units": ("市教育局",)} | values], title="汇总表", headers=headers)  # fmt: skip
    return SimpleUploadedFile("汇总表.xlsx", data)


def test_the_table_is_previewed_then_stored(world, officer):
    proposal = world.assigned()
    address = reverse("unit_table", args=[CODE])

    shown = officer.post(address, {"table": table_of(accepted_on=DAY)})
    assert "签收日期：2026-03-02" in shown.content.decode()
    assert proposal.tasks().get().state == "ISSUED"
    preview = shown.context["preview"]
    answer = officer.post(address, {"do": "store", "sent": preview["sent"].value(), "name": "汇总表.xlsx"})

    assert answer.url == reverse("unit_desk", args=[CODE])
    assert proposal.tasks().get().state == "ACCEPTED"


def test_a_table_with_a_fault_offers_nothing_to_store(world, officer):
    world.assigned()
    address = reverse("unit_table", args=[CODE])

    shown = officer.post(address, {"table": table_of(replied_on=DAY, outcome="A")})
    assert "不能拟写答复" in shown.content.decode()
    assert "确认存入" not in shown.content.decode()
    sent = shown.context["preview"]["sent"].value()

    assert officer.post(address, {"do": "store", "sent": sent, "name": "汇总表.xlsx"}).status_code == 409


@pytest.mark.parametrize(
    "sent", [{}, {"sent": "§"}, {"table": SimpleUploadedFile("表.xlsx", b"no workbook")}, {"table": SimpleUploadedFile("表.csv", b"x" * 1_048_577)}]
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_sentence(world, officer, sent):
    world.assigned()

    answer = officer.post(reverse("unit_table", args=[CODE]), sent)

    assert (answer.status_code, "alert-danger" in answer.content.decode()) == (409, True)


def test_the_table_goes_out_with_the_units_own_cases(world, officer):
    from openpyxl import load_workbook  # noqa: PLC0415

    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.assigned((world.finance, "SOLE"), title="关于乙的提案")

    answer = page(officer, "unit_table_file", CODE)

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))
    assert rows[0][:4] == ("提案号", "案由", "第一提案人", "办理方式")
    assert [row[1] for row in rows[1:]] == ["关于增设公交站的提案"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_proposed_unit_finds_what_it_is_asked(world, officer):
    from proposals.actions.assigning import Handling, propose_units  # noqa: PLC0415

    propose_units(world.filed(), [Handling(world.education, "SOLE")], **world.as_clerk())

    [asked] = page(officer, "unit_desk", CODE).context["to_respond"]

    take(officer, asked, "respond", at=DAY.isoformat(), response="AGREED")
    assert not page(officer, "unit_desk", CODE).context["to_respond"]


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
    address = reverse("accept_chosen", args=[CODE])

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

    answer = officer.post(reverse("accept_chosen", args=[CODE]), {"task": chosen}, follow=True)

    assert "「签收」只能在「交办」时进行" in answer.content.decode()
    assert waiting.tasks().get().state == "ISSUED"


def test_a_letter_of_an_earlier_round_does_not_fill_the_next(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()
    drop(officer, task, "答复函.docx", letter(*LETTER))
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        world.reply_of(task)
        concluding.handle_again(task, note="请再办", by=world.clerk)
        world.consult(proposal)

        form = page(officer, "act", "assignment", task.pk, "record_reply").context["form"]

    assert form.paper is None
