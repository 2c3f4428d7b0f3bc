"""Watching over the work: remind, mark key and outstanding proposals, record instructions, keep papers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.actions.recording import day_of, tie
from proposals.actions.telling import tell_unit
from proposals.models import Attachment, Instruction, Reminder
from workflows.errors import MoveRefused
from workflows.perform import record_fact


@transaction.atomic
def remind(assignment, *, manner=Reminder.Manner.PHONE, person="", text="", answer="", **how):
    """Record one reminder to the unit (催办); of a call (电话) also who answered and what."""
    record = record_fact(assignment, "remind", _("催办"), **how)
    reminder = Reminder(
        assignment=assignment,
        sent_on=day_of(how),
        manner=manner,
        limit_on=assignment.limit_on,
        person=person,
        text=text,
        answer=answer,
    )
    tie(reminder, record)
    tell_unit(assignment, "reminded", record, about=reminder)
    return reminder


def receive_slip(reminder, *, received_by, **how):
    """Record that the unit has a slip (催办单签收), and who took it.

    Raises:
        ValidationError: nobody is named.
        MoveRefused: it was taken before.
    """
    if not received_by.strip():
        raise ValidationError(_("请填写签收人。"))
    if reminder.received_on:
        raise MoveRefused(_("这份催办单已经签收。"))
    facts = {"received_on": day_of(how), "received_by": received_by}
    return record_fact(reminder, "receive", _("催办单签收"), facts=facts, **how)


def mark_key(proposal, *, is_key=True, supervising_leader="", **how):
    """Make the case a key proposal under a leader's supervision (重点提案、督办领导), or an ordinary one again."""
    facts = {"is_key": is_key, "supervising_leader": supervising_leader if is_key else ""}
    return record_fact(
        proposal, "mark", _("列为重点提案") if is_key else _("取消重点提案"), facts=facts, **how
    )


def mark_outstanding(proposal, *, is_outstanding=True, **how):
    """Commend the case as an outstanding proposal (优秀提案), or take that back."""
    label = _("评为优秀提案") if is_outstanding else _("取消优秀提案")
    return record_fact(proposal, "mark", label, facts={"is_outstanding": is_outstanding}, **how)


@transaction.atomic
def record_instruction(proposal, *, leader, text, **how):
    """Record what a leader wrote on the case (批示).

    Raises:
        ValidationError: the leader or the words are missing.
    """
    if not leader.strip() or not text.strip():
        raise ValidationError(_("请填写批示领导和批示内容。"))
    record = record_fact(proposal, "instruct", _("领导批示"), **how)
    return tie(Instruction(proposal=proposal, leader=leader, text=text, given_on=day_of(how)), record)


@transaction.atomic
def attach(proposal, content, *, kind=Attachment.Kind.OTHER, assignment=None, **how):
    """Keep a paper with the case (附件); `content` is the uploaded file, its name is kept.

    Raises:
        ValidationError: a kind of file that is not kept.
    """
    paper = Attachment(
        proposal=proposal, assignment=assignment, kind=kind, name=content.name, content=content
    )
    paper.full_clean(exclude=["proposal", "assignment", "record", "recorded_by"])
    return tie(paper, record_fact(proposal, "attach", _("附件：%s") % content.name, **how))
