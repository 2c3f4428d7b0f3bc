"""The unit's letter: written here or dropped in, its approval steps, its way to each proposer."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.actions import concluding, replying
from proposals.models import Autosave, Reply
from tests.pages import page, put_by, take
from tests.proposals.documents.test_reply_reading import LETTER, letter
from tests.world import DAY, NOON
from workflows.models import MoveRecord

pytestmark = pytest.mark.usefixtures("on_the_day")


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


def test_a_scan_that_the_browser_has_let_go_is_asked_for_again(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()
    letter = {
        "outcome": world.outcome().pk,
        "is_text_on_paper": "on",
        "issuing_body": "UNIT",
        "signer": "局长",
    }
    scan = SimpleUploadedFile("签发件.pdf", b"%PDF-1.4 signed")

    refused = take(officer, task, "record_reply", **letter, scan=scan, at="2027-01-01")
    without = take(officer, task, "record_reply", **letter, at="2027-01-01")

    told = ["文件请重新选择" in answer.content.decode() for answer in (refused, without)]
    assert (refused.status_code, without.status_code, told) == (409, 409, [True, False])


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
    take(officer, task, "draft_reply", text="写完了", outcome=world.outcome().pk, issuing_body="UNIT")

    assert not Autosave.objects.exists()


def test_a_talk_that_is_put_by_comes_back_and_goes_when_logged(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()
    address = reverse("act", args=["assignment", task.pk, "log_consultation"])
    put_by(officer, address, summary="谈到一半")

    assert officer.get(address).context["form"]["summary"].value() == "谈到一半"
    take(officer, task, "log_consultation", manner="MEETING", place="现场", summary="谈完了")

    assert not Autosave.objects.exists()


def test_what_is_typed_for_any_step_is_put_by_and_comes_back(world, sign_in):
    asked, rated = world.assigned(title="关于甲的提案"), world.assigned(title="关于乙的提案")
    world.reply(rated)
    steps = (
        (world.officer, asked, "request_hand_back", "reason"),
        (world.officer, asked, "request_extension", "reason"),
        (world.member, rated, "rate", "comment"),
        (world.clerk, rated, "handle_again", "note"),
    )

    for post, proposal, step, field in steps:
        client, address = sign_in(post), reverse("act", args=["assignment", proposal.tasks().get().pk, step])
        assert f'data-autosave="{reverse("put_by")}"' in client.get(address).content.decode()
        put_by(client, address, **{field: "写到一半"})
        assert (step, client.get(address).context["form"][field].value()) == (step, "写到一半")
    take(sign_in(world.officer), asked.tasks().get(), "request_hand_back", reason="写完了")

    assert Autosave.objects.filter(post=world.officer).get().page.endswith("/request_extension/")


def test_a_step_begun_the_day_before_is_of_today_and_a_talk_of_its_own_day(world, sign_in):
    task = world.assigned().tasks().get()
    world.accept(task.proposal)
    typed = {
        "request_extension": {"reason": "写到一半", "at": DAY.isoformat()},
        "log_consultation": {"summary": "写到一半", "at": DAY.isoformat()},
        "place": {"note": "写到一半", "at": "2026-03-01"},
    }
    for step, content in typed.items():
        put_by(sign_in(world.officer), reverse("act", args=["assignment", task.pk, step]), **content)

    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        officer = sign_in(world.officer)
        begins = {
            step: str(page(officer, "act", "assignment", task.pk, step).context["form"]["at"].value())
            for step in typed
        }

    assert begins == {
        "request_extension": "2026-03-03", "log_consultation": "2026-03-02", "place": "2026-03-01",
    }  # fmt: skip


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
    agreed = take(officer, reply, "issue", signer="局长").context["question"].words()
    take(officer, reply, "issue", signer="局长", agreed=agreed)
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
    world.set_policy(approval_steps=[])
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)
    task = proposal.tasks().get(part="LEAD")
    reply = replying.draft_reply(
        task, replying.Letter(text="答复。", outcome=world.outcome()), by=world.officer
    )
    replying.submit_reply(reply, by=world.officer)
    replying.begin_countersigning(reply, by=world.officer)
    helper = sign_in(world.helper)

    [found] = page(helper, "unit_desk", world.session.code).context["to_countersign"]
    form = page(helper, "act", "reply", reply.pk, "countersign").context["form"]
    assert (found, list(form.fields["unit"].queryset)) == (reply, [world.finance])
    take(helper, reply, "countersign", at=DAY.isoformat(), unit=world.finance.pk)

    assert not page(helper, "unit_desk", world.session.code).context["to_countersign"]


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


def test_what_looks_wrong_at_issue_is_said_and_may_be_confirmed(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    letter = replying.Letter(outcome=world.outcome(), text="已办理。")
    reply = replying.draft_reply(proposal.tasks().get(), letter, by=world.officer)
    world.set_policy(approval_steps=[])
    replying.submit_reply(reply, by=world.officer)

    asked = take(officer, reply, "issue", signer="局长", document_number="无")
    agreed = asked.context["question"].words()
    taken = take(officer, reply, "issue", signer="局长", document_number="无", agreed=agreed)

    said = asked.content.decode()
    for words in ("还有1条建议没有勾选为已回应", "还没有选公开属性。", "文号「无」不像发文字号"):
        assert words in said
    assert (asked.status_code, taken.status_code) == (200, 302)
    reply.refresh_from_db()
    assert (reply.state, reply.document_number) == ("ISSUED", "无")


def test_a_unit_says_whether_its_reply_may_be_published_until_it_is(world, officer):
    proposal = world.assigned()
    world.consult(proposal)
    task = proposal.tasks().get()
    letter = replying.Letter(outcome=world.outcome(), text="已办理。")
    reply = replying.record_reply(task, letter, signer="局长", by=world.officer)
    assert "请先填写公开属性" in take(officer, task, "publish").content.decode()

    unexplained = take(officer, reply, "disclose", disclosure="NONE")
    take(officer, reply, "disclose", disclosure="FULL")
    take(officer, task, "publish")
    late = take(officer, reply, "disclose", disclosure="NONE", disclosure_reason="涉及隐私")

    reply.refresh_from_db()
    assert (unexplained.status_code, late.status_code, reply.disclosure) == (409, 302, "FULL")
    assert MoveRecord.objects.of(reply).last().label == "公开属性：全文公开"


def test_an_opinion_with_a_number_in_form_is_not_held_up(world, sign_in):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.accept(proposal)
    task = proposal.tasks().get(part="CO_HANDLER")
    helper = sign_in(world.helper)

    asked = take(helper, task, "give_opinion", text="同意", document_number="五号文")
    taken = take(helper, task, "give_opinion", text="同意", document_number="财函〔2026〕5号")

    assert (asked.status_code, taken.status_code) == (200, 302)


def test_an_empty_letter_is_said_to_be_empty(world, officer):
    proposal = world.assigned()
    world.consult(proposal)

    answer = drop(officer, proposal.tasks().get(), "答复函.docx", b"")

    assert "文件是空的" in officer.get(answer.url).content.decode()


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
