"""What waits at a desk (待办): one table of counters a role, each a list of cases or tasks of one session.

A duty waits for the post itself to act; the others are watched. The number on every page is the sum of the duties.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Post, Role
from proposals.models import (
    Assignment,
    Consultation,
    Examination,
    Extension,
    Feedback,
    JoinRequest,
    Part,
    ProposedUnit,
    Proposer,
    Rating,
    Reply,
    Result,
)
from proposals.models.consultation import Manner
from proposals.queries.listing import count_of
from proposals.queries.own_cases import IS_NAMED
from proposals.queries.visibility import visible_in_session
from workflows.machines.assignment import State as TaskState
from workflows.machines.proposal import State
from workflows.machines.reply import State as ReplyState


@dataclass(frozen=True)
class Counter:
    """One counter: what it is called, which rows it counts, and what brings a row here."""

    key: str
    label: str
    rows: Callable
    source: str
    is_duty: bool = True


def counters_of(post):
    """Return the counters of the post's desk, in the order shown."""
    return COUNTERS.get(post.role, ())


def counter_named(post, key):
    """Return the counter of that key on the post's desk, or None."""
    return next((each for each in counters_of(post) if each.key == key), None)


def counts(post, session):
    """Return {key: number of rows} of every counter of the desk, with one statement."""
    found = counters_of(post)
    if not found:
        return {}
    numbers = {each.key: count_of(each.rows(post, session)) for each in found}
    return Post.objects.filter(pk=post.pk).values(**numbers).get()


def _cases(*conditions, **equal):
    return lambda post, session: visible_in_session(post, session).filter(*conditions, **equal)


def _tasks(post, session):
    """Return the standing tasks of the session that are the post's business; a unit's are its own."""
    tasks = Assignment.objects.in_charge().filter(proposal__plenary_session=session, proposal__voided_at=None)
    if post.role == Role.OFFICER:
        return tasks.filter(unit=post.organisation_id)
    if post.role in (Role.MEMBER, Role.CONTACT):
        return tasks.filter(proposal__in=visible_in_session(post, session).order_by().values("pk"))
    return tasks


def _in_state(*states):
    return lambda post, session: _tasks(post, session).filter(state__in=states)


def _overdue(post, session):
    return _tasks(post, session).overdue(timezone.localdate())


def _due_soon(post, session):
    return _tasks(post, session).due_soon(timezone.localdate(), session.policy.due_soon_days)


def _extensions_waiting(post, session):
    waiting = Extension.objects.waiting().filter(assignment=OuterRef("pk"))
    return _tasks(post, session).filter(Exists(waiting))


def _joins_waiting(post, session):
    waiting = JoinRequest.objects.waiting().filter(assignment=OuterRef("pk"))
    return _tasks(post, session).filter(Exists(waiting))


def _to_reassign(post, session):
    owing = Assignment.objects.in_charge().owing_reply().filter(proposal=OuterRef("pk"))
    return visible_in_session(post, session).filter(
        ~Exists(owing), state__in=[State.ASSIGNED, State.CONSULTED]
    )


def _declined_unheard(post, session):
    unheard = Examination.objects.holding().filter(
        proposal=OuterRef("pk"), result=Result.DECLINED, noticed_on=None
    )
    return visible_in_session(post, session).filter(Exists(unheard), state=State.DECLINED)


def _drafts_to_check(post, session):
    drafts = Reply.objects.standing().filter(
        assignment=OuterRef("pk"),
        round=OuterRef("round"),
        checked_on=None,
        state__in=(ReplyState.CHECKING, ReplyState.COUNTERSIGNING),
    )
    ordered = {"proposal__plenary_session__policy__draft_checked_by_office": True}
    return _tasks(post, session).filter(Exists(drafts), **ordered)


def _objected(post, session):
    objection = ProposedUnit.objects.standing().filter(proposal=OuterRef("pk"), response="OBJECTED")
    return visible_in_session(post, session).filter(
        Exists(objection), state__in=[State.FILED, State.PROPOSED]
    )


def _dissatisfied(post, session):
    poor = [
        Rating.DISSATISFIED,
        *([Rating.FAIRLY_SATISFIED] if session.policy.fairly_satisfied_reopens else []),
    ]
    forms = (
        Feedback.objects.holding()
        .filter(assignment=OuterRef("pk"), round=OuterRef("round"), explanation="")
        .filter(Q(result__in=poor) | Q(attitude=Rating.DISSATISFIED))
    )
    late = forms.filter(is_imported=False)
    return _tasks(post, session).filter(
        Exists(forms) & Q(state=TaskState.REPLIED) | Exists(late) & Q(state=TaskState.CONCLUDED)
    )


def _of_unit(*conditions, **equal):
    def rows(post, session):
        return _tasks(post, session).filter(*conditions, **equal)

    return rows


def _plans_to_answer(post, session):
    asked = ProposedUnit.objects.standing().filter(
        proposal=OuterRef("pk"), unit=post.organisation_id, response=""
    )
    return visible_in_session(post, session).filter(Exists(asked), state__in=[State.FILED, State.PROPOSED])


def _replies_in(*states):
    def rows(post, session):
        drafts = Reply.objects.standing().filter(
            assignment=OuterRef("pk"), round=OuterRef("round"), state__in=states, is_imported=False
        )
        return _of_unit(Exists(drafts))(post, session)

    return rows


def yet_to_talk(policy):
    """Return the condition that a task lacks both the talk and the reason for none; a talk denied since is none."""
    of_round = {"assignment": OuterRef("pk"), "round": OuterRef("round")}
    enough = max(policy.minimum_consultations, 1)
    counted = Consultation.objects.counted(policy).filter(**of_round)[enough - 1 : enough]
    waived = Consultation.objects.standing().waivers().filter(**of_round)
    without = Q(state=TaskState.ACCEPTED) | Q(state=TaskState.CONSULTED) & ~Exists(counted) & ~Exists(waived)
    return without & Q(no_consultation_reason="")


def _before_the_letter(post, session):
    """Return the unit's tasks at work on which the letter of the round is not begun."""
    begun = Reply.objects.standing().filter(assignment=OuterRef("pk"), round=OuterRef("round"))
    at_work = _in_state(TaskState.ACCEPTED, TaskState.CONSULTED)(post, session)
    return at_work.filter(~Exists(begun)).owing_reply()


def _to_consult(post, session):
    return _before_the_letter(post, session).filter(yet_to_talk(session.policy))


def _to_reply(post, session):
    return _before_the_letter(post, session).exclude(yet_to_talk(session.policy))


def _to_countersign(post, session):
    out = Reply.objects.standing().filter(
        assignment__proposal=OuterRef("proposal"), state=ReplyState.COUNTERSIGNING
    )
    signed = out.filter(
        countersignatures__unit=post.organisation_id,
        countersignatures__voided_at=None,
        countersignatures__draft_number=F("draft_number"),
    )
    return _of_unit(Exists(out), ~Exists(signed))(post, session).co_handling()


def _own(*states):
    def rows(post, session):
        first = Proposer.objects.of(post).filter(proposal=OuterRef("pk"), role=Proposer.Role.FIRST)
        return visible_in_session(post, session).filter(Exists(first), state__in=states)

    return rows


def _invited(post, session):
    today = timezone.localdate()
    asked = (
        Proposer.objects.of(post)
        .filter(Q(sign_by=None) | Q(sign_by__gte=today), proposal=OuterRef("pk"), signed_on=None)
        .exclude(invited_on=None)
    )
    return visible_in_session(post, session).filter(Exists(asked), state__in=[State.DRAFT, State.RETURNED])


def _own_rows(post):
    """Return the post's own proposer rows on the case of an outer task, or on a case merged into it."""
    merged = Examination.objects.holding().filter(
        proposal=OuterRef("proposal"), result=Result.MERGED, merged_into=OuterRef(OuterRef("proposal"))
    )
    of_case = Q(proposal=OuterRef("proposal")) | Exists(merged)
    return Proposer.objects.of(post).filter(IS_NAMED, of_case).exclude(role=Proposer.Role.SECONDER)


def _talks_to_confirm(post, session):
    said = Consultation.objects.standing().filter(
        assignment=OuterRef("pk"), confirmation="", is_imported=False
    )
    own = Exists(_own_rows(post)), Exists(said.exclude(manner=Manner.NONE))
    return _tasks(post, session).filter(*own).owing_reply()


def _to_rate(post, session):
    rated = Feedback.objects.standing().filter(
        assignment=OuterRef(OuterRef("pk")), round=OuterRef(OuterRef("round")), proposer=OuterRef("pk")
    )
    asked = _own_rows(post).filter(~Exists(rated))
    if not session.policy.feedback_by_all:
        asked = asked.filter(role=Proposer.Role.FIRST)
    return _tasks(post, session).filter(Exists(asked), state=TaskState.REPLIED).owing_reply()


_TO_REASSIGN = Counter("to_reassign", _("待改办"), _to_reassign, _("主办单位退办后、还没有另定主办单位的"))
_SUPERVISED = (
    Counter(
        "overdue", _("超期未办复"), _overdue, _("承办单位过了期限还没有答复或提出会办意见的"), is_duty=False
    ),
    Counter("due_soon", _("即将到期"), _due_soon, _("承办单位快到期限、还没有办完的"), is_duty=False),
    Counter(
        "unaccepted",
        _("尚未签收"),
        _in_state(TaskState.ISSUED),
        _("已交办、承办单位还没有签收的"),
        is_duty=False,
    ),
)
_PUT = (
    Counter("drafts", _("草稿待提交"), _own(State.DRAFT), _("起草后还没有提交的")),
    Counter("returned", _("退回待修改"), _own(State.RETURNED), _("提案委退回、请您修改的")),
    Counter("invitations", _("待联名签名"), _invited, _("别人邀请您联名、还没有签名的")),
    Counter("talks", _("待确认面商"), _talks_to_confirm, _("承办单位登记了面商、请您说明谈过没有的")),
    Counter("to_rate", _("待评价答复"), _to_rate, _("承办单位已答复、等您反馈的")),
)
COUNTERS = {
    Role.CLERK: (
        Counter("to_examine", _("待审查"), _cases(state=State.SUBMITTED), _("新提交的提案")),
        Counter("unheard", _("不予立案待告知"), _declined_unheard, _("决定不予立案、还没有告知提案者的")),
        Counter(
            "to_propose", _("待拟承办单位"), _cases(state=State.FILED), _("已立案、还没有拟定承办单位的")
        ),
        Counter("to_assign", _("待交办"), _cases(state=State.PROPOSED), _("已拟定承办单位、还没有交办的")),
        _TO_REASSIGN,
        Counter("extensions", _("延期申请待裁定"), _extensions_waiting, _("承办单位提出的延期申请")),
        Counter("dissatisfied", _("不满意待处理"), _dissatisfied, _("提案者不满意，须重办或作专项说明的")),
        Counter("to_conclude", _("待反馈、办结"), _cases(state=State.REPLIED), _("各单位都已答复的")),
        *_SUPERVISED,
    ),
    Role.OFFICE: (
        Counter(
            "to_assign", _("待交办"), _cases(state__in=[State.FILED, State.PROPOSED]), _("已立案、等待交办的")
        ),
        Counter("objected", _("拟办有异议"), _objected, _("单位对拟办有异议的")),
        Counter(
            "hand_backs",
            _("退办申请待裁定"),
            _in_state(TaskState.HAND_BACK_REQUESTED),
            _("承办单位提出的退办申请"),
        ),
        _TO_REASSIGN,
        Counter("extensions", _("延期申请待裁定"), _extensions_waiting, _("承办单位提出的延期申请")),
        Counter(
            "drafts_to_check", _("答复稿待核稿"), _drafts_to_check, _("规定须由交办单位核稿的答复稿送审后")
        ),
        Counter("joins", _("增加单位申请待裁定"), _joins_waiting, _("承办单位建议再增加单位一起办的")),
        *_SUPERVISED,
    ),
    Role.OFFICER: (
        Counter("plans", _("待回复拟办"), _plans_to_answer, _("交办前征求本单位意见的")),
        Counter("to_accept", _("待签收"), _of_unit(state=TaskState.ISSUED), _("新交办给本单位的")),
        Counter(
            "to_consult",
            _("待面商"),
            _to_consult,
            _("已签收、还没有面商的；重办的、提案者说没谈过的也在内"),
        ),
        Counter(
            "to_give_opinion",
            _("待提会办意见"),
            _of_unit(part=Part.CO_HANDLER, state=TaskState.ACCEPTED),
            _("本单位会办、已签收的"),
        ),
        Counter("to_reply", _("待拟答复"), _to_reply, _("已面商或已说明原因、还没有拟写答复的")),
        Counter(
            "in_approval",
            _("答复稿待审核签发"),
            _replies_in(ReplyState.DRAFTED, ReplyState.CHECKING, ReplyState.COUNTERSIGNING),
            _("本单位拟写的、还没有签发的答复"),
        ),
        Counter("to_countersign", _("待会签"), _to_countersign, _("主办单位送来会签的答复稿")),
        Counter(
            "to_deliver", _("待送达"), _replies_in(ReplyState.ISSUED), _("已签发、还没有送达提案者的答复")
        ),
        Counter("overdue", _("已超期"), _overdue, _("本单位过了期限的"), is_duty=False),
        Counter("due_soon", _("即将到期"), _due_soon, _("本单位快到期限的"), is_duty=False),
    ),
    Role.MEMBER: _PUT,
    Role.CONTACT: _PUT,
    Role.LEADER: (
        Counter(
            "key",
            _("重点提案在办"),
            _cases(~Q(state=State.CONCLUDED), is_key=True),
            _("列为重点、还没有办结的"),
            is_duty=False,
        ),
        *_SUPERVISED,
        Counter(
            "dissatisfied", _("不满意待处理"), _dissatisfied, _("提案者不满意，还没有处理的"), is_duty=False
        ),
    ),
}
