"""What a unit answers: the reply (答复) in rounds, its way to the proposers, and the co-handling opinion."""

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation
from proposals.models.assignment import ISSUED_REPLY, Assignment
from proposals.models.policy import OutcomeClass
from proposals.models.proposal import Disclosure, Suggestion
from proposals.models.proposer import Proposer
from proposals.models.recorded import Recorded, RecordedQuerySet, standing_in
from workflows.machines.reply import ReplyMachine, State


class ReplyQuerySet(RecordedQuerySet):
    """Replies by whether they are out."""

    def issued(self):
        """Keep the replies that are signed and out."""
        return self.standing().filter(state__in=ISSUED_REPLY)


class Reply(ReplyMachine, Recorded):
    """One unit's reply in one round; `issued_on` None on an issued reply: day unknown."""

    class IssuingBody(models.TextChoices):
        """In whose name the letter goes out; group and key proposals may be answered by the government."""

        UNIT = "UNIT", _("承办单位")
        GOVERNMENT = "GOVERNMENT", _("政府")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="replies")
    round = models.PositiveSmallIntegerField(_("办理轮次"), default=1)
    outcome = models.ForeignKey(
        OutcomeClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("办理结果"),
    )
    text = models.TextField(_("答复正文"), blank=True)
    is_text_on_paper = models.BooleanField(_("正文存纸质或扫描件"), default=False)
    issuing_body = models.CharField(
        _("发文名义"), max_length=10, choices=IssuingBody.choices, default=IssuingBody.UNIT
    )
    document_number = models.CharField(_("答复文号"), max_length=50, blank=True)
    disclosure = models.CharField(_("公开属性"), max_length=10, choices=Disclosure.choices, blank=True)
    disclosure_reason = models.CharField(_("不公开的理由"), max_length=200, blank=True)
    draft_number = models.PositiveSmallIntegerField(_("第几稿"), default=1)
    steps_passed = models.PositiveSmallIntegerField(_("已通过的审核环节"), default=0)
    signed_off_on_paper = models.BooleanField(_("线下已签发"), default=False)
    signer = models.CharField(_("签发人"), max_length=50, blank=True)
    shown_to_proposer_on = models.DateField(_("答复稿征求提案者意见日期"), null=True, blank=True)
    checked_on = models.DateField(_("交办单位核稿日期"), null=True, blank=True)
    issued_on = models.DateField(_("答复日期"), null=True, blank=True)
    delivered_on = models.DateField(_("送达日期"), null=True, blank=True)
    feedback_due_on = models.DateField(_("反馈期限"), null=True, blank=True)
    answered = models.ManyToManyField(
        Suggestion, blank=True, related_name="replies", verbose_name=_("回应的建议")
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("答复")
        verbose_name_plural = _("答复")
        ordering = ["assignment", "round", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="reply_state_is_known"),
        ]

    def __str__(self):
        return f"{self.assignment}：{self.document_number or self.get_state_display()}"

    def unanswered_count(self):
        """Return how many suggestions, of the case and of those merged into it, it has not been ticked to answer."""
        return self.assignment.proposal.all_suggestions().exclude(replies=self).count()

    def leaves_something_to_do(self):
        """Say whether its class is not the most solved of the session's scheme, so that it should promise a day."""
        if self.outcome_id is None:
            return False
        better = OutcomeClass.objects.filter(position__lt=self.outcome.position)
        return better.filter(plenary_session=self.outcome.plenary_session_id).exists()

    @property
    def approval_steps(self):
        """The names of the approval steps the policy asks for, in order."""
        return list(self.assignment.policy.approval_steps)

    def next_step(self):
        """Return the name of the approval step that is due, or an empty string."""
        steps = self.approval_steps
        return steps[self.steps_passed] if self.steps_passed < len(steps) else ""

    def course(self):
        """Return [(step, "passed" | "now" | "")] of the letter's way, from the draft to the delivery."""
        checks = [] if self.signed_off_on_paper else self.approval_steps
        signing = [State.COUNTERSIGNING.label] if self.state == State.COUNTERSIGNING else []
        names = [State.DRAFTED.label, *checks, *signing, State.ISSUED.label, State.DELIVERED.label]
        now = {
            State.DRAFTED: 0,
            State.CHECKING: 1 + self.steps_passed,
            State.COUNTERSIGNING: 1 + len(checks),
            State.ISSUED: len(names) - 1,
            State.DELIVERED: len(names),
        }[self.state]
        return [
            (name, "passed" if place < now else "now" if place == now else "")
            for place, name in enumerate(names)
        ]

    def is_written(self):
        """Say whether there is a text, or a scan of it, and a result class."""
        return self.outcome_id is not None and (self.is_text_on_paper or bool(self.text.strip()))

    def checks_are_passed(self):
        """Say whether every approval step is passed, or the letter was signed on paper."""
        return self.signed_off_on_paper or self.steps_passed >= len(self.approval_steps)

    def all_have_countersigned(self):
        """Say whether, once it is out for countersigning, every co-handling unit has signed."""
        if self.state != State.COUNTERSIGNING:
            return True
        signatures = standing_in(self.countersignatures)
        signed = {each.unit_id for each in signatures if each.draft_number == self.draft_number}
        tasks = self.assignment.proposal.tasks_at_hand()
        return {task.unit_id for task in tasks if not task.owes_reply()} <= signed

    def office_has_checked_the_draft(self):
        """Say whether the assigning office passed the draft, where the policy orders it; a letter signed on paper has."""
        if self.signed_off_on_paper or not self.assignment.policy.draft_checked_by_office:
            return True
        return self.checked_on is not None

    def proposer_has_seen_the_draft(self):
        """Say whether the draft was shown to the proposer, where the policy orders it."""
        return not self.assignment.policy.draft_shown_to_proposer or self.shown_to_proposer_on is not None


class Countersignature(Recorded):
    """A co-handling unit's agreement to the text of a reply (会签)."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="countersignatures")
    draft_number = models.PositiveSmallIntegerField(_("第几稿"), default=1)
    unit = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("会签单位")
    )
    signed_on = models.DateField(_("会签日期"))
    note = models.CharField(_("意见"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("会签")
        verbose_name_plural = _("会签")

    def __str__(self):
        return f"{self.unit}"


class Delivery(Recorded):
    """A reply in one proposer's hands (送达)."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="deliveries")
    proposer = models.ForeignKey(Proposer, on_delete=models.PROTECT, related_name="deliveries")
    delivered_on = models.DateField(_("送达日期"))

    class Meta:
        verbose_name = _("送达")
        verbose_name_plural = _("送达")

    def __str__(self):
        return f"{self.proposer} {date_format(self.delivered_on)}"

    @property
    def assignment(self):
        """The task whose reply it is."""
        return self.reply.assignment


class CoHandlingOpinion(Recorded):
    """A co-handling unit's opinion to the lead (会办意见)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="co_handling_opinions")
    round = models.PositiveSmallIntegerField(_("办理轮次"), default=1)
    given_on = models.DateField(_("会办意见日期"), null=True, blank=True)
    text = models.TextField(_("会办意见"), blank=True)
    document_number = models.CharField(_("文号"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("会办意见")
        verbose_name_plural = _("会办意见")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.assignment}：会办意见"
