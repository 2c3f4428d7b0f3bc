"""Stores a plan: all or nothing, through the door for recorded history; unknown days stay unknown."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from proposals.actions.importing.comparing import numbered, order_of, pointers, values_of_task
from proposals.actions.importing.planning import PREFETCHED
from proposals.models import (
    MEMBER_KINDS,
    Assignment,
    Examination,
    Feedback,
    FollowUp,
    Kind,
    Proposal,
    Proposer,
    Reply,
    Result,
)
from workflows.history import history_record, place
from workflows.machines.assignment import State as TaskState
from workflows.machines.proposal import State
from workflows.machines.reply import State as ReplyState
from workflows.models import MoveRecord

_CHUNK = 2000
_LABEL = _("台账导入")


@transaction.atomic
def store_plan(plan, *, by):
    """Store what the plan would do, by the post `by`, and return the number of cases made and changed.

    Raises:
        ValidationError: the plan has faults or open questions.
    """
    if not plan.is_storable:
        raise ValidationError([str(each) for each in (*plan.faults, *plan.open_questions)])
    _answer(plan)
    for start in range(0, len(plan.new), _CHUNK):
        _store_new(plan, plan.new[start : start + _CHUNK], by)
    _store_mergers(plan, by)
    for proposal, case, differences in plan.changed:
        _store_changes(plan, proposal, case, differences, by)
    if plan.new:
        _count_rows_anew()
    return len(plan.new), len(plan.changed)


def _count_rows_anew():
    """Let PostgreSQL know how many rows there are now; until its own next look it plans for the tables as they were.

    SQLite plans by its indexes alone.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(
            connection.ops.quote_name(model._meta.db_table)
            for model in (Proposal, Proposer, Examination, Assignment, Reply)
        )
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _answer(plan):
    for alias, unit in plan.answers.units.items():
        if unit:
            plan.names.remember(alias, unit)
    for question in plan.questions:
        if question.kind == "unit" and plan.names.unit(question.name) is None:
            plan.names.create_unit(question.name)
        elif question.kind == "category" and plan.names.category(question.name) is None:
            plan.names.create_category(question.name)


def task_state(task, *, consulted, opinion, replied):
    """Return the state that the facts of a task (of the ledger or held) show."""
    facts = task.facts if isinstance(getattr(task, "facts", None), dict) else vars(task)
    if facts.get("concluded_on"):
        return TaskState.CONCLUDED
    if task.owes_reply():
        if replied:
            return TaskState.REPLIED
        if consulted:
            return TaskState.CONSULTED
    elif opinion:
        return TaskState.OPINION_GIVEN
    return TaskState.ACCEPTED if facts.get("accepted_on") else TaskState.ISSUED


def case_state(result, tasks):
    """Return the state of a proposal from its result and its tasks as (owes a reply, state)."""
    if result == "RETURNED":
        return State.RETURNED
    if result != Result.FILED:
        return State(result) if result in State.values else State.SUBMITTED
    owing = [state for owes, state in tasks if owes]
    if not tasks:
        return State.FILED
    everyone = [state for _owes, state in tasks]
    if all(state == TaskState.CONCLUDED for state in (owing or everyone)):
        return State.CONCLUDED
    if owing and all(state in (TaskState.REPLIED, TaskState.CONCLUDED) for state in owing):
        return State.REPLIED
    if owing and all(state not in (TaskState.ISSUED, TaskState.ACCEPTED) for state in owing):
        return State.CONSULTED
    return State.ASSIGNED


def _store_new(plan, cases, by):
    proposals = [_proposal(plan, case, by) for case in cases]
    Proposal.objects.bulk_create(proposals)
    proposers = Proposer.objects.bulk_create(
        proposer
        for proposal, case in zip(proposals, cases, strict=True)
        for proposer in _proposers(plan, proposal, case)
    )
    Examination.objects.bulk_create(
        _decision(plan, proposal, case, by)
        for proposal, case in zip(proposals, cases, strict=True)
        if case.result in Result.values and case.result != Result.PENDING
    )
    pairs = [
        (_task(plan, proposal, task, by), task)
        for proposal, case in zip(proposals, cases, strict=True)
        for task in case.tasks
    ]
    Assignment.objects.bulk_create(held for held, _task_told in pairs)
    first = {each.proposal_id: each for each in reversed(proposers) if each.role == Proposer.Role.FIRST}
    replies = _store_children(plan, pairs, first, by)
    _record([*proposals], by)
    _record([held for held, _task_told in pairs], by)
    _record(replies, by)


def _proposal(plan, case, by):
    values = dict(case.facts)
    if "category" in values:
        values["category"] = plan.names.category(values["category"])
    if "sector" in values:
        values["sector"] = plan.names.sector(values["sector"])
    states = [(task.owes_reply(), _state_told(task)) for task in case.tasks]
    state = case_state(case.result, states)
    proposal = Proposal(
        plenary_session=plan.session,
        number=numbered(case.number, plan.session.policy),
        number_order=order_of(case.number),
        serial_number=case.serial_number,
        disclosure=case.disclosure,
        state=state,
        is_text_on_paper=True,
        is_imported=True,
        recorded_by=by,
        **values,
    )
    if state == State.CONCLUDED:
        proposal.concluded_on = max(
            (task.facts["concluded_on"] for task in case.tasks if "concluded_on" in task.facts), default=None
        )
    return proposal


def _state_told(task):
    return task_state(
        task,
        consulted=bool(task.consultation),
        opinion=bool(task.opinion),
        replied=bool(task.reply),
    )


def _proposers(plan, proposal, case):
    position = 0
    for role, wanted in case.proposers.items():
        for name in wanted:
            position += 1
            yield _proposer(plan, proposal, role, name, position)


def _proposer(plan, proposal, role, name, position):
    member = plan.names.members.get(name) if proposal.kind in (*MEMBER_KINDS, "") else None
    body = None
    if member is None and proposal.kind not in (Kind.INDIVIDUAL, Kind.JOINT):
        body = plan.names.unit(name)
    return Proposer(
        proposal=proposal, role=role, name=name, position=position, member=member, organisation=body
    )


def _decision(plan, proposal, case, by):
    decision = dict(case.decision)
    text = decision.pop("reason", "") or ""
    reason = plan.names.reason(text) if text else None
    return Examination(
        proposal=proposal,
        result=case.result,
        reason=reason,
        reason_text="" if reason else text[:500],
        is_imported=True,
        recorded_by=by,
        **decision,
    )


def _task(plan, proposal, task, by):
    unit = plan.names.unit(task.unit) if task.unit else None
    return Assignment(
        proposal=proposal,
        unit=unit,
        part=task.part,
        state=_state_told(task),
        is_imported=True,
        recorded_by=by,
        **task.facts,
    )


def _store_children(plan, pairs, first, by):
    """Store what hangs on new tasks, with one statement a model, and return the replies.

    `first` gives the first proposer of each proposal by its id: a ledger's one rating is taken as that proposer's.
    """
    made = {}
    for held, told in pairs:
        for model, values in values_of_task(told, plan.names).items():
            if values:
                made.setdefault(model, []).append(_child(model, held, values, by))
        if told.follow_up:
            visit = _child(FollowUp, held, told.follow_up, by)
            visit.proposal_id = held.proposal_id
            made.setdefault(FollowUp, []).append(visit)
    for form in made.get(Feedback, ()):
        form.proposer = first.get(form.assignment.proposal_id)
    for model, rows in made.items():
        model.objects.bulk_create(rows)
    return made.get(Reply, [])


def _child(model, task, values, by):
    extra = {}
    if model is Reply:
        extra = {"state": ReplyState.ISSUED, "is_text_on_paper": True, "signed_off_on_paper": True}
    return model(assignment=task, is_imported=True, recorded_by=by, **extra, **values)


def _record(instances, by):
    MoveRecord.objects.bulk_create(
        [history_record(each, by=by, happened_on=_last_day(each), label=_LABEL) for each in instances]
    )


def _last_day(instance):
    """Return the day of the present state, so that no later move is dated before it; None where it is not known."""
    fields = {
        Proposal: ("concluded_on", "submitted_on"),
        Assignment: ("concluded_on", "accepted_on", "assigned_on"),
        Reply: ("issued_on",),
    }[type(instance)]
    return next((day for day in (getattr(instance, field) for field in fields) if day), None)


def _store_mergers(plan, by):
    """Point each merged proposal to the one that absorbed it, now that all are stored."""
    wanted = {pointers(case.number, case.serial_number): case for case in plan.new if case.merged_into}
    if not wanted:
        return
    held = Proposal.objects.standing().filter(plenary_session=plan.session)
    heads = {
        pointer: proposal
        for proposal in held.order_by("number")
        for pointer in pointers(proposal.number, proposal.serial_number)
    }
    decisions = []
    for decision in Examination.objects.filter(
        proposal__plenary_session=plan.session, result=Result.MERGED, merged_into=None, voided_at=None
    ).select_related("proposal"):
        own = pointers(decision.proposal.number, decision.proposal.serial_number)
        case = wanted.get(own) if own else _by_title(plan, decision.proposal)
        if case and case.merged_into in heads:
            decision.merged_into = heads[case.merged_into]
            decisions.append(decision)
    Examination.objects.bulk_update(decisions, ["merged_into"], batch_size=200)


def _by_title(plan, proposal):
    return next(
        (case for case in plan.new if case.merged_into and case.facts["title"] == proposal.title), None
    )


def _store_changes(plan, proposal, case, differences, by):
    changed = {}
    for difference in differences:
        if difference.fact.pk is None:
            _store_missing(plan, proposal, case, difference.fact, by)
        else:
            changed.setdefault(difference.fact, {})[difference.field] = difference.new
    for fact, values in changed.items():
        if "number" in values:
            values["number_order"] = order_of(values["number"])
        changes = {}
        for field, value in values.items():
            attribute = fact._meta.get_field(field).attname
            old = getattr(fact, attribute)
            setattr(fact, field, value)
            changes[attribute] = [old, getattr(fact, attribute)]
        fact.save(update_fields=list(values))
        state = getattr(fact, "state", "")
        record = history_record(fact, by=by, label=_LABEL, changes=changes)
        record.source = state
        record.save()
    _place_anew(proposal, by)


def _store_missing(plan, proposal, case, fact, by):
    if isinstance(fact, Proposer):
        _proposer(plan, proposal, fact.role, fact.name, proposal.proposers.count() + 1).save()
    elif isinstance(fact, Examination):
        _decision(plan, proposal, case, by).save()
    elif isinstance(fact, Assignment):
        told = next(task for task in case.tasks if (task.unit and plan.names.unit(task.unit)) == fact.unit)
        held = _task(plan, proposal, told, by)
        held.save()
        first = proposal.proposers.filter(role=Proposer.Role.FIRST).first()
        replies = _store_children(plan, [(held, told)], {proposal.pk: first}, by)
        _record([held], by)
        _record(replies, by)
    else:
        fact.is_imported, fact.recorded_by = True, by
        if isinstance(fact, Reply):
            fact.is_text_on_paper = fact.signed_off_on_paper = True
            place(fact, ReplyState.ISSUED)
        fact.save()
        if isinstance(fact, Reply):
            _record([fact], by)


def _place_anew(proposal, by):
    """Put an imported case that nobody has moved where its facts now show it; a case people move stays."""
    proposal = Proposal.objects.prefetch_related(*PREFETCHED).get(pk=proposal.pk)
    tasks = [task for task in proposal.assignments.all() if task.is_in_charge()]
    if any(_was_moved(each) for each in (proposal, *tasks)):
        return
    for task in tasks:
        _replace(
            task,
            task_state(
                task,
                consulted=any(each.voided_at is None for each in task.consultations.all()),
                opinion=any(each.voided_at is None for each in task.co_handling_opinions.all()),
                replied=any(
                    each.state != ReplyState.DRAFTED for each in task.replies.all() if not each.voided_at
                ),
            ),
            by,
        )
    decision = proposal.examination()
    if decision is None and proposal.state == State.RETURNED:
        return
    result = decision.result if decision else Result.PENDING
    _replace(proposal, case_state(result, [(task.owes_reply(), task.state) for task in tasks]), by)
    if proposal.state == State.CONCLUDED and proposal.concluded_on is None:
        proposal.concluded_on = max((task.concluded_on for task in tasks if task.concluded_on), default=None)
        proposal.save(update_fields=["concluded_on"])


def _was_moved(instance):
    return MoveRecord.objects.of(instance).filter(kind=MoveRecord.Kind.MOVE).exists()


def _replace(instance, state, by):
    if instance.state == state:
        return
    record = history_record(instance, by=by, label=_LABEL, source=instance.state)
    place(instance, state)
    record.target = state
    instance.save(update_fields=["state"])
    record.save()
