"""Double clicks and two tabs do no harm; a form that was shown before a change says what changed."""

import uuid
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from cppcc.accounts.models import Role
from proposals.actions import drafting, filing, replying
from proposals.models import Autosave, Proposal, Reminder, SentForm
from proposals.tasks import clear_away
from tests.pages import WINDOW, put_by
from tests.world import DAY


def address_of(subject, step):
    return reverse("act", args=[subject._meta.model_name, subject.pk, step])


def shown(client, address, **values):
    """Return what the browser would send of the form at `address`."""
    form = client.get(address).context["form"]
    hidden = {name: form[name].value() for name in ("seen", "token") if name in form.fields}
    return hidden | {"at": DAY.isoformat()} | values


def test_a_fact_sent_twice_is_recorded_once(world, sign_in):
    task = world.assigned().tasks().get()
    client = sign_in(world.clerk)
    address = address_of(task, "remind")
    values = shown(client, address, manner="PHONE", text="请抓紧办理")

    answers = [client.post(address, values, follow=True) for _time in range(2)]

    assert Reminder.objects.count() == 1
    assert "没有重复办理" in answers[1].content.decode()
    client.post(address, shown(client, address, manner="PHONE", text="请抓紧办理"))
    assert Reminder.objects.count() == 2


def test_a_move_sent_twice_is_made_once_and_leads_back(world, sign_in):
    proposal = world.submitted()
    client = sign_in(world.clerk)
    address = address_of(proposal, "file")
    values = shown(client, address)

    answers = [client.post(address, values) for _time in range(2)]

    assert [answer.url for answer in answers] == [reverse("case", args=[proposal.pk])] * 2
    assert proposal.examinations.count() == 1


def test_a_form_that_was_refused_can_be_sent_again(world, sign_in):
    proposal = world.submitted()
    client = sign_in(world.clerk)
    address = address_of(proposal, "decline")
    values = shown(client, address, disposition="OTHER")

    assert client.post(address, values).status_code == 409
    assert client.post(address, values | {"reason_text": "已有答复"}).status_code == 302


def test_a_slip_registered_twice_is_one_proposal(world, sign_in):
    client = sign_in(world.clerk)
    address = reverse("intake", args=["test-1-1"])
    values = shown(
        client, address, title="关于甲的提案", first_proposer="张三", is_text_on_paper="on", submit_now="on"
    )

    for _time in range(2):
        client.post(address, values)

    assert Proposal.objects.count() == 1


def test_a_step_closed_meanwhile_says_what_changed_and_keeps_what_was_typed(world, sign_in):
    proposal = world.submitted()
    client = sign_in(world.clerk)
    address = address_of(proposal, "decline")
    values = shown(client, address, reason_text="写了很久的原因", disposition="OTHER")
    second = world.post("second", "CLERK", world.committee)
    filing.file_proposal(proposal, by=second, at=DAY)

    answer = client.post(address, values)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "「不予立案」只能在「提交」时进行，现在是「立案」" in text
    assert "办理了「立案」" in text
    assert "写了很久的原因" in text


def test_a_text_changed_meanwhile_is_not_written_over_unseen(world, sign_in):
    proposal = world.submitted()
    client = sign_in(world.clerk)
    address = address_of(proposal, "amend")
    values = shown(client, address, title="关于甲的提案", body="我的改法")
    drafting.amend_text(
        proposal, drafting.Draft(title="关于乙的提案", body="别人的改法"), reason="补充数据", by=world.member
    )

    answer = client.post(address, values)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "张三" not in text.split("<main")[0]
    assert "您打开这一页之后" in text
    assert "我的改法" in text
    assert proposal.text().body == "别人的改法"
    again = values | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert proposal.text().body == "我的改法"


def test_what_was_put_by_before_a_change_does_not_write_over_it_unseen(world, sign_in):
    proposal = world.submitted()
    client = sign_in(world.clerk)
    address = address_of(proposal, "amend")
    begun = shown(client, address, title=proposal.title, body="我写到一半")
    put_by(client, address, **{name: str(begun[name]) for name in ("seen", "title", "body")})
    colleague = world.post("colleague", Role.CLERK, world.committee)
    draft = drafting.Draft(title="关于乙的提案", body="同事改过的正文")
    drafting.amend_text(proposal, draft, by=colleague, at=DAY)

    again = shown(client, address, title=proposal.title, body="我写到一半")
    asked = client.post(address, again)

    assert asked.status_code == 409
    assert "关于乙的提案" in asked.content.decode()
    proposal.refresh_from_db()
    assert proposal.text().body == "同事改过的正文"


def test_what_was_put_by_goes_when_its_step_turns_out_to_be_taken(world, sign_in):
    task = world.assigned().tasks().get()
    client = sign_in(world.clerk)
    address = address_of(task, "remind")
    values = shown(client, address, manner="PHONE", text="请抓紧办理", window=WINDOW)
    client.post(address, values)
    put_by(client, address, text="请抓紧办理")

    client.post(address, values)

    assert not Autosave.objects.exists()


def test_a_reply_revised_meanwhile_is_shown_before_it_is_written_over(world, sign_in):
    proposal = world.assigned()
    world.consult(proposal)
    first = replying.Letter(text="初稿。", outcome=world.outcome())
    reply = replying.draft_reply(proposal.tasks().get(), first, by=world.officer)
    client = sign_in(world.officer)
    address = address_of(reply, "revise")
    values = shown(client, address, text="我的改法", outcome=world.outcome().pk, issuing_body="UNIT")
    other = replying.Letter(text="同事的改法", outcome=world.outcome())
    replying.revise_reply(reply, other, by=world.post("second", "OFFICER", world.education))

    text = client.post(address, values).content.decode()

    assert "办理了「修改答复稿」" in text
    assert "同事的改法" in text
    assert "我的改法" in text


def test_a_fact_corrected_meanwhile_is_not_corrected_unseen(world, sign_in):
    proposal = world.filed()
    client = sign_in(world.clerk)
    address = reverse("correct", args=["proposal", proposal.pk, "title"])
    values = {
        "value": "关于甲的提案",
        "reason": "笔误",
        "was": client.get(address).context["form"]["was"].value(),
    }
    client.post(address, values | {"value": "关于乙的提案"})

    answer = client.post(address, values)

    assert "已改为「关于乙的提案」" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.title == "关于乙的提案"


def test_what_is_known_of_forms_and_of_those_signed_in_is_cleared_away_in_time(world, sign_in):
    sign_in(world.clerk)
    now = timezone.now()
    SentForm.objects.create(token=uuid.uuid4(), sent_at=now - timedelta(days=91))
    kept = SentForm.objects.create(token=uuid.uuid4(), sent_at=now - timedelta(days=89))
    Session.objects.create(session_key="over", expire_date=now - timedelta(minutes=1))

    cleared = clear_away()

    assert cleared == {"forms": 1}
    assert (SentForm.objects.get(), Session.objects.count()) == (kept, 1)
