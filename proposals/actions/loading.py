"""Loads the fixture sessions: years as ledgers, each with what is known of it as a whole."""

import tomllib
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cppcc.accounts.models import Organisation, system_post
from proposals.actions.importing.planning import Answers, plan_import
from proposals.actions.importing.storing import store_plan
from proposals.actions.opening import Opening, open_plenary_session
from proposals.documents.ledger_reading import read_ledger
from proposals.models import FigureNote, HeadlineTotal, PlenarySession

YEARS = settings.BASE_DIR / "fixtures" / "years"
_FACTS = ("opens_on", "closes_on", "source", "is_demonstration")


@transaction.atomic
def load_year(code):
    """Open the fixture session `code` and bring its ledger in; one that is there already is left alone.

    Returns the session, or None when it was there.

    Raises:
        ValidationError: the ledger has faults.
    """
    if PlenarySession.objects.filter(code=code).exists():
        return None
    session = open_described(code)
    path = YEARS / f"{code}.csv"
    ledger = read_ledger(path.read_bytes(), path.name)
    plan = plan_import(session, ledger, answers=Answers(create_units=True, create_categories=True))
    if not plan.is_storable:
        raise ValidationError([str(fault) for fault in plan.faults])
    store_plan(plan, by=system_post())
    return session


def open_described(code):
    """Open the session that fixtures/years/<code>.toml describes, with its notes and headline totals."""
    with (YEARS / f"{code}.toml").open("rb") as source:
        return open_as_described(tomllib.load(source))


def open_as_described(described):
    """Open the session that a table of a TOML file describes, with its notes and headline totals."""
    facts = {name: described[name] for name in _FACTS if name in described}
    if "cut_off_at" in described:
        facts["cut_off_at"] = timezone.make_aware(datetime.fromisoformat(described["cut_off_at"]))
    if "only_unit" in described:
        facts["only_unit"], _made = Organisation.objects.get_or_create(name=described["only_unit"])
    session = open_plenary_session(
        Opening(
            code=described["code"],
            committee=described["committee"],
            level=described["level"],
            term=described["term"],
            number=described["number"],
            year=described["year"],
            facts=facts,
            policy=described.get("policy", {}),
        )
    )
    FigureNote.objects.bulk_create(
        FigureNote(plenary_session=session, **note) for note in described.get("note", ())
    )
    HeadlineTotal.objects.bulk_create(
        HeadlineTotal(plenary_session=session, **total) for total in described.get("headline", ())
    )
    return session
