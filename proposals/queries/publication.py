"""What anybody may read without signing in: published proposals and replies, as plain values and nothing more.

A page gets no model, so that no phone, address or unpublished name can come along by mistake.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q
from django.utils import timezone

from proposals.models import (
    Assignment,
    Disclosure,
    Docket,
    Examination,
    PlenarySession,
    Proposal,
    Proposer,
    Reply,
    Result,
)

OPEN = (Disclosure.FULL, Disclosure.SUMMARY)
LEFT_OUT = "（略）"
_CONTACTS = re.compile(
    r"(联系人|联系方式|联系电话|电话|手机|传真|微信|邮箱|邮编|地址|住址|住所|身份证号?码?|经办人|承办人)"
    r"([^：:\n。；]{0,8}[：:])[^\n。；]*"
)
_HALF_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
_GAP = r"[-—－. ]?"
_NUMBERS = re.compile(
    rf"(?<!\d)(?:\d{{17}}[\dXx]|(?:\+?86{_GAP})?1[3-9]\d(?:{_GAP}\d{{4}}){{2}}"
    rf"|[(（]?0\d{{2,3}}[)）]?{_GAP}\d{{3,4}}{_GAP}\d{{4}}|[48]00{_GAP}\d{{3}}{_GAP}\d{{4}})(?!\d)"
    rf"|(?<=电话|手机|热线|传真)\d{{3,4}}{_GAP}\d{{4}}(?!\d)"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"
)
_MAYBE_A_NUMBER = r"[0-9]{3}|@"


@dataclass(frozen=True)
class PublishedReply:
    """One unit's reply; of a summary the text is left out."""

    unit: str
    part: str
    outcome: str
    issued_on: date | None
    document_number: str
    is_summary: bool
    text: str


@dataclass(frozen=True)
class Publication:
    """One proposal; of a summary the proposers and the text are left out."""

    pk: int
    plenary_session: str
    number: str
    title: str
    category: str
    kind: str
    is_summary: bool
    proposers: tuple[str, ...]
    text: str
    replies: tuple[PublishedReply, ...]


def published_replies():
    """Return the replies that are out, open, the last of their task, and published by today."""
    later = Reply.objects.issued().filter(assignment=OuterRef("assignment"), pk__gt=OuterRef("pk"))
    tasks = Assignment.objects.in_charge().filter(published_on__lte=timezone.localdate())
    return Reply.objects.issued().filter(~Exists(later), assignment__in=tasks, disclosure__in=OPEN)


def published_proposals(filters=None):
    """Return the filed proposals that are open and have a published reply, narrowed by {q, session, category}.

    Looked through are only the number, the title as it is shown and the units of published replies.
    """
    replies = published_replies()
    answered = replies.filter(assignment__proposal=OuterRef("pk"))
    filed = Examination.objects.holding().filter(result=Result.FILED)
    found = Proposal.objects.standing().filter(
        Exists(answered), pk__in=filed.values("proposal"), docket=Docket.PROPOSAL, disclosure__in=OPEN
    )
    filters = filters or {}
    if filters.get("session"):
        found = found.filter(plenary_session__code=filters["session"])
    if filters.get("category"):
        found = found.filter(category__name=filters["category"])
    for word in (filters.get("q") or "").split():
        by_unit = replies.filter(assignment__unit__name__contains=word).values("assignment__proposal")
        number = word.removeprefix("第").removesuffix("号")
        titled = Q(title__contains=word) & ~Q(pk__in=_hidden_in_title(found, word))
        found = found.filter(titled | Q(number=number) | Q(pk__in=by_unit))
    return found.order_by("-plenary_session__year", "number_order", "pk")


def _hidden_in_title(found, word):
    """Return the ids of those of `found` that have `word` in the title, but not as the title is shown."""
    merged = Examination.objects.holding().filter(result=Result.MERGED, merged_into=OuterRef(OuterRef("pk")))
    of_case = Q(proposal=OuterRef("pk")) | Q(proposal__in=merged.values("proposal"))
    title = ExpressionWrapper(OuterRef("title"), output_field=CharField())
    may_hide = Q(title__regex=_MAYBE_A_NUMBER)
    for rows, name in (
        (Proposer.objects.filter(of_case), "name"),
        (Proposer.objects.filter(of_case), "contact_person"),
        (Assignment.objects.filter(proposal=OuterRef("pk")), "officer"),
        (Assignment.objects.filter(proposal=OuterRef("pk")), "leader_in_charge"),
        (Reply.objects.filter(assignment__proposal=OuterRef("pk")), "signer"),
    ):
        may_hide |= Exists(rows.exclude(**{name: ""}).annotate(said=title).filter(said__contains=F(name)))
    suspects = found.filter(may_hide, title__contains=word)
    return [each.pk for each in publications(suspects) if word not in each.title]


def published_sessions():
    """Return the sessions that have something published, newest first."""
    with_something = published_proposals().order_by().values("plenary_session")
    sessions = PlenarySession.objects.filter(pk__in=with_something)
    return sessions.select_related("term__committee__organisation", "policy", "only_unit")


def publications(proposals):
    """Return a Publication for each of `proposals` (a slice of `published_proposals`); few statements for any number."""
    rows = proposals.select_related("category", "plenary_session__term__committee__organisation")
    return [
        _publication(proposal)
        for proposal in rows.prefetch_related(
            "texts",
            "proposers__organisation",
            "proposers__member",
            Prefetch("assignments", Assignment.objects.select_related("unit"), to_attr="all_tasks"),
            Prefetch(
                "mergers",
                Examination.objects.holding()
                .filter(result=Result.MERGED)
                .prefetch_related("proposal__proposers__member"),
                to_attr="absorbing",
            ),
            Prefetch(
                "all_tasks__replies",
                published_replies().select_related("outcome", "assignment__unit"),
                to_attr="published",
            ),
            Prefetch("all_tasks__replies", Reply.objects.all(), to_attr="all_replies"),
        )
    ]


def _publication(proposal):
    is_summary = proposal.disclosure == Disclosure.SUMMARY
    private = _private_words(proposal, is_summary=is_summary)
    replies = [reply for task in proposal.all_tasks for reply in task.published]
    return Publication(
        pk=proposal.pk,
        plenary_session=str(proposal.plenary_session),
        number=proposal.number_label,
        title=without_private(proposal.title, private),
        category=str(proposal.category or ""),
        kind=proposal.get_kind_display(),
        is_summary=is_summary,
        proposers=() if is_summary else tuple(each.name for each in _named(proposal)),
        text="" if is_summary else without_private(_text(proposal), private),
        replies=tuple(_reply(reply, private) for reply in replies),
    )


def _reply(reply, private):
    is_summary = reply.disclosure == Disclosure.SUMMARY
    return PublishedReply(
        unit=reply.assignment.unit_label,
        part=reply.assignment.get_part_display(),
        outcome=str(reply.outcome or ""),
        issued_on=reply.issued_on,
        document_number=reply.document_number,
        is_summary=is_summary,
        text="" if is_summary else without_private(reply.text, private),
    )


def _text(proposal):
    versions = [each for each in proposal.texts.all() if each.voided_at is None]
    if not versions:
        return ""
    last = max(versions, key=lambda each: each.version)
    return "\n\n".join(filter(None, (last.background, last.analysis, last.body)))


def _named(proposal):
    """Return the proposers whose names stand on a fully published proposal; seconders are not named."""
    return [each for each in proposal.proposers.all() if each.role != Proposer.Role.SECONDER]


def _private_words(proposal, *, is_summary):
    """Return the names and numbers known of the case that are not published, longest first."""
    proposers = list(proposal.proposers.all())
    proposers += [each for merger in proposal.absorbing for each in merger.proposal.proposers.all()]
    shown = set() if is_summary else {each.name for each in _named(proposal)}
    words = {each.name for each in proposers if each.organisation_id is None} - shown
    for each in proposers:
        words |= {each.contact_person, each.phone}
        words |= {each.member.phone} if each.member else set()
        words |= {each.organisation.contact_person, each.organisation.phone} if each.organisation else set()
    for task in proposal.all_tasks:
        words |= {task.officer, task.phone, task.leader_in_charge}
        words |= {task.unit.contact_person, task.unit.phone} if task.unit else set()
        words |= {reply.signer for reply in task.all_replies}
    return sorted((word for word in words if len(word) >= 2), key=len, reverse=True)


def without_private(text, private):
    """Return `text` without the `private` words, contact lines, telephone and identity numbers and addresses."""
    text = text.translate(_HALF_WIDTH)
    text = _CONTACTS.sub(rf"\1\2{LEFT_OUT}", text)
    text = _NUMBERS.sub(LEFT_OUT, text)
    for word in private:
        text = text.replace(word, LEFT_OUT)
    return text
