"""Issuing the completion notice (办结情况通报), setting it beside what is known now, and who may read it."""

import secrets
from datetime import datetime, time, timedelta

import rules
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.actions.recording import tie
from proposals.actions.rewinding import figures_known_at
from proposals.models import Bulletin, BulletinReader
from proposals.statistics.bulletin import bulletin_values, differing, figure_rows
from proposals.statistics.scope import Scope
from workflows.models import MoveRecord
from workflows.perform import record_fact


@transaction.atomic
def issue_bulletin(plenary_session, day, *, by):
    """Issue the notice for the end of `day` and keep it as it is now, whatever is recorded later; return it.

    Raises:
        ValidationError: the day has not come yet.
    """
    if day > timezone.localdate():
        raise ValidationError(_("截至日期不能晚于今天。"))
    bulletin = Bulletin(
        plenary_session=plenary_session, day=day, content=bulletin_values(plenary_session, day)
    )
    bulletin.save()
    return tie(bulletin, record_fact(bulletin, "issue", _("发布办结情况通报"), by=by))


def changed_since_issue(bulletin):
    """Return [(label, as issued, as known now)] of the figures that facts recorded later have changed."""
    now = bulletin_values(bulletin.plenary_session, bulletin.day)
    return differing(bulletin.content["figures"], now["figures"])


def recorded_later(plenary_session, day):
    """Return [(label, as known that evening, as known now)] for a day for which no notice was issued.

    The records are read backwards only when something of that day was recorded after it.
    """
    if day >= timezone.localdate():
        return []
    evening = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    later = MoveRecord.objects.filter(recorded_at__gte=evening, happened_on__lte=day)
    if not later.exists():
        return []
    scope = Scope(plenary_session, as_of=day)
    then = figure_rows(figures_known_at(scope, evening))
    return differing(then, bulletin_values(plenary_session, day)["figures"])


def add_reader(plenary_session, name, *, by):
    """Put a reader on the list; the address with the token stands for the sign-in.

    Raises:
        ValidationError: no name, or one that is too long.
    """
    _may_keep_readers(plenary_session, by)
    if not name.strip():
        raise ValidationError(_("请填写读者。"))
    token = secrets.token_urlsafe(24)
    reader = BulletinReader(plenary_session=plenary_session, name=name, token=token)
    reader.full_clean()
    reader.save()
    return reader


def end_reader(reader, *, by):
    """Take a reader off the list; the address is dead from now on."""
    _may_keep_readers(reader.plenary_session, by)
    reader.ended_on = timezone.localdate()
    reader.save(update_fields=["ended_on"])


def note_reading(reader):
    """Note that the reader has looked."""
    BulletinReader.objects.filter(pk=reader.pk).update(last_read_at=timezone.now())


def _may_keep_readers(plenary_session, by):
    if not rules.has_perm("proposals.keep_readers", by, plenary_session):
        raise PermissionDenied(_("只有提案委工作人员可以管理订阅。"))
