"""The forms of the steps that a unit takes: sign for, consult, give an opinion, reply, deliver."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation, Role
from proposals.actions.reply_checking import expected_of
from proposals.documents.reply_checking import check_reply
from proposals.documents.reply_reading import read_reply
from proposals.documents.text import is_document_number
from proposals.documents.word.uploads import EMPTY, UnreadableFile
from proposals.models import Consultation, Disclosure, Reply
from proposals.models.consultation import Manner
from proposals.queries.unit_desk import dropped_letter, last_phone, other_tasks
from proposals.queries.units import units_of
from proposals.web.forms import DateInput
from proposals.web.step_forms import SignForm, StepForm


def _doubts_of_number(form):
    """Return what to ask about the number of a letter (文号) that does not look like one."""
    number = form.cleaned_data["document_number"]
    if not number or is_document_number(number):
        return []
    return [_("文号「%s」不像发文字号，一般写成「某某〔2026〕12号」。") % number]


class AcceptForm(StepForm):
    """签收."""

    officer = forms.CharField(label=_("经办人"), required=False, max_length=50)
    phone = forms.CharField(label=_("联系电话"), required=False, max_length=50)

    def prepare(self):
        """Begin with who signs for the own unit, and the number last left for that name."""
        if self.post and self.post.role == Role.OFFICER and not self.is_bound:
            name = str(self.post.user)
            self.initial |= {"officer": name, "phone": last_phone(self.subject.unit_id, name)}


class PlaceForm(AcceptForm):
    """分解到科室."""

    inner_office = forms.CharField(label=_("承办科室"), required=False, max_length=50)

    def prepare(self):
        """Begin with who has it now."""
        self.initial |= {name: getattr(self.subject, name) for name in self.own_fields()}


class JoinForm(StepForm):
    """申请增加承办单位."""

    unit = forms.ModelChoiceField(label=_("建议增加的单位"), queryset=None)
    reason = forms.CharField(label=_("增加理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self):
        """Offer the other units of the committee."""
        super().prepare()
        others = units_of(self.subject.proposal.plenary_session.committee)
        self.fields["unit"].queryset = others.exclude(pk=self.subject.unit_id)


class AcceptAndAskForm(JoinForm, AcceptForm):
    """签收，并建议增加承办单位."""


class HandBackForm(StepForm):
    """申请退办."""

    reason = forms.CharField(label=_("退办理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    suggested_unit = forms.CharField(label=_("建议承办单位"), required=False, max_length=100)


class WithdrawHandBackForm(SignForm):
    """撤回退办申请."""

    consequence = _("撤回后由本单位继续办理；还没有签收的，同时签收。")


class TalkForm(StepForm):
    """面商."""

    happens_when_sent = False

    manner = forms.ChoiceField(
        label=_("面商方式"), choices=[c for c in Manner.choices if c[0] != Manner.NONE]
    )
    stage = forms.ChoiceField(
        label=_("阶段"), required=False, choices=[("", "—"), *Consultation.Stage.choices]
    )
    proposers = forms.ModelMultipleChoiceField(
        label=_("参加的提案者"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    place = forms.CharField(label=_("地点"), required=False, max_length=100)
    people = forms.CharField(label=_("单位参加人"), required=False, max_length=200)
    summary = forms.CharField(
        label=_("面商情况"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("谈了哪些事，提案者有什么意见；免于面商的，写委员怎样表示的。"),
    )

    def prepare(self):
        """Offer the proposers, ask the unit what was said, and say what counts."""
        self.fields["summary"].required = "party" not in self.fields
        self.fields["proposers"].queryset = self.subject.proposal.all_proposers()
        counts = self.subject.policy.phone_counts
        self.fields["manner"].help_text = (
            _("当面、现场、视频和电话都计入面商；书面联系只作沟通记录。")
            if counts
            else _("当面、现场、视频计入面商；电话、书面联系只作沟通记录。")
        )


class NoTalkForm(StepForm):
    """未面商的原因."""

    reason = forms.CharField(label=_("未面商的原因"), max_length=500)


class OpinionForm(StepForm):
    """会办意见."""

    text = forms.CharField(label=_("会办意见"), widget=forms.Textarea(attrs={"rows": 4}))
    document_number = forms.CharField(label=_("文号"), required=False, max_length=50)

    def question(self):
        """Ask about the number."""
        return _doubts_of_number(self)


def _reason_not_to_publish():
    """Return the field of why a reply is not for everybody."""
    return forms.CharField(
        label=_("不公开的理由"),
        required=False,
        max_length=200,
        help_text=_("选「不予公开」或「依申请公开」时填写。"),
    )


class LetterForm(StepForm):
    """拟稿, with what the proposal asks for beside it."""

    template = "proposals/unit/reply_editor.html"
    is_of_today = True

    text = forms.CharField(
        label=_("答复正文"), required=False, widget=forms.Textarea(attrs={"rows": 18, "data-tidy": ""})
    )
    answered = forms.ModelMultipleChoiceField(
        label=_("正文回应了哪几条建议"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("几条建议可以合并回应。"),
    )
    outcome = forms.ModelChoiceField(label=_("办理结果"), queryset=None)
    is_text_on_paper = forms.BooleanField(label=_("正文存纸质或扫描件"), required=False)
    issuing_body = forms.ChoiceField(
        label=_("发文名义"), choices=Reply.IssuingBody.choices, initial=Reply.IssuingBody.UNIT
    )
    document_number = forms.CharField(label=_("答复文号"), required=False, max_length=50)
    disclosure = forms.ChoiceField(
        label=_("公开属性"), choices=[("", "—"), *Disclosure.choices], required=False
    )
    disclosure_reason = _reason_not_to_publish()

    def prepare(self):
        """Offer the classes of the session and the suggestions; a draft begins as it stands."""
        self.fields["outcome"].queryset = self.task.proposal.plenary_session.outcomeclass_list.all()
        self.fields["answered"].queryset = self.task.proposal.all_suggestions()
        if not self.fields["answered"].queryset.exists():
            del self.fields["answered"]
        if self.task is not self.subject:
            self.initial |= {
                name: getattr(self.subject, name)
                for name in self.own_fields()
                if name in self.fields and name != "answered"
            }
            self.initial["answered"] = list(self.subject.answered.all())

    @property
    def task(self):
        """The task that the letter answers for."""
        return getattr(self.subject, "assignment", self.subject)

    def cases(self):
        """Return the case and those merged into it: their suggestions are all answered here."""
        return [self.task.proposal, *self.task.proposal.absorbed()]

    def others(self):
        """Return the other units' tasks on the case, with their opinions to the lead."""
        return other_tasks(self.task)

    def unanswered(self):
        """Return the places of the suggestions that a saved text has not been ticked to answer."""
        if self.task is self.subject or "answered" not in self.fields:
            return []
        answered = {each.pk for each in self.subject.answered.all()}
        return [
            str(place)
            for place, each in enumerate(self.fields["answered"].queryset, start=1)
            if each.pk not in answered
        ]


class PaperReplyForm(LetterForm):
    """登记线下已签发的答复; a letter dropped in fills it, to be confirmed."""

    is_of_today = False
    happens_when_sent = False

    signer = forms.CharField(label=_("签发人"), max_length=50)
    shown_to_proposer_on = forms.DateField(
        label=_("答复稿征求提案者意见日期"), widget=DateInput, required=False
    )
    scan = forms.FileField(label=_("签字盖章件扫描（可不传）"), required=False)

    def prepare(self):
        """Begin with what the dropped letter says."""
        super().prepare()
        if not self.task.policy.draft_shown_to_proposer:
            del self.fields["shown_to_proposer_on"]
        self.fields["at"].label = _("答复日期")
        self.paper = dropped_letter(self.task)
        if self.paper:
            self._fill(self.paper)

    def _fill(self, paper):
        """Propose what the dropped letter says; what it does not say is typed in."""
        try:
            with paper.content.open() as content:
                self.read = read_reply(content.read())
        except (UnreadableFile, OSError):
            self.read = None
            self.initial["is_text_on_paper"] = True
            return
        outcomes = self.fields["outcome"].queryset
        found = {
            "text": "\n".join(self.read.body),
            "document_number": self.read.document_number,
            "disclosure": self.read.disclosure,
            "signer": self.read.signer,
            "at": self.read.issued_on,
            "outcome": outcomes.filter(code=self.read.outcome).first(),
        }
        self.initial |= {name: value for name, value in found.items() if value}

    def question(self):
        """Ask about the number."""
        return _doubts_of_number(self)

    def doubts(self):
        """Return what in the dropped letter does not fit the case or would be sent back for, as sentences."""
        if not self.paper or not self.read:
            return []
        return check_reply(self.read, expected_of(self.task))


class IssueForm(StepForm):
    """签发."""

    signer = forms.CharField(label=_("签发人"), max_length=50)
    document_number = forms.CharField(label=_("答复文号"), required=False, max_length=50)
    signed_off_on_paper = forms.BooleanField(label=_("线下已签发"), required=False)

    def prepare(self):
        """Begin with the number of the draft."""
        self.initial["document_number"] = self.subject.document_number

    def question(self):
        """Ask about what the draft leaves open, and about the number."""
        left = self.subject.unanswered_count()
        lines = [_("还有%d条建议没有勾选为已回应；要补的，请退回修改答复稿后再签发。") % left] if left else []
        if not self.subject.disclosure:
            lines.append(_("还没有选公开属性。"))
        return [*lines, *_doubts_of_number(self)]

    def own(self):
        """Leave the number of the draft alone where none is given."""
        own = super().own()
        own["document_number"] = own["document_number"] or None
        return own


class DisclosureForm(StepForm):
    """公开属性 of a reply that is out."""

    disclosure = forms.ChoiceField(label=_("公开属性"), choices=Disclosure.choices)
    disclosure_reason = _reason_not_to_publish()

    def prepare(self):
        """Begin with what stands."""
        self.initial |= {name: getattr(self.subject, name) for name in self.own_fields()}


class CountersignForm(StepForm):
    """会签."""

    unit = forms.ModelChoiceField(label=_("会签单位"), queryset=None)

    def prepare(self):
        """Offer the co-handling units; a unit signs for itself alone."""
        helpers = self.subject.assignment.proposal.tasks().co_handling()
        units = Organisation.objects.filter(pk__in=helpers.values("unit"))
        if self.post and "party" not in self.fields:
            units = units.filter(pk=self.post.organisation_id)
            self.fields["unit"].initial, self.fields["unit"].empty_label = units.first(), None
        self.fields["unit"].queryset = units


class DeliverForm(StepForm):
    """送达: to whom the letter goes; each proposer gets his own."""

    happens_when_sent = False

    proposers = forms.ModelMultipleChoiceField(
        label=_("送达给"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self):
        """Offer those whom the letter has not reached yet, all of them ticked."""
        reached = self.subject.deliveries.standing().values("proposer")
        waiting = self.subject.assignment.proposal.all_proposers().exclude(pk__in=reached)
        self.fields["proposers"].queryset = waiting
        self.initial["proposers"] = list(waiting)


class ExtensionForm(StepForm):
    """申请延期."""

    until = forms.DateField(label=_("延至"), widget=DateInput)
    reason = forms.CharField(label=_("延期理由"), max_length=500)


class DropForm(forms.Form):
    """The signed letter, dropped in."""

    letter = forms.FileField(
        label=_("签发的答复函（Word 最好，其他格式也收）"),
        error_messages={"required": _("请先选择答复函文件。"), "empty": EMPTY},
    )
