"""The booklet of a session and the cover of a case file."""

from proposals.models import Proposal, Reply
from proposals.queries.papers.values import Booklet, CaseFile, Entry
from proposals.queries.papers.wording import asking, day_text, formal_session, names, paragraphs
from workflows.machines.proposal import State

_BEFORE_FILING = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.DECLINED, State.WITHDRAWN, State.MERGED)


def booklets(selection):
    """Return the booklet of a session's filed proposals; its entries are found one by one as they are printed."""
    session = selection.plenary_session
    return [
        Booklet(
            title=f"{formal_session(session)}提案汇编",
            issuer=f"{session.committee}提案委员会",
            date=f"{session.year}年",
            entries=_Entries(session),
        )
    ]


class _Entries:
    """The entries of a booklet, read a hundred at a time, however many there are."""

    def __init__(self, session):
        self.proposals = (
            Proposal.objects.standing()
            .filter(plenary_session=session, docket="PROPOSAL")
            .exclude(state__in=_BEFORE_FILING)
            .prefetch_related("proposers", "assignments__unit", "texts")
            .order_by("number_order", "pk")
        )

    def __iter__(self):
        for proposal in self.proposals.iterator(chunk_size=100):
            yield _entry(proposal)


def _entry(proposal):
    versions = [each for each in proposal.texts.all() if each.voided_at is None]
    text = versions[-1] if versions else None
    replies = (
        Reply.objects.issued()
        .filter(assignment__in=proposal.tasks_at_hand())
        .select_related("assignment__unit")
    )
    answers = []
    for reply in replies:
        answers += [f"{reply.assignment.unit_label}（{reply.document_number or '文号不详'}）"]
        answers += paragraphs(reply.text) or ["（正文存纸质。）"]
    return Entry(
        heading=str(proposal),
        proposers=names(asking(proposal)),
        units="、".join(each.unit_label for each in proposal.tasks_at_hand()),
        text=tuple(line for part in (text.background, text.analysis, text.body) for line in paragraphs(part))
        if text
        else ("（正文存纸质。）",),
        reply=tuple(answers),
    )


def case_file_cover(proposal, papers):
    """Return the cover of a case file that holds `papers`."""
    return CaseFile(
        session=formal_session(proposal.plenary_session),
        number=proposal.number or proposal.number_label,
        title=proposal.title,
        proposers=names(asking(proposal)),
        units="、".join(each.unit_label for each in proposal.tasks_at_hand()),
        concluded_on=day_text(proposal.concluded_on),
        papers=tuple(papers),
    )
