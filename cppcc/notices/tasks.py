"""Background work of notices: taking them out of the house, and sweeping up what was left."""

from celery import shared_task

from cppcc.jobs.recording import beat, hand_over_again
from cppcc.notices.delivering import deliver, due_deliveries, give_up_lost
from cppcc.notices.models import Delivery

AT_ONCE = 500


@shared_task
def deliver_batch(batch):
    """Send what waits of one batch; run twice, it finds nothing left."""
    waiting = Delivery.objects.filter(notice__batch=batch, status=Delivery.Status.WAITING)
    return _deliver_all(waiting.order_by("pk").values_list("pk", flat=True))


@shared_task
def sweep():
    """Send whatever waits and is due: no broker took it, its quiet hours are over, a worker died; each minute.

    The other jobs that are left over are handed to the broker again.
    """
    beat("sweep")
    hand_over_again()
    give_up_lost()
    return _deliver_all(due_deliveries().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _deliver_all(ids):
    return sum(deliver(pk) is not None for pk in list(ids))
