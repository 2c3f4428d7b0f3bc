"""Opens a plenary session with all it needs: policy, lists, and the committee itself when it is new."""

import tomllib
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation
from proposals.models import SESSION_LISTS, Committee, PlenarySession, Policy, Term

_SESSION_LISTS = settings.BASE_DIR / "fixtures" / "reference" / "session_lists.toml"
_NOT_COPIED = {"id", "plenary_session", "received_known"}
_FIELDS = {field.name: field for field in Policy._meta.fields if field.name not in ("id", "plenary_session")}
_MOST = 100
_COUNTY_HAND_BACK, _HIGHER_HAND_BACK = "5wd", "10wd"
_KEY_OF_LIST = {
    "Category": "category",
    "DeclineReason": "decline_reason",
    "OutcomeClass": "outcome_class",
    "Channel": "channel",
}


@dataclass(frozen=True)
class Opening:
    """What names a plenary session: committee, level, 届, 次, year; `facts` are further fields of it by name."""

    code: str
    committee: str
    level: str
    term: int
    number: int
    year: int
    facts: dict
    policy: dict


@transaction.atomic
def open_plenary_session(opening):
    """Create the session with every default, or those of the committee's session before it, and return it.

    `opening.policy` gives {key: text} over the defaults.

    Raises:
        ValidationError: the code or the session exists, the committee is known as something else, or a policy
            key or value is not known.
    """
    _refuse_impossible(opening)
    body, _made = Organisation.objects.get_or_create(
        name=opening.committee, defaults={"kind": Organisation.Kind.COMMITTEE}
    )
    committee, _made = Committee.objects.get_or_create(organisation=body, defaults={"level": opening.level})
    term, _made = Term.objects.get_or_create(committee=committee, number=opening.term)
    earlier = PlenarySession.objects.filter(term__committee=committee).order_by("-year", "-pk").first()
    session = PlenarySession(
        code=opening.code, term=term, number=opening.number, year=opening.year, **opening.facts
    )
    session.full_clean()
    session.save()
    policy = _policy(session, earlier)
    set_policy(policy, opening.policy)
    _copy_lists(session, earlier)
    return session


def _refuse_impossible(opening):
    if not (0 < opening.term < _MOST and 0 < opening.number < _MOST):
        raise ValidationError(_("届和次应是1到99的数。"))
    if PlenarySession.objects.filter(code=opening.code).exists():
        raise ValidationError(_("已有代码为「%s」的届次。") % opening.code)
    body = Organisation.objects.filter(name=opening.committee).select_related("committee").first()
    if body is None:
        return
    if body.kind != Organisation.Kind.COMMITTEE:
        message = _("「%(name)s」在名录里是%(kind)s，不是政协。")
        raise ValidationError(message % {"name": body, "kind": body.get_kind_display()})
    committee = getattr(body, "committee", None)
    if committee and committee.level != opening.level:
        message = _("%(name)s登记的级别是%(level)s（%(code)s）。")
        words = {"name": body, "level": committee.get_level_display(), "code": committee.level}
        raise ValidationError(message % words)
    same = PlenarySession.objects.filter(term__committee__organisation=body, number=opening.number)
    held = same.filter(term__number=opening.term).first()
    if held:
        message = _("%(session)s已有，代码是「%(code)s」。")
        raise ValidationError(message % {"session": held, "code": held.code})


def set_policy(policy, changes):
    """Set {key: text} on `policy` and save it.

    Raises:
        ValidationError: a key that is none, or a value that does not fit it.
    """
    for key, text in changes.items():
        field = _FIELDS.get(key)
        if field is None:
            message = _("没有名为「%(key)s」的规定项；可用的有：%(keys)s。")
            raise ValidationError(message % {"key": key, "keys": "、".join(_FIELDS)})
        try:
            setattr(policy, key, field.clean(_value(field, text), policy))
        except ValidationError as error:
            raise ValidationError(_misfit(field, text, error)) from None
    policy.full_clean()
    policy.save()
    return policy


def _misfit(field, text, error):
    reasons = "；".join(error.messages)
    if field.choices:
        reasons = _("可用：%s。") % "、".join(f"{value}（{label}）" for value, label in field.choices)
    elif isinstance(field, models.BooleanField):
        reasons = _("可用：是、否。")
    words = {"key": field.name, "label": field.verbose_name, "text": text, "reasons": reasons}
    return _("规定项 %(key)s（%(label)s）不能是「%(text)s」：%(reasons)s") % words


def _value(field, text):
    if isinstance(field, models.JSONField) and isinstance(text, str):
        return [step.strip() for step in text.replace("，", ",").split(",") if step.strip()]
    if isinstance(field, models.BooleanField) and isinstance(text, str):
        text = {"是": "true", "否": "false"}.get(text, text).capitalize()
    return field.to_python(text)


def _policy(session, earlier):
    policy = Policy(plenary_session=session)
    if earlier:
        for field in Policy._meta.fields:
            if field.name not in _NOT_COPIED:
                setattr(policy, field.name, getattr(earlier.policy, field.name))
    else:
        county = session.committee.level == Committee.Level.COUNTY
        policy.hand_back_limit = _COUNTY_HAND_BACK if county else _HIGHER_HAND_BACK
    return policy


def _copy_lists(session, earlier):
    for model in SESSION_LISTS:
        if earlier:
            _copy(model, earlier, session)
        else:
            model.objects.bulk_create(
                model(plenary_session=session, position=position, **entry)
                for position, entry in enumerate(_default_lists()[_KEY_OF_LIST[model.__name__]], start=1)
            )


def _copy(model, earlier, session):
    """Copy a list entry by entry, so that a second level finds its own first level again."""
    copied = {}
    for entry in model.objects.filter(plenary_session=earlier).order_by("pk"):
        old = entry.pk
        entry.pk, entry.plenary_session = None, session
        if getattr(entry, "parent_id", None):
            entry.parent_id = copied[entry.parent_id]
        entry._state.adding = True
        entry.save()
        copied[old] = entry.pk


def _default_lists():
    with _SESSION_LISTS.open("rb") as source:
        return tomllib.load(source)
