"""Bodies are renamed or merged (机构改革): open tasks, posts and desks go over in one step, past papers stay."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation, Post
from proposals.actions.assigning import take_over, tasks_to_take_over
from proposals.actions.enrolling import import_units
from proposals.actions.recording import day_of
from proposals.models import Assignment, Channel, ProposedUnit, Proposer
from proposals.queries.people import bodies_of
from workflows.perform import record_fact

_CARRIED_OVER = ("kind", "parent", "leader_in_charge", "contact_person", "phone")


@transaction.atomic
def register(session, body, **how):
    """Store a new `body` (a unit or a collective proposer) of the committee of `session`."""
    record_fact(session, "enrol", _("新增机构"), **{**how, "note": str(body)})
    body.save()
    return body


@transaction.atomic
def register_many(session, rows, **how):
    """Make or complete the bodies in `rows` of a table, as `import_units` reads them; returns (made, completed).

    Raises:
        ValidationError: a row that cannot be stored, or a body that does not work for this committee; none is.
    """
    made, completed = import_units(rows, committee=session.committee)
    note = _("新增%(made)d个，补充%(completed)d个") % {"made": made, "completed": completed}
    record_fact(session, "enrol", _("机构名单"), **{**how, "note": note})
    return made, completed


@transaction.atomic
def rename(session, body, name, **how):
    """Give `body` the new `name` from the day on: a new row that takes everything over; returns it.

    Raises:
        PermissionDenied: the body does not work for this committee alone.
        ValidationError: another body has the name, or the body has gone over already.
    """
    facts = {fact: getattr(body, fact) for fact in _CARRIED_OVER}
    renamed = Organisation(name=name.strip(), valid_from=day_of(how), **facts)
    renamed.full_clean()
    renamed.save()
    go_over(session, body, renamed, **how)
    return renamed


@dataclass(frozen=True)
class GoingOver:
    """What goes over from a body: its open tasks, those of both bodies that are removed for it, and how much else."""

    tasks: list[Assignment]
    spared: list[Assignment]
    post_count: int
    body_count: int
    channel_count: int
    plan_count: int
    case_count: int


def preview(body, successor):
    """Return what `go_over` would do as of today; nothing is stored."""
    pairs = tasks_to_take_over(body, successor)
    return GoingOver(
        tasks=[task for task, spare in pairs if spare != task],
        spared=[spare for _task, spare in pairs if spare],
        post_count=len(body.posts.held()),
        body_count=Organisation.objects.filter(parent=body).count(),
        channel_count=Channel.objects.filter(office=body).count(),
        plan_count=_open_plans(body).count(),
        case_count=_open_cases(body).count(),
    )


@transaction.atomic
def go_over(session, body, successor, **how):
    """Let `body` go over into `successor`: open tasks, people, subordinate bodies and channels in one step.

    Returns the number of tasks moved. Concluded cases keep the old name, and the successor can open them.

    Raises:
        PermissionDenied: one of the two does not work for this committee, or has tasks of another.
        ValidationError: the body has gone over already, or the two are one.
    """
    theirs = set(
        bodies_of(session.committee).filter(pk__in=[body.pk, successor.pk]).values_list("pk", flat=True)
    )
    if theirs != {body.pk, successor.pk}:
        raise PermissionDenied(_("只能处理本会的承办单位和提案机构。"))
    if body == successor or body.valid_to is not None or successor.valid_to is not None:
        raise ValidationError(_("请选择一个还在的、不同的机构来承接。"))
    day = day_of(how)
    moved = take_over(body, successor, **how)
    _move_people(body, successor, day)
    Organisation.objects.filter(parent=body).update(parent=successor)
    Channel.objects.filter(office=body).update(office=successor)
    _open_plans(body).update(unit=successor)
    _open_cases(body).update(organisation=successor)
    note = _("%(old)s → %(new)s，移交承办件%(moved)d件") % {"old": body, "new": successor, "moved": moved}
    record_fact(session, "enrol", _("机构更名或并入"), **{**how, "note": note})
    return moved


def _open_plans(body):
    return ProposedUnit.objects.standing().filter(unit=body, proposal__state__in=["FILED", "PROPOSED"])


def _open_cases(body):
    """Return the rows of the body as proposer of what is not concluded."""
    return Proposer.objects.filter(organisation=body).exclude(proposal__state="CONCLUDED")


def _move_people(body, successor, day):
    """Let everybody who holds a post at `body` hold it at `successor` from the day on."""
    posts = list(body.posts.held(day))
    for post in posts:
        Post.objects.create(
            user=post.user, role=post.role, organisation=successor, starts_on=day, ends_on=post.ends_on
        )
        post.ends_on = day - timedelta(days=1)
    Post.objects.bulk_update(posts, ["ends_on"])
