"""What a ledger says against what is held: unknowns are filled, imported facts corrected, a person's word stands."""

from dataclasses import dataclass
from typing import Any

from proposals.models import (
    Assignment,
    CoHandlingOpinion,
    Consultation,
    Examination,
    Feedback,
    FollowUp,
    Proposer,
    Reply,
)
from proposals.models.assignment import UNKNOWN_UNIT
from workflows.models import MoveRecord

_LONGEST_ORDER = 9


@dataclass(frozen=True)
class Difference:
    """One field that differs: `fact` is the row held (not saved yet when it is new), old → new."""

    row: int
    case: str
    fact: Any
    field: str
    old: Any
    new: Any

    @property
    def label(self):
        """The Chinese name of the field."""
        return str(self.fact._meta.get_field(self.field).verbose_name)

    def __str__(self):
        return f"第{self.row}行 {self.case} {self.label}：{self._worded(self.old)} → {self._worded(self.new)}"

    def _worded(self, value):
        """Return a value as the pages say it."""
        if value in (None, ""):
            return "空"
        words = dict(self.fact._meta.get_field(self.field).flatchoices) | {True: "是", False: "否"}
        return words.get(value, value)


def compare(proposal, case, names):
    """Return (differences, conflicts) between a proposal, loaded with all its facts, and what a ledger says of it.

    A blank in the ledger says nothing. A field that a person entered is a conflict, never a difference.
    """
    found = _Findings(case, proposal)
    found.facts(proposal, _proposal_values(case, names))
    if case.number and not proposal.number:
        found.facts(proposal, {"number": numbered(case.number, proposal.plenary_session.policy)})
    _compare_proposers(found, proposal, case)
    _compare_decision(found, proposal, case, names)
    for task in case.tasks:
        _compare_task(found, proposal, task, names)
    return found.differences, found.conflicts


def numbered(number, policy):
    """Write a number as the session does: plain digits filled to the width of its policy."""
    return number.zfill(policy.number_width) if number.isdigit() else number


def plain(number):
    """Return a number as a ledger's is read: without the noughts before it."""
    return number.lstrip("0") or number if number.isdigit() else number


def pointers(number, serial_number):
    """Return how a ledger may point at a case: by its number or 流水7; by 7 alone where it has no number."""
    by_serial = (f"流水{plain(serial_number)}", plain(serial_number)) if serial_number else ()
    return (plain(number), *by_serial[:1]) if number else by_serial


def order_of(number):
    """Return the place of a number among the others; 0 for one that is no plain number."""
    return int(number) if number.isdigit() and len(number) <= _LONGEST_ORDER else 0


def values_of_task(task, names):
    """Return {model: values} of the facts that hang on a task."""
    reply = dict(task.reply)
    if reply.get("outcome"):
        reply["outcome"] = names.outcomes[reply["outcome"]]
    return {
        Consultation: task.consultation,
        CoHandlingOpinion: task.opinion,
        Reply: reply,
        Feedback: task.feedback,
    }


class _Findings:
    def __init__(self, case, proposal):
        self.case = case
        self.name = proposal.number_label or proposal.title[:20]
        self.differences, self.conflicts = [], []

    def facts(self, fact, values):
        """Compare the fields of one row held."""
        for field, new in values.items():
            old = getattr(fact, field)
            if new is None or old == new:
                continue
            difference = Difference(self.case.row.number, self.name, fact, field, old, new)
            unknown = old in (None, "") or old is False
            if unknown or (fact.is_imported and not was_set_by_person(fact, field)):
                self.differences.append(difference)
            else:
                self.conflicts.append(difference)

    def new(self, fact, field, value):
        """Note a row that is not held yet."""
        self.differences.append(Difference(self.case.row.number, self.name, fact, field, None, value))


def was_set_by_person(fact, field):
    """Say whether a move, fact or correction of a person has set this field since the import."""
    attribute = fact._meta.get_field(field).attname
    set_by_people = MoveRecord.objects.of(fact).exclude(kind=MoveRecord.Kind.HISTORY)
    return any(attribute in changes for changes in set_by_people.values_list("changes", flat=True))


def _proposal_values(case, names):
    values = dict(case.facts)
    if "category" in values:
        values["category"] = names.category(values["category"])
    if "sector" in values:
        values["sector"] = names.sectors.get(values["sector"])
    if case.serial_number:
        values["serial_number"] = case.serial_number
    if case.disclosure:
        values["disclosure"] = case.disclosure
    return values


def _compare_proposers(found, proposal, case):
    held = {(each.role, each.name) for each in proposal.proposers.all()}
    for role, wanted in case.proposers.items():
        for name in wanted:
            if (role, name) in held:
                continue
            if role == Proposer.Role.FIRST and any(known == role for known, _name in held):
                old = "、".join(known for known_role, known in held if known_role == role)
                first = next(each for each in proposal.proposers.all() if each.role == role)
                found.conflicts.append(Difference(case.row.number, found.name, first, "name", old, name))
            else:
                found.new(Proposer(proposal=proposal, role=role, name=name), "name", name)


def _compare_decision(found, proposal, case, names):
    standing = [each for each in proposal.examinations.all() if each.voided_at is None]
    held = max(standing, key=lambda each: each.pk, default=None)
    if case.result in ("", "PENDING", "RETURNED") or (case.row.values.get("examination") is None and held):
        if held and case.decision:
            found.facts(held, _decision_values(case, names))
        return
    if held is None:
        found.new(Examination(proposal=proposal, result=case.result, is_imported=True), "result", case.result)
    elif held.result != case.result:
        found.facts(held, {"result": case.result})
    else:
        found.facts(held, _decision_values(case, names))


def _decision_values(case, names):
    values = dict(case.decision)
    if "reason" in values:
        reason = names.reason(values["reason"])
        values |= {"reason": reason} if reason else {"reason": None, "reason_text": values["reason"]}
    return values


def _compare_task(found, proposal, task, names):
    unit = names.unit(task.unit) if task.unit else None
    standing = [each for each in proposal.assignments.all() if each.is_in_charge()]
    held = next((each for each in standing if each.unit_id == (unit.pk if unit else None)), None)
    if held is None:
        label = task.unit or UNKNOWN_UNIT
        found.new(Assignment(proposal=proposal, unit=unit, part=task.part), "unit", label)
        return
    found.facts(held, {"part": task.part, **task.facts})
    for model, values in values_of_task(task, names).items():
        if values:
            _compare_child(found, _children(held, model), model(assignment=held), values)
    if task.follow_up:
        visits = [each for each in proposal.follow_ups.all() if each.assignment_id in (None, held.pk)]
        _compare_child(found, visits, FollowUp(proposal=proposal, assignment=held), task.follow_up)


def _children(task, model):
    rows = {
        Consultation: task.consultations,
        CoHandlingOpinion: task.co_handling_opinions,
        Reply: task.replies,
        Feedback: task.feedback,
    }[model]
    return [each for each in rows.all() if each.voided_at is None]


def _compare_child(found, held, blank, values):
    """Compare with the row that says the same, else with the last one; a row is new only where there is none."""
    held = sorted(held, key=lambda each: each.pk)
    for each in held:
        if all(value is None or getattr(each, field) == value for field, value in values.items()):
            return
    if held:
        found.facts(held[-1], values)
        return
    field, value = next(iter(values.items()))
    for name, each in values.items():
        setattr(blank, name, each)
    found.new(blank, field, value)
