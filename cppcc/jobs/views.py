"""The job page: what runs in the background, what ran, when, with what outcome."""

import rules
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _

from cppcc.jobs.models import JobRun
from cppcc.jobs.status import background_status

A_PAGE = 50


def runs(request):
    """List the runs, newest first, under what is not running."""
    if not rules.has_perm("jobs.see_runs", request.post):
        raise PermissionDenied(_("只有提案委工作人员可以查看后台任务。"))
    page = Paginator(JobRun.objects.select_related("by__user", "by__organisation"), A_PAGE)
    context = {"page": page.get_page(request.GET.get("page")), "status": background_status()}
    return render(request, "jobs/runs.html", context)
