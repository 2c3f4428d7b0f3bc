"""The values of every paper: frozen, and text throughout, so that an office's own template can name each."""

from dataclasses import dataclass

LETTER, DOCUMENT = "LETTER", "DOCUMENT"


@dataclass(frozen=True)
class Line:
    """One case in a list."""

    position: str
    number: str
    title: str
    proposers: str
    sector: str = ""
    category: str = ""
    part: str = ""
    unit: str = ""
    lead: str = ""
    helpers: str = ""
    due_on: str = ""
    leader: str = ""
    document_number: str = ""
    replied_on: str = ""
    consulted_on: str = ""
    outcome: str = ""
    attitude: str = ""
    result: str = ""
    disclosure: str = ""
    officer: str = ""
    progress: str = ""
    note: str = ""


@dataclass(frozen=True)
class UnitLine:
    """One unit in the circular: counts of its tasks (件次) and its rates."""

    position: str
    unit: str
    repliers: str
    co_handlings: str
    accepted: str
    consulted: str
    consultation_rate: str
    replied: str
    reply_rate: str
    outcomes: str
    satisfaction_rate: str
    overdue: str


@dataclass(frozen=True)
class Letter:
    """An official document (公文): a reply, a notice, an opinion; `body` holds a paragraph a line."""

    issuer: str
    number: str
    title: str
    addressee: str
    body: tuple[str, ...]
    signature: str
    date: str
    mark: str = ""
    disclosure: str = ""
    attachment: str = ""
    note: str = ""
    copies: str = ""
    carrier: str = LETTER
    rows: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Case:
    """What every form of a case repeats."""

    session: str
    number: str
    title: str
    proposers: str


@dataclass(frozen=True)
class ProposalForm(Case):
    """提案表."""

    kind: str
    sector: str
    category: str
    occasion: str
    cosigners: str
    seconders: str
    employer: str
    phone: str
    disclosure: str
    suggested_units: str
    submitted_on: str
    background: tuple[str, ...]
    analysis: tuple[str, ...]
    body: tuple[str, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True)
class ExaminationForm(Case):
    """立案审查表."""

    serial_number: str
    submitted_on: str
    category: str
    result: str
    decided_on: str
    reason: str
    disposition: str
    merged: str
    is_key: str
    units: str


@dataclass(frozen=True)
class TaskForm(Case):
    """What a form of one unit's task says beside the case."""

    unit: str
    part: str
    assigned_on: str
    due_on: str
    officer: str
    phone: str
    inner_office: str
    leader: str


@dataclass(frozen=True)
class Receipt(TaskForm):
    """签收单."""

    accepted_on: str
    helpers: str


@dataclass(frozen=True)
class ConsultationRecord(TaskForm):
    """面商记录表."""

    stage: str
    manner: str
    met_on: str
    place: str
    unit_people: str
    proposer_people: str
    summary: str
    confirmation: str


@dataclass(frozen=True)
class ExtensionRequest(TaskForm):
    """延期申请."""

    requested_on: str
    until: str
    reason: str
    ruling: str


@dataclass(frozen=True)
class HandBackRequest(TaskForm):
    """调整承办单位申请表."""

    requested_on: str
    reason: str
    suggested_unit: str
    ruling: str


@dataclass(frozen=True)
class FeedbackForm(TaskForm):
    """征询意见表, one for each proposer."""

    proposer: str
    outcome: str
    replied_on: str
    attitude: str
    result: str
    comment: str
    given_on: str


@dataclass(frozen=True)
class CaseList:
    """A list of cases: 交办清单, 汇总表, 督办任务分解表, with its heading and closing lines."""

    title: str
    line: str
    rows: tuple[Line, ...]
    foot: str = ""


@dataclass(frozen=True)
class Handover(CaseList):
    """交接书: the list, the sentence before it, and who signs."""

    sentence: str = ""
    giver: str = ""
    taker: str = ""
    date: str = ""


@dataclass(frozen=True)
class Circular:
    """办结情况通报."""

    issuer: str
    title: str
    date: str
    body: tuple[str, ...]
    rows: tuple[UnitLine, ...]
    overdue: tuple[Line, ...]
    due_soon: tuple[Line, ...]


@dataclass(frozen=True)
class Entry:
    """One proposal in the booklet."""

    heading: str
    proposers: str
    units: str
    text: tuple[str, ...]
    reply: tuple[str, ...]


@dataclass(frozen=True)
class Booklet:
    """提案汇编: the proposals of a session with their replies; `entries` may come one by one."""

    title: str
    issuer: str
    date: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class PaperInFile:
    """One line of 卷内目录."""

    position: str
    number: str
    author: str
    title: str
    date: str
    note: str


@dataclass(frozen=True)
class CaseFile(Case):
    """The cover and the list of contents (卷内目录) of a case file."""

    units: str
    concluded_on: str
    papers: tuple[PaperInFile, ...]
