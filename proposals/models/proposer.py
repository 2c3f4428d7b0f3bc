"""Who put a proposal forward: members, bodies, and names that no roster holds; and which post speaks for whom."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation, Role
from proposals.models.people import Member

PROPOSING = (Role.MEMBER, Role.CONTACT)


class ProposerQuerySet(models.QuerySet):
    """Proposers by whom they are to the one who looks."""

    def of(self, post):
        """Keep the rows in which the post's person, or the collective that it speaks for, is named."""
        if post.role == Role.MEMBER:
            return self.filter(member__user=post.user_id)
        if post.role == Role.CONTACT:
            return self.filter(
                organisation__in=Organisation.objects.lineage(post.organisation_id).values("pk")
            )
        return self.none()


class Proposer(models.Model):
    """One of those who put a proposal (提案者): a member on the roster, a body, or a name kept as text."""

    class Role(models.TextChoices):
        """First proposer, co-signer, or seconder (who need not be answered)."""

        FIRST = "FIRST", _("第一提案人")
        COSIGNER = "COSIGNER", _("联名人")
        SECONDER = "SECONDER", _("附议人")

    proposal = models.ForeignKey("Proposal", on_delete=models.CASCADE, related_name="proposers")
    role = models.CharField(_("身份"), max_length=10, choices=Role.choices, default=Role.FIRST)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed",
        verbose_name=_("委员"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed",
        verbose_name=_("机构"),
    )
    name = models.CharField(_("名称"), max_length=100)
    contact_person = models.CharField(_("联系人"), max_length=50, blank=True)
    phone = models.CharField(_("联系电话"), max_length=50, blank=True)
    invited_on = models.DateField(_("邀请日期"), null=True, blank=True)
    sign_by = models.DateField(_("签名截止"), null=True, blank=True)
    signed_on = models.DateField(_("签名日期"), null=True, blank=True)

    objects = ProposerQuerySet.as_manager()

    class Meta:
        verbose_name = _("提案者")
        verbose_name_plural = _("提案者")
        ordering = ["proposal", "position", "pk"]
        indexes = [models.Index(fields=["member"], name="proposer_by_member")]

    def __str__(self):
        return self.name

    def is_spoken_for_by(self, post):
        """Say whether it is one of `Proposer.objects.of(post)`."""
        if post.role == Role.MEMBER:
            return self.member is not None and self.member.user_id == post.user_id
        return post.role == Role.CONTACT and self.organisation_id in post.bodies

    def awaits_signature(self):
        """Say whether the member has been invited and has neither signed nor let the last day pass."""
        return self.is_unsigned() and not self.is_signing_over()

    def is_unsigned(self):
        """Say whether the member has been invited to co-sign and has not signed."""
        return self.invited_on is not None and self.signed_on is None

    def is_signing_over(self):
        """Say whether the last day to sign has passed; the day itself is in time."""
        return self.sign_by is not None and timezone.localdate() > self.sign_by
