"""The case file with its contents (卷内目录), and the year's archive (年度归档) as one zip in order."""

import re
import tempfile
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from proposals.actions.printing.papers import PAPERS
from proposals.actions.printing.printing import Printed
from proposals.documents.ledger_writing import write_ledger_xlsx
from proposals.documents.list_sheets import case_sheet
from proposals.documents.papers.books import case_file_cover as lay_out_cover
from proposals.documents.text import clean
from proposals.documents.word.package import word_file
from proposals.models import Assignment, Docket, Proposal, Reply
from proposals.queries.ledger import ledger_rows
from proposals.queries.papers.books import case_file_cover
from proposals.queries.papers.lists import case_lines
from proposals.queries.papers.selection import Selection
from proposals.queries.papers.values import PaperInFile
from proposals.queries.papers.wording import day_text

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 60
_SPOOLED = 20_000_000


def print_case_file(proposal, *, by):
    """Print the whole file of a case: cover, contents, and every paper in the order of the process.

    Raises:
        PermissionDenied: the post may not.
    """
    _ask("examination_form", proposal, by)
    papers = list(_papers_in_file(proposal, by))
    sections = [lay_out_cover(case_file_cover(proposal, _contents(papers, proposal)))]
    sections += [paper.lay_out(each) for paper, _subject, copies in papers for each in copies]
    return Printed(_("%s案卷") % proposal.number_label, word_file(sections, title=proposal.title), 1)


def _ask(name, subject, post):
    if not PAPERS[name].may_print(post, subject):
        raise PermissionDenied(_("您的岗位不能打印案卷。"))


def _papers_in_file(proposal, post):
    """Yield (paper, subject, its values) of a case in the order they lie in the file; empty forms are left out."""
    for name in ("proposal_form", "examination_form", "decline_notice"):
        yield from _printable(name, proposal, post)
    tasks = list(
        Assignment.objects.standing().filter(proposal=proposal).select_related("unit", "channel__office")
    )
    for task in tasks:
        for name, is_filled in _OF_A_TASK:
            if is_filled(task):
                yield from _printable(name, task, post)
        for reply in Reply.objects.issued().filter(assignment=task):
            yield from _printable("reply_letter", reply, post)
        if task.feedback.standing().exists():
            yield from _printable("feedback_form", task, post)


_OF_A_TASK = (
    ("receipt", lambda task: task.accepted_on is not None),
    ("hand_back_request", lambda task: task.hand_backs.standing().exists()),
    ("extension_request", lambda task: task.extensions.standing().exists()),
    ("consultation_record", lambda task: task.consultations.standing().exists()),
    ("co_handling_opinion", lambda task: True),
)


def _printable(name, subject, post):
    paper = PAPERS[name]
    if paper.when(subject) and (copies := paper.copies(subject, post)):
        yield paper, subject, copies


def _contents(papers, proposal):
    lines = []
    for paper, subject, copies in papers:
        task = subject if isinstance(subject, Assignment) else getattr(subject, "assignment", None)
        lines.append(
            PaperInFile(
                position=str(len(lines) + 1),
                number=getattr(subject, "document_number", ""),
                author=task.unit_label if task else str(proposal.plenary_session.committee),
                title=paper.label,
                date=getattr(copies[0], "date", "") or getattr(copies[0], "submitted_on", ""),
                note=f"{len(copies)}份" if len(copies) > 1 else "",
            )
        )
    for paper in proposal.attachments.standing():
        lines.append(
            PaperInFile(
                position=str(len(lines) + 1),
                number="",
                author="",
                title=paper.name,
                date=day_text(paper.recorded_at.date()),
                note=str(_("附件")),
            )
        )
    return lines


def archive_year(session, *, by):
    """Write the year's archive: the ledger, the list, the booklet, and a folder a case; return an open file.

    Raises:
        PermissionDenied: the post may not.
        ValidationError: the session has no case yet.
    """
    selection = Selection(session)
    if not PAPERS["booklet"].may_print(by, selection):
        raise PermissionDenied(_("您的岗位不能归档。"))
    cases = Proposal.objects.received().filter(plenary_session=session, docket=Docket.PROPOSAL)
    if not cases.exists():
        raise ValidationError(_("这个届次还没有可以归档的提案。"))
    out = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 – handed to the caller, who closes it
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("01总目录.xlsx", case_sheet(case_lines(cases), title=f"{session}提案总目录"))
        archive.writestr("02台账.xlsx", write_ledger_xlsx(ledger_rows(session), title=f"{session}提案台账"))
        booklet = PAPERS["booklet"]
        sections = [booklet.lay_out(each) for each in booklet.find(selection)]
        archive.writestr("03提案汇编.docx", word_file(sections, title=booklet.label))
        for proposal in cases.order_by("number_order", "pk").iterator(chunk_size=100):
            _put_case(archive, proposal, by)
    out.seek(0)
    return out


def _put_case(archive, proposal, by):
    folder = f"{safe_name(proposal.number or proposal.number_label)}{safe_name(proposal.title)}"
    archive.writestr(f"{folder}/案卷.docx", print_case_file(proposal, by=by).content)
    for number, paper in enumerate(proposal.attachments.standing(), start=1):
        name = f"{folder}/附件{number:02}{safe_name(paper.name)}"
        if not paper.content.storage.exists(paper.content.name):
            archive.writestr(f"{name}（文件缺失）.txt", "")
            continue
        with paper.content.open("rb") as source:
            archive.writestr(name, source.read(), compress_type=ZIP_STORED)


def safe_name(text):
    """Return a text as part of a file's name on any system."""
    return _UNSAFE.sub("－", clean(text))[:_LONGEST_NAME].strip(" .")
