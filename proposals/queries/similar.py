"""Cases much like others (相近提案): by the characters of title and text, within the session and the year before.

Titles alone deceive: the same words stand over other matters. So texts are compared where both have one, the
page says which it was, and a clerk decides.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Substr

from proposals.models import PlenarySession, Proposal, Proposer, TextVersion
from proposals.queries.visibility import visible_in_session

AT_MOST = 3
CANDIDATES = 4000
_LEAST_SHARE = 0.25
_TEXT_READ = 400
_SHORTEST_TEXT = 40
_BRACKETS = re.compile(r"[(（].*?[)）]")
_SIGNS = re.compile(r"\W+")
_EVERYWHERE = re.compile(
    r"^关于|的?(?:提案|建议|意见)$|进一步|加强|推进|加快|促进|完善|提升|我[市县区省州国]"
)


@dataclass(frozen=True)
class Likeness:
    """Another case and how much of the rarer wording the two share, in per cent; by their texts or titles."""

    proposal: Proposal
    percent: int
    by_text: bool


def similar_cases(proposals, session):
    """Return {pk: [Likeness]} of each of `proposals`: the most alike first, three at most; four statements."""
    corpus = _Corpus(_candidates(session))
    found = {each.pk: corpus.most_alike(each.pk) for each in proposals if each.pk in corpus.titles}
    hits = {pk for likenesses in found.values() for _percent, pk, _by_text in likenesses}
    cases = (
        Proposal.objects.select_related("plenary_session").prefetch_related("assignments__unit").in_bulk(hits)
    )
    return {
        pk: [Likeness(cases[other], percent, by_text) for percent, other, by_text in likenesses]
        for pk, likenesses in found.items()
    }


def same_cases(post, session, title, name):
    """Return the cases of the session that `post` may open with this very title and a first proposer of that name."""
    first = {"proposers__role": Proposer.Role.FIRST, "proposers__name": name}
    return visible_in_session(post, session).filter(title=title, **first).order_by("pk")


def _candidates(session):
    committee = session.term.committee
    sessions = PlenarySession.objects.filter(
        term__committee=committee, year__in=(session.year - 1, session.year)
    )
    text = TextVersion.objects.standing().filter(proposal=OuterRef("pk")).order_by("-version")
    whole = text.annotate(whole=Concat("background", "analysis", "body")).values("whole")[:1]
    proposals = Proposal.objects.received().filter(plenary_session__in=sessions).order_by("-pk")
    return proposals.values_list("pk", "title", Substr(Coalesce(Subquery(whole), Value("")), 1, _TEXT_READ))[
        :CANDIDATES
    ]


class _Corpus:
    """The wordings of the candidates as sets of characters in pairs (titles) and threes (texts), with weights."""

    def __init__(self, rows):
        self.titles, self.texts = {}, {}
        for pk, *words in rows:
            title, text = map(_plain, words)
            self.titles[pk] = {title[at : at + 2] for at in range(len(title) - 1)}
            if len(text) >= _SHORTEST_TEXT:
                self.texts[pk] = self.titles[pk] | {text[at : at + 3] for at in range(len(text) - 2)}
        self.weigh()

    def weigh(self):
        """Give what is rarer among the candidates more weight, so that stock phrases make nothing alike."""
        held = Counter()
        for pk, title in self.titles.items():
            held.update(self.texts.get(pk, title))
        self.weights = {gram: math.log((len(self.titles) + 1) / number) for gram, number in held.items()}
        self.title_weights = {pk: self.weight_of(grams) for pk, grams in self.titles.items()}
        self.text_weights = {pk: self.weight_of(grams) for pk, grams in self.texts.items()}

    def weight_of(self, grams):
        """Return the weight of a set of characters."""
        return sum(self.weights[gram] for gram in grams)

    def most_alike(self, pk):
        """Return [(percent, other, by text)] of those that share most of the lighter wording of the two."""
        scored = []
        for other in self.titles:
            by_text = pk in self.texts and other in self.texts
            grams, weights = (self.texts, self.text_weights) if by_text else (self.titles, self.title_weights)
            lighter = min(weights[pk], weights[other])
            common = grams[pk] & grams[other]
            if other == pk or not common or not lighter:
                continue
            share = self.weight_of(common) / lighter
            if share >= _LEAST_SHARE:
                scored.append((round(share * 100), other, by_text))
        return sorted(scored, key=lambda each: (-each[0], each[1]))[:AT_MOST]


def _plain(text):
    return _EVERYWHERE.sub("", _SIGNS.sub("", _BRACKETS.sub("", text)))
