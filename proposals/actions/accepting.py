"""What a unit does with a task before the work: sign for it, place it inside, hand it back, ask for more time."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals.actions.following import follow
from proposals.actions.recording import day_of, tie
from proposals.actions.ruling import check_ruling, record_ruling
from proposals.actions.telling import tell, tell_unit
from proposals.models import CLOCKS, Anchor, Extension, HandBack
from proposals.models.clock import FARTHEST_LIMIT
from proposals.queries.clocks import anchor_of, answer_due_on, main_clock, read, reckon
from proposals.queries.readers import posts_that_grant_time, posts_that_steer
from workflows.errors import MoveRefused
from workflows.perform import holding, perform, perform_many, record_fact


def accept(assignment, *, officer="", phone="", **how):
    """Sign for the task (签收); where the policy counts from the signing, the reply limit starts now."""
    facts = _on_acceptance(assignment, day_of(how))
    if officer:
        facts |= {"officer": officer, "phone": phone}
    return perform(assignment, "accept", facts=facts, **how)


def accept_all(assignments, **how):
    """Sign for all of `assignments` or none; a constant number of statements for tasks of one session."""
    day = day_of(how)
    return perform_many(assignments, "accept", facts_of=lambda task: _on_acceptance(task, day), **how)


def place(assignment, *, inner_office="", officer="", phone="", **how):
    """Give the task to an office and a person inside the unit (分解到科室)."""
    facts = {"inner_office": inner_office, "officer": officer, "phone": phone}
    return record_fact(assignment, "place", _("分解到科室"), facts=facts, **how)


@holding
def request_hand_back(assignment, *, reason, suggested_unit="", **how):
    """Say that the task is not the unit's (申请退办); a late request is flagged and may still be granted.

    Raises:
        ValidationError: no reason is given.
    """
    if not reason.strip():
        raise ValidationError(_("请写明退办理由，并尽量提出建议的承办单位。"))
    day = day_of(how)
    start = anchor_of(assignment, "hand_back")
    request = HandBack(
        assignment=assignment,
        requested_on=day,
        reason=reason,
        suggested_unit=suggested_unit,
        is_late=start is not None and day > reckon(assignment.policy, "hand_back", start).due_on,
    )
    request.save()
    record = perform(assignment, "request_hand_back", note=how.pop("note", "") or reason, **how)
    _tell_who_rules(assignment, "hand_back_requested", record, reason=reason)
    return tie(request, record)


@holding
def rule_on_hand_back(assignment, *, granted, note="", **how):
    """Grant or refuse the request to hand back; granted, the unit is out and the proposal follows.

    Raises:
        ValidationError: a refusal without a reason.
        MoveRefused: no request waits.
    """
    request = _hand_back_waiting(assignment)
    check_ruling(request, granted=granted, note=note)
    day = day_of(how)
    move = "grant_hand_back" if granted else "refuse_hand_back"
    facts = {"ended_on": day} if granted else _signed_for(assignment, day)
    record = perform(assignment, move, note=note, facts=facts, **how)
    record_ruling(request, _("裁定退办申请"), granted=granted, note=note, cause=record, **how)
    tell_unit(assignment, "hand_back_ruled", record, granted=granted, note=note)
    follow(assignment.proposal, cause=record)
    return record


@holding
def withdraw_hand_back(assignment, *, note="", **how):
    """Take the request to hand back back before it is ruled on (撤回退办申请); a task not signed for is signed for.

    Raises:
        MoveRefused: no request waits.
    """
    request = _hand_back_waiting(assignment)
    day = day_of(how)
    facts = _signed_for(assignment, day)
    record = perform(assignment, "withdraw_hand_back", note=note, facts=facts, **how)
    facts = {"ruling": HandBack.Ruling.WITHDRAWN, "ruled_on": day, "ruling_note": note}
    record_fact(request, "withdraw", _("撤回退办申请"), note=note, cause=record, facts=facts, **how)
    _tell_who_rules(assignment, "hand_back_withdrawn", record)
    return record


@transaction.atomic
def rule_on_hand_backs(rulings, **how):
    """Rule on every request of `rulings` {assignment: (granted, note)}, or on none."""
    return [
        rule_on_hand_back(assignment, granted=granted, note=note, **how)
        for assignment, (granted, note) in rulings.items()
    ]


@transaction.atomic
def rule_on_extensions(rulings, **how):
    """Rule on every extension of `rulings` {extension: (granted, note)}, or on none."""
    return [
        rule_on_extension(extension, granted=granted, note=note, **how)
        for extension, (granted, note) in rulings.items()
    ]


@holding
def request_extension(assignment, *, until, reason, **how):
    """Ask for the limit to be moved to `until` (申请延期); after the limit the request is flagged as late.

    Raises:
        ValidationError: no reason, or `until` is not after the present limit or more than a year ahead.
        MoveRefused: the task is done, or a request waits already.
    """
    if not reason.strip():
        raise ValidationError(_("请写明延期理由。"))
    if assignment.limit_on and until <= assignment.limit_on:
        raise ValidationError(_("申请延至的日期应晚于现在的期限（%s）。") % date_format(assignment.limit_on))
    if until > day_of(how) + FARTHEST_LIMIT:
        raise ValidationError(
            _("申请延至的日期（%s）在一年以后，请核对年份；一年内办不成的，请先答复并登记承诺事项。")
            % date_format(until)
        )
    if not assignment.is_open():
        raise MoveRefused(_("这件承办件现在是「%s」，不需要延期。") % assignment.get_state_display())
    if assignment.awaits_ruling_on_extension():
        raise MoveRefused(_("已有一份延期申请等待裁定。"))
    record = record_fact(assignment, "request_extension", _("申请延期"), **how)
    late = assignment.limit_on is not None and day_of(how) > assignment.limit_on
    request = Extension(
        assignment=assignment, requested_on=day_of(how), until=until, reason=reason, is_late=late
    )
    readers = posts_that_grant_time(assignment.proposal.plenary_session)
    tell(readers, "time_requested", assignment, record, reason=reason)
    return tie(request, record)


@holding
def rule_on_extension(extension, *, granted, note="", **how):
    """Grant or refuse an extension; granted, the new limit counts as in time, also when granted afterwards.

    Raises:
        ValidationError: a refusal without a reason.
        MoveRefused: it has been ruled on already.
    """
    check_ruling(extension, granted=granted, note=note)
    return _rule_for(extension.assignment, extension, granted=granted, note=note, **how)


@holding
def _rule_for(assignment, extension, *, granted, note, **how):
    label = _("同意延期至%s") % date_format(extension.until) if granted else _("不同意延期")
    limit = "round_due_on" if assignment.round_due_on else "due_on"
    facts = {limit: extension.until} if granted else {}
    record = record_fact(assignment, "rule_on_extension", label, note=note, facts=facts, **how)
    record_ruling(extension, label, granted=granted, note=note, cause=record, **how)
    tell_unit(assignment, "time_ruled", record, note=note)
    return record


def exceeds_cap(extension, calendar=None):
    """Say whether the new limit lies beyond the cap of the policy (延期后总期限), counted from the assignment.

    A cap that cannot be reckoned is none.
    """
    cap = read(extension.assignment, "extension", calendar=calendar).due_on
    return cap is not None and extension.until > cap


def ruling_due_on(hand_back, calendar=None):
    """Return the day by which the request is to be ruled on (退办答复期限)."""
    return reckon(hand_back.assignment.policy, "hand_back_ruling", hand_back.requested_on, calendar).due_on


def _tell_who_rules(assignment, kind, record, **words):
    tell(posts_that_steer(assignment.proposal.plenary_session), kind, assignment, record, **words)


def _hand_back_waiting(assignment):
    request = assignment.hand_backs.waiting().order_by("-pk").first()
    if request is None:
        raise MoveRefused(_("没有待裁定的退办申请。"))
    return request


def _signed_for(assignment, day):
    """Return the facts of a task that stays with its unit: from `day` on it is signed for, if it was not."""
    return {} if assignment.accepted_on else _on_acceptance(assignment, day)


def _on_acceptance(assignment, day):
    facts = {"accepted_on": day}
    key = main_clock(assignment.part, assignment.proposal.occasion)
    if CLOCKS[key].rule(assignment.policy).anchor == Anchor.ACCEPTED:
        facts["due_on"] = answer_due_on(
            assignment.proposal, assignment.part, assigned_on=assignment.assigned_on, accepted_on=day
        )
    return facts
