"""The examination table (审查): decisions on many proposals at once, like cases beside, and a way back."""

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from proposals.actions.examining import Findings, examine, undo_steps
from proposals.actions.filing import Refusal
from proposals.actions.merging import CAN_ABSORB, why_not_merged
from proposals.models import Category, DeclineReason, Disposition
from proposals.queries.boards import awaiting_examination, named_cases, recent_decisions
from proposals.queries.similar import similar_cases
from proposals.web.boards import Board, Summary, board_session, refusals_of
from proposals.web.step_forms import StepForm

DECISIONS = {
    "filed": gettext_lazy("立案"),
    "merged": gettext_lazy("并案"),
    "declined": gettext_lazy("不予立案"),
    "returned": gettext_lazy("退回修改"),
}
_ORDERS = {
    "received": (gettext_lazy("流水号"), ("submitted_on", "pk")),
    "category": (gettext_lazy("类别"), ("category__position", "pk")),
    "kind": (gettext_lazy("提案者性质"), ("kind", "pk")),
    "title": (gettext_lazy("案由"), ("title", "pk")),
}


class DecisionForm(forms.Form):
    """What is decided on one proposal."""

    decision = forms.ChoiceField(
        label=gettext_lazy("决定"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", gettext_lazy("未定")), *DECISIONS.items()],
    )
    category = forms.TypedChoiceField(label=gettext_lazy("类别"), required=False, empty_value=None)
    into = forms.CharField(label=gettext_lazy("并入"), required=False)
    into_other = forms.CharField(
        label=gettext_lazy("并入其他一件（提案号，或「流水」加流水号）"), required=False, max_length=20
    )
    reason = forms.TypedChoiceField(label=gettext_lazy("不立案原因"), required=False, empty_value=None)
    disposition = forms.ChoiceField(
        label=gettext_lazy("处理去向"), required=False, choices=[("", "—"), *Disposition.choices]
    )
    words = forms.CharField(label=gettext_lazy("原因说明，或需要修改的地方"), required=False, max_length=500)

    def __init__(self, *args, categories, reasons, category=None, **kwargs):
        super().__init__(*args, initial={"decision": "", "category": category}, **kwargs)
        for name, entries in (("category", categories), ("reason", reasons)):
            self.fields[name].choices = [("", "—"), *((str(key), str(each)) for key, each in entries.items())]
            self.fields[name].coerce = lambda key, entries=entries: entries[int(key)]

    def clean(self):
        """Ask for what the decision needs."""
        cleaned = super().clean()
        decision, words = cleaned.get("decision"), cleaned.get("words", "").strip()
        if decision == "merged" and not self.head_name:
            raise ValidationError(_("并案要选并入哪一件。"))
        if decision == "declined" and not (cleaned.get("reason") or words):
            self.add_error("reason", _("请选择或写明不予立案的原因。"))
        if decision == "declined" and not cleaned.get("disposition"):
            self.add_error("disposition", _("不予立案的提案也要有去处。"))
        if decision == "returned" and not words:
            self.add_error("words", _("请写明需要修改的地方。"))
        return cleaned

    @property
    def head_name(self):
        """The name of the case to be merged into."""
        return self.cleaned_data.get("into_other") or self.cleaned_data.get("into")


class ExaminationForm(StepForm):
    """The day of the examination, the same for all."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **(kwargs | {"for_others": False}))
        self.fields["at"].label = _("审查日期")


def _why_not_merged(row, absorbed, decisions):
    """Return the sentence that keeps a row out of its head, which may be in the table with a decision of its own."""
    if row.head is None:
        return _("没有找到%s这件提案。") % row.form.head_name
    if decisions.get(row.head) in ("declined", "returned"):
        words = {"case": row.head, "decision": DECISIONS[decisions[row.head]]}
        return _("%(case)s这次的决定是「%(decision)s」，其他提案不能并入它。") % words
    return why_not_merged(row, row.head, absorbed)


class Examination(Board):
    """The proposals that await their examination."""

    rule = "file_proposal"
    title = gettext_lazy("审查")
    counted = gettext_lazy("件待审查")
    script = "examination"
    template_name = "proposals/boards/examination.html"
    row_form = DecisionForm
    common_form = ExaminationForm
    a_page = 25

    def rows(self):
        """Return them in the order chosen, which becomes the order of their numbers."""
        return awaiting_examination(self.request.post, self.session).order_by(*_ORDERS[self.order][1])

    @cached_property
    def order(self):
        """The order chosen."""
        order = self.request.GET.get("order")
        return order if order in _ORDERS else "received"

    @cached_property
    def lists(self):
        """The categories and reasons of the session, read once."""
        own = {"plenary_session": self.session}
        return {
            "categories": Category.objects.filter(**own).in_bulk(),
            "reasons": DeclineReason.objects.filter(**own).in_bulk(),
        }

    def form_arguments(self, row):
        """Return the lists to choose from and the category so far."""
        return {**self.lists, "category": row.category_id}

    def chosen(self, rows):
        """Return the rows with a decision, each with the case it is merged into as `head`."""
        chosen = [row for row in rows if row.form.cleaned_data["decision"]]
        merged = [row for row in chosen if row.form.cleaned_data["decision"] == "merged"]
        names = {row.form.head_name for row in merged}
        heads = named_cases(self.request.post, self.session, names) if names else {}
        for row in merged:
            row.head = heads.get(row.form.head_name)
        return chosen

    def check(self, chosen, _common):
        """Mark the mergers that cannot be."""
        decisions = {row: row.form.cleaned_data["decision"] for row in chosen}
        absorbed = [row for row in chosen if decisions[row] == "merged"]
        for row in absorbed:
            if reason := _why_not_merged(row, absorbed, decisions):
                row.form.add_error("into_other", reason)

    def context(self, rows):
        """Return the like cases, the way back, and what orders there are."""
        alike = similar_cases(rows, self.session) if rows else {}
        for row in rows:
            row.alike = [(each, self.can_absorb(each.proposal)) for each in alike.get(row.pk, [])]
        return {
            "recent": recent_decisions(self.request.post, self.session),
            "orders": [(key, label) for key, (label, _fields) in _ORDERS.items()],
            "order": self.order,
        }

    def can_absorb(self, case):
        """Say whether a row of the table may be merged into `case`."""
        return case.plenary_session_id == self.session.pk and case.state in CAN_ABSORB

    def summary(self, chosen, _common):
        """Count the decisions of each kind."""
        grouped = defaultdict(list)
        for row in chosen:
            grouped[row.form.cleaned_data["decision"]].append(row)
        lines = [
            _("%(decision)s%(count)d件：%(cases)s")
            % {
                "decision": label,
                "count": len(grouped[decision]),
                "cases": "；".join(
                    f"{row.number_label}《{row.title}》" + (f"→{row.head}" if decision == "merged" else "")
                    for row in grouped[decision]
                ),
            }
            for decision, label in DECISIONS.items()
            if grouped[decision]
        ]
        return Summary(_("办理这%d件") % len(chosen), lines)

    def carry_out(self, chosen, common):
        """Carry the decisions out, all or none."""
        findings = Findings()
        for row in chosen:
            cleaned = row.form.cleaned_data
            outcome = {
                "filed": cleaned["category"],
                "merged": getattr(row, "head", None),
                "declined": Refusal(cleaned["disposition"], cleaned["reason"], cleaned["words"]),
                "returned": cleaned["words"],
            }[cleaned["decision"]]
            getattr(findings, cleaned["decision"])[row] = outcome
        records = examine(findings, **common.how(self.request.post))
        self.done(_("已办理%d件；办错的可在页末撤回。") % len(records))


@require_POST
def take_back(request, code):
    """Take back one's own decisions that were ticked, all or none."""
    session = board_session(request, code, "file_proposal")
    ticked = set(request.POST.getlist("record"))
    records = [each for each in recent_decisions(request.post, session) if str(each.pk) in ticked]
    reasons = refusals_of(lambda: undo_steps(records, by=request.post, reason=request.POST.get("reason", "")))
    if reasons:
        for reason in reasons:
            messages.error(request, reason)
    elif records:
        messages.success(request, _("已撤回%d件。") % len(records))
    else:
        messages.error(request, _("还没有选定任何一件。"))
    return redirect("examination", session.code)
