"""The board before and at the assignment (拟办、交办): plans by rounds, the units' answers, and 交办 in batch."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.assigning import (
    Handling,
    assign_proposals,
    propose_many,
    refuse_impossible,
    respond_many,
)
from proposals.models import Channel, Part, ProposedUnit
from proposals.queries.boards import PLANS, awaiting_assignment
from proposals.queries.similar import similar_cases
from proposals.queries.units import units_by_name
from proposals.web.boards import Board, Summary, refusals_of
from proposals.web.forms import member_names
from proposals.web.step_forms import StepForm
from workflows.perform import Provenance

ACTS = {
    "propose": gettext_lazy("拟办"),
    "respond": gettext_lazy("登记单位意见"),
    "assign": gettext_lazy("交办"),
}
MOST_PRECEDENTS = 30


class RoundForm(StepForm):
    """What is asked for all rows; one button of three records for the units, each of which speaks for itself."""

    is_always_unfolded = True

    def prepare(self):
        """Ask the name and the manner in one place, whichever button is pressed."""
        asked = [self.fields[name] for name in ("party", "via") if name in self.fields]
        self.is_of_units = any(field.required for field in asked)
        for field in asked:
            field.required = False
        if asked:
            asked[0].help_text = _("登记单位意见时可以不填，各条意见记为其单位所说。")

    def clean(self):
        """Ask for the manner alone where the units' answers name nobody."""
        if not self.speaks_for_each_unit():
            return super().clean()
        if not self.cleaned_data.get("via"):
            self.add_error("via", _("请选择单位以何种方式告知。"))
        return self.cleaned_data

    def speaks_for_each_unit(self):
        """Say whether answers are recorded, each for the unit that it is of."""
        return self.is_of_units and not self.cleaned_data.get("party")

    def how(self, post):
        """Return the keywords of the actions."""
        how = super().how(post)
        if self.speaks_for_each_unit():
            how["provenance"] = Provenance("", self.cleaned_data["via"])
        return how


class UnitNames(forms.CharField):
    """Names of units, written as in a ledger, with 、 between them."""

    def __init__(self, label):
        widget = forms.TextInput(attrs={"list": "units", "autocomplete": "off"})
        super().__init__(label=label, required=False, widget=widget)


class PlanForm(forms.Form):
    """Which units handle one proposal, and what those named before have answered."""

    lead = UnitNames(gettext_lazy("独办或主办"))
    helpers = UnitNames(gettext_lazy("会办"))
    separate = UnitNames(gettext_lazy("分办"))
    channel = forms.TypedChoiceField(label=gettext_lazy("交办渠道"), required=False, empty_value=None)

    def __init__(self, *args, plan, units, channels, **kwargs):
        super().__init__(*args, initial=_initial(plan), **kwargs)
        self.units, self.plan = units, plan
        self.fields["channel"].choices = [
            ("", "—"),
            *((str(key), str(each)) for key, each in channels.items()),
        ]
        self.fields["channel"].coerce = lambda key: channels[int(key)]
        self.unanswered = [row for row in plan if not row.response]
        for row in self.unanswered:
            self.fields[f"response-{row.pk}"] = forms.ChoiceField(
                label=_("%s的意见") % row.unit,
                required=False,
                choices=[("", "—"), *ProposedUnit.Response.choices],
            )
            self.fields[f"reason-{row.pk}"] = forms.CharField(
                label=_("%s的理由") % row.unit,
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"placeholder": _("理由")}),
            )

    def clean_lead(self):
        """Take one unit at most."""
        units = self._units("lead")
        if len(units) > 1:
            raise ValidationError(_("独办、主办只能有一个单位；几个单位各自答复的写在分办。"))
        return units

    def clean_helpers(self):
        """Take any number."""
        return self._units("helpers")

    def clean_separate(self):
        """Take any number."""
        return self._units("separate")

    def handlings(self):
        """Return the handlings filled in: alone it is 独办, with helpers 主办."""
        cleaned = self.cleaned_data
        alone = Part.LEAD if cleaned["helpers"] else Part.SOLE
        parts = ((alone, "lead"), (Part.SEPARATE, "separate"), (Part.CO_HANDLER, "helpers"))
        return [Handling(unit, part, cleaned["channel"]) for part, name in parts for unit in cleaned[name]]

    def answer_fields(self):
        """Return (unit, field of the answer, field of the reason) of each unit that has not answered."""
        return [(row.unit, self[f"response-{row.pk}"], self[f"reason-{row.pk}"]) for row in self.unanswered]

    def responses(self):
        """Return {proposed unit: (response, reason)} of what is filled in."""
        said = {row: self.cleaned_data[f"response-{row.pk}"] for row in self.unanswered}
        return {
            row: (response, self.cleaned_data[f"reason-{row.pk}"])
            for row, response in said.items()
            if response
        }

    def _units(self, name):
        names = member_names(self.cleaned_data[name])
        unknown = [each for each in names if each not in self.units]
        if unknown:
            raise ValidationError(
                _("名录里没有%s，请核对名称。") % "、".join(f"「{each}」" for each in unknown)
            )
        return [self.units[each] for each in names]


def _initial(plan):
    names = {"SOLE": "lead", "LEAD": "lead", "CO_HANDLER": "helpers", "SEPARATE": "separate"}
    initial = {}
    for row in plan:
        initial.setdefault(names[row.part], []).append(str(row.unit))
    channel = next((row.channel_id for row in plan if row.channel_id), None)
    return {name: "、".join(units) for name, units in initial.items()} | {"channel": channel}


def _why_impossible(handlings):
    return refusals_of(lambda: refuse_impossible(handlings)) if handlings else [_("请填写承办单位。")]


class Assignment(Board):
    """The filed proposals that no unit has yet."""

    rule = "assign_proposal"
    title = gettext_lazy("拟办与交办")
    counted = gettext_lazy("件")
    script = "ticks"
    template_name = "proposals/boards/assignment.html"
    row_form = PlanForm
    common_form = RoundForm
    a_page = 100

    def rows(self):
        """Return them, narrowed to how far their plan is."""
        return awaiting_assignment(self.request.post, self.session, self.plan)

    @cached_property
    def plan(self):
        """How far the plan of the rows shown is; blank for all."""
        plan = self.request.GET.get("plan", "")
        return plan if plan in PLANS else ""

    @cached_property
    def act(self):
        """What the button pressed does."""
        act = self.request.POST.get("act")
        return act if act in ACTS else "propose"

    @cached_property
    def names(self):
        """The units and channels to choose from, read once."""
        return {
            "units": units_by_name(self.session.committee),
            "channels": Channel.objects.filter(plenary_session=self.session).in_bulk(),
        }

    def form_arguments(self, row):
        """Return the names, and the last round of the row."""
        row.round = max((each.round for each in row.plan_rows), default=0)
        row.plan = [each for each in row.plan_rows if each.round == row.round]
        return {**self.names, "plan": row.plan}

    def acts_in_own_right(self, _post):
        """Say that answers are recorded for the units."""
        return self.request.POST.get("act") != "respond"

    def chosen(self, rows):
        """Return the rows ticked; for the answers, those where one is filled in."""
        if self.act == "respond":
            return [row for row in rows if row.form.responses()]
        return super().chosen(rows)

    def context(self, rows):
        """Return the names of the units and how a like case was handled, where nothing is planned yet."""
        unplanned = [row for row in rows if not row.plan][:MOST_PRECEDENTS]
        alike = similar_cases(unplanned, self.session) if unplanned else {}
        for row in rows:
            row.earlier = [each for each in row.plan_rows if each.round < row.round]
            likenesses = (each.proposal for each in alike.get(row.pk, []))
            row.precedent = next((case for case in likenesses if case.tasks_at_hand()), None)
        return {
            "units": sorted(self.names["units"]),
            "plans": [("", _("全部")), *PLANS.items()],
            "plan": self.plan,
            "rounds": self.session.policy.pre_assignment_rounds,
        }

    def check(self, chosen, _common):
        """Mark where units are missing or cannot be together."""
        for row in chosen if self.act != "respond" else ():
            if reasons := _why_impossible(row.form.handlings()):
                row.form.add_error("lead", reasons)

    def summary(self, chosen, _common):
        """Name each proposal with its units, or each answer."""
        if self.act == "respond":
            said = {row: answer for each in chosen for row, answer in each.form.responses().items()}
            lines = [
                f"{row.proposal.number_label} {row.unit}：{ProposedUnit.Response(response).label} {reason}"
                for row, (response, reason) in said.items()
            ]
            return Summary(_("登记这%d条意见") % len(said), lines)
        lines = []
        for row in chosen:
            units = "、".join(f"{each.unit}（{Part(each.part).label}）" for each in row.form.handlings())
            lines.append(f"{row.number_label}《{row.title}》：{units}")
        return Summary(f"{ACTS[self.act]}{_('这%d件') % len(chosen)}", lines, self.warnings(chosen))

    def warnings(self, chosen):
        """Say which of what is to be assigned has had fewer rounds than the policy asks for."""
        rounds = self.session.policy.pre_assignment_rounds
        short = [row for row in chosen if row.round < rounds] if self.act == "assign" else []
        if not short:
            return ()
        cases = "；".join(
            _("%(case)s（%(held)d轮）") % {"case": row.number_label, "held": row.round} for row in short
        )
        words = {"rounds": rounds, "count": len(short), "cases": cases}
        return (
            _("规定交办前协商%(rounds)d轮，其中%(count)d件还没有协商满：%(cases)s。确认后照样交办。") % words,
        )

    def carry_out(self, chosen, common):
        """Propose, record the answers, or assign; all or none."""
        how = common.how(self.request.post)
        if self.act == "respond":
            responses = {row: answer for each in chosen for row, answer in each.form.responses().items()}
            respond_many(responses, **how)
            self.done(_("已登记%d条单位意见。") % len(responses))
            return
        plans = {row: row.form.handlings() for row in chosen}
        if self.act == "assign":
            assign_proposals(plans, **how)
            self.done(_("已交办%d件。") % len(plans))
        else:
            propose_many(plans, **how)
            self.done(_("已拟办%d件，等待单位回复。") % len(plans))
