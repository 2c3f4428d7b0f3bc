"""Handing proposals to units (交办): rounds before it, the assignment of one or many, and changes in mid-course."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation
from proposals.actions.following import follow
from proposals.actions.numbering import number_facts
from proposals.actions.recording import day_of
from proposals.actions.telling import tell_units
from proposals.models import Assignment, Channel, Part, ProposedUnit
from proposals.queries.clocks import answer_due_on
from workflows.errors import MoveRefused
from workflows.holidays import working_calendar
from workflows.machines.proposal import State
from workflows.perform import (
    holding,
    holding_each,
    perform,
    perform_many,
    record_creations,
    record_fact,
    record_facts,
)


@dataclass(frozen=True)
class Handling:
    """One unit's part in a case: 独办, 主办, 会办 or 分办, under a channel."""

    unit: Organisation
    part: str
    channel: Channel | None = None


@holding_each
def propose_many(plans, **how):
    """Name the units of every proposal of `plans` {proposal: handlings} for its next round, or of none.

    The first round moves a filed proposal on (交办前协商); before the filing (from 审查 on) the round is only
    noted. A constant number of statements for any number of proposals that are in the same round.

    Raises:
        ValidationError: the units of a proposal do not make a possible handling.
        MoveRefused: a proposal is already with its units.
    """
    proposals = list(plans)
    if not proposals:
        return []
    for proposal, handlings in plans.items():
        refuse_impossible(handlings)
        if proposal.state not in (State.SUBMITTED, State.FILED, State.PROPOSED):
            raise MoveRefused(
                _("提案现在是「%s」，不能再提拟办意见；请改用调整承办单位。") % proposal.get_state_display()
            )
    rounds = _next_rounds(proposals)
    rows = [
        ProposedUnit(
            proposal=proposal, round=rounds[proposal.pk], unit=each.unit, part=each.part, channel=each.channel
        )
        for proposal, handlings in plans.items()
        for each in handlings
    ]
    ProposedUnit.objects.bulk_create(rows, batch_size=200)
    records = _record_rounds(proposals, rounds, how)
    record_of = {record.object_id: record for record in records}
    for row in rows:
        row.record, row.recorded_by = record_of[row.proposal_id], how["by"]
    ProposedUnit.objects.bulk_update(rows, ["record", "recorded_by"], batch_size=200)
    tell_units(rows, "plan", [row.record for row in rows])
    return records


def _next_rounds(proposals):
    standing = ProposedUnit.objects.standing().filter(proposal__in=proposals).order_by()
    last = dict(standing.values_list("proposal").annotate(Max("round")))
    return {proposal.pk: last.get(proposal.pk, 0) + 1 for proposal in proposals}


def _record_rounds(proposals, rounds, how):
    moving = [proposal for proposal in proposals if proposal.state == State.FILED]
    noted = defaultdict(list)
    for proposal in proposals:
        if proposal.state != State.FILED:
            noted[rounds[proposal.pk]].append(proposal)
    prefetch_related_objects(moving, "proposed_units")
    records = perform_many(moving, "propose", **how)
    for number, members in noted.items():
        records += record_facts(members, "propose", _("拟办（第%d轮）") % number, **how)
    return records


def propose_units(proposal, handlings, **how):
    """Name the units of one proposal for its next round, as `propose_many`."""
    [record] = propose_many({proposal: handlings}, **how)
    return record


@transaction.atomic
def respond_many(responses, *, provenance=None, **how):
    """Record what units say to being named, {proposed unit: (response, reason)}: 同意, or 有异议 with a reason.

    A provenance that names no party is of each unit itself.

    Raises:
        ValidationError: an objection without a reason.
    """
    for response, reason in responses.values():
        if response == ProposedUnit.Response.OBJECTED and not reason.strip():
            raise ValidationError(_("有异议的，请写明理由和建议的承办单位。"))
    day = day_of(how)

    def provenance_of(each):
        if provenance is None or provenance.party:
            return provenance
        return replace(provenance, party=str(each.unit))

    records = []
    for response, word in ProposedUnit.Response.choices:
        members = [each for each, (said, _reason) in responses.items() if said == response]
        records += record_facts(
            members,
            "respond",
            _("交办前协商：%s") % word,
            facts_of=lambda each: {
                "response": responses[each][0],
                "responded_on": day,
                "response_reason": responses[each][1],
            },
            provenance_of=provenance_of,
            **how,
        )
    return records


def respond_to_plan(proposed_unit, response, *, reason="", **how):
    """Record what one unit says to being named, as `respond_many`."""
    [record] = respond_many({proposed_unit: (response, reason)}, **how)
    return record


def plan_of(proposal):
    """Return the handlings named in the last round before assignment."""
    rows = list(proposal.proposed_units.standing().select_related("unit", "channel"))
    last = max((row.round for row in rows), default=0)
    return [Handling(row.unit, row.part, row.channel) for row in rows if row.round == last]


@holding_each
def assign_proposals(plans, **how):
    """Hand every proposal of `plans` {proposal: handlings} to its units (交办), or none.

    Each task gets its limit by the policy of the session; numbers are given here where the policy says so.
    A constant number of statements for any number of proposals of one session.

    Raises:
        ValidationError: the handlings of a proposal are not possible together.
        MoveRefused: a proposal is not open for it now.
    """
    proposals = list(plans)
    if not proposals:
        return []
    day = day_of(how)
    calendar = working_calendar()
    tasks = []
    for proposal, handlings in plans.items():
        reason = proposal.why_not_here("assign")
        if reason:
            raise MoveRefused(reason)
        refuse_impossible(handlings)
        tasks.extend(_new_task(proposal, each, day, calendar, how["by"]) for each in handlings)
    Assignment.objects.bulk_create(tasks, batch_size=200)
    prefetch_related_objects(proposals, "assignments")
    numbers = {}
    if proposals[0].plenary_session.policy.number_at_assignment:
        numbers = number_facts(proposals)
    records = perform_many(proposals, "assign", facts_of=lambda each: numbers.get(each.pk, {}), **how)
    record_of = {record.object_id: record for record in records}
    _record_tasks(tasks, cause_of=lambda task: record_of[task.proposal_id], how=how)
    return records


def assign_proposal(proposal, handlings=None, **how):
    """Hand one proposal to its units; `handlings` None: those of the last round before assignment."""
    [record] = assign_proposals({proposal: plan_of(proposal) if handlings is None else handlings}, **how)
    return record


@dataclass(frozen=True)
class UnitChanges:
    """What brings a case to other units: tasks that go, (task, its new part) of those that turn, handlings that come."""

    leaving: list[Assignment]
    turning: list[tuple[Assignment, str]]
    coming: list[Handling]


def unit_changes(tasks, handlings):
    """Return the UnitChanges from the `tasks` that stand to `handlings`."""
    present = {task.unit_id: task for task in tasks}
    wanted = {each.unit.pk: each for each in handlings}
    kept = [(present[unit], each.part) for unit, each in wanted.items() if unit in present]
    return UnitChanges(
        leaving=[task for unit, task in present.items() if unit not in wanted],
        turning=[(task, part) for task, part in kept if task.part != part],
        coming=[each for unit, each in wanted.items() if unit not in present],
    )


@holding
def change_units(proposal, handlings, **how):
    """Change who handles the case in mid-course so that `handlings` holds: add, remove, or swap the parts.

    A unit that stays keeps all it has done; one that goes keeps it on record. The proposal follows.

    Raises:
        ValidationError: the handlings are not possible together, or change nothing.
        MoveRefused: the proposal is not with its units.
    """
    refuse_impossible(handlings)
    if proposal.state not in (State.ASSIGNED, State.CONSULTED, State.REPLIED, State.PROPOSED):
        raise MoveRefused(_("提案现在是「%s」，没有在办的承办单位可以调整。") % proposal.get_state_display())
    changes = unit_changes(proposal.tasks(), handlings)
    records = [perform(task, "remove", facts={"ended_on": day_of(how)}, **how) for task in changes.leaving]
    records += [_change_part(task, part, how) for task, part in changes.turning]
    records += _add_tasks(proposal, changes.coming, how)
    if not records:
        raise ValidationError(_("承办单位没有变化。"))
    return _assigned_or_followed(proposal, records, how)


def tasks_to_take_over(unit, successor):
    """Return [(open task of `unit`, the one to be removed where `successor` has the case too, or None)]."""
    open_tasks = Assignment.objects.in_charge().exclude(state="CONCLUDED").filter(unit=unit)
    found = list(open_tasks.select_related("proposal__plenary_session__term__committee", "unit"))
    theirs = Assignment.objects.in_charge().filter(
        unit=successor, proposal__in=[t.proposal_id for t in found]
    )
    own = {task.proposal_id: task for task in theirs.select_related("proposal", "unit")}
    return [(task, _spare(task, own.get(task.proposal_id))) for task in found]


def _spare(task, own):
    if own is None:
        return None
    return own if task.owes_reply() and not own.owes_reply() else task


@transaction.atomic
def take_over(unit, successor, **how):
    """Give every open task of `unit` to `successor` in one step (机构改革); past papers keep the old name.

    A case that the successor already has is left with it once, with the reply if one of the two owes it; the
    other task goes, and the proposal follows. Returns the number of tasks moved.
    """
    moved = 0
    for task, spare in tasks_to_take_over(unit, successor):
        if spare:
            record = perform(spare, "remove", facts={"ended_on": day_of(how)}, **how)
        if spare != task:
            label = _("承接%(old)s的承办件") % {"old": unit}
            record = record_fact(task, "take_over", label, facts={"unit": successor}, **how)
        follow(task.proposal, cause=record)
        moved += 1
    unit.successor, unit.valid_to = successor, day_of(how)
    unit.save(update_fields=["successor", "valid_to"])
    return moved


def refuse_impossible(handlings):
    """Refuse handlings that cannot be together.

    Raises:
        ValidationError: a unit is named twice or is no more, or the parts do not go together.
    """
    units = [each.unit for each in handlings]
    twice = {str(unit) for unit in units if units.count(unit) > 1}
    if twice:
        raise ValidationError(_("%s写了不止一次；同一个单位只能承办一次。") % "、".join(sorted(twice)))
    parts = defaultdict(int)
    for each in handlings:
        parts[each.part] += 1
    sole, lead, separate, helping = (
        parts[part] for part in (Part.SOLE, Part.LEAD, Part.SEPARATE, Part.CO_HANDLER)
    )
    possible = (
        (sole == 1 and len(handlings) == 1)
        or (lead == 1 and sole == separate == 0)
        or (separate >= 2 and sole == lead == 0)
    )
    if not possible:
        raise ValidationError(
            _(
                "办理方式搭配不对：独办只有一个单位；主办一个，可带会办；分办至少两个，可带会办（会办 %(n)d 个）。"
            )
            % {"n": helping}
        )
    closed = [str(each.unit) for each in handlings if _is_abolished(each.unit)]
    if closed:
        raise ValidationError(_("%s已撤销或更名，请改选承接单位。") % "、".join(closed))


def _is_abolished(unit):
    return unit.valid_to is not None and unit.valid_to < timezone.localdate()


def _new_task(proposal, handling, day, calendar, by):
    return Assignment(
        proposal=proposal,
        unit=handling.unit,
        part=handling.part,
        channel=handling.channel,
        assigned_on=day,
        due_on=answer_due_on(proposal, handling.part, assigned_on=day, calendar=calendar),
        leader_in_charge=handling.unit.leader_in_charge,
        recorded_by=by,
    )


def _record_tasks(tasks, *, cause_of, how):
    records = record_creations(tasks, "issue", _("交办"), cause_of=cause_of, **how)
    for task, record in zip(tasks, records, strict=True):
        task.record = record
    Assignment.objects.bulk_update(tasks, ["record"], batch_size=200)
    tell_units(tasks, "assigned", records, link="accept")
    return records


def _add_tasks(proposal, handlings, how):
    calendar = working_calendar()
    tasks = [_new_task(proposal, each, day_of(how), calendar, how["by"]) for each in handlings]
    Assignment.objects.bulk_create(tasks)
    return _record_tasks(tasks, cause_of=lambda _task: None, how=how)


def _change_part(task, part, how):
    label = _("%(unit)s由%(old)s改为%(new)s") % {
        "unit": task.unit_label,
        "old": task.get_part_display(),
        "new": Part(part).label,
    }
    due_on = task.due_on
    if (part == Part.CO_HANDLER) != (task.part == Part.CO_HANDLER):
        due_on = answer_due_on(
            task.proposal, part, assigned_on=task.assigned_on or day_of(how), accepted_on=task.accepted_on
        )
    return record_fact(task, "change_part", label, facts={"part": part, "due_on": due_on}, **how)


def _assigned_or_followed(proposal, records, how):
    proposal.refresh_from_db()
    if proposal.state == State.PROPOSED:
        return perform(proposal, "assign", **how)
    follow(proposal, cause=records[-1])
    return records[-1]
