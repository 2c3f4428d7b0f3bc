"""Telling people: the notice is stored with what it tells of, and leaves the house after the commit.

`send` belongs inside the transaction of the action. Rolled back, nobody was told anything; committed, the
inbox has it, and a job takes it to the channels; what no broker takes is swept up within minutes.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from cppcc.accounts.models import Post
from cppcc.jobs.recording import wake
from cppcc.notices.channels import open_channels
from cppcc.notices.models import ChannelChoice, Delivery, Notice, QuietHours

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

    A constant number of statements a batch. Returns the number of new notices.
    """
    messages = list(messages)
    if not messages:
        return 0
    batch = uuid4()
    Notice.objects.bulk_create(
        [_notice(each, batch) for each in messages], ignore_conflicts=True, batch_size=BATCH
    )
    readers = dict(Notice.objects.filter(batch=batch).values_list("pk", "post__user"))
    deliveries = list(_deliveries(batch, readers))
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=BATCH)
    if deliveries:
        from cppcc.notices.tasks import deliver_batch  # noqa: PLC0415 – the job sends, the sender wakes it

        transaction.on_commit(lambda: wake(deliver_batch, str(batch)))
    return len(readers)


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


def _deliveries(batch, readers):
    """Yield what leaves the house for the new notices, at the hours their readers chose."""
    told = Notice.objects.filter(batch=batch).values("post__user")
    choices = defaultdict(list)
    for choice in ChannelChoice.objects.filter(user__in=told, channel__in=open_channels()):
        choices[choice.user_id].append(choice)
    if not choices:
        return
    quiet = {each.user_id: each for each in QuietHours.objects.filter(user__in=choices)}
    now = timezone.now()
    for pk, user in readers.items():
        for choice in choices[user]:
            yield Delivery(
                notice_id=pk,
                channel=choice.channel,
                address=choice.address,
                not_before=after_quiet_hours(now, quiet.get(user)),
            )


def after_quiet_hours(moment, quiet):
    """Return `moment`, or the end of the quiet hours it falls into; the last minute itself is free again."""
    if quiet is None or quiet.starts_at == quiet.ends_at:
        return moment
    local = timezone.localtime(moment)
    now, begin, end = local.time(), quiet.starts_at, quiet.ends_at
    over_midnight = begin > end
    is_quiet = (now >= begin or now < end) if over_midnight else begin <= now < end
    if not is_quiet:
        return moment
    day = local.date() + timedelta(days=1) if over_midnight and now >= begin else local.date()
    return timezone.make_aware(datetime.combine(day, end))
