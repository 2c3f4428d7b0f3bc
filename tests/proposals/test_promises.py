"""Promises stand until they are kept or dropped; a case may be replied to again; a look-back says what it found."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cppcc.notices.models import Notice
from proposals.actions import promising
from proposals.models import Commitment, LookBack, LookBackFinding
from proposals.queries.promises import commitment_ledger, unpromised
from proposals.queries.visibility import visible_assignments
from proposals.statistics.figures import figures_of
from proposals.statistics.promises import Promises, matrix, promises
from proposals.statistics.scope import Scope
from tests.world import DAY, only_task
from workflows.errors import MoveRefused

DUE = date(2026, 12, 31)


def answered(world, code="B", **keywords):
    proposal = world.assigned(**keywords)
    world.reply(proposal, code=code)
    return only_task(proposal)


def promised(world, task=None, due_on=DUE):
    return promising.promise(
        task or answered(world), text="建成十个站点", due_on=due_on, by=world.officer, at=DAY
    )


def counted(cells):
    return {(cell.then, cell.now): cell.cases for line in cells for cell in line if cell.cases}


def paper():
    return ContentFile(b"%PDF-1.7", name="验收单.pdf")


def test_a_reply_that_leaves_something_to_do_asks_the_unit_for_a_promise(world):
    answered(world, "A", title="关于甲的提案")
    task = answered(world, "B", title="关于乙的提案")

    assert Notice.objects.filter(kind="promise_asked", post=world.officer).count() == 1
    assert list(unpromised(world.session, visible_assignments(world.clerk))) == [task]
    promised(world, task)
    assert not unpromised(world.session, visible_assignments(world.clerk)).exists()


def test_the_ledger_has_the_open_promises_first_and_the_nearest_of_them(world):
    task, how = answered(world), {"by": world.officer, "at": DAY}
    kept, far, near = (promised(world, task, due_on=date(2026, month, 1)) for month in (6, 12, 9))
    promising.report_progress(kept, text="已建成", is_fulfilled=True, content=paper(), **how)

    assert list(commitment_ledger(world.session, visible_assignments(world.clerk))) == [near, far, kept]


def test_a_promise_has_words_and_a_day_after_the_reply(world):
    task = answered(world)
    with pytest.raises(ValidationError, match="请写明承诺事项"):
        promising.promise(task, text=" ", due_on=DUE, by=world.officer, at=DAY)
    with pytest.raises(ValidationError, match="不能早于答复日期"):
        promising.promise(task, text="x", due_on=date(2026, 3, 1), by=world.officer, at=DAY)
    with pytest.raises(MoveRefused, match="还没有答复"):
        promising.promise(
            only_task(world.assigned(title="关于甲的提案")), text="x", due_on=DUE, by=world.officer, at=DAY
        )
    with pytest.raises(PermissionDenied):
        promising.promise(task, text="x", due_on=DUE, by=world.stranger, at=DAY)

    assert promised(world, task).promised_on == DAY


def test_a_promise_is_overdue_the_day_after_and_never_ends_with_the_session(world):
    commitment = promised(world)

    assert not commitment.is_overdue(DUE)
    assert commitment.is_overdue(date(2028, 1, 1))
    assert Commitment.objects.overdue(date(2028, 1, 1)).get() == commitment


def test_a_promise_is_kept_with_evidence(world):
    commitment = promised(world)
    with pytest.raises(ValidationError, match="请写明落实情况"):
        promising.report_progress(commitment, text="", by=world.officer, at=DAY)
    with pytest.raises(ValidationError, match="请附佐证材料"):
        promising.report_progress(commitment, text="已建成", is_fulfilled=True, by=world.officer, at=DAY)
    promising.report_progress(commitment, text="已建五个", by=world.officer, at=DAY)

    progress = promising.report_progress(
        commitment, text="已建成", is_fulfilled=True, content=paper(), by=world.officer, at=DAY
    )

    commitment.refresh_from_db()
    assert (commitment.status, commitment.ended_on) == ("FULFILLED", DAY)
    assert progress.evidence.name == "验收单.pdf"
    assert Notice.objects.filter(kind="commitment_kept", post=world.clerk).exists()
    with pytest.raises(MoveRefused, match="现在是「已落实」"):
        promising.report_progress(commitment, text="x", by=world.officer, at=DAY)


def test_more_time_is_asked_for_and_ruled_on(world):
    commitment = promised(world)
    ask = {"kind": "EXTENSION", "by": world.officer, "at": DAY}
    with pytest.raises(ValidationError, match="请写明理由"):
        promising.request_change(commitment, text="", until=date(2027, 6, 30), **ask)
    with pytest.raises(ValidationError, match="应晚于承诺完成日期"):
        promising.request_change(commitment, text="资金未到位", until=DUE, **ask)
    request = promising.request_change(commitment, text="资金未到位", until=date(2027, 6, 30), **ask)
    with pytest.raises(MoveRefused, match="已有一份申请"):
        promising.request_change(commitment, text="再申请", until=date(2028, 6, 30), **ask)
    with pytest.raises(PermissionDenied):
        promising.rule_on_change(request, granted=True, by=world.officer, at=DAY)
    with pytest.raises(ValidationError, match="请写明理由"):
        promising.rule_on_change(request, granted=False, **world.as_clerk())

    promising.rule_on_change(request, granted=True, **world.as_clerk())

    commitment.refresh_from_db()
    assert (commitment.due_on, commitment.status) == (date(2027, 6, 30), "OPEN")
    with pytest.raises(MoveRefused, match="已经裁定过"):
        promising.rule_on_change(request, granted=True, **world.as_clerk())


@pytest.mark.parametrize(("granted", "status"), [(True, "DROPPED"), (False, "OPEN")])
def test_a_promise_is_dropped_with_the_committees_consent_alone(world, granted, status):
    commitment = promised(world)
    request = promising.request_change(commitment, kind="DROP", text="规划调整", by=world.officer, at=DAY)

    promising.rule_on_change(request, granted=granted, note="见会议纪要", **world.as_clerk())

    commitment.refresh_from_db()
    assert commitment.status == status


def test_a_further_reply_changes_the_class_now_and_no_figure_of_the_year(world):
    task = answered(world, "B")
    answered(world, "B", title="关于甲的提案")
    answered(world, "A", title="关于乙的提案")
    before = figures_of(Scope(world.session)).breakdowns["outcome"]
    with pytest.raises(ValidationError, match="请填写续复内容"):
        promising.reply_further(task, outcome=world.outcome("A"), text="", by=world.officer, at=DAY)

    promising.reply_further(task, outcome=world.outcome("A"), text="站点已建成", by=world.officer, at=DAY)

    cells, solved = matrix(world.session)
    assert counted(cells) == {("A", "A"): 1, ("B", "A"): 1, ("B", "B"): 1}
    assert [(whole, part) for _name, whole, part in solved if whole] == [(2, 1)]
    assert figures_of(Scope(world.session)).breakdowns["outcome"] == before
    assert Notice.objects.filter(kind="replied_further", post=world.member).count() == 1


def test_who_has_not_replied_does_not_reply_further(world):
    with pytest.raises(MoveRefused, match="答复以后才能续复"):
        promising.reply_further(
            only_task(world.assigned()), outcome=world.outcome("A"), text="x", by=world.officer, at=DAY
        )


def test_a_case_of_several_repliers_stands_where_its_least_solved_task_does(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.consult(proposal)
    first, second = proposal.tasks()
    world.reply_of(first, code="B")
    world.reply_of(second, code="C")

    promising.reply_further(first, outcome=world.outcome("A"), text="已解决", **world.for_others())

    cells, _solved = matrix(world.session)
    assert counted(cells) == {("C", "C"): 1}


def test_promises_are_counted_by_what_became_of_them(world):
    kept, dropped, late = (promised(world, answered(world, title=f"关于第{n}件的提案")) for n in range(3))
    promising.report_progress(kept, text="完", is_fulfilled=True, content=paper(), by=world.officer, at=DAY)
    request = promising.request_change(dropped, kind="DROP", text="规划调整", by=world.officer, at=DAY)
    promising.rule_on_change(request, granted=True, **world.as_clerk())

    assert promises(world.session, DUE) == Promises(made=3, fulfilled=1, dropped=1, open=1, overdue=0)
    assert promises(world.session, date(2027, 1, 1)).overdue == 1
    assert late.is_open()


# Look-back


def test_a_look_back_goes_over_answered_tasks_of_its_session(world):
    task = answered(world)
    open_task = only_task(world.assigned(title="关于甲的提案"))
    with pytest.raises(ValidationError, match="请填写名称"):
        promising.open_look_back(world.session, [], name="回头看", **world.as_clerk())
    with pytest.raises(ValidationError, match="不是本届次已答复的"):
        promising.open_look_back(world.session, [open_task], name="回头看", **world.as_clerk())
    with pytest.raises(PermissionDenied):
        promising.open_look_back(world.session, [task], name="回头看", by=world.officer, at=DAY)
    promising.open_look_back(world.session, [task], name="2026年回头看", **world.as_clerk())
    finding = LookBackFinding.objects.get()
    with pytest.raises(ValidationError, match="请选择落实情况"):
        promising.record_finding(finding, result="KEPT", text="", **world.as_clerk())

    promising.record_finding(finding, result="KEPT", text="站点已启用", **world.as_clerk())

    finding.refresh_from_db()
    assert (finding.result, finding.found_on) == ("KEPT", DAY)
    told = Notice.objects.get(kind="look_back_opened", post=world.officer)
    assert "列入2026年回头看，请准备" in str(told)


def test_a_unit_is_told_of_each_of_its_cases_that_is_looked_back_at(world):
    tasks = [answered(world, title=f"关于{name}的提案") for name in "甲乙丙"]

    promising.open_look_back(world.session, tasks, name="2026年回头看", **world.as_clerk())

    told = Notice.objects.filter(kind="look_back_opened", post=world.officer)
    assert [any(name in notice.body for notice in told) for name in "甲乙丙"] == [True] * 3


# Pages


def act(client, subject, step, **values):
    address = reverse("act", args=[subject._meta.model_name, subject.pk, step])
    return client.post(address, {"at": DAY.isoformat(), **values})


def test_a_promise_from_the_reply_to_its_end_by_buttons(world, client):
    task = answered(world)
    client.force_login(world.officer.user)
    act(client, task, "promise", text="建成十个站点", due_on="2026-06-30")
    commitment = Commitment.objects.get()
    act(client, commitment, "request_change", kind="EXTENSION", until="2026-12-31", text="资金未到位")
    client.force_login(world.clerk.user)
    act(client, commitment.progress.get(), "rule_on", granted="1")
    client.force_login(world.officer.user)
    act(client, task, "reply_further", outcome=world.outcome("A").pk, text="站点已建成")
    act(client, commitment, "report", text="已建成", is_fulfilled="on", content=paper())

    client.force_login(world.clerk.user)
    shown = client.get(reverse("commitment_ledger", args=["test-1-1"])).content.decode()

    assert "承诺1项，已落实1项" in shown
    assert "（佐证：验收单.pdf）" in shown
    assert "1件，现已解决1件" in shown
    client.force_login(world.stranger.user)
    assert client.get(reverse("commitment_ledger", args=["test-1-1"])).status_code == 404


def test_a_unit_reads_its_own_promises_and_not_the_matrix(world, client):
    promised(world)
    client.force_login(world.officer.user)

    shown = client.get(reverse("commitment_ledger", args=["test-1-1"])).content.decode()

    assert "建成十个站点" in shown
    assert "现已解决" not in shown


def test_a_look_back_is_opened_and_filled_in_on_pages(world, client):
    task = answered(world)
    client.force_login(world.clerk.user)
    address = reverse("new_look_back", args=["test-1-1"])
    assert client.post(address, {"name": "回头看"}).status_code == 409
    client.post(address, {"name": "2026年回头看", "assignments": [task.pk]})
    look_back = LookBack.objects.get()
    act(client, look_back.findings.get(), "find", result="NOT_KEPT", text="尚未动工")

    assert "尚未动工" in client.get(reverse("look_back", args=[look_back.pk])).content.decode()
    assert "2026年回头看" in client.get(reverse("commitment_ledger", args=["test-1-1"])).content.decode()
    client.force_login(world.officer.user)
    assert client.get(address).status_code == 403
    client.force_login(world.stranger.user)
    assert client.get(reverse("look_back", args=[look_back.pk])).status_code == 404


def test_overdue_promises_stand_on_the_ledger_as_overdue(world, client):
    promised(world, due_on=date(2026, 3, 3))
    client.force_login(world.clerk.user)

    with time_machine.travel("2026-03-04T10:00:00+08:00"):
        client.force_login(world.clerk.user)
        assert (
            '<span class="OVERDUE">逾期</span>'
            in client.get(reverse("commitment_ledger", args=["test-1-1"])).content.decode()
        )


def test_the_matrix_costs_the_same_for_one_and_three_cases(world):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            matrix(world.session)
        return len(captured)

    answered(world, title="关于甲的提案")
    one = cost()
    answered(world, title="关于乙的提案")
    answered(world, title="关于丙的提案")
    assert cost() == one
