"""Talking the matter over with the proposers (面商): log, waive, explain, confirm."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals.actions.following import follow
from proposals.actions.recording import day_of, tie
from proposals.actions.telling import tell_proposers
from proposals.models import Consultation
from proposals.models.consultation import Manner
from workflows.errors import MoveRefused
from workflows.machines.assignment import State
from workflows.perform import holding, perform, record_fact


@dataclass(frozen=True)
class Talk:
    """What a unit notes of one talk; `met_on` None: the day it is recorded for."""

    manner: str = Manner.MEETING
    met_on: date | None = None
    stage: str = ""
    place: str = ""
    people: str = ""
    summary: str = ""
    proposers: tuple = ()


@holding
def log_consultation(assignment, talk, **how):
    """Log one talk; the first that the policy counts as 面商 (or a waiver) moves the task and the proposal on.

    A telephone call counts only where the policy says so; it is logged all the same.

    Raises:
        ValidationError: a waiver without a word on who asked for it, a talk of which the unit itself does not say what
            was said, one before the task was assigned, or one that stands in the log already: of that day, in that
            manner, there, with the same people.
        MoveRefused: the task is not being worked on.
    """
    if talk.manner == Manner.WAIVED and not talk.summary.strip():
        raise ValidationError(_("免于面商的，请写明委员怎样表示的。"))
    if how.get("provenance") is None and not talk.summary.strip():
        raise ValidationError(_("请写明面商情况：谈了哪些事，提案者有什么意见。"))
    consultation = Consultation(
        assignment=assignment,
        round=assignment.round,
        met_on=talk.met_on or day_of(how),
        manner=talk.manner,
        stage=talk.stage,
        place=talk.place,
        people=talk.people,
        summary=talk.summary,
    )
    if consultation.met_on > day_of(how):
        raise ValidationError(_("面商日期不能晚于今天。"))
    if assignment.assigned_on and consultation.met_on < assignment.assigned_on:
        raise ValidationError(
            _("面商日期（%(met_on)s）早于交办日期（%(assigned_on)s），请核对。")
            % {"met_on": date_format(consultation.met_on), "assigned_on": date_format(assignment.assigned_on)}
        )
    _refuse_double(consultation, talk)
    consultation.save()
    consultation.proposers.set(talk.proposers)
    if assignment.state == State.ACCEPTED and assignment.owes_reply() and assignment.has_consultation():
        record = perform(assignment, "consult", **how)
    else:
        record = record_fact(assignment, "log_consultation", _("登记面商"), **how)
    tie(consultation, record)
    if talk.manner not in (Manner.WAIVED, Manner.NONE):
        tell_proposers(assignment.proposal, "talk_logged", record, about=consultation, link="confirm")
    follow(assignment.proposal, cause=record)
    return consultation


def _refuse_double(consultation, talk):
    same = consultation.assignment.consultations.standing().exclude(
        confirmation=Consultation.Confirmation.DENIED
    )
    alike = {name: getattr(consultation, name) for name in ("round", "met_on", "manner", "place", "people")}
    for other in same.filter(**alike).prefetch_related("proposers"):
        if set(other.proposers.all()) == set(talk.proposers):
            raise ValidationError(
                _(
                    "%(met_on)s%(manner)s已经登记过一次，没有重复登记；同一天确有另一次的，请写明地点或参加人。"
                )
                % {"met_on": date_format(other.met_on), "manner": other.get_manner_display()}
            )


def explain_no_consultation(assignment, *, reason, **how):
    """Record why there was no 面商; the reply is then possible without it, at the cost of the rate.

    Raises:
        ValidationError: no reason is given.
    """
    if not reason.strip():
        raise ValidationError(_("请写明未面商的原因。"))
    facts = {"no_consultation_reason": reason}
    return record_fact(assignment, "explain_no_consultation", _("说明未面商原因"), facts=facts, **how)


@holding
def confirm_consultation(consultation, *, took_place, objection="", **how):
    """Record what the proposer says of a logged talk: 谈过 or 没谈过; a denied talk does not count as 面商.

    Raises:
        MoveRefused: one of the proposers has said it already; it is his to take back.
    """
    if consultation.confirmation:
        raise MoveRefused(
            _("这次面商已经确认为「%s」；如有出入，请确认的人先撤回，再重新确认。")
            % consultation.get_confirmation_display()
        )
    value = Consultation.Confirmation.CONFIRMED if took_place else Consultation.Confirmation.DENIED
    facts = {"confirmation": value, "confirmed_on": day_of(how), "objection": objection}
    label = _("提案者确认：%s") % value.label
    record = record_fact(consultation, "confirm", label, facts=facts, **how)
    follow(consultation.assignment.proposal, cause=record)
    return record
