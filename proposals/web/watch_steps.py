"""The steps by which the work is watched: pauses."""

from django.utils.translation import gettext_lazy as _

from proposals.actions import concluding, pausing
from proposals.models import Assignment, ClockPause
from proposals.web import watch_forms as forms
from proposals.web.step import Step, plain
from proposals.web.step_forms import RulingForm

WATCH_STEPS = {
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
            "release_ratings",
            _("告知单位评价"),
            plain(concluding.release_ratings),
            when=lambda subject: (
                subject.feedback.standing().filter(released_on=None, is_imported=False).exists()
            ),
        ),
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
