"""The form of the writing page."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.actions.drafting import Draft
from proposals.actions.writing import Enclosed
from proposals.documents.pasted_text import items_of, tidy
from proposals.models import Category, Disclosure
from proposals.queries.checklist import length_of
from proposals.queries.own_cases import roster
from proposals.web.forms import DateInput, FilesField, TitleField

_SPARE_LINES = 2
_FEWEST_LINES = 3


class ListInput(forms.Widget):
    """A list typed item by item, each in a field of its own, with spare ones at the end."""

    template_name = "proposals/member/list_input.html"
    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        """Return every item sent."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def get_context(self, name, value, attrs):
        """Show the items and the spare fields."""
        items = list(value or [])
        spare = max(_FEWEST_LINES - len(items), _SPARE_LINES)
        context = super().get_context(name, value, attrs)
        context["widget"]["items"] = [*items, *[""] * spare]
        return context

    def use_required_attribute(self, initial):
        """Leave it to the form: not every item is needed."""
        return False


class PickInput(forms.CheckboxSelectMultiple):
    """A roster to tick names on, under its headings; drawn at once, as it is long."""

    template_name = "proposals/member/pick_input.html"


class ListField(forms.Field):
    """Items of a list; a list pasted into one of them is taken apart."""

    widget = ListInput

    def clean(self, value):
        """Return the items that hold anything, tidied."""
        return tuple(item for each in value or [] for item in items_of(each))


class TidyField(forms.CharField):
    """A long text, tidied of what Word and WPS leave in it."""

    widget = forms.Textarea

    def to_python(self, value):
        """Return the tidy text."""
        return tidy(super().to_python(value))


def _counted(rows):
    return forms.Textarea(attrs={"rows": rows, "data-count": "", "data-tidy": ""})


class WritingForm(forms.Form):
    """A proposal as its writer sees it: title, parts, suggestions one by one, papers, whom to invite."""

    happens_when_sent = False
    not_restored = ("version",)

    title = TitleField(help_text=_("写成「关于……的提案」，一件提案只提一件事。"))
    background = TidyField(label=_("背景情况"), required=False, widget=_counted(6))
    analysis = TidyField(label=_("问题及分析"), required=False, widget=_counted(8))
    body = TidyField(label=_("正文"), required=False, widget=_counted(12))
    suggestions = ListField(
        label=_("具体建议（一条一格）"),
        required=False,
        help_text=_("承办单位会逐条答复。可以把整段带编号的建议贴进一格，保存时自动分开。"),
    )
    category = forms.ModelChoiceField(
        label=_("类别"), queryset=None, required=False, empty_label=_("由提案委确定")
    )
    disclosure = forms.ChoiceField(
        label=_("是否同意公开"), required=False, choices=[("", _("由提案委确定")), *Disclosure.choices]
    )
    papers = FilesField(
        label=_("附件（调研材料、照片等，可一次选几个）"),
        required=False,
        help_text=_("涉密材料不能在这里上传。"),
    )
    invited = forms.MultipleChoiceField(label=_("邀请联名"), required=False, widget=PickInput)
    sign_by = forms.DateField(
        label=_("签名截止日期"),
        required=False,
        widget=DateInput,
        help_text=_("过了这一天不能再签；提交时没有签名的不列入。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, plenary_session, proposal=None, post=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.plenary_session, self.proposal = plenary_session, proposal
        self.policy = plenary_session.policy
        self.fields["category"].queryset = Category.objects.filter(plenary_session=plenary_session)
        self.members = {str(each.pk): each for each in roster(plenary_session, without=post)}
        self.fields["invited"].choices = self._by_sector()
        text = proposal.text() if proposal else None
        if self.policy.text_in_parts or (text and text.has_parts):
            self.fields["body"].label = _("建议的补充说明（可不填）")
            self.fields["body"].widget.attrs["rows"] = 4
            self.order_fields(["title", "background", "analysis", "suggestions"])
        else:
            del self.fields["background"], self.fields["analysis"]
        if proposal:
            self._begin_with(proposal, text)

    def _by_sector(self):
        """Return the roster as choices under its sectors; a name is told apart by what stands beside it."""
        groups = groupby(self.members.values(), key=lambda each: str(each.sector or _("界别不详")))
        return [
            (sector, [(str(each.pk), f"{each.name}　{each.employer}".strip()) for each in members])
            for sector, members in groups
        ]

    def _begin_with(self, proposal, text):
        self.initial |= {
            "title": proposal.title,
            "category": proposal.category_id,
            "disclosure": proposal.disclosure,
            "suggestions": [each.text for each in proposal.suggestions.all()],
        }
        if text:
            words = {name: getattr(text, name) for name in ("background", "analysis", "body")}
            self.initial |= words | {"version": text.version}

    def clean_invited(self):
        """Return the members chosen."""
        return tuple(self.members[key] for key in self.cleaned_data["invited"])

    def clean_sign_by(self):
        """Refuse a day that is over."""
        day = self.cleaned_data["sign_by"]
        if day and day < timezone.localdate():
            raise ValidationError(_("签名截止日期已经过了。"))
        return day

    def take_newest_version(self):
        """Let the next save go on from the version that is in force, now that the writer has been told."""
        text = self.proposal and self.proposal.text()
        if text:
            self.data = self.data.copy()
            self.data["version"] = str(text.version)

    def length(self):
        """Return how many characters the text has that the form shows."""
        parts = ("background", "analysis", "body")
        return sum(length_of(self[name].value() or "") for name in parts if name in self.fields)

    def draft(self, proposers):
        """Return what was written, by `proposers`."""
        values = self.cleaned_data
        return Draft(
            title=values["title"],
            proposers=proposers,
            background=values.get("background", ""),
            analysis=values.get("analysis", ""),
            body=values["body"],
            suggestions=values["suggestions"],
            facts={"category": values["category"], "disclosure": values["disclosure"]},
        )

    def enclosed(self):
        """Return what goes with it."""
        values = self.cleaned_data
        papers = tuple(paper for paper in values["papers"] if paper)
        return Enclosed(papers, values["invited"], values["sign_by"])
