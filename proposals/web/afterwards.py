"""After the reply: feedback and follow-ups entered in batch, conclusion, notice of what is not filed, honours."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.concluding import Answer, conclude_many, enter_feedback
from proposals.actions.filing import notify_declines
from proposals.actions.supervising import mark_key_many, mark_outstanding_many
from proposals.models import Rating
from proposals.queries.boards import awaiting_conclusion, awaiting_notice, honourable, replied_tasks
from proposals.queries.search import find_proposals
from proposals.web.boards import Board, Summary
from proposals.web.step_forms import StepForm


class FeedbackForm(forms.Form):
    """What each proposer asked says of one unit's reply, and what the committee found when it asked."""

    manner = forms.CharField(label=gettext_lazy("回访方式"), required=False, max_length=50)
    findings = forms.CharField(label=gettext_lazy("回访情况"), required=False, max_length=500)

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        ratings = [("", "—"), *Rating.choices]
        for each in asked:
            for name, label in (("attitude", _("态度")), ("result", _("结果"))):
                self.fields[f"{name}-{each.pk}"] = forms.ChoiceField(
                    label=label, choices=ratings, required=False
                )
            self.fields[f"comment-{each.pk}"] = forms.CharField(
                label=_("意见"), required=False, max_length=500
            )

    def clean(self):
        """Ask for both ratings or none."""
        cleaned = super().clean()
        for each in self.asked:
            said = [cleaned.get(f"{name}-{each.pk}") for name in ("attitude", "result")]
            if any(said) != all(said):
                raise ValidationError(_("请对办理态度和办理结果分别评价。"))
            if cleaned.get(f"comment-{each.pk}") and not any(said):
                raise ValidationError(_("写了意见的，请同时选态度和结果。"))
        return cleaned

    def forms_of(self):
        """Return (proposer, fields) of each proposer asked."""
        names = ("attitude", "result", "comment")
        return [(each, [self[f"{name}-{each.pk}"] for name in names]) for each in self.asked]

    def answers(self):
        """Return the Answers filled in."""
        cleaned = self.cleaned_data
        return [
            Answer(
                each,
                cleaned[f"attitude-{each.pk}"],
                cleaned[f"result-{each.pk}"],
                cleaned[f"comment-{each.pk}"],
            )
            for each in self.asked
            if cleaned[f"result-{each.pk}"]
        ]

    def visit(self):
        """Return (manner, findings) of the follow-up, or None."""
        cleaned = self.cleaned_data
        return (cleaned["manner"], cleaned["findings"]) if cleaned["manner"] or cleaned["findings"] else None


class Feedback(Board):
    """The tasks that are replied to, with the proposers whose answer is still out."""

    rule = "follow_up_proposal"
    title = gettext_lazy("反馈与回访")
    counted = gettext_lazy("件已答复")
    template_name = "proposals/boards/feedback.html"
    row_form = FeedbackForm

    def rows(self):
        """Return them in the order of numbers."""
        return replied_tasks(self.request.post, self.session)

    def form_arguments(self, row):
        """Return the proposers who have not answered in this round, having noted what the others said."""
        said = {
            form.proposer_id: form
            for form in row.feedback.all()
            if form.round == row.round and not form.voided_at
        }
        row.answered = list(said.values())
        return {"asked": [each for each in row.proposers_asked() if each.pk not in said]}

    def common(self, data):
        """Ask for whom the answers are recorded only where there are any."""
        form = super().common(data)
        form.initial["party"] = _("提案者")
        return form

    def chosen(self, rows):
        """Return the rows where something is filled in."""
        return [row for row in rows if row.form.answers() or row.form.visit()]

    def check(self, chosen, common):
        """Ask how the answers came."""
        if any(row.form.answers() for row in chosen) and not common.cleaned_data.get("via"):
            common.add_error("via", _("提案者的反馈是代录的，请选择以何种方式告知。"))

    def summary(self, chosen, _common):
        """Say what each proposer answered and what was found."""
        lines = []
        for row in chosen:
            for answer in row.form.answers():
                words = f"{Rating(answer.attitude).label}、{Rating(answer.result).label} {answer.comment}"
                lines.append(
                    _("反馈：%(case)s %(who)s %(words)s")
                    % {"case": row, "who": answer.proposer, "words": words}
                )
            if row.form.visit():
                words = " ".join(row.form.visit())
                lines.append(_("回访：%(case)s %(words)s") % {"case": row.proposal, "words": words})
        return Summary(_("登记这%d条") % len(lines), lines)

    def carry_out(self, chosen, common):
        """Enter all or nothing."""
        answers = [(row, answer) for row in chosen for answer in row.form.answers()]
        visits = {row.proposal: row.form.visit() for row in chosen if row.form.visit()}
        enter_feedback(answers, visits, **common.how(self.request.post))
        self.done(
            _("已登记%(answers)d份反馈、%(visits)d次回访。")
            % {"answers": len(answers), "visits": len(visits)}
        )


class Conclusion(Board):
    """The replied cases; those that may be concluded can be ticked, the others say why not."""

    rule = "conclude_proposal"
    title = gettext_lazy("办结")
    counted = gettext_lazy("件已答复")
    script = "ticks"
    template_name = "proposals/boards/conclusion.html"
    a_page = 50

    def rows(self):
        """Return them in the order of numbers."""
        return awaiting_conclusion(self.request.post, self.session)

    def context(self, rows):
        """Return what still keeps each open."""
        for row in rows:
            row.reason = row.why_not("conclude")
        return {}

    def summary(self, chosen, _common):
        """Name them."""
        return Summary(_("办结这%d件") % len(chosen), [str(row) for row in chosen])

    def carry_out(self, chosen, common):
        """Conclude all or none."""
        conclude_many(chosen, **common.how(self.request.post))
        self.done(_("已办结%d件。") % len(chosen))


class Notice(Board):
    """The proposals not filed of which the proposer has not been told yet."""

    rule = "notify_decline_proposal"
    title = gettext_lazy("不予立案告知")
    counted = gettext_lazy("件未告知")
    script = "ticks"
    template_name = "proposals/boards/notice.html"
    a_page = 50

    def rows(self):
        """Return the decisions."""
        return awaiting_notice(self.request.post, self.session)

    def summary(self, chosen, _common):
        """Name them."""
        return Summary(_("登记已告知这%d件") % len(chosen), [str(row.proposal) for row in chosen])

    def carry_out(self, chosen, common):
        """Record the notice of all or of none."""
        notify_declines([row.proposal for row in chosen], **common.how(self.request.post))
        self.done(_("已登记告知%d件。") % len(chosen))


class HonourForm(forms.Form):
    """Who supervises a key proposal."""

    leader = forms.CharField(label=gettext_lazy("督办领导"), required=False, max_length=50)

    def __init__(self, *args, leader, **kwargs):
        super().__init__(*args, initial={"leader": leader}, **kwargs)


ACTS = {
    "key": gettext_lazy("列为重点提案"),
    "not_key": gettext_lazy("取消重点提案"),
    "outstanding": gettext_lazy("评为优秀提案"),
    "not_outstanding": gettext_lazy("取消优秀提案"),
}


class Honours(Board):
    """Key proposals with their leaders, and outstanding ones among those concluded."""

    rule = "assign_proposal"
    script = "ticks"
    template_name = "proposals/boards/honours.html"
    row_form = HonourForm
    common_form = StepForm
    a_page = 50

    def setup(self, request, *args, **kwargs):
        """Take what is looked for from the address."""
        super().setup(request, *args, **kwargs)
        kind = request.GET.get("kind")
        self.kind = kind if kind in ("key", "outstanding") else "key"
        self.only = bool(request.GET.get("only"))
        self.words = request.GET.get("q", "")

    def rows(self):
        """Return the cases on file; for the outstanding ones those concluded."""
        rows = honourable(self.request.post, self.session, self.kind, only_marked=self.only)
        return find_proposals(rows, {"q": self.words})

    def form_arguments(self, row):
        """Return the leader so far."""
        return {"leader": row.supervising_leader}

    def context(self, _rows):
        """Return what is looked for."""
        return {"kind": self.kind, "only": self.only, "words": self.words}

    @property
    def title(self):
        """What is being chosen."""
        return _("重点提案") if self.kind == "key" else _("优秀提案")

    @property
    def act(self):
        """What the button pressed does."""
        act = self.request.POST.get("act")
        return act if act in ACTS else self.kind

    def summary(self, chosen, _common):
        """Name them."""
        leaders = {row: row.form.cleaned_data["leader"] if self.act == "key" else "" for row in chosen}
        lines = [
            f"{row} {_('督办领导：')}{leader}" if leader else str(row) for row, leader in leaders.items()
        ]
        return Summary(_("%(act)s（%(count)d件）") % {"act": ACTS[self.act], "count": len(chosen)}, lines)

    def carry_out(self, chosen, common):
        """Mark all or none."""
        how = common.how(self.request.post)
        if self.act in ("key", "not_key"):
            leaders = {row: row.form.cleaned_data["leader"] for row in chosen}
            mark_key_many(leaders, is_key=self.act == "key", **how)
        else:
            mark_outstanding_many(chosen, is_outstanding=self.act == "outstanding", **how)
        self.done(_("%(act)s：%(count)d件。") % {"act": ACTS[self.act], "count": len(chosen)})
