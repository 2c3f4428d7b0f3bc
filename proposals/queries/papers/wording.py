"""How names, days and salutations are written on paper."""

import re

from django.db.models import Prefetch

from proposals.models import COLLECTIVE_KINDS, Proposer, chinese_number

_PLACE = re.compile(r"^政协(.+)委员会$")
_SELF = (
    ("局", "我局"),
    ("厅", "我厅"),
    ("委员会", "我委"),
    ("委", "我委"),
    ("办公室", "我办"),
    ("院", "我院"),
)


def day_text(day):
    """Return a day as 2020年5月11日, without padding; nothing for an unknown one."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def short_day(day):
    """Return a day as tables have it: 2020.5.11; nothing for an unknown one."""
    return f"{day.year}.{day.month}.{day.day}" if day else ""


def place_of(session):
    """Return the place whose committee it is, or nothing where its name does not say."""
    found = _PLACE.match(str(session.committee))
    return found[1] if found else ""


def formal_session(session):
    """Return the session as titles have it: 政协××市第六届委员会第四次会议."""
    place = place_of(session)
    if not place:
        return str(session)
    term, number = chinese_number(session.term.number), chinese_number(session.number)
    return f"政协{place}第{term}届委员会第{number}次会议"


def short_session(session):
    """Return the session as people say it: 六届四次会议."""
    return f"{chinese_number(session.term.number)}届{chinese_number(session.number)}次会议"


def proposals_committee(session):
    """Return the name of the committee on proposals (提案委员会)."""
    return f"{session.committee}提案委员会"


def self_name(unit):
    """Return what a unit calls itself in its letters."""
    return next((word for ending, word in _SELF if unit.endswith(ending)), "我单位")


def asking(proposal):
    """Return those to be answered: the proposers without the seconders, in order."""
    return [each for each in proposal.proposers.all() if each.role != Proposer.Role.SECONDER]


def names(proposers):
    """Return names one after the other."""
    return "、".join(each.name for each in proposers)


def with_members(proposers="proposers"):
    """Return the prefetch of the proposers at that relation with the members and sectors that `sector_of` reads."""
    return Prefetch(proposers, Proposer.objects.select_related("member__sector"))


def sector_of(proposal, proposers):
    """Return the sector of a proposal; where it names none, that of the member who is first of its `proposers`."""
    first = next((each for each in proposers if each.role == Proposer.Role.FIRST), None)
    member = first.member if first and first.member_id else None
    return str(proposal.sector or (member and member.sector) or "")


def salutation(proposal):
    """Return the line a letter to the proposers begins with, without its colon; every proposer is named."""
    people = asking(proposal)
    if proposal.kind in COLLECTIVE_KINDS or any(each.organisation_id for each in people):
        return names(people)
    return f"{names(people)}委员" if people else "提案者"


def you(proposal):
    """Return how a letter calls the proposers: 您, 你们, or 贵单位 for a collective."""
    people = asking(proposal)
    if proposal.kind in COLLECTIVE_KINDS or any(each.organisation_id for each in people):
        return "贵单位"
    return "您" if len(people) <= 1 else "你们"


def paragraphs(text):
    """Return the lines of a text that hold anything."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
