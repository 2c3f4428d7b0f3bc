"""The proposal (提案), its text and its suggestions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.people import Sector
from proposals.models.policy import Category, ConclusionRule
from proposals.models.proposer import Proposer
from proposals.models.recorded import Recorded, RecordedQuerySet, standing_in
from proposals.models.term import PlenarySession
from workflows.machines.proposal import ProposalMachine, State


class Docket(models.TextChoices):
    """The kind of case (案卷种类); figures never mix dockets."""

    PROPOSAL = "PROPOSAL", _("提案")
    DEPUTY_SUGGESTION = "DEPUTY_SUGGESTION", _("人大建议")
    FROM_ABOVE = "FROM_ABOVE", _("上级提案")


class Kind(models.TextChoices):
    """Who put the proposal (提案者性质), as finely as is known; blank: not known."""

    INDIVIDUAL = "INDIVIDUAL", _("个人提案")
    JOINT = "JOINT", _("联名提案")
    MEMBER = "MEMBER", _("委员提案")
    PARTY = "PARTY", _("党派提案")
    PEOPLES_ORGANISATION = "PEOPLES_ORGANISATION", _("团体提案")
    SECTOR = "SECTOR", _("界别提案")
    SECTOR_GROUP = "SECTOR_GROUP", _("小组提案")
    SPECIAL_COMMITTEE = "SPECIAL_COMMITTEE", _("专委会提案")
    COLLECTIVE = "COLLECTIVE", _("集体提案")


MEMBER_KINDS = (Kind.INDIVIDUAL, Kind.JOINT, Kind.MEMBER)
COLLECTIVE_KINDS = (
    Kind.PARTY,
    Kind.PEOPLES_ORGANISATION,
    Kind.SECTOR,
    Kind.SECTOR_GROUP,
    Kind.SPECIAL_COMMITTEE,
    Kind.COLLECTIVE,
)


class Occasion(models.TextChoices):
    """When it came in (时间标识): during the plenary session up to its cut-off hour, or between sessions."""

    PLENARY = "PLENARY", _("大会提案")
    INTERSESSION = "INTERSESSION", _("平时提案")


class Disclosure(models.TextChoices):
    """Whether a proposal or a reply is published (公开属性)."""

    FULL = "FULL", _("全文公开")
    SUMMARY = "SUMMARY", _("摘要公开")
    ON_REQUEST = "ON_REQUEST", _("依申请公开")
    NONE = "NONE", _("不予公开")


class ProposalQuerySet(RecordedQuerySet):
    """Proposals by what is known of them."""

    def received(self):
        """Keep what has been handed in; drafts and those taken back before filing were never received."""
        return self.standing().exclude(state=State.DRAFT)


class Proposal(ProposalMachine, Recorded):
    """One case: a proposal, a deputies' suggestion or a proposal handed down, told apart by `docket`.

    What came of the examination are rows of `Examination`, each unit's work rows of `Assignment`.
    """

    plenary_session = models.ForeignKey(
        PlenarySession, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("届次")
    )
    docket = models.CharField(_("案卷种类"), max_length=20, choices=Docket.choices, default=Docket.PROPOSAL)
    serial_number = models.CharField(_("流水号"), max_length=20, blank=True)
    number = models.CharField(_("提案号"), max_length=20, blank=True)
    number_order = models.PositiveIntegerField(_("提案号次序"), default=0, editable=False)
    title = models.CharField(_("案由"), max_length=200)
    kind = models.CharField(_("提案者性质"), max_length=24, choices=Kind.choices, blank=True)
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("界别")
    )
    party = models.CharField(_("党派"), max_length=50, blank=True)
    occasion = models.CharField(_("时间标识"), max_length=14, choices=Occasion.choices, blank=True)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("类别"),
    )
    submitted_on = models.DateField(_("提交日期"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    concluded_on = models.DateField(_("办结日期"), null=True, blank=True)
    is_text_on_paper = models.BooleanField(_("正文存纸质"), default=False)
    disclosure = models.CharField(_("公开属性"), max_length=10, choices=Disclosure.choices, blank=True)
    is_key = models.BooleanField(_("重点提案"), default=False)
    is_outstanding = models.BooleanField(_("优秀提案"), default=False)
    supervising_leader = models.CharField(_("督办领导"), max_length=50, blank=True)
    split_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="split_into",
        verbose_name=_("拆分自"),
    )
    note = models.TextField(_("备注"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("提案")
        verbose_name_plural = _("提案")
        ordering = ["number_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plenary_session", "docket", "number"],
                condition=~Q(number="") & Q(voided_at=None),
                name="one_proposal_a_number",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="proposal_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["plenary_session", "docket", "state"], name="proposal_by_state"),
            models.Index(fields=["plenary_session", "docket", "number_order"], name="proposal_by_number"),
            models.Index(
                fields=["plenary_session", "number_order", "state"],
                condition=Q(voided_at=None),
                name="proposal_listed",
            ),
            models.Index(
                fields=["plenary_session", "state", "number_order"],
                condition=Q(voided_at=None),
                name="proposal_listed_by_state",
            ),
        ]

    def __str__(self):
        return f"{self.number_label}《{self.title}》"

    @property
    def number_label(self):
        """The number as people say it: 第012号, or 流水7 before filing."""
        if self.number:
            return f"第{self.number}号"
        return f"流水{self.serial_number}" if self.serial_number else ""

    @property
    def policy(self):
        """The policy of the plenary session the case belongs to."""
        return self.plenary_session.policy

    def has_prefetched(self, name):
        """Say whether the rows of the reverse manager `name` have been read with the case."""
        return name in getattr(self, "_prefetched_objects_cache", {})

    def tasks(self):
        """Return the assignments that stand: neither taken back, nor handed back, nor removed."""
        return self.assignments.in_charge()

    def tasks_at_hand(self):
        """Return `tasks()` as a list, from what is prefetched where that is so."""
        return [task for task in self.assignments.all() if task.is_in_charge()]

    def tasks_owing_reply(self):
        """Return those of `tasks_at_hand()` that owe the proposer a reply."""
        return [task for task in self.tasks_at_hand() if task.owes_reply()]

    def examination(self):
        """Return the decision that holds now (审查结果), or None while it awaits examination."""
        return max(standing_in(self.examinations), key=lambda each: each.pk, default=None)

    def merged_into(self):
        """Return the proposal that has absorbed this one, or None."""
        decision = self.examination()
        return decision.merged_into if decision else None

    def absorbed(self):
        """Return the proposals that have been merged into this one and still are."""
        holding = self.mergers.holding().filter(result=State.MERGED)
        return Proposal.objects.standing().filter(pk__in=holding.values("proposal"))

    def text(self):
        """Return the text as it stands, or None when it is held on paper or unknown."""
        return max(standing_in(self.texts), key=lambda each: each.version, default=None)

    def all_proposers(self):
        """Return the proposers of this case and of those merged into it; seconders need no answer."""
        return Proposer.objects.filter(self._of_the_group()).exclude(role=Proposer.Role.SECONDER)

    def all_suggestions(self):
        """Return the suggestions of this case and of those merged into it: one reply answers them all."""
        return Suggestion.objects.filter(self._of_the_group())

    def _of_the_group(self):
        return Q(proposal=self) | Q(proposal__in=self.absorbed().order_by().values("pk"))

    def people(self):
        """Return `all_proposers()` as a list, from what is prefetched where that is so."""
        signed = [self.proposers.all(), *(each.proposers.all() for each in self.absorbed_cases())]
        return [each for rows in signed for each in rows if each.role != Proposer.Role.SECONDER]

    def absorbed_cases(self):
        """Return `absorbed()` as a list, from what is prefetched where that is so."""
        if self.has_prefetched("mergers"):
            return [each.proposal for each in self.mergers.all() if each.proposal.voided_at is None]
        return list(self.absorbed())

    def has_absorbed(self):
        """Say whether another proposal is merged into this one."""
        return bool(self.absorbed_cases())

    def has_title(self):
        """Say whether it has a heading (案由)."""
        return bool(self.title.strip())

    def has_proposer(self):
        """Say whether somebody puts it forward."""
        return bool(self.proposers.all())

    def has_background(self):
        """Say whether its 情况 is written, or need not be."""
        return not self._is_asked_in_parts() or self._has_written("background")

    def has_analysis(self):
        """Say whether its 分析 is written, or need not be."""
        return not self._is_asked_in_parts() or self._has_written("analysis")

    def has_body(self):
        """Say whether what is asked for is written or held on paper; where parts are asked for, 建议 alone will do."""
        if self.is_text_on_paper or self._has_written("body"):
            return True
        return self._is_asked_in_parts() and bool(self.suggestions.all())

    def _is_asked_in_parts(self):
        return self.policy.text_in_parts and not self.is_text_on_paper

    def _has_written(self, part):
        text = self.text()
        return text is not None and bool(getattr(text, part).strip())

    def has_proposed_units(self):
        """Say whether a unit has been named in a pre-assignment round."""
        if self.has_prefetched("proposed_units"):
            return any(row.voided_at is None for row in self.proposed_units.all())
        return self.proposed_units.standing().exists()

    def has_units_in_charge(self):
        """Say whether one SOLE or LEAD task, or two SEPARATE ones, stand."""
        parts = [task.part for task in self.tasks_at_hand()]
        return "SOLE" in parts or "LEAD" in parts or parts.count("SEPARATE") >= 2

    def has_standing_tasks(self):
        """Say whether any unit has the case."""
        return bool(self.tasks_at_hand())

    def every_unit_has_consulted(self):
        """Say whether every unit that owes a reply has consulted or holds a waiver in its round."""
        owing = self.tasks_owing_reply()
        return bool(owing) and all(task.has_consultation() for task in owing)

    def every_unit_has_replied(self):
        """Say whether every unit that owes a reply has replied in its round."""
        owing = self.tasks_owing_reply()
        return bool(owing) and all(task.has_issued_reply() for task in owing)

    def has_open_work(self):
        """Say whether a unit owes again what the present state says is done."""
        if self.state == State.CONSULTED:
            return not self.every_unit_has_consulted()
        return not self.every_unit_has_replied()

    def feedback_is_settled(self):
        """Say whether all the feedback asked for is in, or its window is over, or the policy asks for none."""
        if self.policy.conclusion == ConclusionRule.REPLY:
            return True
        return all(task.feedback_is_settled() for task in self.tasks_owing_reply())

    def awaits_second_handling(self):
        """Say whether a dissatisfied proposer waits: for a second handling, or for an explanation in its place."""
        return any(task.awaits_second_handling() for task in self.tasks_owing_reply())


class TextVersion(Recorded):
    """The text of a proposal, one row a version; the last standing one is in force.

    Where the policy wants parts, `background` (情况), `analysis` (分析) and `body` (建议) are kept apart;
    elsewhere all of it is `body`.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    title = models.CharField(_("案由"), max_length=200)
    background = models.TextField(_("背景情况"), blank=True)
    analysis = models.TextField(_("问题及分析"), blank=True)
    body = models.TextField(_("正文（具体建议）"), blank=True)
    reason = models.CharField(_("修改原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("提案正文")
        verbose_name_plural = _("提案正文")
        ordering = ["proposal", "version"]

    def __str__(self):
        return f"{self.title}（第{self.version}稿）"

    @property
    def has_parts(self):
        """Whether anything stands in the parts beside the body, whatever the policy wants by now."""
        return bool(self.background or self.analysis)


class Suggestion(models.Model):
    """One thing asked for (建议), so that a reply can answer and a rate can count each."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="suggestions")
    position = models.PositiveSmallIntegerField(_("次序"))
    text = models.TextField(_("建议"))
    is_adopted = models.BooleanField(_("是否采纳"), null=True, blank=True)
    adopted_on = models.DateField(_("采纳日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("建议")
        verbose_name_plural = _("建议")
        ordering = ["proposal", "position"]

    def __str__(self):
        return self.text[:30]
