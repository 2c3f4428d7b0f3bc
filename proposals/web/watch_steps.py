"""The steps by which the work is watched: pauses, released ratings, slips, supervision, promises."""

from django.utils.translation import gettext_lazy as _

from proposals.actions import concluding, key_supervising, pausing, promising, supervising
from proposals.models import (
    Assignment,
    ClockPause,
    Commitment,
    CommitmentProgress,
    KeySupervision,
    LookBackFinding,
    Proposal,
    Reminder,
    SupervisionTask,
)
from proposals.models.recorded import standing_in
from proposals.web import watch_forms as forms
from proposals.web.step import Step, plain
from proposals.web.step_forms import RulingForm


def _is_answered(task):
    return task.owes_reply() and task.state in promising.ANSWERED


def _has_unreleased_ratings(task):
    forms = standing_in(task.feedback)
    return any(form.released_on is None and not form.is_imported for form in forms)


def _is_running(supervision):
    return supervision.closed_on is None


WATCH_STEPS = {
    Proposal: [
        Step(
            "supervise",
            _("督办立项"),
            plain(key_supervising.open_supervision),
            forms.SuperviseForm,
            when=lambda subject: (
                subject.state in ("FILED", "PROPOSED", "ASSIGNED", "CONSULTED", "REPLIED")
                and not any(_is_running(each) for each in standing_in(subject.supervisions))
            ),
        )
    ],
    Reminder: [
        Step(
            "receive",
            _("催办单签收"),
            plain(supervising.receive_slip),
            forms.ReceiveForm,
            when=lambda subject: subject.received_on is None,
        )
    ],
    KeySupervision: [
        Step(
            "break_down",
            _("分解任务"),
            plain(key_supervising.add_task),
            forms.BreakDownForm,
            when=_is_running,
        ),
        Step(
            "log_activity",
            _("登记督办活动"),
            plain(key_supervising.log_activity),
            forms.ActivityForm,
            when=_is_running,
        ),
        Step(
            "close",
            _("督办结项"),
            plain(key_supervising.close_supervision),
            forms.CloseForm,
            when=_is_running,
        ),
    ],
    SupervisionTask: [
        Step(
            "report",
            _("登记进展"),
            plain(key_supervising.report_task),
            forms.ReportForm,
            when=lambda subject: _is_running(subject.supervision),
        )
    ],
    Assignment: [
        Step(
            "request_pause",
            _("申请暂停计时"),
            plain(pausing.request_pause),
            forms.PauseForm,
            when=lambda subject: subject.is_open() and subject.paused_on is None,
        ),
        Step(
            "resume_clock",
            _("恢复计时"),
            plain(pausing.resume),
            when=lambda subject: subject.paused_on is not None,
        ),
        Step(
            "promise",
            _("登记承诺事项"),
            plain(promising.promise),
            forms.PromiseForm,
            when=_is_answered,
        ),
        Step(
            "reply_further",
            _("续复"),
            plain(promising.reply_further),
            forms.FurtherReplyForm,
            when=_is_answered,
        ),
        Step(
            "release_ratings",
            _("告知单位评价"),
            plain(concluding.release_ratings),
            when=_has_unreleased_ratings,
        ),
    ],
    Commitment: [
        Step(
            "report",
            _("登记落实情况"),
            plain(promising.report_progress),
            forms.CommitmentReportForm,
            when=lambda subject: subject.is_open(),
        ),
        Step(
            "request_change",
            _("申请延期或终止"),
            plain(promising.request_change),
            forms.CommitmentChangeForm,
            when=lambda subject: subject.is_open() and subject.waiting_request() is None,
        ),
    ],
    CommitmentProgress: [
        Step(
            "rule_on",
            _("裁定"),
            plain(promising.rule_on_change),
            RulingForm,
            when=lambda subject: subject.waits_for_ruling(),
        )
    ],
    LookBackFinding: [
        Step("find", _("登记回头看情况"), plain(promising.record_finding), forms.FindingForm),
    ],
    ClockPause: [
        Step(
            "rule_on",
            _("裁定暂停申请"),
            plain(pausing.rule_on_pause),
            RulingForm,
            when=lambda subject: not subject.ruling,
        )
    ],
}
