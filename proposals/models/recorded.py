"""What every recorded fact has: when and by whom it was recorded, and whether it was taken back."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Post
from workflows.models import MoveRecord


def standing_in(related):
    """Return the rows of `related` (a manager) that stand, in order, from what is prefetched where that is so."""
    return [row for row in related.all() if row.voided_at is None]


class RecordedQuerySet(models.QuerySet):
    """Facts by whether they stand."""

    def standing(self):
        """Keep the facts that have not been taken back (撤回)."""
        return self.filter(voided_at=None)


class Recorded(models.Model):
    """A fact with two dates: the day it happened (a field of its own) and the moment it was recorded.

    `record` is the move that brought it; when that move is undone the fact is voided, never deleted.
    """

    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("记录人"), editable=False
    )
    record = models.ForeignKey(
        MoveRecord, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    is_imported = models.BooleanField(_("台账导入"), default=False, editable=False)
    voided_at = models.DateTimeField(_("撤回时间"), null=True, editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True


class RequestQuerySet(RecordedQuerySet):
    """Requests by whether they wait."""

    def waiting(self):
        """Keep the standing requests that nobody has ruled on."""
        return self.standing().filter(ruling="")


class Request(Recorded):
    """Something asked for that somebody else grants or refuses; while `ruling` is blank it waits.

    Who asked may withdraw it meanwhile; that stands in the place of the ruling.
    """

    class Ruling(models.TextChoices):
        """What was decided."""

        GRANTED = "GRANTED", _("同意")
        REFUSED = "REFUSED", _("不同意")
        WITHDRAWN = "WITHDRAWN", _("已撤回")

    ruling = models.CharField(_("裁定"), max_length=10, choices=Ruling.choices, blank=True)
    ruled_on = models.DateField(_("裁定日期"), null=True, blank=True)
    ruling_note = models.CharField(_("裁定说明"), max_length=500, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        abstract = True


class LatestHoldsQuerySet(RecordedQuerySet):
    """Facts of which the last one recorded replaces those before it, for the same `key`."""

    key = ()
    day = ""

    def until(self, on):
        """Keep the facts that happened by the end of the day `on` (None: all); an unknown day counts."""
        return self if on is None else self.filter(Q((self.day, None)) | Q((f"{self.day}__lte", on)))

    def holding(self, on=None):
        """Keep the last standing fact of each key as of the day `on` (the end of it; None: now)."""
        later = (
            self.model.objects.standing()
            .until(on)
            .filter(pk__gt=OuterRef("pk"), **{field: OuterRef(field) for field in self.key})
        )
        return self.standing().until(on).filter(~Exists(later))
