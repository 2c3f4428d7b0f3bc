"""The table of papers: what each is called, of what it is made, who may print it, how it is laid out."""

from collections.abc import Callable
from dataclasses import dataclass

import rules

from proposals.documents.papers import books, forms, letters, lists
from proposals.models import ISSUED_REPLY, Assignment, Proposal, Reply
from proposals.models.recorded import standing_in
from proposals.queries.papers import books as found_books
from proposals.queries.papers import forms as found_forms
from proposals.queries.papers import letters as found_letters
from proposals.queries.papers import lists as found_lists
from proposals.queries.papers import values
from proposals.queries.papers.selection import Selection
from proposals.statistics.circular import circulars


@dataclass(frozen=True)
class Paper:
    """One kind of paper.

    `find` returns the values for a subject, one a copy; `lay_out` makes a section of each. `narrows` says to
    what a list may be narrowed; `when` says whether there is anything to print. What a paper says may depend on who
    reads it (`is_for_reader`): `find` is then given the post too.
    """

    name: str
    label: str
    subject: type
    values: type
    find: Callable
    lay_out: Callable
    rule: str
    narrows: tuple[str, ...] = ()
    when: Callable = lambda subject: True
    has_template: bool = True
    is_for_reader: bool = False

    def copies(self, subject, post):
        """Return the values of each copy for `post`."""
        return self.find(subject, post) if self.is_for_reader else self.find(subject)

    def may_print(self, post, subject):
        """Say whether the post may print this paper of the subject."""
        return rules.has_perm(f"proposals.{self.rule}", post, subject)


def _is(*states):
    return lambda subject: subject.state in states


_CASE = {"subject": Proposal, "rule": "print_case_paper"}
_TASK = {"subject": Assignment, "rule": "print_task_paper"}
_LIST = {"subject": Selection, "rule": "print_list", "narrows": ("unit",)}
_ROWS = {**_LIST, "values": values.CaseList}

PAPERS = {
    paper.name: paper
    for paper in (
        Paper(
            "proposal_form", "提案表", values=values.ProposalForm, find=found_forms.proposal_forms,
            lay_out=forms.proposal_form, **_CASE,
        ),
        Paper(
            "examination_form", "提案审查立案表", Proposal, values.ExaminationForm,
            found_forms.examination_forms, forms.EXAMINATION, "print_case_file",
        ),
        Paper(
            "decline_notice", "不予立案告知书", values=values.Letter, find=found_letters.decline_notices,
            lay_out=letters.letter, when=_is("DECLINED"), **_CASE,
        ),
        Paper("receipt", "提案签收单", values=values.Receipt, find=found_forms.receipts, lay_out=forms.RECEIPT, **_TASK),
        Paper(
            "hand_back_request", "调整承办单位申请表", values=values.HandBackRequest,
            find=found_forms.hand_back_requests, lay_out=forms.HAND_BACK, **_TASK,
        ),
        Paper(
            "consultation_record", "面商记录表", values=values.ConsultationRecord,
            find=found_forms.consultation_records, lay_out=forms.CONSULTATION, **_TASK,
        ),
        Paper(
            "co_handling_opinion", "会办意见", values=values.Letter, find=found_letters.co_handling_letters,
            lay_out=letters.letter, when=lambda task: bool(standing_in(task.co_handling_opinions)), **_TASK,
        ),
        Paper(
            "extension_request", "延期答复申请表", values=values.ExtensionRequest,
            find=found_forms.extension_requests, lay_out=forms.EXTENSION, **_TASK,
        ),
        Paper(
            "feedback_form", "征询意见表", Assignment, values.FeedbackForm, found_forms.feedback_forms,
            forms.FEEDBACK, "print_feedback_form", when=lambda task: task.owes_reply(), is_for_reader=True,
        ),
        Paper(
            "reply_letter", "答复函", Reply, values.Letter, found_letters.reply_letters, letters.letter,
            "print_reply", when=_is(*ISSUED_REPLY),
        ),
        Paper(
            "reply_draft", "答复函（征求意见稿）", Reply, values.Letter, found_letters.reply_letters,
            letters.letter, "print_reply", when=lambda reply: reply.state not in ISSUED_REPLY,
        ),
        Paper(
            "assignment_notice", "交办通知", values=values.Letter, find=found_letters.assignment_notices,
            lay_out=letters.letter_with_list, **_LIST | {"narrows": ("unit", "channel")},
        ),
        Paper(
            "assignment_list", "交办清单", find=found_lists.assignment_lists, lay_out=lists.assignment_list,
            **_ROWS | {"narrows": ("unit", "channel")},
        ),
        Paper(
            "handover", "提案交接书", Selection, values.Handover, found_lists.handovers, lists.handover,
            "oversee_plenarysession", ("channel",),
        ),
        Paper("summary", "办理情况汇总表", find=found_lists.summaries, lay_out=lists.summary, **_ROWS),
        Paper(
            "key_proposals", "重点提案督办任务分解表", Selection, values.CaseList,
            found_lists.key_proposal_lists, lists.key_proposals, "oversee_plenarysession",
        ),
        Paper(
            "circular", "办结情况通报", Selection, values.Circular, circulars, lists.circular,
            "oversee_plenarysession", ("as_of",), has_template=False,
        ),
        Paper(
            "booklet", "提案汇编", Selection, values.Booklet, found_books.booklets, books.booklet,
            "oversee_plenarysession", has_template=False,
        ),
    )
}  # fmt: skip


def papers_of(subject, post):
    """Return the papers of a subject that the post may print now."""
    return [
        paper
        for paper in PAPERS.values()
        if isinstance(subject, paper.subject) and paper.when(subject) and paper.may_print(post, subject)
    ]
