"""Key proposals under supervision, with how far each is."""

from django.db.models import Count, F, Prefetch, Q

from proposals.models import KeySupervision, Reminder, SupervisionActivity, SupervisionTask


def supervision_board(session, proposals, today):
    """Return the supervisions of a session over `proposals` (what the post may see), each with counts of its tasks.

    Those still open come first.
    """
    standing = Q(tasks__voided_at=None)
    return (
        KeySupervision.objects.standing()
        .filter(proposal__plenary_session=session, proposal__in=proposals.order_by().values("pk"))
        .select_related("proposal", "lead_unit")
        .annotate(
            task_count=Count("tasks", filter=standing, distinct=True),
            done_count=Count("tasks", filter=standing & Q(tasks__done_on__isnull=False), distinct=True),
            overdue_count=Count(
                "tasks", filter=standing & Q(tasks__done_on=None, tasks__due_on__lt=today), distinct=True
            ),
            activity_count=Count("activities", filter=Q(activities__voided_at=None), distinct=True),
        )
        .order_by(F("closed_on").asc(nulls_first=True), "opened_on", "pk")
    )


def supervision_in_full(proposals):
    """Return the supervisions of `proposals` with their tasks and activities."""
    return (
        KeySupervision.objects.standing()
        .filter(proposal__in=proposals.order_by().values("pk"))
        .select_related("proposal__plenary_session__policy", "lead_unit")
        .prefetch_related(
            Prefetch("tasks", SupervisionTask.objects.standing(), to_attr="standing_tasks"),
            Prefetch("activities", SupervisionActivity.objects.standing(), to_attr="standing_activities"),
        )
    )


def reminder_log(session, proposals):
    """Return the reminders of a session over `proposals`, newest first: slips, calls, visits, letters."""
    return (
        Reminder.objects.standing()
        .filter(
            assignment__proposal__plenary_session=session,
            assignment__proposal__in=proposals.order_by().values("pk"),
        )
        .select_related("assignment__proposal", "assignment__unit", "recorded_by__user")
        .order_by("-sent_on", "-pk")
    )


def slips(proposals):
    """Return the reminders of `proposals` with what is printed on a slip."""
    return (
        Reminder.objects.standing()
        .filter(assignment__proposal__in=proposals.order_by().values("pk"))
        .select_related("assignment__unit", "assignment__proposal__plenary_session__policy")
    )
