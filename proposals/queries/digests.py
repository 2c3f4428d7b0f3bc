"""What waits for each post on a day: the counts and the nearest limits, for its digest (每日汇总)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cppcc.accounts.models import Post, Role
from proposals.models import (
    Assignment,
    ClockPause,
    Commitment,
    Consultation,
    Delivery,
    Extension,
    Feedback,
    HandBack,
    PlenarySession,
    Proposal,
    Proposer,
)
from proposals.queries.visibility import visible_plenary_sessions

MOST_LINES = 10
_NEXT = {
    "ISSUED": gettext_lazy("待签收"),
    "ACCEPTED": gettext_lazy("在办"),
    "CONSULTED": gettext_lazy("已面商待答复"),
}


@dataclass
class Digest:
    """The digest of one post: how many wait, fall due, are overdue, and the lines that say so."""

    post: Post
    waiting: int = 0
    due_soon: int = 0
    overdue: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def title(self):
        """The one line that says all."""
        return _("今日待办%(waiting)d项，将到期%(due_soon)d项，已超期%(overdue)d项") % {
            "waiting": self.waiting,
            "due_soon": self.due_soon,
            "overdue": self.overdue,
        }

    def add(self, label, number):
        """Add a line of so many that wait."""
        if number:
            self.waiting += number
            self.lines.append(_("%(label)s：%(number)d项") % {"label": label, "number": number})


def digests(today):
    """Return the Digest of each post that something waits for; a fixed number of statements a session."""
    posts = defaultdict(list)
    held = Post.objects.held(today).filter(user__is_active=True).select_related("user", "organisation")
    for post in held.order_by("pk"):
        posts[post.role].append(post)
    found = [
        *_of_units(posts[Role.OFFICER], today),
        *_of_steering([*posts[Role.CLERK], *posts[Role.OFFICE]], today),
        *_of_proposers([*posts[Role.MEMBER], *posts[Role.CONTACT]]),
    ]
    return [digest for digest in found if digest.waiting or digest.due_soon or digest.overdue]


def _of_units(posts, today):
    units = {post.organisation_id for post in posts if post.organisation_id}
    states, near = _unit_states(units), _near_limits(units, today)
    promised = _promises(units, today)
    for post in posts:
        digest = Digest(post)
        for state, label in _NEXT.items():
            digest.add(label, states.get((post.organisation_id, state), 0))
        lines = []
        for limit, warn_days, number, title in near.get(post.organisation_id, ()):
            if limit < today:
                digest.overdue += 1
                word = _("已超期")
            elif (limit - today).days <= warn_days:
                digest.due_soon += 1
                word = _("将到期")
            else:
                continue
            of_case = f" 第{number}号《{title}》" if number else f"《{title}》"
            lines.append(f"{date_format(limit)}{word}{of_case}")
        digest.lines += lines[:MOST_LINES]
        digest.add(_("承诺事项将到期或已超期"), promised.get(post.organisation_id, 0))
        yield digest


def _unit_states(units):
    rows = Assignment.objects.in_charge().filter(unit__in=units, state__in=_NEXT)
    return {
        (unit, state): number
        for unit, state, number in rows.order_by().values_list("unit", "state").annotate(n=Count("pk"))
    }


def _near_limits(units, today):
    """Return {unit: (limit, days of warning, number, title), nearest first} of what is overdue or may be due soon."""
    widest = (
        PlenarySession.objects.order_by("-policy__due_soon_days").values_list("policy__due_soon_days").first()
    )
    until = today + timedelta(days=widest[0] if widest else 0)
    tasks = Assignment.objects.open_with_limit().filter(unit__in=units, limit__lte=until)
    warn_days = F("proposal__plenary_session__policy__due_soon_days")
    near = defaultdict(list)
    for unit, *row in tasks.order_by("limit", "pk").values_list(
        "unit", "limit", warn_days, "proposal__number", "proposal__title"
    ):
        near[unit].append(row)
    return near


def _promises(units, today):
    soon = Commitment.objects.open().filter(
        assignment__unit__in=units, due_on__lte=today + timedelta(days=30)
    )
    return dict(soon.order_by().values_list("assignment__unit").annotate(n=Count("pk")))


def _of_steering(posts, today):
    """Yield the digests of clerks and offices, over the sessions each has to do with."""
    rows = _session_counts(today)
    seen = {}
    for post in posts:
        place = (post.role, post.organisation_id)
        if place not in seen:
            seen[place] = set(visible_plenary_sessions(post).values_list("pk", flat=True))
        totals = defaultdict(int)
        for session in seen[place]:
            for label, number in rows.get(session, {}).items():
                totals[label] += number
        digest = Digest(post, overdue=totals.pop("overdue", 0))
        for label, number in totals.items():
            if post.role == Role.CLERK or label in _FOR_OFFICES:
                digest.add(label, number)
        yield digest


_HAND_BACKS = gettext_lazy("退办申请待裁定")
_MORE_TIME = gettext_lazy("延期、暂停申请待裁定")
_TO_ASSIGN = gettext_lazy("立案待交办")
_FOR_OFFICES = (_HAND_BACKS, _MORE_TIME, _TO_ASSIGN)


def _session_counts(today):
    """Return {session: {label: number}} of what waits for the committee and its offices."""
    session = "proposal__plenary_session"
    task_session = "assignment__proposal__plenary_session"
    cases = Proposal.objects.standing()
    unruled = {"ruling": "", "voided_at": None}
    sources = [
        (_("待审查"), "plenary_session", cases.filter(state="SUBMITTED")),
        (_TO_ASSIGN, "plenary_session", cases.filter(state__in=["FILED", "PROPOSED"])),
        (_HAND_BACKS, task_session, HandBack.objects.filter(**unruled)),
        (_MORE_TIME, task_session, Extension.objects.filter(**unruled)),
        (_MORE_TIME, task_session, ClockPause.objects.filter(**unruled)),
        (_("已答复待办结"), "plenary_session", cases.filter(state="REPLIED")),
        ("overdue", session, Assignment.objects.overdue(today)),
    ]
    counts = defaultdict(lambda: defaultdict(int))
    for label, path, rows in sources:
        for pk, number in rows.order_by().values_list(path).annotate(n=Count("pk")):
            counts[pk][label] += number
    return counts


def _of_proposers(posts):
    """Yield the digests of members and contacts: replies to rate, talks to confirm."""
    asked = Q(proposer__role=Proposer.Role.FIRST) | Q(
        reply__assignment__proposal__plenary_session__policy__feedback_by_all=True
    )
    answered = Feedback.objects.standing().filter(
        assignment=OuterRef("reply__assignment"),
        round=OuterRef("reply__round"),
        proposer=OuterRef("proposer"),
    )
    open_tasks = {"reply__assignment__state": "REPLIED", "reply__voided_at": None}
    unrated = Delivery.objects.standing().filter(asked, ~Exists(answered), **open_tasks)
    talks = Consultation.objects.standing().filter(confirmation="", is_imported=False)
    talks = talks.exclude(manner__in=["WAIVED", "NONE"]).filter(assignment__proposal__concluded_on=None)
    users = {post.user_id for post in posts}
    bodies = {post.organisation_id for post in posts if post.role == Role.CONTACT}
    by_user = {
        "rate": _by(unrated, "proposer__member__user", users),
        "talk": _by(talks, "assignment__proposal__proposers__member__user", users),
    }
    by_body = {
        "rate": _by(unrated, "proposer__organisation", bodies),
        "talk": _by(talks, "assignment__proposal__proposers__organisation", bodies),
    }
    for post in posts:
        held = by_user if post.role == Role.MEMBER else by_body
        who = post.user_id if post.role == Role.MEMBER else post.organisation_id
        digest = Digest(post)
        digest.add(_("答复待评价"), held["rate"].get(who, 0))
        digest.add(_("面商待确认"), held["talk"].get(who, 0))
        yield digest


def _by(rows, path, wanted):
    found = rows.filter(**{f"{path}__in": wanted})
    return dict(found.order_by().values_list(path).annotate(n=Count("pk", distinct=True)))
