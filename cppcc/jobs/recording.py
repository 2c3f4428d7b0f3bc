"""How a job is started and leaves its row: what ran, when, with what outcome."""

import logging
from functools import partial
from uuid import uuid4

from celery import Task, current_app
from celery.exceptions import Ignore, OperationalError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.jobs.models import Heartbeat, JobRun

# A worker is killed now and then; a job that kills every worker it is given to would go round for ever.
MOST_ATTEMPTS = 10
logger = logging.getLogger(__name__)


class RecordedTask(Task):
    """A job whose runs are kept.

    It is taken off the queue only when it is done, so that a killed worker's job is given to another; whatever
    it does may therefore be done twice. `label` is what the page of jobs calls it.
    """

    label = ""
    acks_late = True
    reject_on_worker_lost = True

    def tell(self, result):
        """Say what came of a run, for the page of jobs; nothing unless the job has something to tell."""
        return ""

    def before_start(self, task_id, args, kwargs):
        """Note that it begins, or begins again; one that never came to its end in all its attempts is given up."""
        run, _is_new = JobRun.objects.get_or_create(task_id=task_id, defaults={"name": self.name})
        if run.attempts >= MOST_ATTEMPTS:
            logger.error("Job %s %s is given up.", self.name, task_id)
            _end(task_id, JobRun.Outcome.FAILED, error=_("运行%d次都没有结束，不再重试。") % run.attempts)
            raise Ignore
        JobRun.objects.filter(pk=run.pk).update(
            started_at=timezone.now(), attempts=F("attempts") + 1, outcome=JobRun.Outcome.RUNNING
        )

    def on_success(self, retval, task_id, args, kwargs):
        """Note what came of it."""
        _end(task_id, JobRun.Outcome.DONE, result=retval, error="")

    def on_failure(self, exc, task_id, args, kwargs, einfo):
        """Note what went wrong."""
        logger.error("Job %s %s failed: %s", self.name, task_id, type(exc).__name__)
        _end(task_id, JobRun.Outcome.FAILED, error=f"{type(exc).__name__}: {exc}")


def _end(task_id, outcome, **facts):
    JobRun.objects.filter(task_id=task_id).update(ended_at=timezone.now(), outcome=outcome, **facts)


def enqueue(task, *arguments, by=None):
    """Ask for a job and return its JobRun; it is handed to the broker after the commit.

    The row is there at once. What no broker takes, or a broker loses, is handed over by the next sweep.
    """
    run = JobRun.objects.create(task_id=str(uuid4()), name=task.name, arguments=arguments, by=by)
    transaction.on_commit(partial(_hand_over, run, task))
    run.refresh_from_db()
    return run


def hand_over_again():
    """Hand to the broker the jobs that are left over; returns how many it took."""
    left_over = JobRun.objects.left_over().filter(name__in=current_app.tasks)
    return sum(_hand_over(run, current_app.tasks[run.name]) for run in left_over)


def _hand_over(run, task):
    is_taken = wake(task, *run.arguments, task_id=run.task_id)
    if is_taken:
        JobRun.objects.filter(pk=run.pk).update(taken_at=timezone.now())
    return is_taken


def wake(task, *arguments, task_id=None):
    """Hand a job to the broker; return whether it was taken. What it would have done is swept up later."""
    try:
        task.apply_async(arguments, task_id=task_id)
    except OperationalError:
        logger.warning("No broker took the job %s.", task.name)
        return False
    return True


def report_progress(task_id, part, whole):
    """Show how far a long job is."""
    JobRun.objects.filter(task_id=task_id).update(part=part, whole=whole)


def beat(name):
    """Note a sign of life."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
