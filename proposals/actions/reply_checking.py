"""Checks a reply before it is issued: the letter as it would be printed, or one sent in as Word, against the record."""

from proposals.documents.reading_back import ReplyText
from proposals.documents.reply_checking import Expected, check_reply
from proposals.queries.papers.letters import reply_letters
from proposals.queries.papers.wording import asking, formal_session


def check_draft(reply):
    """Return what is doubtful in the reply as it stands."""
    letter = reply_letters(reply)[0]
    contact, phone = reply.assignment.officer, reply.assignment.phone
    text = ReplyText(
        title=letter.title,
        number=letter.number,
        mark=letter.mark,
        disclosure=letter.disclosure,
        salutation=letter.addressee,
        body=letter.body,
        date=letter.date or "—",
        contact=contact,
        phone=phone,
        copies=letter.copies,
    )
    return check_reply(
        text, expected_of(reply.assignment, outcome=reply.outcome.code if reply.outcome_id else "")
    )


def expected_of(assignment, *, outcome=""):
    """Return what the record says of the letter on a task."""
    proposal = assignment.proposal
    return Expected(
        proposal_number=proposal.number,
        session=formal_session(proposal.plenary_session),
        proposers=tuple(each.name for each in asking(proposal)),
        outcome=outcome,
        suggestions=tuple(each.text for each in proposal.suggestions.all()),
        committee=str(proposal.plenary_session.committee),
    )
