"""What the names in a ledger stand for: units with aliases, categories, reasons, members, bodies."""

import re
from collections import Counter
from dataclasses import dataclass, field

from cppcc.accounts.models import Organisation, OrganisationAlias
from proposals.models import Category, DeclineReason, Member, OutcomeClass, Sector


@dataclass
class Names:
    """The names that are known in one plenary session, each read once."""

    session: object
    units: dict = field(default_factory=dict)
    categories: dict = field(default_factory=dict)
    reasons: dict = field(default_factory=dict)
    outcomes: dict = field(default_factory=dict)
    members: dict = field(default_factory=dict)
    ambiguous: frozenset = frozenset()
    sectors: dict = field(default_factory=dict)

    @classmethod
    def of(cls, session):
        """Read what is known."""
        units = {each.name: each for each in Organisation.objects.all()}
        for alias in OrganisationAlias.objects.select_related("organisation"):
            units.setdefault(alias.name, alias.organisation)
        roster = list(Member.objects.filter(term=session.term_id))
        counted = Counter(member.name for member in roster)
        reasons = DeclineReason.objects.filter(plenary_session=session)
        categories = Category.objects.filter(plenary_session=session)
        return cls(
            session=session,
            units=units,
            categories={name: each for each in categories for name in (each.code, _short(each.name))},
            reasons={name: each for each in reasons for name in (each.code, _bare(each.name))},
            outcomes={each.code: each for each in OutcomeClass.objects.filter(plenary_session=session)},
            members={member.name: member for member in roster if counted[member.name] == 1},
            ambiguous=frozenset(name for name, number in counted.items() if number > 1),
            sectors={each.name: each for each in Sector.objects.filter(term=session.term_id)},
        )

    def settle(self, answers):
        """Take the names that a person has told the meaning of for known."""
        self.units |= {name: unit for name, unit in answers.units.items() if unit}
        self.categories |= {name: category for name, category in answers.categories.items() if category}

    def unit(self, name):
        """Return the unit of that name or alias, or None; past papers keep the name of the time."""
        return self.units.get(name) or self.units.get(name.replace(" ", ""))

    def category(self, name):
        """Return the category of that code or name (经济建设 or 经济建设类), or None."""
        return self.categories.get(name) or self.categories.get(_short(name))

    def reason(self, text):
        """Return the decline reason of that code or wording, or None."""
        return self.reasons.get(text.upper()) or self.reasons.get(_bare(text))

    def sector(self, name):
        """Return the sector of that name, added to the term where it is new."""
        if name not in self.sectors:
            self.sectors[name] = Sector.objects.create(
                term=self.session.term, name=name[:50], position=len(self.sectors)
            )
        return self.sectors[name]

    def is_known_proposer(self, name):
        """Say whether the name is on the roster or a body's; with an empty roster nobody is asked about."""
        return not (self.members or self.ambiguous) or name in self.members or name in self.units

    def create_unit(self, name):
        """Make a unit of that name."""
        self.units[name] = Organisation.objects.create(name=name)

    def create_category(self, name):
        """Make a category of that name at the end of the list."""
        position = Category.objects.filter(plenary_session=self.session).count() + 1
        category = Category.objects.create(
            plenary_session=self.session, code=f"c{position}", name=name, position=position
        )
        self.categories[_short(name)] = category

    def remember(self, alias, unit):
        """Keep `alias` as another name of `unit`, so that it is not asked about again."""
        OrganisationAlias.objects.get_or_create(name=alias, defaults={"organisation": unit})
        self.units[alias] = unit


def _short(name):
    return name.removesuffix("方面").removesuffix("类") or name


def _bare(text):
    return re.sub(r"[\s、，。；的]", "", text)
