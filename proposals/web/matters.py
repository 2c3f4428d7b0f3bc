"""Several proposals on one matter become one (并案), and one with several matters is taken apart (拆分)."""

import rules
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cppcc.numbers import whole_number
from proposals.actions.drafting import Draft
from proposals.actions.merging import CAN_ABSORB, merge_proposals, split_proposal
from proposals.actions.sending import AlreadySent, send_once
from proposals.models import Proposal
from proposals.queries.boards import case_with_texts, group_of
from proposals.web.boards import refusals_of
from proposals.web.forms import member_names
from proposals.web.freshness import AGAIN
from proposals.web.step_forms import StepForm

FEWEST_PARTS, MOST_PARTS = 1, 6


class GroupForm(StepForm):
    """Which case goes on, and which are merged into it."""

    head = forms.ChoiceField(label=gettext_lazy("留下"), widget=forms.RadioSelect)
    absorbed = forms.MultipleChoiceField(
        label=gettext_lazy("并入"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, group, **kwargs):
        self.group = {str(each.pk): each for each in group}
        super().__init__(*args, **kwargs)

    def prepare(self):
        """Offer the group."""
        for name in ("head", "absorbed"):
            self.fields[name].choices = [(key, str(case)) for key, case in self.group.items()]
        self.initial["head"] = str(self.subject.pk)

    def clean(self):
        """Ask for at least one that is merged, and not into itself."""
        cleaned = super().clean()
        if not cleaned.get("absorbed"):
            raise ValidationError(_("请勾选要并入的提案。"))
        if cleaned.get("head") in cleaned["absorbed"]:
            raise ValidationError(_("%s是留下的一件，不能同时并入。") % self.group[cleaned["head"]])
        return cleaned

    def lines(self):
        """Return (case, radio, box) of each case of the group; no box where the units have it already."""
        sources = Proposal.moves()["merge"].sources
        return [
            (case, head, box if case.state in sources else None)
            for case, head, box in zip(self.group.values(), self["head"], self["absorbed"], strict=True)
        ]

    def merge(self, how):
        """Merge what is ticked into what goes on."""
        absorbed = [self.group[key] for key in self.cleaned_data["absorbed"]]
        merge_proposals(absorbed, into=self.group[self.cleaned_data["head"]], **how)


_PARTS = {
    "background": gettext_lazy("背景情况"),
    "analysis": gettext_lazy("问题及分析"),
    "body": gettext_lazy("正文（具体建议）"),
}


class PartsForm(StepForm):
    """What stays with the proposal, and the title and text of each part taken out."""

    title = forms.CharField(label=gettext_lazy("本案的案由"), max_length=200)
    background = forms.CharField(
        label=gettext_lazy("本案保留的背景情况"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    analysis = forms.CharField(
        label=gettext_lazy("本案保留的问题及分析"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    body = forms.CharField(
        label=gettext_lazy("本案保留的正文（具体建议）"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args, parts, **kwargs):
        self.parts = parts
        super().__init__(*args, **kwargs)
        for number in range(1, parts + 1):
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("拆出的第%d件：案由") % number, max_length=200
            )
            for name in self.texts:
                self.fields[f"{name}_{number}"] = forms.CharField(
                    label=_("拆出的第%(number)d件：%(part)s") % {"number": number, "part": _PARTS[name]},
                    required=not self.subject.is_text_on_paper,
                    widget=forms.Textarea(attrs={"rows": 6}),
                )
        taken_out = [f"{name}_{number}" for number in range(1, parts + 1) for name in ("title", *self.texts)]
        self.order_fields(["title", *self.texts, *taken_out, "at", "note", "party", "via"])

    def prepare(self):
        """Begin with the text as it stands; its parts are asked for where the policy keeps them apart."""
        text = self.subject.text()
        self.texts = tuple(_PARTS) if self.subject.policy.text_in_parts else ("body",)
        for name in _PARTS:
            if name not in self.texts:
                del self.fields[name]
        written = {name: getattr(text, name) if text else "" for name in self.texts}
        self.initial = {"title": self.subject.title, **written, **self.initial}

    def split(self, how):
        """Take the parts out; what stays is amended where it was changed."""
        cleaned = self.cleaned_data
        drafts = [
            Draft(**{name: cleaned[f"{name}_{number}"] for name in ("title", *self.texts)})
            for number in range(1, self.parts + 1)
        ]
        changed = {"title", *self.texts} & set(self.changed_data)
        text = self.subject.text()
        kept = {name: getattr(text, name) for name in _PARTS} if text else {}
        rest = Draft(**kept | {name: cleaned[name] for name in ("title", *self.texts)})
        return split_proposal(self.subject, drafts, rest=rest if changed else None, **how)


def merge(request, pk):
    """Show the case with those like it and those asked for by number, and merge what is ticked."""
    proposal = _case(request, pk, "merge")
    named = member_names(request.GET.get("named", ""))
    group, unknown, closed = group_of(request.post, proposal, named, CAN_ABSORB)
    form = GroupForm(request.POST or None, group=group, **_asked(request, proposal, "merge"))
    if request.method == "POST" and form.is_valid():
        reasons = refusals_of(lambda: form.merge(form.how(request.post)))
        if not reasons:
            messages.success(request, _("已并案。"))
            return redirect("case", form.cleaned_data["head"])
        form.add_error(None, reasons)
    context = {
        "proposal": proposal,
        "session": proposal.plenary_session,
        "form": form,
        "named": request.GET.get("named", ""),
        "unknown": unknown,
        "closed": closed,
        "absorbed": proposal.absorbed(),
    }
    return render(request, "proposals/boards/merge.html", context, status=409 if form.errors else 200)


def split(request, pk):
    """Ask for the parts and take them out; what stays can be amended in the same step."""
    proposal = _case(request, pk, "split")
    asked = whole_number(request.POST.get("parts"))
    parts = FEWEST_PARTS if asked is None else min(asked, MOST_PARTS)
    asking = _asked(request, proposal, "split")
    if "more" in request.POST:
        parts = min(parts + 1, MOST_PARTS)
        form = PartsForm(parts=parts, initial=request.POST.dict(), **asking)
    else:
        form = PartsForm(request.POST or None, parts=parts, **asking)
    if form.is_valid():
        made = []
        try:
            reasons = refusals_of(
                lambda: send_once(
                    form.cleaned_data.get("token"),
                    lambda: made.extend(form.split(form.how(request.post))),
                )
            )
        except AlreadySent:
            messages.info(request, AGAIN)
            return redirect("case", proposal.pk)
        if not reasons:
            messages.success(request, _("已拆出%d件，等待审查。") % len(made))
            return redirect("case", proposal.pk)
        form.add_error(None, reasons)
    context = {
        "proposal": proposal,
        "session": proposal.plenary_session,
        "form": form,
        "parts": parts,
        "has_room": parts < MOST_PARTS,
    }
    return render(request, "proposals/boards/split.html", context, status=409 if form.errors else 200)


def _case(request, pk, rule):
    """Return the case if the post sees it and may take this step on it."""
    proposal = get_object_or_404(case_with_texts(request.post), pk=pk)
    if not any(
        rules.has_perm(f"proposals.{name}", request.post, proposal)
        for name in (f"{rule}_proposal", "record_for_others")
    ):
        raise PermissionDenied(_("您的岗位（%(post)s）不能在这件上办理此步骤。") % {"post": request.post})
    return proposal


def _asked(request, proposal, rule):
    """Return what a step's form is asked with."""
    return {
        "subject": proposal,
        "in_own_right": rules.has_perm(f"proposals.{rule}_proposal", request.post, proposal),
        "for_others": rules.has_perm("proposals.record_for_others", request.post, proposal),
    }
