"""Telling people: the notice is stored with what it tells of, and leaves the house after the commit.

`send` belongs inside the transaction of the action. Rolled back, nobody was told anything; committed, the
inbox has it, and a job takes it to the channels; what no broker takes is swept up within minutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from cppcc.accounts.models import Post
from cppcc.jobs.recording import wake
from cppcc.notices.channels import open_channels
from cppcc.notices.models import Delivery, Notice

BATCH = 200


@dataclass(frozen=True)
class Message:
    """What is told to one post; `key` tells this matter from every other. `link` may be used without signing in."""

    post: Post
    kind: str
    key: str
    title: str
    body: str = ""
    address: str = ""
    link_action: str = ""
    subject: models.Model | None = None


@transaction.atomic
def send(messages):
    """Store the messages as notices and, after the commit, send them on; one that is there already is left alone.

    A constant number of statements a batch. Returns the batch, which the new notices have.
    """
    batch, messages = uuid4(), list(messages)
    if not messages:
        return batch
    Notice.objects.bulk_create(
        [_notice(each, batch) for each in messages], ignore_conflicts=True, batch_size=BATCH
    )
    deliveries = _deliveries(batch) if open_channels() else []
    if deliveries:
        from cppcc.notices.tasks import deliver_batch  # noqa: PLC0415 – the job sends, the sender wakes it

        Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=BATCH)
        transaction.on_commit(lambda: wake(deliver_batch, str(batch)))
    return batch


def _notice(message, batch):
    subject = message.subject
    return Notice(
        post=message.post,
        kind=message.kind,
        key=message.key,
        batch=batch,
        title=message.title[:200],
        body=message.body,
        address=message.address,
        link_action=message.link_action,
        content_type=ContentType.objects.get_for_model(subject) if subject else None,
        object_id=subject.pk if subject else None,
    )


def _deliveries(batch):
    """Return what leaves the house for the notices of a batch, by the ways and at the hours their readers chose."""
    rows = Notice.objects.filter(
        batch=batch, post__user__channel_choices__channel__in=open_channels()
    ).order_by()
    found = rows.values_list(
        "pk",
        "post__user__channel_choices__channel",
        "post__user__channel_choices__address",
        "post__user__quiet_hours__starts_at",
        "post__user__quiet_hours__ends_at",
    )
    now = timezone.now()
    return [
        Delivery(
            notice_id=pk,
            channel=channel,
            address=address,
            not_before=after_quiet_hours(now, starts_at, ends_at),
        )
        for pk, channel, address, starts_at, ends_at in found
    ]


def after_quiet_hours(moment, begin, end):
    """Return `moment`, or the end of the quiet hours it falls into (None: there are none); their end is free again."""
    if begin == end:
        return moment
    local = timezone.localtime(moment)
    now = local.time()
    over_midnight = begin > end
    is_quiet = (now >= begin or now < end) if over_midnight else begin <= now < end
    if not is_quiet:
        return moment
    day = local.date() + timedelta(days=1) if over_midnight and now >= begin else local.date()
    return timezone.make_aware(datetime.combine(day, end))
