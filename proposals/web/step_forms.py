"""The forms of the steps: what a person fills in for each; the actions judge it."""

import uuid
from itertools import chain

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation
from proposals.actions.assigning import Handling
from proposals.actions.attaching import MOST_MEGABYTES
from proposals.models import (
    Attachment,
    Channel,
    Disposition,
    Part,
    Rating,
    Reminder,
)
from proposals.models.consultation import Manner
from proposals.queries.checklist import checks_of
from proposals.queries.units import units_of
from proposals.web.forms import DateInput, FilesField, TitleField, YesNoField
from workflows.models import Via
from workflows.perform import Provenance

FEWEST_PAIRS = 6
SPARE_PAIRS = 2
USUAL_REMINDER = _("请抓紧办理，按期答复。")


def _remarks():
    """Return the field of the remarks by another name, where the step has an opinion (意见) of its own."""
    return forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class StepForm(forms.Form):
    """What every step asks: the day it happened, remarks, and for whom it is recorded (代录)."""

    at = forms.DateField(label=_("发生日期"), widget=DateInput, initial=timezone.localdate)
    note = forms.CharField(label=_("意见"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    party = forms.CharField(label=_("代谁录入"), required=False, max_length=100)
    via = forms.ChoiceField(
        label=_("对方以何种方式告知"),
        required=False,
        choices=[
            ("", "—"),
            (Via.PAPER, Via.PAPER.label),
            (Via.PHONE, Via.PHONE.label),
            (Via.VISIT, Via.VISIT.label),
        ],
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    template = "proposals/step.html"
    consequence = ""
    is_of_today = False
    happens_when_sent = True
    not_restored = ("party", "via", "token")
    folded_label = _("代别人录入")
    is_always_unfolded = False

    def __init__(self, *args, subject, in_own_right, for_others, post=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject, self.post = subject, post
        if not for_others:
            del self.fields["party"], self.fields["via"]
            if self.is_of_today:
                del self.fields["at"], self.fields["note"]
        elif not in_own_right:
            self.fields["party"].required = self.fields["via"].required = True
        self.order_fields([*self.own_fields(), "at", "note", "party", "via"])
        self.prepare()

    @classmethod
    def own_fields(cls):
        """Return the names of the fields of this step alone."""
        return [name for name in cls.base_fields if name not in StepForm.base_fields]

    def prepare(self):
        """Fill the choices that depend on the subject."""

    @property
    def is_put_by(self):
        """Whether the page puts what is typed by (自动保存): where there is text to lose."""
        return any(isinstance(field.widget, forms.Textarea) for field in self.fields.values())

    @property
    def folded(self):
        """The fields of 代录 where the step is one's own: they are seldom wanted."""
        names = [name for name in ("party", "via") if name in self.fields and not self.fields[name].required]
        return [self[name] for name in names]

    @property
    def is_unfolded(self):
        """Whether the folded fields are shown: where they are often wanted, filled in, or wrong."""
        return self.is_always_unfolded or any(field.value() or field.errors for field in self.folded)

    def visible_fields(self):
        """Return what is shown to everybody."""
        folded = self.folded
        return [field for field in super().visible_fields() if field not in folded]

    def clean(self):
        """Ask for both halves of the provenance or none."""
        cleaned = super().clean()
        if bool(cleaned.get("party")) != bool(cleaned.get("via")):
            raise ValidationError(_("代录请同时写明代谁录入和告知方式。"))
        return cleaned

    def how(self, post):
        """Return the keywords that every action takes."""
        cleaned = self.cleaned_data
        party = cleaned.get("party")
        how = {
            "by": post,
            "at": cleaned.get("at"),
            "provenance": Provenance(party, cleaned["via"]) if party else None,
        }
        if "note" in self.fields:
            how["note"] = cleaned["note"]
        return how

    def question(self):
        """Return the lines to be confirmed before the step is taken; for most steps there are none."""
        return []

    def done(self, label):
        """Say that the step of that label is taken."""
        return _("已办理：%s。") % label

    def own(self):
        """Return the values of this step alone."""
        return {name: self.cleaned_data[name] for name in self.own_fields() if name in self.cleaned_data}


class SignForm(StepForm):
    """A step that is taken with one tap: it happens today."""

    is_of_today = True


class TurnDownForm(SignForm):
    """谢绝联名, which only the first proposer can mend."""

    consequence = _("谢绝后不能撤回；改变主意的，要由第一提案人重新邀请。")


class SubmitForm(SignForm):
    """提交, after a look over what a good proposal needs."""

    template = "proposals/member/hand_in.html"

    confirmed = forms.BooleanField(label=_("我已核对：一事一案，建议具体可行，不含涉密内容"))

    def prepare(self):
        """Ask the proposer alone; who records for him has the paper before him."""
        if "party" in self.fields:
            del self.fields["confirmed"]

    def own(self):
        """The tick is for the proposer himself and is not kept."""
        return {}

    def checks(self):
        """Return what to look over."""
        return checks_of(self.subject)

    def unsigned(self):
        """Return the invited who have not signed and will not be named."""
        return [each for each in self.subject.proposers.all() if each.is_unsigned()]


class ReasonForm(StepForm):
    """A step that needs its reason in the remarks."""

    def prepare(self):
        """Make the remarks required."""
        self.fields["note"].required = True
        self.fields["note"].label = _("原因或要求")


class DeclineForm(StepForm):
    """不予立案."""

    reason = forms.ModelChoiceField(label=_("不立案原因"), queryset=None, required=False)
    reason_text = forms.CharField(label=_("原因说明"), required=False, max_length=500)
    disposition = forms.ChoiceField(label=_("处理去向"), choices=Disposition.choices)

    def prepare(self):
        """Offer the reasons of the session."""
        self.fields["reason"].queryset = self.subject.plenary_session.declinereason_list.all()


class UnitsForm(StepForm):
    """Which units have the case, each with its part; there is room for more than have it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        present = self.present()
        committee = self.subject.plenary_session.committee
        choices = Q(pk__in=units_of(committee).values("pk")) | Q(pk__in=[each.unit_id for each in present])
        units = Organisation.objects.filter(choices)
        sent = sum(name.startswith("unit_") for name in self.data)
        numbers = range(1, max(FEWEST_PAIRS, len(present) + SPARE_PAIRS, sent) + 1)
        self.pairs = [(f"unit_{number}", f"part_{number}") for number in numbers]
        for number, (unit, part) in enumerate(self.pairs, start=1):
            self.fields[unit] = forms.ModelChoiceField(
                label=_("承办单位%d") % number, queryset=units, required=number == 1
            )
            self.fields[part] = forms.ChoiceField(
                label=_("办理方式%d") % number, choices=[("", "—"), *Part.choices], required=number == 1
            )
        self.fields["channel"] = forms.ModelChoiceField(
            label=_("交办渠道"),
            queryset=Channel.objects.filter(plenary_session=self.subject.plenary_session),
            required=False,
        )
        self.order_fields([*chain(*self.pairs), "channel", "at", "note", "party", "via"])
        for (unit, part), each in zip(self.pairs, present, strict=False):
            self.initial |= {unit: each.unit.pk, part: each.part}

    def present(self):
        """Return the tasks that stand, else the last plan."""
        self.tasks = list(self.subject.tasks().select_related("unit"))
        known = [task for task in self.tasks if task.unit]
        if known:
            return known
        rows = list(self.subject.proposed_units.standing().select_related("unit"))
        last = max((row.round for row in rows), default=0)
        return [row for row in rows if row.round == last]

    def clean(self):
        """Ask for both halves of each pair or none."""
        cleaned = super().clean()
        for unit, part in self.pairs:
            if not self.errors.keys() & {unit, part} and bool(cleaned[unit]) != bool(cleaned[part]):
                message = _("单位和办理方式要一起选；不交这家办理的，两项都不选。")
                self.add_error(part if cleaned[unit] else unit, message)
        return cleaned

    def own(self):
        """Return the handlings."""
        cleaned = self.cleaned_data
        handlings = [
            Handling(cleaned[unit], cleaned[part], cleaned["channel"])
            for unit, part in self.pairs
            if cleaned[unit]
        ]
        return {"handlings": handlings}


class TextForm(StepForm):
    """The text of a proposal."""

    title = TitleField()
    background = forms.CharField(label=_("背景情况"), required=False, widget=forms.Textarea)
    analysis = forms.CharField(label=_("问题及分析"), required=False, widget=forms.Textarea)
    body = forms.CharField(label=_("正文（具体建议）"), required=False, widget=forms.Textarea)
    reason = forms.CharField(label=_("修改原因"), required=False, max_length=200)

    def prepare(self):
        """Begin with the text as it stands."""
        text = self.subject.text()
        self.initial["title"] = self.subject.title
        if text:
            self.initial |= {"background": text.background, "analysis": text.analysis, "body": text.body}
        if not self.subject.policy.text_in_parts and not (text and text.has_parts):
            del self.fields["background"], self.fields["analysis"]


class FollowUpForm(StepForm):
    """回访."""

    happens_when_sent = False

    manner = forms.CharField(label=_("方式"), required=False, max_length=50)
    findings = forms.CharField(label=_("回访情况"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class KeyForm(StepForm):
    """重点提案."""

    supervising_leader = forms.CharField(label=_("督办领导"), required=False, max_length=50)


class InstructionForm(StepForm):
    """领导批示."""

    leader = forms.CharField(label=_("批示领导"), max_length=50)
    text = forms.CharField(label=_("批示内容"), widget=forms.Textarea(attrs={"rows": 3}))


class AttachForm(StepForm):
    """附件."""

    contents = FilesField(
        label=_("文件"),
        help_text=_("可以一次选几个，每个不超过%d兆。涉密事项不得在本系统填写、上传。") % MOST_MEGABYTES,
    )
    kind = forms.ChoiceField(label=_("种类"), choices=Attachment.Kind.choices, initial=Attachment.Kind.OTHER)


class ConfirmForm(SignForm):
    """谈过或没谈过."""

    took_place = YesNoField(label=_("承办单位和您谈过吗"), yes=_("谈过"), no=_("没谈过"))
    objection = forms.CharField(label=_("说明"), required=False, max_length=500)

    def done(self, label):
        """Say what the proposer has answered."""
        is_waived = self.subject.manner == Manner.WAIVED
        no, yes = (_("没同意过"), _("同意过")) if is_waived else (_("没谈过"), _("谈过"))
        return _("已记下您的答复：%s。") % (yes if self.cleaned_data["took_place"] else no)


class RulingForm(StepForm):
    """裁定."""

    granted = YesNoField(label=_("裁定"), yes=_("同意"), no=_("不同意"))


class RemindForm(StepForm):
    """催办."""

    happens_when_sent = False

    manner = forms.ChoiceField(label=_("方式"), choices=Reminder.Manner.choices)
    person = forms.CharField(label=_("对方"), required=False, max_length=50)
    text = forms.CharField(label=_("内容"), max_length=500, initial=USUAL_REMINDER)
    answer = forms.CharField(label=_("对方答复"), required=False, max_length=500)


class RateForm(SignForm):
    """反馈."""

    note = _remarks()
    proposer = forms.ModelChoiceField(label=_("提案者"), queryset=None)
    attitude = forms.ChoiceField(label=_("对办理态度"), choices=[("", "—"), *Rating.choices])
    result = forms.ChoiceField(label=_("对办理结果"), choices=[("", "—"), *Rating.choices])
    comment = forms.CharField(label=_("意见"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    template = "proposals/member/rating.html"

    def prepare(self):
        """Offer the proposers of the case and of those merged into it; a proposer only himself."""
        proposers = self.subject.proposal.all_proposers()
        if self.post and "party" not in self.fields:
            proposers = proposers.of(self.post)
            self.fields["proposer"].initial = proposers.first()
            self.fields["proposer"].empty_label = None
        self.fields["proposer"].queryset = proposers


class ExplainForm(StepForm):
    """专项说明."""

    explanation = forms.CharField(label=_("不再重办的说明"), widget=forms.Textarea(attrs={"rows": 3}))


class RespondForm(StepForm):
    """单位对拟办的意见."""

    note = _remarks()
    response = forms.ChoiceField(label=_("意见"), choices=[("AGREED", _("同意")), ("OBJECTED", _("有异议"))])
    reason = forms.CharField(label=_("理由"), required=False, max_length=500)


class SuggestionForm(StepForm):
    """采纳."""

    is_adopted = YesNoField(label=_("是否采纳"), yes=_("采纳"), no=_("未采纳"))
