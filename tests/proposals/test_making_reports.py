"""Reports made in the background: the page tells how far it is, a failure is told and mended, nothing is made twice."""

import pytest
from django.urls import reverse

from cppcc.jobs.models import JobRun
from cppcc.jobs.recording import beat, report_progress
from proposals.actions.reporting import freeze_figures
from proposals.models import ReportSnapshot
from proposals.tasks import make_report
from tests.brokers import broker_at

WAITING = "完成后自动显示报告"


@pytest.fixture
def begun(world, client, django_capture_on_commit_callbacks):
    """Return the address of a report that a clerk asked for while worker and beat were alive."""
    world.filed()
    beat("sweep")
    client.force_login(world.clerk.user)
    with broker_at("memory://"), django_capture_on_commit_callbacks(execute=True):
        return client.post(reverse("make_report", args=["test-1-1"]), {"kind": "committee"}).url


def run_job():
    """Do what a worker would."""
    run = JobRun.objects.get(name=make_report.name)
    make_report.apply(args=tuple(run.arguments), task_id=run.task_id, throw=False)


def page_at(client, address):
    return client.get(address).content.decode()


def test_the_page_tells_how_far_a_report_is_and_then_shows_it(begun, client):
    run = JobRun.objects.get(name=make_report.name)
    assert (run.outcome, run.taken_at is not None) == ("QUEUED", True)
    assert WAITING in page_at(client, begun)
    report_progress(run.task_id, 2, 6)
    assert "2/6" in page_at(client, begun)

    run_job()

    page = page_at(client, begun)
    assert WAITING not in page
    assert "立案率" in page
    run.refresh_from_db()
    assert (run.outcome, run.part, run.whole) == ("DONE", 6, 6)


def test_what_is_not_made_yet_is_not_handed_out(begun, client):
    snapshot = ReportSnapshot.objects.get()

    assert client.get(reverse("report_download", args=[snapshot.pk, "docx"])).url == begun


def test_a_report_made_a_second_time_stays_as_it_was(begun, world):
    run_job()
    made = ReportSnapshot.objects.get()
    world.filed("关于增设路灯的提案")

    run_job()

    again = ReportSnapshot.objects.get()
    assert (again.figures, again.made_at) == (made.figures, made.made_at)


def test_who_will_not_wait_has_the_report_at_once_and_the_job_leaves_it(begun, world, client):
    early = ReportSnapshot.objects.get()
    client.post(reverse("make_report_now", args=[early.pk]))
    made = ReportSnapshot.objects.get()
    world.filed("关于增设路灯的提案")

    freeze_figures(early)

    assert made.figures["figures"]["received"]["part"] == 1
    assert ReportSnapshot.objects.get().figures == made.figures == early.figures


def test_a_report_that_could_not_be_made_says_so_and_can_be_made_again(begun, client):
    JobRun.objects.filter(name=make_report.name).update(outcome=JobRun.Outcome.FAILED)
    assert "后台统计出错" in page_at(client, begun)

    client.post(reverse("make_report_now", args=[ReportSnapshot.objects.get().pk]))

    assert "立案率" in page_at(client, begun)
