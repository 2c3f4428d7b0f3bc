"""Rulings, feedback and follow-ups, conclusion, notice, honours and numbers: each as a table, all or nothing."""

import pytest

from proposals.actions import accepting, filing, replying
from proposals.models import (
    Assignment,
    Examination,
    Extension,
    Feedback,
    FollowUp,
    HandBack,
    Member,
    Policy,
    Proposal,
    Reply,
)
from tests.proposals.web.conftest import words
from tests.world import DAY
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


def rows_of(rows, chosen=(), **fields):
    values = {"row": [row.pk for row in rows], "chosen": [row.pk for row in chosen], "at": DAY.isoformat()}
    return values | fields


def asked_back(world, title="关于甲的提案", at=DAY):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title=title)
    task = proposal.tasks().get(part="CO_HANDLER")
    accepting.request_hand_back(task, reason="不属职责", suggested_unit="市水务局", **world.for_others(at))
    return task.hand_backs.get()


def test_hand_backs_are_ruled_on_together_and_late_ones_may_be_granted(world, desk):
    first = asked_back(world)
    late = asked_back(world, "关于乙的提案", at=DAY.replace(month=4))
    office = desk(world.office)
    page = words(office.open("hand_back_rulings"))
    values = rows_of([first, late]) | {
        f"row-{first.pk}-ruling": "REFUSED", f"row-{first.pk}-note": "属于贵局职责",
        f"row-{late.pk}-ruling": "GRANTED", "at": DAY.replace(month=4).isoformat(),
    }  # fmt: skip

    answer = office.confirm("hand_back_rulings", values)

    assert answer.status_code == 302
    assert "逾期申请" in page
    assert "应在2026年3月9日前答复" in page
    assert list(HandBack.objects.values_list("ruling", "ruling_note")) == [
        ("REFUSED", "属于贵局职责"),
        ("GRANTED", ""),
    ]
    assert [Assignment.objects.get(pk=each.assignment_id).state for each in (first, late)] == [
        "ACCEPTED",
        "HANDED_BACK",
    ]


def test_a_refusal_needs_its_reason(world, desk):
    request = asked_back(world)

    answer = desk(world.office).send(
        "hand_back_rulings", rows_of([request]) | {f"row-{request.pk}-ruling": "REFUSED"}
    )

    assert (answer.status_code, "不同意的，请写明理由" in words(answer)) == (400, True)


def test_a_clerk_rules_for_the_office_by_saying_so(world, desk):
    request = asked_back(world)
    clerk = desk(world.clerk)
    values = rows_of([request]) | {f"row-{request.pk}-ruling": "GRANTED"}

    assert clerk.send("hand_back_rulings", values).status_code == 400
    clerk.confirm("hand_back_rulings", values | {"party": "督查室", "via": "PHONE"})

    record = MoveRecord.objects.of(request.assignment).get(name="grant_hand_back")
    assert record.on_behalf_of == "督查室"


def test_extensions_are_ruled_on_and_the_cap_is_flagged(world, desk):
    task = world.assigned().tasks().get()
    accepting.request_extension(task, until=DAY.replace(year=2027), reason="需要论证", **world.for_others())
    request = Extension.objects.get()
    office = desk(world.office)
    page = words(office.open("extension_rulings"))

    office.confirm("extension_rulings", rows_of([request]) | {f"row-{request.pk}-ruling": "GRANTED"})

    assert "超过延期后总期限" in page
    task.refresh_from_db()
    assert task.due_on == DAY.replace(year=2027)


def in_checking(world, title):
    proposal = world.assigned(title=title)
    world.consult(proposal)
    letter = replying.Letter(outcome=world.outcome(), text="已办理。")
    reply = replying.draft_reply(proposal.tasks().get(), letter, by=world.officer, at=DAY)
    replying.submit_reply(reply, by=world.officer, at=DAY)
    replying.approve_reply(reply, by=world.officer, at=DAY)
    return reply


def test_where_the_policy_orders_it_drafts_are_checked_before_issue(world, desk):
    Policy.objects.filter(plenary_session=world.session).update(draft_checked_by_office=True)
    good, poor = in_checking(world, "关于甲的提案"), in_checking(world, "关于乙的提案")
    office = desk(world.office)
    with pytest.raises(MoveRefused, match="先送交办单位核稿"):
        replying.issue_reply(Reply.objects.get(pk=good.pk), signer="局长", by=world.officer, at=DAY)
    waiting = office.open("counter", "drafts_to_check")
    values = rows_of([good, poor]) | {f"row-{good.pk}-check": "passed", f"row-{poor.pk}-check": "back"}

    unexplained = office.send("draft_checks", values)
    office.confirm("draft_checks", values | {f"row-{poor.pk}-note": "请逐条答复"})
    replying.issue_reply(Reply.objects.get(pk=good.pk), signer="局长", by=world.officer, at=DAY)

    assert (unexplained.status_code, "请写明怎样修改" in words(unexplained)) == (400, True)
    assert waiting.context["page"].paginator.count == 2
    assert waiting.context["board"][0] == "核稿"
    assert list(Reply.objects.order_by("pk").values_list("state", "checked_on", "draft_number")) == [
        ("ISSUED", DAY, 1),
        ("DRAFTED", None, 2),
    ]
    assert MoveRecord.objects.of(poor).last().note == "请逐条答复"
    assert office.open("draft_checks").context["rows"] == []


def test_a_draft_that_goes_back_is_checked_anew(world, desk):
    Policy.objects.filter(plenary_session=world.session).update(draft_checked_by_office=True)
    reply = in_checking(world, "关于甲的提案")
    replying.check_reply(reply, by=world.office, at=DAY)

    replying.send_back_reply(reply, note="法规处要求修改", by=world.officer, at=DAY)

    reply.refresh_from_db()
    assert (reply.state, reply.checked_on) == ("DRAFTED", None)
    with pytest.raises(MoveRefused, match="不需要核稿"):
        replying.check_reply(reply, by=world.office, at=DAY)


def test_a_letter_signed_on_paper_needs_no_check(world):
    Policy.objects.filter(plenary_session=world.session).update(draft_checked_by_office=True)
    proposal = world.assigned()

    world.reply(proposal)

    proposal.refresh_from_db()
    assert proposal.state == "REPLIED"


def replied(world, number=2):
    proposals = [world.assigned(title=f"关于第{each}件的提案") for each in range(number)]
    for proposal in proposals:
        world.reply(proposal)
    return list(Assignment.objects.filter(proposal__in=proposals).order_by("pk"))


def rating(task, attitude="SATISFIED", result="FAIRLY_SATISFIED"):
    who = task.proposal.proposers.get().pk
    return {f"row-{task.pk}-attitude-{who}": attitude, f"row-{task.pk}-result-{who}": result}


def test_feedback_and_follow_ups_are_entered_together_with_how_they_came(world, desk):
    first, second = replied(world)
    clerk = desk(world.clerk)
    values = rows_of([first, second], party="提案者", via="PHONE") | rating(first)
    values |= {f"row-{second.pk}-manner": "电话", f"row-{second.pk}-findings": "认可"}

    clerk.confirm("feedback", values)

    form, visit = Feedback.objects.get(), FollowUp.objects.get()
    assert (form.assignment, form.attitude, form.result) == (first, "SATISFIED", "FAIRLY_SATISFIED")
    assert (form.record.on_behalf_of, form.record.via) == ("提案者", "PHONE")
    assert (visit.proposal, visit.findings, visit.record.on_behalf_of) == (second.proposal, "认可", "")
    [answered, _open] = clerk.open("feedback").context["rows"]
    assert (answered.form.asked, [each.result for each in answered.answered]) == ([], ["FAIRLY_SATISFIED"])


@pytest.mark.parametrize(
    ("half", "said"),
    [
        ({"attitude": "SATISFIED"}, "分别评价"),
        ({"comment": "很好"}, "请同时选态度和结果"),
        ({"attitude": "SATISFIED", "result": "SATISFIED"}, "请选择以何种方式告知"),
    ],
)
def test_half_a_form_is_asked_about(world, desk, half, said):
    [task] = replied(world, 1)
    who = task.proposal.proposers.get().pk

    answer = desk(world.clerk).send(
        "feedback", rows_of([task]) | {f"row-{task.pk}-{name}-{who}": value for name, value in half.items()}
    )

    assert (answer.status_code, said in words(answer)) == (400, True)
    assert not Feedback.objects.exists()


def test_cases_are_concluded_together_and_the_others_say_why_not(world, desk):
    done, waiting = (task.proposal for task in replied(world))
    world.rate(done)
    helped = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于会办的提案")
    world.reply(helped)
    world.rate(helped)
    clerk = desk(world.clerk)
    page = words(clerk.open("conclusion"))

    clerk.confirm("conclusion", rows_of([done, helped, waiting], [done, helped]))
    refused = clerk.send("conclusion", rows_of([waiting], [waiting], confirmed="1"))

    assert "反馈还没有收齐" in page
    assert {each.title: each.state for each in Proposal.objects.all()} == {
        "关于第0件的提案": "CONCLUDED", "关于第1件的提案": "REPLIED", "关于会办的提案": "CONCLUDED"
    }  # fmt: skip
    assert set(helped.assignments.values_list("state", "concluded_on")) == {("CONCLUDED", DAY)}
    assert (refused.status_code, "反馈还没有收齐" in words(refused)) == (409, True)


def test_notices_are_recorded_together(world, desk):
    proposals = [world.submitted(f"关于第{each}件的提案") for each in range(2)]
    refusal = filing.Refusal("OTHER", reason_text="空泛")
    filing.decline_proposals(dict.fromkeys(proposals, refusal), **world.as_clerk())
    decisions = list(Examination.objects.all())
    clerk = desk(world.clerk)

    clerk.confirm("notice", rows_of(decisions, decisions[:1]))

    assert [each.noticed_on for each in Examination.objects.order_by("pk")] == [DAY, None]
    assert [each.pk for each in clerk.open("notice").context["rows"]] == [decisions[1].pk]


def test_who_awaits_a_notice_is_shown_with_a_number_to_ring_where_one_is_known(world, desk):
    Member.objects.filter(pk=world.zhang.pk).update(phone="13800000001")
    for by_party in (True, False):
        proposal = world.submitted(by_party=by_party)
        filing.decline_proposal(proposal, disposition="OTHER", reason_text="空泛", **world.as_clerk())

    shown = words(desk(world.clerk).open("notice"))

    assert "民盟某市委员会" in shown
    assert "张三 13800000001" in shown


def test_key_proposals_get_their_leaders_and_lose_them_again(world, desk):
    first, second = world.filed("关于甲的提案"), world.filed("关于乙的提案")
    office = desk(world.office)
    values = rows_of([first, second], [first, second]) | {f"row-{first.pk}-leader": "甲副市长"}

    office.confirm("honours", values | {"act": "key"}, kind="key")
    only = office.open("honours", kind="key", only="1").context["rows"]
    office.confirm("honours", rows_of([second], [second]) | {"act": "not_key"}, kind="key")

    assert [each.supervising_leader for each in only] == ["甲副市长", ""]
    assert list(Proposal.objects.order_by("pk").values_list("is_key", flat=True)) == [True, False]


def test_only_concluded_cases_are_commended(world, desk):
    concluded, open_case = world.assigned(title="关于甲的提案"), world.filed("关于乙的提案")
    world.conclude(concluded)
    office = desk(world.office)
    listed = [each.pk for each in office.open("honours", kind="outstanding").context["rows"]]

    office.confirm("honours", rows_of([concluded], [concluded]) | {"act": "outstanding"}, kind="outstanding")
    stale = office.send(
        "honours", rows_of([open_case], [open_case]) | {"act": "outstanding"}, kind="outstanding"
    )

    assert listed == [concluded.pk]
    assert stale.status_code == 409
    concluded.refresh_from_db()
    assert concluded.is_outstanding
    office.confirm(
        "honours", rows_of([concluded], [concluded]) | {"act": "not_outstanding"}, kind="outstanding"
    )
    concluded.refresh_from_db()
    assert not concluded.is_outstanding


def test_honours_are_looked_for_by_words(world, desk):
    world.filed("关于甲的提案")
    world.filed("关于乙的提案")

    found = desk(world.office).open("honours", q="乙").context["rows"]

    assert [each.title for each in found] == ["关于乙的提案"]


def test_numbers_are_sorted_anew_on_the_page_until_the_list_is_printed(world, desk):
    for title in ("关于丙的提案", "关于乙的提案", "关于甲的提案"):
        world.filed(title)
    clerk = desk(world.clerk)
    wanted = [
        (case.title, number) for case, number in clerk.open("numbering", order="title").context["lines"]
    ]

    clerk.send("numbering", {"order": "title"})

    by_number = list(Proposal.objects.order_by("number").values_list("title", "number"))
    assert by_number == wanted == sorted(wanted)
    assert clerk.send("numbers", {}).status_code == 302
    assert "提案号已经固定" in words(clerk.open("numbers"))
    refused = clerk.send("numbering", {"order": "received"})
    assert (refused.status_code, "已经打印" in words(refused)) == (409, True)
    assert list(Proposal.objects.order_by("number").values_list("title", "number")) == by_number


def test_each_post_finds_its_own_working_tables(world, desk):
    def names(post):
        return {entry.name for entry, _address in desk(post).open("boards").context["entries"]}

    clerks, offices = names(world.clerk), names(world.office)

    assert clerks - offices == {"ledger", "examination", "notice", "numbering", "feedback"}
    assert offices == {
        "assignment", "hand_back_rulings", "extension_rulings", "progress", "chase", "conclusion", "honours",
        "draft_checks",
    }  # fmt: skip
    assert names(world.leader) == {"progress"}
    assert desk(world.member).open("boards").status_code == 403
    for name in clerks:
        assert (name, desk(world.clerk).open(name).status_code) == (name, 200)


@pytest.mark.parametrize(
    "board",
    ["hand_back_rulings", "extension_rulings", "draft_checks", "feedback", "conclusion", "notice", "honours"],
)
def test_the_tables_take_the_same_statements_for_one_and_thirty_rows(world, desk, board):
    make = {
        "hand_back_rulings": lambda title: asked_back(world, title),
        "extension_rulings": lambda title: accepting.request_extension(
            world.assigned(title=title).tasks().get(), until=DAY.replace(year=2027), reason="需要论证",
            **world.for_others(),
        ),
        "notice": lambda title: filing.decline_proposal(
            world.submitted(title), disposition="OTHER", reason_text="空泛", **world.as_clerk()
        ),
        "honours": world.filed,
        "draft_checks": lambda title: in_checking(world, title),
        "feedback": lambda title: world.reply(world.assigned(title=title)),
        "conclusion": lambda title: world.reply(world.assigned(title=title)),
    }[board]  # fmt: skip
    clerk = desk(world.clerk)
    make("关于甲的提案")
    clerk.open(board)

    one = clerk.statements(lambda: clerk.open(board))
    for each in range(30):
        make(f"关于第{each}件的提案")
    thirty = clerk.statements(lambda: clerk.open(board))

    assert one == thirty


def test_a_second_click_does_no_harm(world, desk):
    [task] = replied(world, 1)
    clerk = desk(world.clerk)
    token = clerk.open("feedback").context["common"]["token"].value()
    values = rows_of([task], party="提案者", via="PHONE", token=str(token)) | {
        f"row-{task.pk}-manner": "电话",
        f"row-{task.pk}-findings": "认可",
    }

    clerk.confirm("feedback", values)
    again = clerk.client.post(f"/sessions/{clerk.code}/feedback/", {**values, "confirmed": "1"}, follow=True)

    assert FollowUp.objects.count() == 1
    assert "没有重复办理" in words(again)


def test_a_second_click_on_what_has_left_the_table_says_so(world, desk):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal)
    clerk = desk(world.clerk)
    token = clerk.open("conclusion").context["common"]["token"].value()
    values = rows_of([proposal], [proposal], token=str(token))

    clerk.confirm("conclusion", values)
    again = clerk.client.post(
        f"/sessions/{clerk.code}/conclusion/", {**values, "confirmed": "1"}, follow=True
    )

    assert "没有重复办理" in words(again)
