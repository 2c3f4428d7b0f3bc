"""From the rows of a ledger to cases: one proposal with its decision, its tasks and what each unit did."""

from dataclasses import dataclass, field

PROPOSAL_FIELDS = (
    "title",
    "kind",
    "sector",
    "party",
    "category",
    "occasion",
    "submitted_on",
    "is_key",
    "is_outstanding",
    "supervising_leader",
    "note",
)
_TASK_FIELDS = ("assigned_on", "due_on", "accepted_on", "concluded_on", "published_on")
_REPLY_FIELDS = {"replied_on": "issued_on", "document_number": "document_number", "outcome": "outcome"}
_FEEDBACK_FIELDS = {"feedback_on": "given_on", "attitude": "attitude", "result": "result"}
_HANDLING = (
    *_TASK_FIELDS,
    *_REPLY_FIELDS,
    *_FEEDBACK_FIELDS,
    "consulted_on",
    "consultation_manner",
    "opinion_given_on",
    "followed_up_on",
)
_UNITS = {"lead_units": "", "co_handling_units": "CO_HANDLER", "separate_units": "SEPARATE"}
_ORDER = (
    ("submitted_on", "提交日期"),
    ("filed_on", "立案日期"),
    ("assigned_on", "交办日期"),
    ("accepted_on", "签收日期"),
    ("replied_on", "答复日期"),
    ("feedback_on", "反馈日期"),
)


@dataclass
class LedgerTask:
    """One unit's task as the ledger tells it; each part maps fields to values, empty when nothing is said.

    `unit` is as the cell of `column` spells it; names that stand for one `body` are one unit.
    """

    row: object
    unit: str | None
    part: str
    column: str = "lead_units"
    body: object = None
    facts: dict = field(default_factory=dict)
    consultation: dict = field(default_factory=dict)
    opinion: dict = field(default_factory=dict)
    reply: dict = field(default_factory=dict)
    feedback: dict = field(default_factory=dict)
    follow_up: dict = field(default_factory=dict)

    def owes_reply(self):
        """Say whether the unit answers the proposer itself."""
        return self.part != "CO_HANDLER"


@dataclass
class LedgerCase:
    """One proposal as the ledger tells it, from one row or several; `disclosure` is its own while no reply has one."""

    row: object
    number: str
    serial_number: str
    facts: dict
    proposers: dict
    result: str = ""
    decision: dict = field(default_factory=dict)
    merged_into: str = ""
    disclosure: str = ""
    tasks: list[LedgerTask] = field(default_factory=list)


def cases_of(ledger, *, body_of):
    """Return (cases, faults, doubts) of a Ledger: rows of one number and title are one case with several tasks.

    `body_of(name)` returns what the name of a unit stands for, the name itself where it is not known.
    Without a number the serial number tells cases apart, without both the title and the proposer; such rows
    are one case only where they name different units. A doubt is a fault that a person may accept.
    """
    cases, faults, doubts = {}, [], []
    for row in ledger.rows:
        if "title" not in row.values:
            continue
        key = _key(row, cases, body_of)
        case = cases.get(key)
        if case is None:
            case = cases[key] = _new_case(row)
        elif case.facts["title"] != row.values["title"]:
            faults.extend(_faults_of_title(ledger, row, case))
            continue
        else:
            _fill(case.facts, _proposal_facts(row))
        faults.extend(_add_tasks(ledger, case, row, body_of))
        doubts.extend(_doubts_of_dates(ledger, row))
    for case in cases.values():
        _settle(case)
    return list(cases.values()), faults, doubts


def _faults_of_title(ledger, row, case):
    """Yield a fault at the number and one at the title, since either may be the wrong one."""
    key, name = ("number", "提案号") if "number" in row.values else ("serial_number", "流水号")
    number = row.values[key]
    first = f"第{case.row.number}行是「{case.facts['title'][:30]}」"
    yield ledger.fault(row, key, number, f"这个{name}{first}；号码不对请改号码。")
    reason = f"{name}{number}有两个案由：{first}；案由不对请改案由。"
    yield ledger.fault(row, "title", row.values["title"][:50], reason)


def _key(row, cases, body_of):
    values = row.values
    for name in ("number", "serial_number"):
        if name in values:
            return name, values[name]
    base = (values["title"], values.get("first_proposer"))
    nth = 0
    while (*base, nth) in cases and not _continues(cases[*base, nth], row, body_of):
        nth += 1
    return (*base, nth)


def _continues(case, row, body_of):
    """Say whether the row names a unit that the case does not have yet."""
    units = {body_of(name) for column in _UNITS for name in row.values.get(column, ())}
    known = {task.body for task in case.tasks} - {None}
    return bool(units) and bool(known) and not units & known


def _new_case(row):
    values = row.values
    case = LedgerCase(
        row=row,
        number=values.get("number", ""),
        serial_number=values.get("serial_number", ""),
        facts=_proposal_facts(row),
        proposers={
            role: values[column]
            for role, column in (
                ("FIRST", "first_proposer"),
                ("COSIGNER", "cosigners"),
                ("SECONDER", "seconders"),
            )
            if column in values
        },
        result=values.get("examination", ""),
        merged_into=values.get("merged_into", ""),
    )
    result, _sign, disposition = case.result.partition(":")
    case.result = result
    decision = {
        "decided_on": values.get("filed_on"),
        "reason": values.get("decline_reason"),
        "disposition": values.get("disposition") or disposition or None,
    }
    case.decision = {name: value for name, value in decision.items() if value is not None}
    if case.merged_into and not case.result:
        case.result = "MERGED"
    return case


def _proposal_facts(row):
    facts = {name: row.values[name] for name in PROPOSAL_FIELDS if name in row.values}
    if "proposer_kind" in row.values:
        facts["kind"] = row.values["proposer_kind"]
    return facts


def _add_tasks(ledger, case, row, body_of):
    """Add the units of a row and return the faults; its facts belong to who owes the reply, the opinion to helpers."""
    named = [
        LedgerTask(row, name, _part(row, column, implied), column, body_of(name))
        for column, implied in _UNITS.items()
        for name in row.values.get(column, ())
    ]
    if not named and any(key in row.values for key in _HANDLING):
        named = [LedgerTask(row, None, _part(row, "lead_units", ""))]
    owing = [task for task in named if task.part != "CO_HANDLER"]
    faults = []
    for task in named:
        _tell(task, row, alone=not owing)
        known = next((each for each in case.tasks if each.body == task.body), None)
        if known is None:
            case.tasks.append(task)
        elif known.owes_reply() == task.owes_reply():
            _join(known, task)
        else:
            reason = "这个单位在这件提案上既主办又会办；一个单位只能承办一次，请改正或删去一处。"
            faults.append(ledger.fault(row, task.column, task.unit, reason))
    if "disclosure" in row.values:
        case.disclosure = case.disclosure or row.values["disclosure"]
        for task in owing:
            if task.reply:
                task.reply["disclosure"] = row.values["disclosure"]
    return faults


def _part(row, column, implied):
    mode = row.values.get("handling_mode", "")
    if implied:
        return implied
    if mode == "CO_HANDLER":
        return "" if "co_handling_units" in row.values else "CO_HANDLER"
    if mode in ("LEAD", "SOLE") and len(row.values.get(column, ())) > 1:
        return "SEPARATE"
    return mode


def _tell(task, row, *, alone):
    values = row.values
    helping = task.part == "CO_HANDLER"
    shared = ("assigned_on", "concluded_on", "published_on") if helping and not alone else _TASK_FIELDS
    task.facts = {name: values[name] for name in shared if name in values}
    if helping:
        task.opinion = {"given_on": values["opinion_given_on"]} if "opinion_given_on" in values else {}
        if not alone:
            return
    if "consulted_on" in values or values.get("consultation_manner", "NONE") != "NONE":
        task.consultation = _renamed(values, {"consulted_on": "met_on", "consultation_manner": "manner"})
    task.reply = {} if helping else _renamed(values, _REPLY_FIELDS)
    task.feedback = {} if helping else _renamed(values, _FEEDBACK_FIELDS)
    task.follow_up = _renamed(values, {"followed_up_on": "made_on"})


def _renamed(values, names):
    return {field: values[key] for key, field in names.items() if key in values}


def _join(known, task):
    for part in ("facts", "consultation", "opinion", "reply", "feedback", "follow_up"):
        _fill(getattr(known, part), getattr(task, part))
    known.part = known.part or task.part


def _fill(facts, more):
    for name, value in more.items():
        facts.setdefault(name, value)


def _settle(case):
    """Decide what is left open: the parts of units named without one, and the result where none is written."""
    open_tasks = [task for task in case.tasks if not task.part]
    helped = any(task.part == "CO_HANDLER" for task in case.tasks)
    for task in open_tasks:
        if len(open_tasks) > 1:
            task.part = "SEPARATE"
        else:
            task.part = "LEAD" if helped else "SOLE"
    for task in case.tasks:
        if task.owes_reply() and task.feedback and not task.reply:
            task.reply = {"issued_on": None}
    if any(task.reply for task in case.tasks):
        case.disclosure = ""
    if not case.result:
        case.result = "FILED" if case.tasks else "PENDING"


def _doubts_of_dates(ledger, row):
    last, last_label = None, ""
    for key, label in _ORDER:
        day = row.values.get(key)
        if day is None:
            continue
        if last and day < last:
            reason = f"{label}（{day}）早于{last_label}（{last}），请核对。"
            yield ledger.fault(row, key, day, reason)
        else:
            last, last_label = day, label
    concluded, replied = row.values.get("concluded_on"), row.values.get("replied_on")
    if concluded and replied and concluded < replied:
        yield ledger.fault(
            row, "concluded_on", concluded, f"办结日期（{concluded}）早于答复日期（{replied}），请核对。"
        )
