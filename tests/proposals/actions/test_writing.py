"""What writers do: save, save twice, save from two windows, invite, sign and decline, ask for another unit."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.actions import concluding, consulting, drafting, joining
from proposals.actions.autosaving import autosave, forget_autosave
from proposals.actions.mending import undo_step
from proposals.actions.writing import Enclosed, save_writing
from proposals.models import Autosave, Consultation, JoinRequest, Member, Proposal
from tests.world import DAY
from workflows.errors import MoveRefused


@pytest.fixture
def first(world):
    return drafting.ProposerEntry(member=world.zhang)


def draft(first, title="关于甲的提案", body="正文。", suggestions=("一",), **facts):
    return drafting.Draft(title=title, proposers=(first,), body=body, suggestions=suggestions, facts=facts)


@pytest.fixture
def saved(world, first):
    return save_writing(world.session, draft(first), by=world.member)


@pytest.fixture
def li(world):
    """Li Si signs in, in a post of his own."""
    post = world.post("li", "MEMBER", world.committee)
    Member.objects.filter(pk=world.li.pk).update(user=post.user)
    world.li.refresh_from_db()
    return post


def test_a_button_pressed_twice_makes_one_proposal(world, first, saved):
    again = save_writing(world.session, draft(first, body="正文，改过。"), by=world.member)

    assert again == saved
    assert Proposal.objects.count() == 1
    assert saved.text().body == "正文，改过。"


def test_saving_again_makes_a_version_only_where_a_word_has_changed(world, first, saved):
    category = world.session.category_list.first()

    save_writing(
        world.session,
        draft(first, suggestions=("一", "二"), category=category),
        proposal=saved,
        by=world.member,
    )
    assert (saved.texts.count(), saved.suggestions.count(), saved.category) == (1, 2, category)
    save_writing(world.session, draft(first, body="改。"), proposal=saved, based_on=1, by=world.member)

    assert [each.body for each in saved.texts.order_by("version")] == ["正文。", "改。"]


def test_what_was_saved_elsewhere_since_is_not_overwritten(world, first, saved):
    save_writing(world.session, draft(first, body="别处改的。"), proposal=saved, based_on=1, by=world.member)

    with pytest.raises(MoveRefused, match="刚在别处保存过"):
        save_writing(
            world.session, draft(first, body="这里改的。"), proposal=saved, based_on=1, by=world.member
        )

    assert saved.text().body == "别处改的。"


def test_what_is_handed_in_cannot_be_written_on(world, first, saved):
    drafting.submit_proposal(saved, by=world.member)

    with pytest.raises(MoveRefused, match="不能再修改"):
        save_writing(world.session, draft(first), proposal=saved, by=world.member)


def test_what_is_returned_is_revised_suggestions_and_all(world, first, saved):
    drafting.submit_proposal(saved, by=world.member)
    drafting.return_for_revision(saved, note="请补充", by=world.clerk)

    save_writing(world.session, draft(first, suggestions=("一", "二")), proposal=saved, by=world.member)

    assert [each.text for each in saved.suggestions.all()] == ["一", "二"]


def test_a_title_that_is_empty_or_too_long_is_refused_with_all_the_rest(world, first, saved):
    for title in ("  ", "长" * 201):
        with pytest.raises(ValidationError):
            save_writing(
                world.session, draft(first, title=title, body="改。"), proposal=saved, by=world.member
            )

    assert (saved.texts.count(), Proposal.objects.get().title) == (1, "关于甲的提案")


def test_papers_and_invitations_go_with_the_text(world, first, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    enclosed = Enclosed(
        (SimpleUploadedFile("调研.txt", "资料".encode()),), (world.li,), DAY + timedelta(days=400)
    )

    proposal = save_writing(world.session, draft(first), enclosed=enclosed, by=world.member)

    assert proposal.attachments.get().name == "调研.txt"
    invited = proposal.proposers.get(role="COSIGNER")
    assert (invited.member, invited.sign_by, invited.signed_on) == (world.li, DAY + timedelta(days=400), None)
    with pytest.raises(ValidationError):
        save_writing(
            world.session,
            draft(first, body="改。"),
            proposal=proposal,
            enclosed=Enclosed((SimpleUploadedFile("病毒.exe", b"x"),)),
            by=world.member,
        )
    assert proposal.text().body == "正文。"


def test_nobody_signs_for_another(world, saved, li):
    other = Member.objects.create(term=world.session.term, name="王五")
    drafting.invite_cosigners(saved, [world.li, other], by=world.member)

    with pytest.raises(PermissionDenied, match="只能由王五本人"):
        drafting.cosign(saved, other, by=li)
    drafting.cosign(saved, world.li, by=li)
    drafting.cosign(saved, other, **world.for_others())

    assert saved.proposers.exclude(signed_on=None).count() == 2


def test_an_invitation_is_taken_back_or_declined_until_it_is_signed(world, saved, li):
    other = Member.objects.create(term=world.session.term, name="王五")
    drafting.invite_cosigners(saved, [world.li, other], by=world.member)

    drafting.withdraw_invitation(saved.proposers.get(member=other), by=world.member)
    drafting.cosign(saved, world.li, by=li)
    with pytest.raises(MoveRefused, match="没有等待签名"):
        drafting.withdraw_invitation(saved.proposers.get(member=world.li), by=world.member)

    assert [each.name for each in saved.proposers.all()] == ["张三", "李四"]


def test_nobody_rates_for_another(world, li):
    proposal = world.assigned()
    signed = proposal.proposers.create(role="COSIGNER", member=world.li, name="李四")
    world.reply(proposal)
    task = proposal.tasks().get()
    answers = {"attitude": "SATISFIED", "result": "SATISFIED"}

    with pytest.raises(PermissionDenied, match="只能由张三本人"):
        concluding.rate(task, proposal.proposers.get(role="FIRST"), by=li, **answers)
    concluding.rate(task, signed, by=li, **answers)

    assert task.feedback.get().proposer == signed


def test_a_contact_answers_for_the_collective(world):
    proposal = world.draft(by_party=True)
    drafting.submit_proposal(proposal, by=world.contact)

    assert proposal.state == "SUBMITTED"


def test_a_denied_waiver_no_longer_opens_the_way_to_the_reply(world):
    proposal = world.assigned()
    world.consult(proposal, manner="WAIVED")
    task = proposal.tasks().get()
    assert task.has_consultation()

    consulting.confirm_consultation(Consultation.objects.get(), took_place=False, by=world.member)

    assert not task.has_consultation()


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("MEETING", ""),
        ("ON_SITE", ""),
        ("ONLINE", ""),
        ("", ""),
        ("PHONE", "电话联系属于沟通，按本届次的规定不计入面商。"),
        ("WRITTEN", "书面联系属于沟通，按本届次的规定不计入面商。"),
        ("WAIVED", "委员同意免于面商：可以直接答复，但不计作面商。"),
    ],
)
def test_the_reason_given_agrees_with_what_is_counted(world, manner, reason):
    proposal = world.assigned()
    world.accept(proposal)
    task = proposal.tasks().get()
    talk = consulting.log_consultation(
        task, consulting.Talk(manner=manner, summary="谈过"), **world.for_others()
    )

    assert talk.why_not_counted() == reason
    assert task.consultations.counted(task.policy).filter(pk=talk.pk).exists() == (reason == "")


def test_a_denied_talk_and_one_of_an_earlier_round_say_why_they_do_not_count(world):
    proposal = world.assigned()
    world.reply(proposal)
    talk = Consultation.objects.get()
    concluding.handle_again(proposal.tasks().get(), note="请再办", **world.as_clerk())

    talk = Consultation.objects.get(pk=talk.pk)
    assert talk.why_not_counted() == "属于第1轮办理，本轮需要另行面商。"
    consulting.confirm_consultation(talk, took_place=False, by=world.member)
    assert talk.why_not_counted() == "提案者表示没谈过，不计入面商。"


def test_a_unit_signs_and_asks_for_another_which_joins_once_granted(world):
    proposal = world.assigned()
    task = proposal.tasks().get()

    request = joining.accept_and_ask(
        task, unit=world.finance, reason="涉及资金", officer="王五", phone="1", by=world.officer, at=DAY
    )
    task.refresh_from_db()
    assert (task.state, task.officer, request.ruling) == ("ACCEPTED", "王五", "")
    joining.rule_on_join(request, granted=True, by=world.office, at=DAY)

    assert {(each.unit, each.part) for each in proposal.tasks()} == {
        (world.education, "LEAD"),
        (world.finance, "CO_HANDLER"),
    }
    assert (request.ruling, request.ruled_on) == ("GRANTED", DAY)
    with pytest.raises(MoveRefused, match="已经裁定过"):
        joining.rule_on_join(request, granted=False, note="不", by=world.office, at=DAY)


def test_a_refusal_to_let_a_unit_join_needs_its_reason_and_changes_nothing(world):
    proposal = world.assigned()
    world.accept(proposal)
    request = joining.request_join(
        proposal.tasks().get(), unit=world.finance, reason="涉及资金", by=world.officer, at=DAY
    )

    with pytest.raises(ValidationError, match="写明理由"):
        joining.rule_on_join(request, granted=False, by=world.office, at=DAY)
    joining.rule_on_join(request, granted=False, note="不涉及", by=world.office, at=DAY)

    assert [each.part for each in proposal.tasks()] == ["SOLE"]
    assert JoinRequest.objects.get().ruling_note == "不涉及"


@pytest.mark.parametrize(
    ("reason", "unit", "said"), [(" ", "finance", "写明"), ("有关", "education", "已经是")]
)
def test_a_unit_is_not_asked_for_without_a_reason_nor_twice(world, reason, unit, said):
    proposal = world.assigned()
    world.accept(proposal)
    task = proposal.tasks().get()

    with pytest.raises(ValidationError, match=said):
        joining.request_join(task, unit=getattr(world, unit), reason=reason, by=world.officer, at=DAY)
    with pytest.raises(PermissionDenied):
        joining.request_join(task, unit=world.water, reason="涉及水务", by=world.stranger, at=DAY)
    joining.request_join(task, unit=world.finance, reason="涉及资金", by=world.officer, at=DAY)

    with pytest.raises(MoveRefused, match="等待裁定"):
        joining.request_join(task, unit=world.water, reason="涉及水务", by=world.officer, at=DAY)


def test_a_request_that_is_taken_back_waits_no_longer(world):
    proposal = world.assigned()
    world.accept(proposal)
    task = proposal.tasks().get()
    request = joining.request_join(task, unit=world.finance, reason="涉及资金", by=world.officer, at=DAY)

    undo_step(request.record, by=world.officer, reason="不需要了")

    assert not task.awaits_ruling_on_join()


def test_what_is_put_by_is_the_writers_own_and_the_oldest_make_room(world):
    for number in range(52):
        autosave(world.member, f"/cases/{number}/write/", {"title": str(number)})
    autosave(world.member, "/cases/51/write/", {"title": "改"})
    autosave(world.contact, "/cases/51/write/", {"title": "别人的"})
    forget_autosave(world.member, "/cases/50/write/", window="")

    mine = Autosave.objects.filter(post=world.member)
    assert mine.count() == 49
    assert mine.get(page="/cases/51/write/").content == {"title": "改"}
    assert not mine.filter(page="/cases/1/write/").exists()
    assert Autosave.objects.get(post=world.contact).content == {"title": "别人的"}
