"""The writing page: drafts, what was put by, files, invitations, and no writing on what is handed in."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.models import Autosave, Member, Policy, Proposal
from tests.pages import WINDOW, page, put_by, take
from tests.world import DAY

pytestmark = pytest.mark.usefixtures("on_the_day")


WRITTEN = {
    "title": "关于在东城增设公交站的提案",
    "body": "　　东城站点过稀。",
    "suggestions": ["1．在东城增设两处公交站\n2．延长末班车时间", ""],
}


def test_a_member_writes_a_draft_and_hands_it_in(world, member):
    answer = member.post(reverse("write", args=[world.session.code]), WRITTEN)

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


def test_a_title_that_is_too_long_is_refused_in_words_and_not_cut_by_the_browser(world, member):
    address = reverse("write", args=[world.session.code])
    assert "maxlength" not in member.get(address).context["form"]["title"].as_widget()

    answer = member.post(address, WRITTEN | {"title": "关于" + "长" * 200 + "的提案"})

    assert "200" in answer.context["form"].errors["title"][0]
    assert not Proposal.objects.exists()


def test_nobody_hands_in_for_an_earlier_day(world, member):
    member.post(reverse("write", args=[world.session.code]), WRITTEN)

    take(member, Proposal.objects.get(), "submit", confirmed="on", at="2026-01-01")

    assert Proposal.objects.get().submitted_on == DAY


def test_a_contact_writes_for_the_body(world, sign_in):
    world.submitted(by_party=True)

    sign_in(world.contact).post(reverse("write", args=[world.session.code]), WRITTEN)

    newest = Proposal.objects.latest("pk")
    assert (newest.kind, newest.proposers.get().organisation) == ("PARTY", world.party)
    assert newest.proposers.get().contact_person == "contact"


def test_the_parts_are_asked_for_where_the_policy_wants_them(world, member):
    assert "background" not in page(member, "write", world.session.code).context["form"].fields
    Policy.objects.update(text_in_parts=True)

    form = page(member, "write", world.session.code).context["form"]

    assert list(form.fields)[:4] == ["title", "background", "analysis", "suggestions"]


@pytest.mark.parametrize(("who", "step"), [("clerk", "amend"), ("member", "rewrite")])
def test_a_text_in_parts_keeps_them_where_the_policy_no_longer_wants_them(world, sign_in, who, step):
    client = sign_in(world.member)
    Policy.objects.update(text_in_parts=True)
    parts = {"background": "站点过稀。", "analysis": "规划滞后。"}
    client.post(reverse("write", args=[world.session.code]), WRITTEN | parts)
    proposal = Proposal.objects.get()
    Policy.objects.update(text_in_parts=False)
    if step == "amend":
        take(client, proposal, "submit", confirmed="on")
    client = sign_in(getattr(world, who))
    address = reverse("rewrite", args=[proposal.pk])
    if step == "amend":
        address = reverse("act", args=["proposal", proposal.pk, "amend"])
    form = client.get(address).context["form"]

    sent = {field.name: field.value() for field in form if field.value()}
    sent |= {"title": "关于增设公交站的提案"}
    answer = client.post(address, sent)

    text = Proposal.objects.get().text()
    assert answer.status_code == 302
    assert (text.title, text.background, text.analysis) == ("关于增设公交站的提案", *parts.values())


def test_a_text_amended_by_the_step_keeps_its_suggestions(world, member):
    member.post(reverse("write", args=[world.session.code]), WRITTEN)
    proposal = Proposal.objects.get()
    before = [each.text for each in proposal.suggestions.all()]

    take(member, proposal, "amend", title="关于增设公交站的提案", body="再增设。")

    assert proposal.text().body == "再增设。"
    assert [each.text for each in proposal.suggestions.all()] == before != []


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

    member.post(reverse("write", args=[world.session.code]), values)

    proposal = Proposal.objects.get()
    assert [each.name for each in proposal.attachments.all()] == ["甲.txt", "乙.txt"]
    text = page(member, "rewrite", proposal.pk).content.decode()
    assert "等待签名，截止3月9日" in text
    late = member.post(reverse("rewrite", args=[proposal.pk]), WRITTEN | {"sign_by": "2026-03-01"})
    assert late.status_code == 409


def test_who_is_suspended_or_writes_himself_is_not_invited(world, member):
    Member.objects.create(term=world.session.term, name="王五", standing="SUSPENDED")

    form = page(member, "write", world.session.code).context["form"]

    assert form.fields["invited"].choices == [("界别不详", [(str(world.li.pk), "李四")])]


def test_what_was_put_by_comes_back_until_it_is_saved(world, member):
    address = reverse("write", args=[world.session.code])
    assert put_by(member, address, title="关于甲的提案", suggestions=["一", "二"]).json() == {
        "saved": True, "at": "12:00",
    }  # fmt: skip

    form = page(member, "write", world.session.code).context["form"]
    assert (form["title"].value(), form["suggestions"].value()) == ("关于甲的提案", ["一", "二"])
    member.post(address, {**WRITTEN, "window": WINDOW})

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
    address = reverse("write", args=[world.session.code])
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
        json.dumps({"page": "/x/", "content": {"title": "甲\0"}}),
        json.dumps({"page": "/x/", "content": {"titles": ["甲\ud800"]}}),
        json.dumps({"page": "/x/", "content": {"甲\0": "乙"}}),
        json.dumps({"page": "/x\0/", "content": {}}),
    ],
)
def test_what_is_no_page_is_not_put_by(world, member, sent):
    answer = member.post(reverse("put_by"), sent, content_type="application/json")

    assert (answer.status_code, Autosave.objects.count()) == (400, 0)


def test_what_is_too_long_is_not_put_by(world, member):
    sent = {"page": "/x/", "content": {"title": "长" * 200_000}}

    answer = member.post(reverse("put_by"), sent, content_type="application/json")

    assert (answer.status_code, Autosave.objects.count()) == (413, 0)


def test_two_windows_do_not_put_by_over_each_other(world, member):
    address = reverse("write", args=[world.session.code])

    def put(title, window, taken_over=""):
        sent = {"page": address, "content": {"title": title}, "window": window, "taken_over": taken_over}
        answer = member.post(reverse("put_by"), sent, content_type="application/json")
        return answer.status_code, Autosave.objects.get().content["title"]

    assert put("关于甲的提案", "first") == (200, "关于甲的提案")
    assert put("关于乙的提案", "second") == (409, "关于甲的提案")
    assert put("关于甲二的提案", "first") == (200, "关于甲二的提案")
    assert put("关于甲三的提案", "third", taken_over="first") == (200, "关于甲三的提案")
    assert put("关于甲四的提案", "first") == (409, "关于甲三的提案")
    member.post(address, WRITTEN | {"window": "second"})
    assert Autosave.objects.get().content == {"title": "关于甲三的提案"}
    member.post(address, WRITTEN | {"window": "third"})
    assert not Autosave.objects.exists()


def test_giving_up_leads_nowhere_else(world, member):
    assert member.post(reverse("give_up"), {"page": "//elsewhere/"}).url == reverse("home")


def test_a_pasted_text_is_answered_tidied(world, member):
    answer = member.post(
        reverse("tidy_pasted"), json.dumps({"text": "　　●甲"}), content_type="application/json"
    )

    assert answer.json() == {"text": "甲"}
    assert member.post(reverse("tidy_pasted"), "{}", content_type="application/json").status_code == 400
