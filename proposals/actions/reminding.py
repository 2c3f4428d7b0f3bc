"""What the calendar alone brings about: reminder slips in steps (催办单) and the digest of each working day."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cppcc.accounts.models import system_post
from cppcc.notices.models import Notice
from cppcc.notices.sending import Message, send
from proposals.actions.recording import tie_many
from proposals.actions.telling import tell_units
from proposals.models import Assignment, PlenarySession, Reminder
from proposals.queries.digests import digests
from workflows.perform import record_facts

BATCH = 500
Step = Reminder.Step
_FROM_ON = {
    Step.BLUE: (Step.BLUE, Step.ORANGE, Step.RED),
    Step.ORANGE: (Step.ORANGE, Step.RED),
    Step.RED: (Step.RED,),
}


def send_slips(today):
    """Send every open task the slip that its limit calls for by the policy, each step once for one limit.

    A later step takes the place of an earlier one that was never sent. A constant number of statements a
    batch; run again on the same day it finds nothing. Returns {step: number}.
    """
    sent = Counter()
    open_sessions = Assignment.objects.open_with_limit().values("proposal__plenary_session")
    for session in PlenarySession.objects.filter(pk__in=open_sessions).select_related("policy"):
        for step, first, last in _spans(session.policy, today):
            due = list(_calling_for(session, step, first, last).values_list("pk", flat=True))
            for start in range(0, len(due), BATCH):
                sent[step.value] += _send_batch(
                    session, due[start : start + BATCH], step, (first, last), today
                )
    return dict(sent)


def slip_text(step, limit_on, today):
    """Return the words of a slip."""
    late = (today - limit_on).days
    if step == Step.BLUE:
        return _("期限%(day)s将至（还有%(n)d天），请抓紧办理。") % {"day": date_format(limit_on), "n": -late}
    words = _("已超过期限%(day)s%(n)d天，请立即办理并说明情况。")
    if step == Step.RED:
        words = _("已超过期限%(day)s%(n)d天，转督办，请单位主要负责人过问并限期答复。")
    return words % {"day": date_format(limit_on), "n": late}


def send_digests(today):
    """Send each post what waits for it, what falls due and what is overdue; one a post and day. Returns the number."""
    batch = send(
        Message(
            post=digest.post,
            kind="digest",
            key=f"digest:{today}",
            title=digest.title,
            body="\n".join(digest.lines),
            address=reverse("home"),
        )
        for digest in digests(today)
    )
    return Notice.objects.filter(batch=batch).count()


def _spans(policy, today):
    """Return (step, first limit, last limit) of the three steps, the most urgent first."""
    red = today - timedelta(days=policy.red_after_days)
    orange = today - timedelta(days=policy.orange_after_days)
    long_ago = today.replace(year=today.year - 10, day=1)
    yield Step.RED, long_ago, red
    yield Step.ORANGE, red + timedelta(days=1), orange
    yield Step.BLUE, today, today + timedelta(days=policy.due_soon_days)


def _calling_for(session, step, first, last):
    """Return the open tasks whose limit lies in the span and that have had no such slip, or a more urgent one, for it."""
    had = Reminder.objects.standing().filter(
        assignment=OuterRef("pk"), limit_on=OuterRef("limit"), step__in=_FROM_ON[step]
    )
    tasks = Assignment.objects.open_with_limit().filter(
        ~Exists(had), proposal__plenary_session=session, limit__range=(first, last)
    )
    return tasks.order_by("pk")


@transaction.atomic
def _send_batch(session, ids, step, span, today):
    """Send one batch; what another scan has sent in the meantime is left out."""
    list(Assignment.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    tasks = list(_calling_for(session, step, *span).filter(pk__in=ids).select_related("unit", "proposal"))
    for task in tasks:
        task.proposal.plenary_session = session
    if not tasks:
        return 0
    records = record_facts(tasks, "remind", str(step.label), by=system_post(), at=today)
    slips = [
        Reminder(
            assignment=task,
            sent_on=today,
            manner=Reminder.Manner.MESSAGE,
            step=step,
            limit_on=task.limit,
            text=slip_text(step, task.limit, today),
        )
        for task in tasks
    ]
    tie_many(slips, records)
    tell_units(tasks, "reminded", records, abouts=slips)
    return len(tasks)
