"""Checks a reply before it is issued: the letter as it would be printed, or one sent in as Word, against the record."""

from django.utils import timezone

from proposals.documents.reply_checking import Expected, check_reply
from proposals.documents.reply_reading import ReplyLetter
from proposals.queries.papers.letters import reply_letters
from proposals.queries.papers.wording import asking, formal_session, short_session


def doubts_of(reply):
    """Return what is doubtful in the reply as its letter would be printed; one not issued yet is dated today."""
    printed = reply_letters(reply)[0]
    outcome = reply.outcome.code if reply.outcome_id else ""
    letter = ReplyLetter(
        title=printed.title,
        document_number=printed.number,
        issued_on=reply.issued_on or timezone.localdate(),
        outcome=outcome,
        disclosure=reply.disclosure,
        salutation=printed.addressee,
        body=printed.body,
        contact=reply.assignment.officer,
        phone=reply.assignment.phone,
        copies=printed.copies,
    )
    return check_reply(letter, expected_of(reply.assignment, outcome=outcome))


def expected_of(assignment, *, outcome=""):
    """Return what the record says of the letter on a task."""
    proposal = assignment.proposal
    return Expected(
        proposal_number=proposal.number,
        session=(formal_session(proposal.plenary_session), short_session(proposal.plenary_session)),
        proposers=tuple(each.name for each in asking(proposal)),
        outcome=outcome,
        suggestions=tuple(each.text for each in proposal.suggestions.all()),
    )
