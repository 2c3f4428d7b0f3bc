"""What an import would do: new, changed, unchanged, conflicts, questions, faults – before anything is stored."""

from dataclasses import dataclass, field

from django.utils import timezone

from proposals.actions.importing.comparing import Difference, compare, plain, pointers
from proposals.actions.importing.naming import Names
from proposals.documents.ledger_cases import LedgerCase, cases_of
from proposals.documents.ledger_reading import Ledger, LedgerFault
from proposals.models import Docket, Proposal, Proposer

_LONGEST = {"title": 200, "party": 50, "supervising_leader": 50, "number": 20, "serial_number": 20}
_LONGEST_NAME = 100
_LONGEST_DOCUMENT_NUMBER = 50


@dataclass(frozen=True)
class Question:
    """Something only a person can say; unanswered, an unknown unit or category stops the import."""

    kind: str
    name: str
    fault: LedgerFault

    def __str__(self):
        return str(self.fault)


@dataclass(frozen=True)
class Answers:
    """What a person said: create all, or `units` and `categories` {name in the ledger: what it stands for}.

    A name that stands for None is created.
    """

    create_units: bool = False
    create_categories: bool = False
    units: dict = field(default_factory=dict)
    categories: dict = field(default_factory=dict)

    def settles(self, question):
        """Say whether a question need not be asked any more."""
        return {
            "unit": self.create_units or question.name in self.units,
            "category": self.create_categories or question.name in self.categories,
        }.get(question.kind, True)


@dataclass
class Plan:
    """What an import would do; with a fault or an open question it may not be stored."""

    session: object
    names: Names
    ledger: Ledger
    new: list[LedgerCase] = field(default_factory=list)
    changed: list[tuple[Proposal, LedgerCase, list[Difference]]] = field(default_factory=list)
    unchanged: list[LedgerCase] = field(default_factory=list)
    conflicts: list[Difference] = field(default_factory=list)
    withheld: list[Difference] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    warnings: list[LedgerFault] = field(default_factory=list)
    faults: list[LedgerFault] = field(default_factory=list)
    answers: Answers = Answers()

    @property
    def is_storable(self):
        """Whether nothing stands in the way."""
        return not self.faults and not self.open_questions

    @property
    def open_questions(self):
        """The questions that have not been answered and cannot be left open."""
        return [each for each in self.questions if not self.answers.settles(each)]


def plan_import(session, ledger, *, answers=None, only_unit=None, allows=None):
    """Return the Plan of bringing `ledger` into `session`; nothing is stored.

    `only_unit` (or the session's own) refuses rows that do not name it. `allows(difference)` says which
    differences whoever brings the ledger may bring; the others are withheld, and a case that is not held is a
    fault. Words read as others, doubtful dates, unknown proposers and targets of mergers are warnings.
    """
    plan = Plan(session, Names.of(session), ledger, answers=answers or Answers())
    plan.names.settle(plan.answers)
    cases, faults, doubts = cases_of(ledger, body_of=lambda name: plan.names.unit(name) or name)
    plan.faults = [*ledger.faults, *faults]
    plan.warnings = [*ledger.doubts, *doubts]
    own = only_unit or session.only_unit
    asked = set()
    for case in cases:
        plan.faults.extend(_faults_of(case, plan, own))
        plan.questions.extend(_questions_of(case, plan, asked))
    _check_mergers(plan, cases)
    _sort(plan, cases, allows)
    return plan


def _sort(plan, cases, allows):
    held = Held.of(plan.session)
    for case in cases:
        proposal = held.find(case)
        if proposal is None:
            if allows is None:
                plan.new.append(case)
            else:
                plan.faults.append(_not_held(plan.ledger, case))
            continue
        if _is_another(proposal, case, plan.names):
            plan.faults.append(_taken(plan.ledger, case, proposal))
            continue
        differences, conflicts = compare(proposal, case, plan.names)
        if allows is not None:
            told = (each for each in (*differences, *conflicts) if each.new is not None)
            plan.withheld.extend(each for each in told if not allows(each))
            differences, conflicts = filter(allows, differences), filter(allows, conflicts)
            differences = list(differences)
        plan.conflicts.extend(conflicts)
        if differences:
            plan.changed.append((proposal, case, differences))
        else:
            plan.unchanged.append(case)


def _not_held(ledger, case):
    value = case.number or case.facts["title"][:30]
    return ledger.fault(case.row, "number", value, "没有这件提案；这里不能增加提案，请核对提案号。")


def _is_another(proposal, case, names):
    """Say whether a row that has the number of `proposal` tells of another: neither the title nor anybody is the same."""
    held = {names.unit(each.name) or each.name for each in proposal.proposers.all()}
    told = {names.unit(name) or name for signed in case.proposers.values() for name in signed}
    titles = {"".join(title.split()) for title in (proposal.title, case.facts["title"])}
    return bool(held and told) and held.isdisjoint(told) and len(titles) > 1


def _taken(ledger, case, proposal):
    key = "number" if case.number else "serial_number"
    first = "、".join(each.name for each in proposal.proposers.all() if each.role == Proposer.Role.FIRST)
    told = "、".join(case.proposers.get("FIRST", ()))
    reason = (
        f"系统里{proposal.number_label}是《{proposal.title}》（{first}），"
        f"这一行是《{case.facts['title']}》（{told}），不是同一件；请改正号码。"
    )
    return ledger.fault(case.row, key, getattr(case, key), reason)


@dataclass
class Held:
    """The proposals that the session holds, found by number, serial number, or title and first proposer."""

    by_number: dict = field(default_factory=dict)
    by_serial: dict = field(default_factory=dict)
    by_title: dict = field(default_factory=dict)

    @classmethod
    def of(cls, session):
        """Read what is held, with all a comparison looks at (a constant number of statements)."""
        held = cls()
        proposals = Proposal.objects.standing().filter(plenary_session=session, docket=Docket.PROPOSAL)
        for proposal in proposals.prefetch_related(*PREFETCHED).order_by("pk"):
            if proposal.number:
                held.by_number.setdefault(plain(proposal.number), proposal)
            if proposal.serial_number:
                held.by_serial.setdefault(plain(proposal.serial_number), proposal)
            first = tuple(p.name for p in proposal.proposers.all() if p.role == Proposer.Role.FIRST)
            held.by_title.setdefault((proposal.title, first), []).append(proposal)
        return held

    def find(self, case):
        """Return the proposal that `case` tells of, or None; one that was found is not found again by title."""
        if case.number and case.number in self.by_number:
            return self.by_number[case.number]
        if case.serial_number and case.serial_number in self.by_serial:
            return self.by_serial[case.serial_number]
        same = self.by_title.get((case.facts["title"], case.proposers.get("FIRST", ())), [])
        while same:
            proposal = same.pop(0)
            if not (case.number and proposal.number):
                return proposal
        return None


PREFETCHED = (
    "proposers",
    "examinations",
    "assignments__unit",
    "assignments__consultations",
    "assignments__replies__outcome",
    "assignments__feedback",
    "assignments__co_handling_opinions",
    "follow_ups",
)


def _faults_of(case, plan, own):
    fault = plan.ledger.fault
    yield from _faults_of_length(case, fault)
    for task in case.tasks:
        yield from _faults_of_task(task, plan)
    named = [task for task in case.tasks if task.unit]
    if own and not any(plan.names.unit(task.unit) == own for task in named):
        column = named[0].column if named else "lead_units"
        reason = "这一行不是它的" if named else "这一行没有写单位"
        value = "、".join(task.unit for task in named)
        yield fault(case.row, column, value, f"这里只收录{own}的承办件，{reason}。")


def _faults_of_length(case, fault):
    for key, longest in _LONGEST.items():
        value = case.facts.get(key) or getattr(case, key, "") or ""
        if len(str(value)) > longest:
            yield fault(case.row, key, f"{value[:30]}…", f"超过{longest}个字，请缩短。")
    for role, column in (("FIRST", "first_proposer"), ("COSIGNER", "cosigners"), ("SECONDER", "seconders")):
        for name in case.proposers.get(role, ()):
            if len(name) > _LONGEST_NAME:
                yield fault(
                    case.row, column, f"{name[:30]}…", f"名称超过{_LONGEST_NAME}个字，请检查分隔符号。"
                )


def _faults_of_task(task, plan):
    fault = plan.ledger.fault
    if len(task.reply.get("document_number") or "") > _LONGEST_DOCUMENT_NUMBER:
        yield fault(task.row, "document_number", task.reply["document_number"][:30], "答复文号超过50个字。")
    if task.unit and len(task.unit) > _LONGEST_NAME:
        yield fault(task.row, task.column, f"{task.unit[:30]}…", "单位名称超过100个字，请检查分隔符号。")
    outcome = task.reply.get("outcome")
    if outcome and outcome not in plan.names.outcomes:
        known = "、".join(plan.names.outcomes)
        yield fault(task.row, "outcome", outcome, f"本届次的办理结果没有{outcome}类；有：{known}。")


def _questions_of(case, plan, asked):
    fault = plan.ledger.fault
    for task in case.tasks:
        if task.unit and ("unit", task.unit) not in asked and plan.names.unit(task.unit) is None:
            asked.add(("unit", task.unit))
            place = fault(
                task.row, task.column, task.unit, "名录里没有这个承办单位：新建，还是对应到已有单位？"
            )
            yield Question("unit", task.unit, place)
    category = case.facts.get("category")
    if category and ("category", category) not in asked and plan.names.category(category) is None:
        asked.add(("category", category))
        place = fault(case.row, "category", category, "本届次没有这个类别：新建，还是改正？")
        yield Question("category", category, place)
    for name in case.proposers.get("FIRST", ()):
        if ("proposer", name) not in asked and not plan.names.is_known_proposer(name):
            asked.add(("proposer", name))
            place = fault(case.row, "first_proposer", name, "名册里没有这位提案者，将按文字保存。")
            yield Question("proposer", name, place)
    today = timezone.localdate()
    for task in case.tasks:
        replied = task.reply.get("issued_on")
        if replied and replied > today:
            plan.warnings.append(fault(task.row, "replied_on", replied, "答复日期晚于今天，请核对。"))


def _check_mergers(plan, cases):
    held = Proposal.objects.standing().filter(plenary_session=plan.session)
    named = [*held.values_list("number", "serial_number"), *((c.number, c.serial_number) for c in cases)]
    known = {pointer for names in named for pointer in pointers(*names)}
    for case in cases:
        if case.merged_into and case.merged_into in pointers(case.number, case.serial_number):
            plan.faults.append(
                plan.ledger.fault(case.row, "merged_into", case.merged_into, "提案不能并入自己。")
            )
        elif case.merged_into and case.merged_into not in known:
            reason = "没有这个提案号或流水号；并案照记，并入哪一件留空。"
            plan.warnings.append(plan.ledger.fault(case.row, "merged_into", case.merged_into, reason))
        elif case.result == "MERGED" and not case.merged_into:
            reason = "没有写并入哪一件；并案照记，并入哪一件留空。"
            plan.warnings.append(plan.ledger.fault(case.row, "merged_into", "", reason))
