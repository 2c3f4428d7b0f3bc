"""What was printed and reported: office templates, the marks of printed papers, frozen reports."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation, Post
from cppcc.jobs.models import JobRun
from proposals.models.term import Committee, PlenarySession


class PaperTemplate(models.Model):
    """An office's own Word template for one kind of paper; it stands in place of the shipped layout."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="paper_templates", verbose_name=_("政协委员会")
    )
    paper = models.CharField(_("文书"), max_length=40)
    content = models.FileField(
        _("模板"), upload_to="paper_templates/", validators=[FileExtensionValidator(["docx"])]
    )
    uploaded_at = models.DateTimeField(_("上传时间"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("上传人"), editable=False
    )

    class Meta:
        verbose_name = _("文书模板")
        verbose_name_plural = _("文书模板")
        constraints = [models.UniqueConstraint(fields=["committee", "paper"], name="one_template_a_paper")]

    def __str__(self):
        return f"{self.committee}：{self.paper}"


class PrintedPaper(models.Model):
    """The mark of a paper as it was last printed, so that only what changed is printed again."""

    paper = models.CharField(_("文书"), max_length=40)
    subject = models.CharField(_("对象"), max_length=80)
    digest = models.CharField(_("内容摘要"), max_length=64)
    printed_at = models.DateTimeField(_("打印时间"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("已打印文书")
        verbose_name_plural = _("已打印文书")
        constraints = [models.UniqueConstraint(fields=["paper", "subject"], name="one_mark_a_paper")]

    def __str__(self):
        return f"{self.paper} {self.subject}"


class ReportSnapshot(models.Model):
    """The figures a report was made from, with their definitions; the report is always printed from these.

    They are None until the job that gathers them is done.
    """

    class Kind(models.TextChoices):
        """Who reports to whom."""

        EXAMINATION = "examination", _("提案审查情况的报告")
        COMMITTEE = "committee", _("常委会提案工作情况的报告")
        GOVERNMENT = "government", _("政府办理提案情况的报告")
        UNIT = "unit", _("单位办理提案情况的报告")

    plenary_session = models.ForeignKey(
        PlenarySession, on_delete=models.CASCADE, related_name="report_snapshots", verbose_name=_("届次")
    )
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    unit = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("单位"),
    )
    as_of = models.DateField(_("截至日"), null=True, blank=True)
    figures = models.JSONField(_("数据"), null=True, editable=False)
    job = models.ForeignKey(
        JobRun, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("任务"), editable=False
    )
    made_at = models.DateTimeField(_("生成时间"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("生成人"), editable=False
    )

    class Meta:
        verbose_name = _("报告数据快照")
        verbose_name_plural = _("报告数据快照")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.plenary_session}{self.get_kind_display()}"
