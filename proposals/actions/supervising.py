"""Watching over the work: remind, mark key and outstanding proposals, record instructions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.actions.recording import day_of, tie, tie_many
from proposals.actions.telling import tell_units
from proposals.models import Instruction, Reminder
from workflows.errors import MoveRefused
from workflows.perform import holding, record_fact, record_facts


@transaction.atomic
def remind_many(assignments, *, text, manner=Reminder.Manner.PHONE, person="", answer="", **how):
    """Record one reminder (催办), said of every one of `assignments` at once; of a call also who answered and what.

    Raises:
        ValidationError: nothing says what the unit was told.
    """
    if not text.strip():
        raise ValidationError(_("请写明催办的内容。"))
    records = record_facts(assignments, "remind", _("催办"), **how)
    day = day_of(how)
    reminders = [
        Reminder(
            assignment=each,
            sent_on=day,
            manner=manner,
            limit_on=each.limit_on,
            person=person,
            text=text,
            answer=answer,
        )
        for each in assignments
    ]
    tie_many(reminders, records)
    tell_units(assignments, "reminded", records, abouts=reminders)
    return reminders


@holding
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


def remind(assignment, **how):
    """Record one reminder about one task, as `remind_many`."""
    [reminder] = remind_many([assignment], **how)
    return reminder


def mark_key_many(leaders, *, is_key=True, **how):
    """Make every one of `leaders` {proposal: supervising leader} a key proposal (重点提案), or none again."""
    label = _("列为重点提案") if is_key else _("取消重点提案")
    return record_facts(
        list(leaders),
        "mark",
        label,
        facts_of=lambda each: {"is_key": is_key, "supervising_leader": leaders[each] if is_key else ""},
        **how,
    )


def mark_key(proposal, *, supervising_leader="", **how):
    """Make one case a key proposal, or an ordinary one again, as `mark_key_many`."""
    [record] = mark_key_many({proposal: supervising_leader}, **how)
    return record


def mark_outstanding_many(proposals, *, is_outstanding=True, **how):
    """Commend every one of `proposals` as outstanding (优秀提案), or take that back."""
    label = _("评为优秀提案") if is_outstanding else _("取消优秀提案")
    facts = {"is_outstanding": is_outstanding}
    return record_facts(proposals, "mark", label, facts_of=lambda _each: facts, **how)


def mark_outstanding(proposal, **how):
    """Commend one case, or take that back, as `mark_outstanding_many`."""
    [record] = mark_outstanding_many([proposal], **how)
    return record


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
