"""What is held: the session and its policy, people, proposals, tasks, consultations, replies, feedback."""

from proposals.models.assignment import (
    ISSUED_REPLY,
    OWING_REPLY,
    TAKEN_AWAY,
    Assignment,
    ClockPause,
    Extension,
    HandBack,
    JoinRequest,
    Part,
    ProposedUnit,
)
from proposals.models.attachment import Attachment
from proposals.models.autosave import Autosave
from proposals.models.bulletin import Bulletin, BulletinReader
from proposals.models.clock import CLOCKS, Anchor, Clock
from proposals.models.commitment import (
    Commitment,
    CommitmentProgress,
    FurtherReply,
    LookBack,
    LookBackFinding,
)
from proposals.models.consultation import Consultation, counted_manners
from proposals.models.examination import Disposition, Examination, Result
from proposals.models.feedback import Feedback, FollowUp, Rating
from proposals.models.ledger_upload import LedgerUpload
from proposals.models.paper import PaperTemplate, PrintedPaper, ReportSnapshot
from proposals.models.people import Member, Party, Sector
from proposals.models.policy import (
    SESSION_LISTS,
    Category,
    Channel,
    DeclineReason,
    NumberSeries,
    OutcomeClass,
    Policy,
)
from proposals.models.proposal import (
    COLLECTIVE_KINDS,
    MEMBER_KINDS,
    Disclosure,
    Docket,
    Kind,
    Occasion,
    Proposal,
    Suggestion,
    TextVersion,
)
from proposals.models.proposer import Proposer
from proposals.models.recorded import Recorded
from proposals.models.reply import (
    CoHandlingOpinion,
    Countersignature,
    Delivery,
    Reply,
)
from proposals.models.sent_form import SentForm
from proposals.models.supervision import (
    Instruction,
    KeySupervision,
    Reminder,
    SupervisionActivity,
    SupervisionTask,
)
from proposals.models.term import (
    Committee,
    FigureNote,
    HeadlineTotal,
    PlenarySession,
    Term,
    chinese_number,
)

__all__ = [
    "CLOCKS",
    "COLLECTIVE_KINDS",
    "ISSUED_REPLY",
    "MEMBER_KINDS",
    "OWING_REPLY",
    "SESSION_LISTS",
    "TAKEN_AWAY",
    "Anchor",
    "Assignment",
    "Attachment",
    "Autosave",
    "Bulletin",
    "BulletinReader",
    "Category",
    "Channel",
    "Clock",
    "ClockPause",
    "CoHandlingOpinion",
    "Commitment",
    "CommitmentProgress",
    "Committee",
    "Consultation",
    "Countersignature",
    "DeclineReason",
    "Delivery",
    "Disclosure",
    "Disposition",
    "Docket",
    "Examination",
    "Extension",
    "Feedback",
    "FigureNote",
    "FollowUp",
    "FurtherReply",
    "HandBack",
    "HeadlineTotal",
    "Instruction",
    "JoinRequest",
    "KeySupervision",
    "Kind",
    "LedgerUpload",
    "LookBack",
    "LookBackFinding",
    "Member",
    "NumberSeries",
    "Occasion",
    "OutcomeClass",
    "PaperTemplate",
    "Part",
    "Party",
    "PlenarySession",
    "Policy",
    "PrintedPaper",
    "Proposal",
    "ProposedUnit",
    "Proposer",
    "Rating",
    "Recorded",
    "Reminder",
    "Reply",
    "ReportSnapshot",
    "Result",
    "Sector",
    "SentForm",
    "Suggestion",
    "SupervisionActivity",
    "SupervisionTask",
    "Term",
    "TextVersion",
    "chinese_number",
    "counted_manners",
]
