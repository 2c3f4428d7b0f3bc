"""The member's desk: signing what one is invited to, confirming talks, rating, the own record."""

from datetime import timedelta

import pytest
from django.urls import reverse

from proposals.actions import concluding, drafting, filing
from proposals.models import Consultation, Member, Policy, Proposal, Proposer
from proposals.queries.history import records_of
from proposals.queries.own_cases import answered_for, cases_put, to_confirm, to_rate
from proposals.statistics.own_record import OwnYear, own_record
from tests.pages import page, put_by, take
from tests.world import DAY

pytestmark = pytest.mark.usefixtures("on_the_day")


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

    desk = page(client, "own_desk", world.session.code)
    rows = {each.proposal: each for each in desk.context["invitations"]}
    assert set(rows) == {signed, declined, late}
    assert f"/steps/proposer/{rows[declined].pk}/turn_down/" in desk.content.decode()
    answer = take(client, rows[signed], "cosign", back=reverse("own_desk", args=[world.session.code]))
    asked = page(client, "act", "proposer", rows[declined].pk, "turn_down").content.decode()
    assert "谢绝后不能撤回" in asked
    said = take(client, rows[declined], "turn_down", follow=True).content.decode()
    take(client, rows[late], "cosign")

    assert answer.url == reverse("own_desk", args=[world.session.code])
    assert signed.proposers.get(role="COSIGNER").signed_on == DAY
    assert not declined.proposers.filter(role="COSIGNER").exists()
    assert "已办理：谢绝联名。" in said
    assert records_of(declined).last().label == "李四谢绝联名"
    assert late.proposers.get(role="COSIGNER").signed_on is None


def test_the_invitation_that_ends_first_stands_first_and_one_without_an_end_last(world, sign_in, li):
    for title, sign_by in (("甲", None), ("乙", DAY + timedelta(days=9)), ("丙", DAY + timedelta(days=3))):
        draft = world.draft(f"关于{title}的提案")
        drafting.invite_cosigners(draft, [world.li], sign_by=sign_by, **world.for_others())

    desk = page(sign_in(li), "own_desk", world.session.code)

    assert [each.proposal.title[2] for each in desk.context["invitations"]] == ["丙", "乙", "甲"]


def test_what_is_not_handed_in_yet_stands_before_what_is(world):
    draft = world.draft("关于甲的提案")
    handed_in = world.submitted("关于乙的提案")

    assert list(cases_put(world.member, world.session)) == [draft, handed_in]


def test_an_invitation_is_no_business_of_others(world, sign_in, li):
    proposal = world.draft()
    drafting.invite_cosigners(proposal, [world.li], **world.for_others())
    row = proposal.proposers.get(role="COSIGNER")

    take(sign_in(world.stranger), row, "cosign")
    take(sign_in(world.member), row, "cosign")
    take(sign_in(world.member), row, "turn_down")
    take(sign_in(li), row, "uninvite")
    row.refresh_from_db()
    assert row.signed_on is None
    take(sign_in(world.member), row, "uninvite")

    assert not proposal.proposers.filter(role="COSIGNER").exists()


def test_what_is_put_by_and_not_saved_is_on_the_desk(world, sign_in, member):
    write = reverse("write", args=[world.session.code])
    put_by(member, write, title="关于甲的提案")

    assert "关于甲的提案" in page(member, "own_desk", world.session.code).content.decode()
    assert (
        "写了还没有保存" not in page(sign_in(world.contact), "own_desk", world.session.code).content.decode()
    )


def test_a_talk_is_confirmed_with_one_tap_and_leaves_the_desk(world, member):
    proposal = world.assigned()
    world.consult(proposal)
    [talk] = page(member, "own_desk", world.session.code).context["to_confirm"]

    answer = take(
        member, talk, "confirm", took_place="0", back=reverse("own_desk", args=[world.session.code])
    )

    assert answer.url == reverse("own_desk", args=[world.session.code])
    assert Consultation.objects.get().confirmation == "DENIED"
    desk = page(member, "own_desk", world.session.code)
    assert not desk.context["to_confirm"]
    assert "已记下您的答复：没谈过。" in desk.content.decode()


def test_the_lists_behind_the_counters_are_answered_on_their_rows(world, sign_in, li):
    invited = world.draft("关于甲的提案")
    drafting.invite_cosigners(invited, [world.li], **world.for_others())
    talked, replied = world.assigned(title="关于乙的提案"), world.assigned(title="关于丙的提案")
    world.consult(talked)
    world.reply(replied)
    talk = Consultation.objects.get(assignment=talked.tasks().get())
    me = world.member

    lists = {
        key: page(sign_in(post), "counter", world.session.code, key).content.decode()
        for post, key in ((li, "invitations"), (me, "talks"), (me, "to_rate"), (me, "drafts"))
    }

    row = invited.proposers.get(role="COSIGNER")
    assert reverse("act", args=["proposer", row.pk, "cosign"]) in lists["invitations"]
    assert reverse("act", args=["proposer", row.pk, "turn_down"]) in lists["invitations"]
    assert lists["talks"].count('name="took_place"') == 2 * 2
    assert reverse("act", args=["consultation", talk.pk, "confirm"]) in lists["talks"]
    assert reverse("act", args=["assignment", replied.tasks().get().pk, "rate"]) in lists["to_rate"]
    assert "请您答复" not in lists["drafts"]


def test_the_way_back_leads_nowhere_else(world, member):
    proposal = world.assigned()
    world.consult(proposal)

    answer = take(member, Consultation.objects.get(), "confirm", took_place="1", back="https:elsewhere")

    assert answer.url == reverse("case", args=[proposal.pk])


def test_a_member_rates_as_himself_and_is_told_who_will_see_it(world, member):
    proposal = world.assigned()
    world.reply(proposal)
    task = proposal.tasks().get()
    [(found, proposer)] = page(member, "own_desk", world.session.code).context["to_rate"]
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
    assert page(member, "own_desk", world.session.code).context["to_rate"] == []


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

    [year] = own_record(Proposer.objects.of(world.member))
    [signed] = own_record(Proposer.objects.of(li))

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
        for post, name, statements in ((world.member, "own_desk", 18), (world.officer, "unit_desk", 10)):
            client = sign_in(post)
            page(client, name, world.session.code)
            with django_assert_num_queries(statements):
                shown = page(client, name, world.session.code)
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
            page(client, name, world.session.code).status_code
            for name in ("own_desk", "write", "unit_desk", "unit_table")
        )
        assert (role, found) == (role, expected)
