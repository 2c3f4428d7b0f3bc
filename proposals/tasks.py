"""Background work: a task only wakes what does it."""

import logging
from functools import partial

from celery import shared_task
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.jobs.recording import RecordedTask, report_progress
from proposals.actions.reminding import send_digests, send_slips
from proposals.actions.reporting import freeze_figures
from proposals.actions.sending import forget_sent_forms
from proposals.models import ReportSnapshot
from workflows.holidays import working_calendar
from workflows.replay import disagreements, machine_models

logger = logging.getLogger(__name__)


def _tell_disagreements(_task, result):
    named = {apps.get_model(label)._meta.verbose_name: ids for label, ids in result.items()}
    return "；".join(
        _("%(what)s与记录不一致：%(ids)s") % {"what": what, "ids": ids} for what, ids in named.items()
    )


def _tell_scan(_task, result):
    if "skipped" in result:
        return _("%s，不发送。") % result["skipped"]
    return _("催办单%(slips)d份，汇总%(digests)d份。") % result


@shared_task(base=RecordedTask, label=_("核对记录与状态"), tell=_tell_disagreements)
def check_records():
    """Check, each night, that records and states agree; returns {model: [ids]} of those that do not."""
    found = {}
    for model in machine_models():
        ids = list(disagreements(model).values_list("pk", flat=True)[:1000])
        if ids:
            found[model._meta.label] = ids
            logger.error("Records and states disagree: %s %s", model._meta.label, ids)
    return found


@shared_task(base=RecordedTask, label=_("清理过期的登录和表单编号"))
def clear_away():
    """Remove, each night, web sessions that are over and what is known of forms sent long ago."""
    call_command("clearsessions")
    return {"forms": forget_sent_forms()}


@shared_task(base=RecordedTask, label=_("每日催办和汇总"), tell=_tell_scan)
def daily_scan():
    """Send slips and digests, each working day at 08:30; a second run on the same day changes nothing."""
    today = timezone.localdate()
    reason = working_calendar().day_off(today)
    if reason:
        return {"day": today.isoformat(), "skipped": reason}
    slips = send_slips(today)
    return {"day": today.isoformat(), "slips": slips, "digests": send_digests(today)}


@shared_task(base=RecordedTask, bind=True, label=_("统计报告数据"))
def make_report(self, snapshot):
    """Gather the figures of the report `snapshot` (its id); one that has them keeps them."""
    freeze_figures(ReportSnapshot.objects.get(pk=snapshot), tell=partial(report_progress, self.request.id))
