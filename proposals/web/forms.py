"""The forms of the pages: intake, filter, correction."""

import re
import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.actions.attaching import MOST_MEGABYTES
from proposals.models import Category, Docket, Kind, Proposal
from proposals.permissions import case_of
from proposals.queries.listing import filter_choices


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class FilesInput(forms.ClearableFileInput):
    """The browser's own file field, for several at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the value is a list."""

    widget = FilesInput

    def clean(self, data, initial=None):
        """Clean each of them."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in files or [None]]


class YesNoField(forms.TypedChoiceField):
    """A question with two answers in its own words, neither of them given beforehand; the value is a boolean."""

    widget = forms.RadioSelect

    def __init__(self, *, yes, no, **kwargs):
        super().__init__(choices=[("1", yes), ("0", no)], coerce=lambda value: value == "1", **kwargs)


class TitleField(forms.CharField):
    """案由, of 200 characters at most; a longer one is refused with a sentence, where a browser would cut it in silence."""

    def __init__(self, **kwargs):
        super().__init__(label=_("案由"), max_length=200, **kwargs)

    def widget_attrs(self, widget):
        """Return what the browser is told, without the length at which it cuts."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class OnceForm(forms.Form):
    """A form that is carried out once, however often it is sent."""

    token = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class IntakeForm(OnceForm):
    """A new proposal: written by a member, or registered by a clerk from a paper slip."""

    title = TitleField()
    kind = forms.ChoiceField(
        label=_("提案者性质"), choices=[("", _("按提案者判断")), *Kind.choices], required=False
    )
    category = forms.ModelChoiceField(label=_("类别"), queryset=None, required=False)
    first_proposer = forms.CharField(label=_("第一提案人"), max_length=100, required=False)
    cosigners = forms.CharField(label=_("联名人（用、隔开）"), required=False)
    background = forms.CharField(label=_("背景情况"), required=False, widget=forms.Textarea)
    analysis = forms.CharField(label=_("问题及分析"), required=False, widget=forms.Textarea)
    body = forms.CharField(label=_("正文（具体建议）"), required=False, widget=forms.Textarea)
    suggestions = forms.CharField(
        label=_("建议（每行一条）"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_text_on_paper = forms.BooleanField(label=_("正文存纸质，只登记案由"), required=False)
    papers = FilesField(
        label=_("提案原件的扫描件或照片（可一次选几个）"),
        required=False,
        help_text=_("每个不超过%d兆。涉密事项不得在本系统填写、上传。") % MOST_MEGABYTES,
    )
    at = forms.DateField(label=_("收到日期"), widget=DateInput, initial=timezone.localdate)
    submit_now = forms.BooleanField(label=_("同时提交"), required=False, initial=True)

    def __init__(self, *args, plenary_session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(plenary_session=plenary_session)
        if not plenary_session.policy.text_in_parts:
            del self.fields["background"], self.fields["analysis"]
            self.fields["body"].label = _("正文")


class FilterForm(forms.Form):
    """What a list is narrowed by; it stands in the address."""

    q = forms.CharField(label=_("查找"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    category = forms.ChoiceField(label=_("类别"), required=False)
    kind = forms.ChoiceField(label=_("提案者性质"), required=False, choices=[("", _("全部")), *Kind.choices])
    unit = forms.ChoiceField(label=_("承办单位"), required=False)
    docket = forms.ChoiceField(
        label=_("案卷种类"), required=False, choices=[("", _("全部")), *Docket.choices]
    )
    is_key = forms.BooleanField(label=_("只看重点提案"), required=False)
    is_overdue = forms.BooleanField(label=_("只看超期未答复的"), required=False)

    def __init__(self, *args, plenary_session, **kwargs):
        super().__init__(*args, **kwargs)
        states = Proposal._meta.get_field("state").choices
        self.fields["state"].choices = [("", _("全部")), *states]
        categories, units = filter_choices(plenary_session)
        self.fields["category"].choices = [("", _("全部")), *categories]
        self.fields["unit"].choices = [("", _("全部")), *units]


class ViewForm(forms.Form):
    """A list kept under a name: which page, which session or counter, and what stands in its address."""

    name = forms.CharField(max_length=20)
    page = forms.ChoiceField(choices=[("proposal_list", ""), ("counter", ""), ("search", "")])
    code = forms.SlugField(required=False)
    key = forms.SlugField(required=False)
    query = forms.CharField(required=False, max_length=1000)
    forget = forms.BooleanField(required=False)


class BatchForm(forms.Form):
    """What is asked of every row of a batch: the day it happened."""

    at = forms.DateField(label=_("发生日期"), widget=DateInput, initial=timezone.localdate)


class WordsForm(forms.Form):
    """Words that a list is narrowed by."""

    q = forms.CharField(label=_("查找"), required=False, max_length=100)

    def filters(self):
        """Return what the list is narrowed by; what cannot be looked for narrows nothing."""
        return self.cleaned_data if self.is_valid() else dict.fromkeys(self.fields, "")


class CorrectionForm(forms.Form):
    """更正: the field's own input and the reason; of a list it offers the entries of the session of the case."""

    reason = forms.CharField(label=_("更正原因"), max_length=500)
    was = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args, field, fact, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = str(getattr(fact, field.attname))
        self.initial["was"] = self.now
        value = field.formfield()
        if isinstance(value, forms.DateField):
            value.widget = DateInput()
        if isinstance(value, forms.ModelChoiceField):
            value.queryset = value.queryset.filter(plenary_session=case_of(fact).plenary_session_id)
        value.initial = getattr(fact, field.attname)
        self.fields["value"] = value
        self.order_fields(["value", "reason"])

    def clean(self):
        """Say once when the fact has been changed since the form was shown."""
        cleaned = super().clean()
        if "was" in self.data and cleaned.get("was") != self.now:
            self.data = self.data.copy()
            self.data["was"] = self.now
            raise forms.ValidationError(
                _("您打开这一页之后，这一项已改为「%(now)s」；请核对，再次提交即按您填写的更正。"),
                params={"now": self.now},
            )
        return cleaned


def member_names(text):
    """Return the names in a field of names, whichever sign stands between them."""
    return [name.strip() for name in re.split("[、，,；;]", text) if name.strip()]
