"""The forms of the steps by which the work is watched: pauses, slips, supervision, promises."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation
from proposals.models import ClockPause, CommitmentProgress, LookBackFinding, SupervisionActivity
from proposals.web.forms import DateInput
from proposals.web.step_forms import StepForm


class PauseForm(StepForm):
    """申请暂停计时."""

    waits_for = forms.ChoiceField(label=_("等待谁"), choices=ClockPause.WaitsFor.choices)
    reason = forms.CharField(label=_("暂停理由"), max_length=500)
    starts_on = forms.DateField(label=_("起始日期（空白为发生日期）"), widget=DateInput, required=False)
    ends_on = forms.DateField(label=_("截止日期（事后补办时填写）"), widget=DateInput, required=False)


class ReceiveForm(StepForm):
    """催办单签收."""

    received_by = forms.CharField(label=_("签收人"), max_length=50)


class SuperviseForm(StepForm):
    """督办立项."""

    leader = forms.CharField(label=_("领衔督办领导"), max_length=50)
    committee = forms.CharField(label=_("责任专委会"), max_length=100, required=False)
    lead_unit = forms.ModelChoiceField(label=_("牵头承办单位"), queryset=None, required=False)
    plan = forms.CharField(label=_("督办方案"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def prepare(self):
        """Offer the units that have the case."""
        units = self.subject.tasks().values("unit")
        self.fields["lead_unit"].queryset = Organisation.objects.filter(pk__in=units)


class BreakDownForm(StepForm):
    """分解督办任务."""

    text = forms.CharField(label=_("任务"), max_length=500)
    owner = forms.CharField(label=_("责任单位或责任人"), max_length=100)
    due_on = forms.DateField(label=_("完成时限"), widget=DateInput, required=False)


class ReportForm(StepForm):
    """督办任务进展."""

    progress = forms.CharField(label=_("进展"), max_length=500)
    is_done = forms.BooleanField(label=_("已经完成"), required=False)


class ActivityForm(StepForm):
    """督办活动."""

    kind = forms.ChoiceField(label=_("形式"), choices=SupervisionActivity.Kind.choices)
    place = forms.CharField(label=_("地点"), max_length=100, required=False)
    people = forms.CharField(label=_("参加人"), max_length=200, required=False)
    text = forms.CharField(label=_("情况"), widget=forms.Textarea(attrs={"rows": 4}))


class CloseForm(StepForm):
    """督办结项."""

    outcome = forms.CharField(label=_("督办成效"), widget=forms.Textarea(attrs={"rows": 4}))


class PromiseForm(StepForm):
    """承诺事项."""

    text = forms.CharField(label=_("承诺事项"), max_length=500)
    due_on = forms.DateField(label=_("承诺完成日期"), widget=DateInput)


class CommitmentReportForm(StepForm):
    """落实情况."""

    text = forms.CharField(label=_("落实情况"), widget=forms.Textarea(attrs={"rows": 3}))
    is_fulfilled = forms.BooleanField(label=_("已经落实"), required=False)
    content = forms.FileField(label=_("佐证材料"), required=False)


class CommitmentChangeForm(StepForm):
    """申请延期或终止."""

    kind = forms.ChoiceField(label=_("申请"), choices=CommitmentProgress.Kind.choices[1:])
    until = forms.DateField(label=_("延至（申请延期时填写）"), widget=DateInput, required=False)
    text = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}))


class FurtherReplyForm(StepForm):
    """续复."""

    outcome = forms.ModelChoiceField(label=_("现办理结果"), queryset=None)
    text = forms.CharField(label=_("续复内容"), widget=forms.Textarea)
    document_number = forms.CharField(label=_("文号"), required=False, max_length=50)

    def prepare(self):
        """Offer the classes of the session."""
        self.fields["outcome"].queryset = self.subject.proposal.plenary_session.outcomeclass_list.all()


class FindingForm(StepForm):
    """回头看情况."""

    result = forms.ChoiceField(label=_("落实情况"), choices=LookBackFinding.Result.choices)
    text = forms.CharField(label=_("发现的情况"), widget=forms.Textarea(attrs={"rows": 3}))
