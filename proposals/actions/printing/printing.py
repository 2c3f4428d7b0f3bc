"""Prints a paper of one subject or of many as one file, with the office's own template where it has one."""

import hashlib
import itertools
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.documents.office_template import check_template, fill_template
from proposals.documents.word.blocks import placeholders
from proposals.documents.word.package import word_file
from proposals.documents.word.uploads import UnreadableFile, read_upload
from proposals.models import PaperTemplate, PrintedPaper
from proposals.permissions import plenary_session_of
from proposals.queries.papers.selection import Selection
from proposals.queries.papers.values import DOCUMENT, Letter


@dataclass(frozen=True)
class Printed:
    """A printed file and what it is called."""

    name: str
    content: bytes
    copies: int


def print_papers(paper, subjects, *, by, only_changed=False):
    """Print `paper` of each of `subjects` as one file; with `only_changed` leave out what has not changed since.

    Raises:
        PermissionDenied: the post may not print this paper of one of them.
        ValidationError: there is nothing to print.
    """
    run = _Run(paper, by, only_changed=only_changed)
    copies = run.copies(subjects)
    first = next(copies, None)
    if first is None:
        raise ValidationError(
            _("所选的「%s」自上次打印以来没有变化。") % paper.label
            if only_changed
            else _("没有可以打印的「%s」。") % paper.label
        )
    every = itertools.chain([first], copies)
    template = _template(paper, run.subject)
    if template:
        content = fill_template(read_template(template), every)
    else:
        content = word_file((paper.lay_out(each) for each in every), title=paper.label)
    run.mark()
    return Printed(paper.label, content, run.count)


class _Run:
    """One run of the printer: asks the rule for each subject, and remembers what was printed."""

    def __init__(self, paper, post, *, only_changed):
        self.paper, self.post, self.only_changed = paper, post, only_changed
        self.digests = {}
        self.count = 0
        self.subject = None
        self.known = {}
        if only_changed:
            marks = PrintedPaper.objects.filter(paper=paper.name)
            self.known = dict(marks.values_list("subject", "digest"))

    def copies(self, subjects):
        """Yield the values of each copy, subject by subject."""
        for subject in subjects:
            if not self.paper.may_print(self.post, subject):
                raise PermissionDenied(_("您的岗位不能打印「%s」。") % self.paper.label)
            self.subject = subject
            found = self.paper.copies(subject, self.post)
            key, digest = subject_key(subject), hashlib.sha256(repr(found).encode()).hexdigest()
            if self.known.get(key) == digest:
                continue
            self.digests[key] = digest
            self.count += len(found)
            yield from found

    def mark(self):
        """Remember what was printed."""
        PrintedPaper.objects.bulk_create(
            [
                PrintedPaper(paper=self.paper.name, subject=key, digest=digest, printed_at=timezone.now())
                for key, digest in self.digests.items()
            ],
            update_conflicts=True,
            unique_fields=["paper", "subject"],
            update_fields=["digest", "printed_at"],
            batch_size=200,
        )


def subject_key(subject):
    """Return the name by which a subject's last printing is remembered."""
    if isinstance(subject, Selection):
        narrowed = (subject.unit and subject.unit.pk, subject.channel and subject.channel.pk, subject.as_of)
        return ":".join(str(each) for each in ("session", subject.plenary_session.pk, *narrowed))
    return f"{subject._meta.model_name}:{subject.pk}"


def _template(paper, subject):
    committee = plenary_session_of(subject).committee
    return PaperTemplate.objects.filter(committee=committee, paper=paper.name).first()


def read_template(template):
    """Return the office's own template."""
    with template.content.open("rb") as source:
        return source.read()


def default_template(paper):
    """Return the shipped layout as a template that an office can edit in Word."""
    fixed = {"carrier": DOCUMENT} if paper.values is Letter else {}
    return word_file([paper.lay_out(placeholders(paper.values, **fixed))], title=paper.label)


@transaction.atomic
def install_template(committee, paper, content, *, by):
    """Let the office's own template stand in place of the shipped layout of `paper`.

    Raises:
        ValidationError: it is not fit; every fault is named.
    """
    try:
        faults = check_template(read_upload(content), paper.values)
    except UnreadableFile as refusal:
        faults = [str(refusal)]
    if faults:
        raise ValidationError(faults)
    content.seek(0)
    remove_template(committee, paper)
    template = PaperTemplate(committee=committee, paper=paper.name, uploaded_by=by)
    template.content.save(f"{paper.name}.docx", content, save=False)
    template.save()
    return template


def remove_template(committee, paper):
    """Go back to the shipped layout."""
    for template in PaperTemplate.objects.filter(committee=committee, paper=paper.name):
        template.content.delete(save=False)
        template.delete()
