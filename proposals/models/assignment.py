"""One unit's task on a proposal (承办件), and what befalls it: hand-back, another unit asked for, extension, reminder."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation
from proposals.models.policy import Channel
from proposals.models.proposal import Proposal
from proposals.models.recorded import Recorded, RecordedQuerySet, Request, standing_in
from workflows.deadlines import Urgency, urgency
from workflows.machines.assignment import AssignmentMachine, State


class Part(models.TextChoices):
    """As what the unit has the case (办理方式)."""

    SOLE = "SOLE", _("独办")
    LEAD = "LEAD", _("主办")
    CO_HANDLER = "CO_HANDLER", _("会办")
    SEPARATE = "SEPARATE", _("分办")


OWING_REPLY = (Part.SOLE, Part.LEAD, Part.SEPARATE)
OPEN = (State.ISSUED, State.ACCEPTED, State.CONSULTED)
TAKEN_AWAY = (State.HANDED_BACK, State.REMOVED)
UNKNOWN_UNIT = "单位不详"
ISSUED_REPLY = ("ISSUED", "DELIVERED")


class ProposedUnit(Recorded):
    """A unit named for a case before it is assigned (交办前协商), and what it said; rounds are kept."""

    class Response(models.TextChoices):
        """What the unit says to the plan."""

        AGREED = "AGREED", _("同意")
        OBJECTED = "OBJECTED", _("有异议")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="proposed_units")
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    unit = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("承办单位")
    )
    part = models.CharField(_("办理方式"), max_length=10, choices=Part.choices)
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("交办渠道")
    )
    response = models.CharField(_("单位意见"), max_length=10, choices=Response.choices, blank=True)
    responded_on = models.DateField(_("回复日期"), null=True, blank=True)
    response_reason = models.CharField(_("理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("拟办单位")
        verbose_name_plural = _("拟办单位")
        ordering = ["proposal", "round", "pk"]

    def __str__(self):
        return f"{self.unit}（{self.get_part_display()}）"


class AssignmentQuerySet(RecordedQuerySet):
    """Tasks by what they owe."""

    def in_charge(self):
        """Keep the tasks that stand: not taken back by an undo, not handed back, not removed."""
        return self.standing().exclude(state__in=TAKEN_AWAY)

    def owing_reply(self):
        """Keep the tasks that owe the proposer a reply (独办、主办、分办)."""
        return self.filter(part__in=OWING_REPLY)

    def co_handling(self):
        """Keep the tasks that owe the lead an opinion (会办)."""
        return self.filter(part=Part.CO_HANDLER)

    def overdue(self, today):
        """Keep the tasks whose day has passed without a reply or an opinion; the day itself is in time."""
        return self.open_with_limit().filter(limit__lt=today)

    def due_soon(self, today, days):
        """Keep the open tasks due within `days` calendar days from `today`, the day itself included."""
        return self.open_with_limit().filter(limit__range=(today, today + timedelta(days=days)))

    def open_with_limit(self):
        """Keep the tasks whose clock runs, with the `limit` of their present round."""
        running = self.in_charge().filter(state__in=OPEN, paused_on=None)
        return running.annotate(limit=Coalesce("round_due_on", "due_on"))


class Assignment(AssignmentMachine, Recorded):
    """One unit's task; `unit` is None only where history does not say which unit it was."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("提案")
    )
    unit = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("承办单位"),
    )
    part = models.CharField(_("办理方式"), max_length=10, choices=Part.choices)
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("交办渠道")
    )
    round = models.PositiveSmallIntegerField(_("办理轮次"), default=1)
    assigned_on = models.DateField(_("交办日期"), null=True, blank=True)
    due_on = models.DateField(_("答复期限"), null=True, blank=True)
    round_due_on = models.DateField(_("重办答复期限"), null=True, blank=True)
    accepted_on = models.DateField(_("签收日期"), null=True, blank=True)
    paused_on = models.DateField(_("暂停计时日期"), null=True, blank=True)
    ended_on = models.DateField(_("退办或撤销日期"), null=True, blank=True)
    concluded_on = models.DateField(_("办结日期"), null=True, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    lapsed_on = models.DateField(_("会办逾期未提意见"), null=True, blank=True)
    no_consultation_reason = models.CharField(_("未面商原因"), max_length=500, blank=True)
    inner_office = models.CharField(_("承办科室"), max_length=50, blank=True)
    officer = models.CharField(_("经办人"), max_length=50, blank=True)
    phone = models.CharField(_("联系电话"), max_length=50, blank=True)
    leader_in_charge = models.CharField(_("分管领导"), max_length=50, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("承办件")
        verbose_name_plural = _("承办件")
        ordering = ["proposal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "unit"],
                condition=Q(voided_at=None) & ~Q(state__in=TAKEN_AWAY),
                name="one_task_a_unit",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="assignment_state_is_known"),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="assignment_by_unit")]

    def __str__(self):
        return f"{self.proposal}—{self.unit_label}（{self.get_part_display()}）"

    @property
    def unit_label(self):
        """The unit's name, or 单位不详."""
        return str(self.unit) if self.unit_id else UNKNOWN_UNIT

    @property
    def policy(self):
        """The policy of the plenary session the case belongs to."""
        return self.proposal.policy

    def is_in_charge(self):
        """Say whether the task stands: neither taken back, nor handed back, nor removed."""
        return self.voided_at is None and self.state not in TAKEN_AWAY

    def owes_reply(self):
        """Say whether the unit answers the proposer itself (独办、主办、分办)."""
        return self.part in OWING_REPLY

    def counted_consultations(self):
        """Return the consultations of this round that the policy counts as 面商."""
        return self.consultations.counted(self.policy).filter(round=self.round)

    def has_consultation(self):
        """Say whether enough counted consultations, or a waiver, stand in this round."""
        talks = [talk for talk in standing_in(self.consultations) if talk.round == self.round]
        if any(talk.is_waiver() for talk in talks):
            return True
        return sum(talk.counts(self.policy) for talk in talks) >= self.policy.minimum_consultations

    def has_reason_for_no_consultation(self):
        """Say whether the unit wrote why it did not meet the proposer."""
        return bool(self.no_consultation_reason.strip())

    def has_issued_reply(self):
        """Say whether a reply of this round is out."""
        return self.last_reply() is not None

    def has_co_handling_opinion(self):
        """Say whether a co-handling opinion of this round stands."""
        return any(each.round == self.round for each in standing_in(self.co_handling_opinions))

    def has_open_hand_back_request(self):
        """Say whether a request to hand back waits for its ruling."""
        return any(not each.ruling for each in standing_in(self.hand_backs))

    def awaits_ruling_on_join(self):
        """Say whether a request that another unit join waits for its ruling."""
        return any(not each.ruling for each in standing_in(self.join_requests))

    def awaits_ruling_on_extension(self):
        """Say whether a request for more time waits for its ruling."""
        return any(not each.ruling for each in standing_in(self.extensions))

    def co_handlers_are_in_or_reminded(self):
        """Say whether each co-handling unit gave its opinion or was reminded once; only a lead waits for them."""
        if self.part != Part.LEAD:
            return True
        helpers = [task for task in self.proposal.tasks_at_hand() if not task.owes_reply()]
        return all(helper.has_co_handling_opinion() or helper.was_reminded() for helper in helpers)

    def was_reminded(self):
        """Say whether a reminder (催办) stands."""
        return bool(standing_in(self.reminders))

    def nothing_is_owed(self):
        """Say whether the unit may be done: its reply or opinion is out, or the lead replied without it."""
        if self.owes_reply():
            return self.has_issued_reply()
        return self.has_co_handling_opinion() or self.proposal.every_unit_has_replied()

    def feedback_is_settled(self):
        """Say whether each proposer asked has answered on this round's reply, or the window is over."""
        reply = self.last_reply()
        if reply is None:
            return False
        if reply.feedback_due_on and timezone.localdate() > reply.feedback_due_on:
            return True
        answered = {form.proposer_id for form in standing_in(self.feedback) if form.round == self.round}
        return None in answered or all(proposer.pk in answered for proposer in self.proposers_asked())

    def proposers_asked(self):
        """Return whose feedback the policy asks for: each case's first proposer, or all who signed."""
        proposers = self.proposal.people()
        return (
            proposers if self.policy.feedback_by_all else [each for each in proposers if each.role == "FIRST"]
        )

    def is_asked(self, proposer):
        """Say whether the feedback of `proposer` is asked for by the policy."""
        return self.policy.feedback_by_all or proposer.role == "FIRST"

    def awaits_second_handling(self):
        """Say whether this round's feedback calls for 重办 and no explanation has been recorded instead."""
        return any(
            form.calls_for_second_handling() for form in self.holding_forms() if form.round == self.round
        )

    def holding_forms(self):
        """Return the last form of each proposer (反馈) that stands."""
        return list({form.proposer_id: form for form in standing_in(self.feedback)}.values())

    def last_reply(self):
        """Return the reply of this round that is out, or None."""
        issued = [reply for reply in standing_in(self.replies) if reply.state in ISSUED_REPLY]
        return max(
            (reply for reply in issued if reply.round == self.round), key=lambda each: each.pk, default=None
        )

    def is_open(self):
        """Say whether the unit still has something to do."""
        return self.state in OPEN

    @property
    def limit_on(self):
        """The last day in time for what the unit owes in its present round, or None."""
        return self.round_due_on or self.due_on

    def urgency(self, today=None):
        """Return how near the limit is: 正常, 预警 or 超期; a task that is done, or whose clock stands, is 正常."""
        if not self.is_open() or self.limit_on is None or self.paused_on is not None:
            return Urgency.NONE
        return urgency(self.limit_on, today or timezone.localdate(), self.policy.due_soon_days)


class HandBack(Request):
    """A request to hand the task back (申请退办) and its ruling; a late one is flagged and may still be granted."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="hand_backs")
    requested_on = models.DateField(_("申请日期"))
    reason = models.CharField(_("退办理由"), max_length=500)
    suggested_unit = models.CharField(_("建议承办单位"), max_length=100, blank=True)
    is_late = models.BooleanField(_("超过申请期限"), default=False)

    class Meta:
        verbose_name = _("退办申请")
        verbose_name_plural = _("退办申请")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.assignment}：{self.reason}"


class JoinRequest(Request):
    """A unit asks that another join it (申请增加承办单位), and what the office decided; nobody waits for it."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="join_requests")
    unit = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("建议增加的单位")
    )
    requested_on = models.DateField(_("申请日期"))
    reason = models.CharField(_("增加理由"), max_length=500)

    class Meta:
        verbose_name = _("增加承办单位申请")
        verbose_name_plural = _("增加承办单位申请")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.assignment}：增加{self.unit}"


class Extension(Request):
    """A request for more time (延期) and its ruling; granted, it counts as in time."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    requested_on = models.DateField(_("申请日期"))
    until = models.DateField(_("申请延至"))
    reason = models.CharField(_("延期理由"), max_length=500)
    is_late = models.BooleanField(_("超过原期限后申请"), default=False)

    class Meta:
        verbose_name = _("延期申请")
        verbose_name_plural = _("延期申请")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.assignment}：延至{date_format(self.until)}"


class ClockPause(Request):
    """A request to stop the clock (暂停计时) while the unit waits for others, and its ruling; `ends_on` None: it stands.

    One asked for after it began is marked (事后补办).
    """

    class WaitsFor(models.TextChoices):
        """For whom the unit waits."""

        CO_HANDLER = "CO_HANDLER", _("会办单位")
        APPROVAL = "APPROVAL", _("上级审批")
        PROPOSER = "PROPOSER", _("提案者")
        OTHER = "OTHER", _("其他")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="pauses")
    requested_on = models.DateField(_("申请日期"))
    starts_on = models.DateField(_("暂停起始日期"))
    ends_on = models.DateField(_("暂停截止日期"), null=True, blank=True)
    waits_for = models.CharField(_("等待谁"), max_length=10, choices=WaitsFor.choices)
    reason = models.CharField(_("暂停理由"), max_length=500)
    is_late = models.BooleanField(_("事后补办"), default=False)

    class Meta:
        verbose_name = _("暂停计时")
        verbose_name_plural = _("暂停计时")
        ordering = ["starts_on", "pk"]

    def __str__(self):
        return f"{self.assignment}：{date_format(self.starts_on)}起暂停计时"
