"""The forms of the steps by which the work is watched: pauses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.models import ClockPause
from proposals.web.forms import DateInput
from proposals.web.step_forms import StepForm


class PauseForm(StepForm):
    """申请暂停计时."""

    waits_for = forms.ChoiceField(label=_("等待谁"), choices=ClockPause.WaitsFor.choices)
    reason = forms.CharField(label=_("暂停理由"), max_length=500)
    starts_on = forms.DateField(label=_("起始日期（空白为发生日期）"), widget=DateInput, required=False)
    ends_on = forms.DateField(label=_("截止日期（事后补办时填写）"), widget=DateInput, required=False)
