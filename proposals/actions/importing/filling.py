"""A unit's own table (汇总表) comes back: what it says of its own tasks is done by the steps the unit itself takes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.actions.accepting import accept
from proposals.actions.concluding import publish
from proposals.actions.consulting import Talk, log_consultation
from proposals.actions.importing.planning import plan_import
from proposals.actions.replying import Letter, give_opinion, record_reply
from proposals.models import Assignment, CoHandlingOpinion, Consultation, Reply
from workflows.errors import MoveRefused
from workflows.machines.assignment import State

FILLED = {
    "accepted_on": Assignment,
    "consulted_on": Consultation,
    "consultation_manner": Consultation,
    "opinion_given_on": CoHandlingOpinion,
    "replied_on": Reply,
    "document_number": Reply,
    "outcome": Reply,
    "disclosure": Reply,
    "published_on": Assignment,
}
_DATED = {Consultation: "met_on", Reply: "issued_on"}
_SIGNER = _("见纸质答复函")
_ON_PAPER = _("会办意见正文存纸质。")


def plan_table(session, ledger, unit):
    """Return the Plan of a unit's table: its own tasks, what is new on them, and nothing else."""
    return plan_import(session, ledger, only_unit=unit, allows=lambda each: _may_fill(each, unit))


def told(plan, unit):
    """Return [(proposal, {column: value})] of what the table adds, as the unit has written it."""
    found = []
    for proposal, case, differences in plan.changed:
        row = _own_task(plan, case, unit).row.values
        models = {type(each.fact) for each in differences if type(each.fact) is not Assignment}
        fields = {each.field for each in differences}
        found.append(
            (
                proposal,
                {key: row[key] for key in FILLED if key in row and (FILLED[key] in models or key in fields)},
            )
        )
    return found


def try_table(plan, unit, *, by):
    """Return the faults that storing the plan would meet; nothing is stored."""
    with transaction.atomic():
        faults = _fill(plan, unit, by)
        transaction.set_rollback(True)
    return faults


@transaction.atomic
def store_table(plan, unit, *, by):
    """Take the steps that the table tells of, all or none, and return the number of tasks changed.

    Raises:
        ValidationError: the plan has faults, or a step is refused.
    """
    faults = list(plan.faults) or _fill(plan, unit, by)
    if faults:
        raise ValidationError([str(each) for each in faults])
    return len(plan.changed)


def _may_fill(difference, unit):
    """Say whether the difference is something that the unit may add: a step on its own task, not yet taken."""
    fact = difference.fact
    if isinstance(fact, Assignment):
        is_open = difference.field in ("accepted_on", "published_on") and difference.old is None
        return fact.pk is not None and fact.unit_id == unit.pk and is_open
    is_step = isinstance(fact, (Consultation, CoHandlingOpinion, Reply)) and difference.new is not None
    return is_step and fact.pk is None and fact.assignment.unit_id == unit.pk


def _fill(plan, unit, by):
    faults = []
    for proposal, case, differences in plan.changed:
        own = _own_task(plan, case, unit)
        facts = {type(each.fact) for each in differences}
        task = proposal.tasks().get(unit=unit)
        try:
            with transaction.atomic():
                _take_steps(task, own, facts, plan.names, by)
        except (MoveRefused, PermissionDenied) as refusal:
            faults.append(plan.ledger.fault(own.row, "number", proposal.number, str(refusal)))
        except ValidationError as wrong:
            faults.append(plan.ledger.fault(own.row, "number", proposal.number, " ".join(wrong.messages)))
    return faults


def _own_task(plan, case, unit):
    return next(each for each in case.tasks if each.unit and plan.names.unit(each.unit) == unit)


def _take_steps(task, told, facts, names, by):
    for model, values in ((Consultation, told.consultation), (Reply, told.reply)):
        if model in facts and not values.get(_DATED[model]):
            raise ValidationError(_("%s是空的。") % model._meta.get_field(_DATED[model]).verbose_name)
    if "accepted_on" in told.facts and task.state == State.ISSUED:
        accept(task, by=by, at=told.facts["accepted_on"])
    if Consultation in facts:
        met_on, manner = told.consultation["met_on"], told.consultation.get("manner", "")
        log_consultation(task, Talk(manner=manner, summary=_("汇总表登记。")), by=by, at=met_on)
    if CoHandlingOpinion in facts:
        give_opinion(task, text=_ON_PAPER, by=by, at=told.opinion["given_on"])
    if Reply in facts:
        letter = Letter(
            outcome=names.outcomes.get(told.reply.get("outcome")),
            is_text_on_paper=True,
            document_number=told.reply.get("document_number", ""),
            disclosure=told.reply.get("disclosure", ""),
        )
        record_reply(task, letter, signer=_SIGNER, by=by, at=told.reply["issued_on"])
    if "published_on" in told.facts and task.published_on is None:
        publish(task, by=by, at=told.facts["published_on"])
