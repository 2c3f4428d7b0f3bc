"""Slips with receipts, calls logged, and key proposals followed from the opening to what came of them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cppcc.notices.models import Notice
from proposals.actions import key_supervising, supervising
from proposals.actions.mending import undo_step
from proposals.actions.reminding import send_slips
from proposals.models import KeySupervision, Reminder, SupervisionTask
from proposals.queries.supervision import supervision_board
from proposals.queries.visibility import visible_proposals
from tests.world import DAY, only_task
from workflows.errors import MoveRefused


def opened(world, proposal=None):
    return key_supervising.open_supervision(
        proposal or world.assigned(),
        leader="王主席",
        committee="经济委",
        lead_unit=world.education,
        plan="上半年调研，下半年视察",
        **world.as_clerk(),
    )


def act(client, subject, step, **values):
    address = reverse("act", args=[subject._meta.model_name, subject.pk, step])
    return client.post(address, {"at": DAY.isoformat(), **values})


# Slips and calls


def test_a_slip_is_printed_and_its_receipt_recorded_once(world, client):
    world.assigned()
    send_slips(date(2026, 6, 20))
    slip = Reminder.objects.get()
    client.force_login(world.officer.user)
    shown = client.get(reverse("slip", args=[slip.pk])).content.decode()
    assert "提案办理催办单" in shown
    assert "（红色督办）" in shown
    assert "市教育局：" in shown

    act(client, slip, "receive", received_by="赵六")

    slip.refresh_from_db()
    assert (slip.received_by, slip.received_on) == ("赵六", DAY)
    with pytest.raises(MoveRefused, match="已经签收"):
        supervising.receive_slip(slip, received_by="钱七", by=world.officer, at=DAY)
    client.force_login(world.stranger.user)
    assert client.get(reverse("slip", args=[slip.pk])).status_code == 404


def test_a_receipt_names_who_took_the_slip(world):
    world.assigned()
    send_slips(date(2026, 6, 20))

    with pytest.raises(ValidationError, match="请填写签收人"):
        supervising.receive_slip(Reminder.objects.get(), received_by=" ", by=world.officer, at=DAY)


def test_calls_are_logged_with_who_answered_and_what(world, client):
    proposal = world.assigned()
    client.force_login(world.office.user)

    act(
        client,
        only_task(proposal),
        "remind",
        manner="PHONE",
        person="赵六",
        text="询问进度",
        answer="月底前答复",
    )

    shown = client.get(reverse("reminder_log", args=["test-1-1"])).content.decode()
    assert "电话" in shown
    assert "赵六 询问进度" in shown
    assert "（答复：月底前答复）" in shown
    assert Notice.objects.filter(kind="reminded", post=world.officer).exists()


def test_a_reminder_says_something_and_the_page_offers_the_usual_words(world, client):
    task = only_task(world.assigned())
    client.force_login(world.office.user)

    with pytest.raises(ValidationError, match="请写明催办的内容"):
        supervising.remind(task, text=" ", by=world.office, at=DAY)

    form = client.get(reverse("act", args=["assignment", task.pk, "remind"])).context["form"]
    assert (form["text"].value(), form["text"].field.required) == ("请抓紧办理，按期答复。", True)


# Supervision


def test_a_supervised_proposal_is_a_key_proposal_and_all_are_told(world):
    supervision = opened(world)

    supervision.proposal.refresh_from_db()
    assert (supervision.proposal.is_key, supervision.proposal.supervising_leader) == (True, "王主席")
    told = set(Notice.objects.filter(kind="supervision_opened").values_list("post", flat=True))
    assert told == {world.officer.pk, world.member.pk}


def test_a_case_is_under_one_supervision_at_a_time_and_a_leader_is_named(world):
    supervision = opened(world)
    with pytest.raises(MoveRefused, match="已经在督办"):
        opened(world, supervision.proposal)
    with pytest.raises(ValidationError, match="领衔督办领导"):
        key_supervising.open_supervision(supervision.proposal, leader=" ", **world.as_clerk())
    with pytest.raises(PermissionDenied):
        key_supervising.open_supervision(
            world.assigned(title="关于甲的提案"), leader="王主席", by=world.officer, at=DAY
        )

    key_supervising.close_supervision(supervision, outcome="已建成", **world.as_clerk())

    assert opened(world, supervision.proposal).pk != supervision.pk


def test_the_breakdown_has_owner_and_date_and_is_reported_on_by_the_unit(world):
    supervision = opened(world)
    task = key_supervising.add_task(
        supervision, text="建成站点10个", owner="市教育局", due_on=date(2026, 6, 30), **world.as_clerk()
    )
    with pytest.raises(ValidationError, match="请写明任务"):
        key_supervising.add_task(supervision, text="x", owner="", **world.as_clerk())
    with pytest.raises(ValidationError, match="请写明进展"):
        key_supervising.report_task(task, progress="", by=world.officer, at=DAY)

    key_supervising.report_task(task, progress="已建5个", by=world.officer, at=DAY)
    assert SupervisionTask.objects.get().done_on is None
    key_supervising.report_task(task, progress="全部建成", is_done=True, by=world.officer, at=DAY)

    assert SupervisionTask.objects.values_list("progress", "done_on").get() == ("全部建成", DAY)


def test_a_closed_supervision_takes_no_more(world):
    supervision = opened(world)
    with pytest.raises(ValidationError, match="请写明督办成效"):
        key_supervising.close_supervision(supervision, outcome="", **world.as_clerk())
    key_supervising.close_supervision(supervision, outcome="已建成", by=world.leader, at=DAY)

    for refused in (
        lambda: key_supervising.add_task(supervision, text="x", owner="y", **world.as_clerk()),
        lambda: key_supervising.log_activity(supervision, kind="VISIT", text="x", **world.as_clerk()),
        lambda: key_supervising.close_supervision(supervision, outcome="x", **world.as_clerk()),
    ):
        with pytest.raises(MoveRefused, match="已经结项"):
            refused()


def test_an_undone_opening_takes_the_supervision_back(world):
    supervision = opened(world)

    undo_step(supervision.record, by=world.clerk, reason="立错了")

    supervision.proposal.refresh_from_db()
    assert (supervision.proposal.is_key, KeySupervision.objects.standing().count()) == (False, 0)


def test_the_board_counts_tasks_done_late_and_activities(world):
    supervision = opened(world)
    how = world.as_clerk()
    done = key_supervising.add_task(supervision, text="甲", owner="市教育局", due_on=DAY, **how)
    key_supervising.report_task(done, progress="完成", is_done=True, **how)
    key_supervising.add_task(supervision, text="乙", owner="市教育局", due_on=DAY, **how)
    key_supervising.add_task(supervision, text="丙", owner="市教育局", **how)
    for kind in ("VISIT", "INSPECTION"):
        key_supervising.log_activity(supervision, kind=kind, text="实地查看", **how)

    [row] = supervision_board(world.session, visible_proposals(world.clerk), date(2026, 3, 3))

    assert (row.task_count, row.done_count, row.overdue_count, row.activity_count) == (3, 1, 1, 2)


def test_the_board_has_the_open_supervisions_first(world):
    closed = opened(world)
    key_supervising.close_supervision(closed, outcome="已建成", by=world.leader, at=DAY)
    still_open = opened(world, world.assigned(title="关于乙的提案"))

    assert list(supervision_board(world.session, visible_proposals(world.clerk), DAY)) == [still_open, closed]


def test_the_whole_supervision_by_buttons(world, client):
    proposal = world.assigned()
    client.force_login(world.clerk.user)
    act(client, proposal, "supervise", leader="王主席", committee="经济委", lead_unit=world.education.pk)
    supervision = KeySupervision.objects.get()
    act(client, supervision, "break_down", text="建成站点", owner="市教育局", due_on="2026-03-01")
    act(client, supervision, "log_activity", kind="VISIT", place="东站", people="王主席", text="现场查看")
    act(client, supervision.tasks.get(), "report", progress="已建5个")

    board = client.get(reverse("supervision_board", args=["test-1-1"])).content.decode()
    shown = client.get(reverse("supervision", args=[supervision.pk])).content.decode()
    act(client, supervision, "close", outcome="全部建成")

    assert "0/1" in board
    assert "1项逾期" in board
    for phrase in ("任务分解表", "已建5个", "走访", "现场查看", "督办结项"):
        assert phrase in shown
    assert "全部建成" in client.get(reverse("supervision", args=[supervision.pk])).content.decode()
    client.force_login(world.stranger.user)
    assert client.get(reverse("supervision", args=[supervision.pk])).status_code == 404
