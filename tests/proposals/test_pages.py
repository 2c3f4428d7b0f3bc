"""The pages: who sees what, the whole course by buttons alone, and what was typed is never lost."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.urls import reverse

from cppcc.accounts.models import Post, User
from proposals.actions import accepting, assigning, drafting, filing, merging
from proposals.models import Consultation, Member, PlenarySession, Proposal, Reply
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from tests.pages import page, take
from tests.world import DAY, World
from workflows.models import MoveRecord


def test_who_is_not_signed_in_is_asked_to(client, world):
    answer = client.get(reverse("home"))

    assert (answer.status_code, answer.url) == (302, "/accounts/sign-in/?next=/")
    assert client.get("/healthz").content == b"ok"


def test_signing_in_and_out(client, world):
    answer = client.post(reverse("sign_in"), {"username": "clerk", "password": "secret-word"})
    assert answer.url == "/"
    assert "政协某市委员会一届一次会议" in client.get("/").content.decode()

    client.post(reverse("sign_out"))

    assert client.get("/").status_code == 302


def test_a_wrong_password_is_said_in_chinese(client, world):
    answer = client.post(reverse("sign_in"), {"username": "clerk", "password": "wrong"})

    assert "请输入一个正确的" in answer.content.decode()


def test_a_first_password_is_changed_before_anything_else(client, world):
    User.objects.filter(username="clerk").update(must_change_password=True)
    client.force_login(world.clerk.user)

    assert client.get("/").url == reverse("change_password")
    client.post(
        reverse("change_password"),
        {
            "old_password": "secret-word",
            "new_password1": "quite-another-1",
            "new_password2": "quite-another-1",
        },
    )

    assert client.get("/").status_code == 200


def test_who_holds_no_post_is_told_so(client, world):
    client.force_login(User.objects.create_user("nobody"))

    assert client.get("/").status_code == 403


def test_a_person_with_two_posts_switches(client, world):
    second = Post.objects.create(user=world.clerk.user, role="OFFICER", organisation=world.education)
    client.force_login(world.clerk.user)

    client.post(reverse("switch_post"), {"post": second.pk})

    assert page(client, "overview", "test-1-1").status_code == 404
    assert client.post(reverse("switch_post"), {"post": world.office.pk}).status_code == 404


def test_demonstration_people_do_not_sign_in_on_a_real_site(world):
    User.objects.filter(username="clerk").update(is_demonstration=True)

    assert authenticate(RequestFactory().post("/"), username="clerk", password="secret-word") is None


def test_another_session_opens_on_the_same_kind_of_page(world, sign_in):
    other = World.open_session("test-1-2", number=2, year=2027)
    client = sign_in(world.clerk)

    def turn(kind):
        return client.post(reverse("choose_session"), {"code": other.code, "page": kind}).url

    assert turn("proposal_list") == reverse("proposal_list", args=[other.code])
    assert turn("case") == reverse("overview", args=[other.code])
    assert sign_in(world.stranger).post(reverse("choose_session"), {"code": other.code}).status_code == 404


def test_the_search_box_finds_the_cases_of_every_session_that_the_post_sees(world, sign_in):
    world.filed("关于甲的提案")

    def found(post, words):
        return [each.title for each in page(sign_in(post), "search", q=words).context["page"]]

    assert found(world.clerk, "张三 甲") == ["关于甲的提案"]
    assert found(world.stranger, "甲") == []


def test_a_page_may_fetch_nothing_from_elsewhere_and_run_nothing_inline(world, sign_in):
    policy = page(sign_in(world.clerk), "home").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_page_answers_each_role_or_hides_itself(world, sign_in):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.reply(proposal)
    everything, the_session_alone, nothing = [200] * 5, [200, 404, 404, 200, 200], [200, 404, 404, 404, 404]
    sees = dict.fromkeys(("clerk", "office", "leader", "officer", "helper", "member"), everything)
    sees |= {"contact": the_session_alone, "stranger": nothing}

    for role, expected in sees.items():
        client = sign_in(getattr(world, role))
        found = [
            page(client, "home").status_code,
            page(client, "case", proposal.pk).status_code,
            page(client, "facts", proposal.pk).status_code,
            page(client, "proposal_list", "test-1-1").status_code,
            page(client, "overview", "test-1-1").status_code,
        ]
        assert (role, found) == (role, expected)


def test_nothing_leaks_by_guessing_an_address(world, sign_in):
    proposal = world.submitted()
    record = MoveRecord.objects.of(proposal).last()
    client = sign_in(world.stranger)

    answers = [
        take(client, proposal, "file"),
        client.post(reverse("undo", args=[record.pk]), {"reason": "x"}),
        page(client, "correct", "proposal", proposal.pk, "title"),
        page(client, "counted", "test-1-1", "received"),
        page(client, "intake", "test-1-1"),
        page(client, "act", "policy", 1, "file"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Proposal.objects.get().state == "SUBMITTED"


def test_a_draft_is_seen_by_its_writer_alone(world, sign_in):
    draft = drafting.draft_proposal(
        world.session,
        drafting.Draft(title="关于甲的提案", proposers=(drafting.ProposerEntry(member=world.zhang),)),
        by=world.member,
    )

    assert page(sign_in(world.member), "case", draft.pk).status_code == 200
    assert page(sign_in(world.clerk), "case", draft.pk).status_code == 404


def test_the_proposer_of_a_merged_case_sees_the_case_that_goes_on(world, sign_in):
    head, other = world.filed("关于甲的提案", by_party=True), world.submitted("关于乙的提案")
    merging.merge_proposals([other], into=head, **world.as_clerk())

    assert page(sign_in(world.member), "case", head.pk).status_code == 200


def test_who_has_the_case_that_goes_on_may_read_what_was_merged_into_it(world, sign_in):
    head = world.assigned(title="关于甲的提案")
    other = world.submitted("关于乙的提案", by_party=True)
    merging.merge_proposals([other], into=head, **world.as_clerk())

    for post, status in (
        (world.officer, 200),
        (world.member, 200),
        (world.contact, 200),
        (world.stranger, 404),
    ):
        client = sign_in(post)
        assert (post, page(client, "case", other.pk).status_code) == (post, status)
        assert (post, page(client, "case", head.pk).status_code) == (post, status)


def test_the_overview_shows_every_rate_and_each_number_opens_its_list(world, sign_in):
    world.conclude(world.assigned())
    client = sign_in(world.clerk)

    text = page(client, "overview", "test-1-1").content.decode()

    figures = figures_of(Scope(world.session))
    for rate in figures.rates.values():
        assert rate.label in text
        assert rate.definition in text
    for key, rate in figures.rates.items():
        if key not in ("adoption_rate", "participation_rate"):
            for side, number in (("part", rate.part), ("whole", rate.whole)):
                listed = page(client, "counted", "test-1-1", key, side=side)
                assert (key, listed.context["page"].paginator.count) == (key, number)
    for name, lines in figures.breakdowns.items():
        for line in lines:
            listed = page(client, "counted", "test-1-1", f"{name}:{line.key}")
            assert (name, listed.context["page"].paginator.count) == (name, line.part)
    assert page(client, "counted", "test-1-1", "weather").status_code == 404


def test_the_overview_of_a_unit_counts_its_own_tasks(world, sign_in):
    world.reply(world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER")))

    figures = page(sign_in(world.helper), "overview", "test-1-1").context["figures"]

    assert (figures.by_task, figures.counts["assignments"], figures.counts["repliers"]) == (True, 1, 0)


def test_the_overview_as_of_a_day(world, sign_in):
    world.filed()
    client = sign_in(world.clerk)

    before = page(client, "overview", "test-1-1", as_of="2026-03-01", occasion="PLENARY")
    wrong = page(client, "overview", "test-1-1", as_of="soon")

    assert before.context["figures"].counts["received"] == 0
    assert "截至日期写法不对" in wrong.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"关于甲的提案", "关于乙的提案"}),
        ({"state": "FILED"}, {"关于甲的提案"}),
        ({"q": "乙"}, {"关于乙的提案"}),
        ({"q": "第001号"}, {"关于甲的提案"}),
        ({"q": "张三 甲"}, {"关于甲的提案"}),
        ({"q": "没有"}, set()),
        ({"kind": "PARTY"}, set()),
    ],
)
def test_the_list_is_narrowed_by_its_address(world, sign_in, query, expected):
    world.filed("关于甲的提案")
    world.submitted("关于乙的提案")

    listed = page(sign_in(world.clerk), "proposal_list", "test-1-1", **query).context["page"]

    assert {proposal.title for proposal in listed} == expected


def test_the_list_is_narrowed_by_unit_and_category(world, sign_in):
    category = world.session.category_list.get(code="social")
    world.assigned(title="关于甲的提案", category=category)
    world.filed("关于乙的提案")
    client = sign_in(world.clerk)

    by_unit = page(client, "proposal_list", "test-1-1", unit=world.education.pk).context["page"]
    by_category = page(client, "proposal_list", "test-1-1", category=category.pk).context["page"]

    assert ([p.title for p in by_unit], [p.title for p in by_category]) == (
        ["关于甲的提案"],
        ["关于甲的提案"],
    )


def test_the_pages_take_the_same_number_of_statements_for_one_and_three_rows(
    world, sign_in, django_assert_num_queries
):
    client = sign_in(world.clerk)
    world.assigned(title="关于甲的提案")
    page(client, "proposal_list", "test-1-1")

    for _round in range(2):
        with django_assert_num_queries(7):
            page(client, "proposal_list", "test-1-1")
        world.assigned(title="关于乙的提案")
        world.assigned((world.finance, "SOLE"), title="关于丙的提案")


def test_a_list_goes_over_several_pages(world, sign_in):
    for number in range(51):
        drafting.submit_proposal(world.draft(f"关于第{number}件的提案"), **world.for_others())

    second = page(sign_in(world.clerk), "proposal_list", "test-1-1", page=2)

    assert len(second.context["page"].object_list) == 1
    assert "第2页，共2页" in second.content.decode()


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
            "cosigners": "李四、王五",
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


def test_a_wrong_intake_is_refused_with_a_sentence(world, sign_in):
    client = sign_in(world.clerk)

    answer = client.post(
        reverse("intake", args=["test-1-1"]),
        {"title": "关于甲的提案", "at": DAY.isoformat(), "submit_now": "on"},
    )

    assert answer.status_code == 409
    assert Proposal.objects.count() == 0


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


def test_a_correction_needs_its_reason_and_only_facts_are_corrected(world, sign_in):
    proposal = world.filed()
    client = sign_in(world.clerk)
    address = reverse("correct", args=["proposal", proposal.pk, "title"])

    assert client.get(address).status_code == 200
    assert client.post(address, {"value": "关于乙的提案"}).status_code == 409
    assert client.post(address, {"value": "关于乙的提案", "reason": " "}).status_code == 409
    assert page(client, "correct", "proposal", proposal.pk, "state").status_code == 404
    assert sign_in(world.member).post(address, {"value": "x", "reason": "y"}).status_code == 409


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


def test_the_admin_shows_the_reference_rows(client, world):
    client.force_login(User.objects.create_superuser("root", password="x"))

    for address in (
        "/admin/",
        "/admin/proposals/plenarysession/",
        f"/admin/proposals/plenarysession/{PlenarySession.objects.get().pk}/change/",
        "/admin/proposals/category/",
        "/admin/accounts/organisation/",
        "/admin/accounts/user/",
        "/admin/workflows/holiday/",
    ):
        assert (address, client.get(address).status_code) == (address, 200)


def test_a_member_of_the_term_sees_its_session(world, sign_in):
    assert Member.objects.filter(user=world.member.user).exists()

    assert page(sign_in(world.member), "overview", "test-1-1").status_code == 200
