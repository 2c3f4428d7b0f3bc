"""Writing a proposal and handing it in: draft, amend, invite, co-sign, submit, take back, return."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation
from proposals.actions.numbering import next_serial_number
from proposals.actions.recording import day_of, refuse_to_speak_for_another, tie
from proposals.actions.telling import tell_proposers_of
from proposals.models import Docket, Kind, Member, Occasion, Proposal, Proposer, Suggestion, TextVersion
from workflows.errors import MoveRefused
from workflows.locks import lock
from workflows.machines.proposal import State
from workflows.perform import holding, perform, perform_many, record_creations, record_fact

WITH_WRITER = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True)
class ProposerEntry:
    """Who puts a proposal: a member on the roster, a body, or a name kept as text."""

    member: Member | None = None
    organisation: Organisation | None = None
    name: str = ""
    role: str = Proposer.Role.FIRST
    contact_person: str = ""
    phone: str = ""

    def as_proposer(self, proposal, position):
        """Return the unsaved row."""
        name = self.name or str(self.member or self.organisation or "")
        return Proposer(
            proposal=proposal,
            position=position,
            role=self.role,
            member=self.member,
            organisation=self.organisation,
            name=name,
            contact_person=self.contact_person,
            phone=self.phone,
        )


@dataclass(frozen=True)
class Draft:
    """What a person writes down of a proposal; `facts` are further fields of it by name.

    Without `suggestions` (None) those of a case that is amended stay.
    """

    title: str
    proposers: tuple[ProposerEntry, ...] = ()
    background: str = ""
    analysis: str = ""
    body: str = ""
    suggestions: tuple[str, ...] | None = ()
    docket: str = Docket.PROPOSAL
    kind: str = ""
    facts: dict = field(default_factory=dict)


_KIND_OF_BODY = {
    Organisation.Kind.PARTY: Kind.PARTY,
    Organisation.Kind.PEOPLES_ORGANISATION: Kind.PEOPLES_ORGANISATION,
    Organisation.Kind.SECTOR: Kind.SECTOR,
    Organisation.Kind.SECTOR_GROUP: Kind.SECTOR_GROUP,
    Organisation.Kind.SPECIAL_COMMITTEE: Kind.SPECIAL_COMMITTEE,
}


@transaction.atomic
def draft_proposal(plenary_session, draft, *, cause=None, **how):
    """Write a draft down and return the proposal, in DRAFT; only its writer and its proposers may read it.

    `cause` is the record that brought it about, if any (拆分).

    Raises:
        ValidationError: the title is empty or too long.
    """
    proposal = Proposal(
        plenary_session=plenary_session,
        docket=draft.docket,
        title=draft.title.strip(),
        kind=draft.kind or _kind(draft.proposers),
        recorded_by=how["by"],
        **draft.facts,
    )
    proposal.full_clean(exclude=["plenary_session"])
    proposal.save()
    entries = [entry.as_proposer(proposal, position) for position, entry in enumerate(draft.proposers)]
    for entry in entries:
        entry.full_clean(exclude=["proposal", "member", "organisation"])
    Proposer.objects.bulk_create(entries)
    [record] = record_creations([proposal], "draft", _("起草"), cause_of=lambda _each: cause, **how)
    proposal.record = record
    proposal.save(update_fields=["record"])
    if draft.background or draft.analysis or draft.body:
        _write_text(proposal, draft, version=1, record=record)
    _list_suggestions(proposal, draft.suggestions)
    return proposal


@transaction.atomic
def amend_text(proposal, draft, *, reason="", **how):
    """Store `draft` as the next version of the text; while it is with its writer the suggestions change too.

    Earlier versions stay; the title of the proposal becomes that of the newest. Where no word of the text has
    changed there is no new version. Returns the version in force.
    """
    facts = {"title": draft.title.strip(), **draft.facts}
    unsaved = Proposal(plenary_session=proposal.plenary_session, **facts)
    unsaved.full_clean(exclude=["plenary_session"])
    before = proposal.text()
    record = record_fact(proposal, "amend", _("修改正文"), facts=facts, **how)
    if proposal.state in WITH_WRITER and draft.suggestions is not None:
        proposal.suggestions.all().delete()
        _list_suggestions(proposal, draft.suggestions)
    if before and _words(before) == _words(draft):
        return before
    last = proposal.texts.aggregate(models.Max("version"))["version__max"] or 0
    return _write_text(proposal, draft, version=last + 1, record=record, reason=reason)


@transaction.atomic
def invite_cosigners(proposal, members, *, sign_by=None, **how):
    """Ask `members` to co-sign until the day `sign_by`; an invitation that is not signed drops out on submission."""
    record_fact(proposal, "invite", _("邀请联名"), **how)
    known = set(proposal.proposers.values_list("member", flat=True))
    position = proposal.proposers.count()
    for offset, member in enumerate(m for m in members if m.pk not in known):
        Proposer.objects.create(
            proposal=proposal,
            role=Proposer.Role.COSIGNER,
            member=member,
            name=member.name,
            position=position + offset,
            invited_on=day_of(how),
            sign_by=sign_by,
        )


@transaction.atomic
def cosign(proposal, member, **how):
    """Sign as a co-signer.

    Raises:
        ValidationError: the member is not invited, or the day to sign by is over.
        PermissionDenied: the member is somebody else.
    """
    proposer = proposal.proposers.filter(member=member, role=Proposer.Role.COSIGNER).first()
    if proposer is None:
        raise ValidationError(_("%(member)s不在邀请联名的名单中。") % {"member": member})
    refuse_to_speak_for_another(proposer, how)
    if proposer.sign_by and day_of(how) > proposer.sign_by:
        raise ValidationError(_("联名截止日期（%(day)s）已过。") % {"day": date_format(proposer.sign_by)})
    record_fact(proposer, "cosign", _("%s联名") % proposer, facts={"signed_on": day_of(how)}, **how)
    return proposer


def withdraw_invitation(proposer, **how):
    """Take an invitation back (取消邀请); who has signed stays.

    Raises:
        MoveRefused: there is no open invitation.
    """
    label = _("取消对%s的联名邀请") % proposer
    return _drop_invitation(proposer.proposal, proposer, "uninvite", label, **how)


def turn_down_invitation(proposer, **how):
    """Say no to an invitation (谢绝).

    Raises:
        PermissionDenied: the member is somebody else.
        MoveRefused: there is no open invitation.
    """
    refuse_to_speak_for_another(proposer, how)
    return _drop_invitation(proposer.proposal, proposer, "turn_down", _("%s谢绝联名") % proposer, **how)


@holding
def _drop_invitation(proposal, proposer, name, label, **how):
    lock(proposer)
    if proposer.invited_on is None or proposer.signed_on is not None:
        raise MoveRefused(_("%s没有等待签名的联名邀请。") % proposer)
    record = record_fact(proposal, name, label, **how)
    proposer.delete()
    return record


@transaction.atomic
def submit_proposal(proposal, *, moment=None, **how):
    """Hand the proposal in: 提交日期, 时间标识 and 流水号 are set; unsigned invitations drop out.

    `moment` is the time of day it was handed in; None: now, if the day is today, else unknown. What was
    returned for revision was received when it first came, and keeps that day.
    """
    day = day_of(how)
    if moment is None and day == timezone.localdate():
        moment = timezone.now()
    facts = {}
    if proposal.submitted_on is None:
        facts = {"submitted_on": day, "submitted_at": moment, "occasion": occasion_of(proposal, day, moment)}
    if not proposal.serial_number:
        facts["serial_number"] = next_serial_number(proposal)
    cosigners = proposal.proposers.filter(role=Proposer.Role.COSIGNER)
    unsigned = cosigners.filter(invited_on__isnull=False, signed_on=None)
    if proposal.kind == Kind.INDIVIDUAL and cosigners.exclude(pk__in=unsigned).exists():
        facts["kind"] = Kind.JOINT
    record = perform(proposal, "submit", facts=facts, **how)
    unsigned.delete()
    return record


def occasion_of(proposal, day, moment=None):
    """Return 大会提案 up to the session's cut-off hour (its closing day where no hour is set), else 平时提案."""
    session = proposal.plenary_session
    if session.cut_off_at:
        in_time = moment <= session.cut_off_at if moment else day <= timezone.localdate(session.cut_off_at)
    else:
        in_time = session.closes_on is None or day <= session.closes_on
    return Occasion.PLENARY if in_time else Occasion.INTERSESSION


def recall(proposal, **how):
    """Take the proposal back before it is filed; it then was never received."""
    return perform(proposal, "recall", facts={"submitted_on": None, "submitted_at": None}, **how)


@transaction.atomic
def return_proposals(notes, **how):
    """Send every one of `notes` {proposal: what to mend} back to its proposer, or none; they await examination.

    Raises:
        ValidationError: nothing says what to mend.
    """
    if not all(note.strip() for note in notes.values()):
        raise ValidationError(_("请写明需要修改的地方。"))
    records = perform_many(list(notes), "return_for_revision", note_of=notes.get, **how)
    tell_proposers_of(list(notes), "returned", records)
    return records


def return_for_revision(proposal, *, note, **how):
    """Send one proposal back, as `return_proposals`."""
    [record] = return_proposals({proposal: note}, **how)
    return record


def _kind(entries):
    first = next((entry for entry in entries if entry.role == Proposer.Role.FIRST), None)
    if first is None:
        return ""
    if first.organisation:
        return _KIND_OF_BODY.get(first.organisation.kind, Kind.COLLECTIVE)
    joint = any(entry.role == Proposer.Role.COSIGNER for entry in entries)
    return Kind.JOINT if joint else Kind.INDIVIDUAL


def _words(text):
    return text.title.strip(), text.background, text.analysis, text.body


def _write_text(proposal, draft, *, version, record, reason=""):
    text = TextVersion(
        proposal=proposal,
        version=version,
        title=proposal.title,
        background=draft.background,
        analysis=draft.analysis,
        body=draft.body,
        reason=reason,
    )
    return tie(text, record)


def _list_suggestions(proposal, suggestions):
    Suggestion.objects.bulk_create(
        Suggestion(proposal=proposal, position=position, text=text.strip())
        for position, text in enumerate((each for each in suggestions if each.strip()), start=1)
    )
