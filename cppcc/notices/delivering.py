"""Taking a waiting notice to its channel, at most once."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.notices.channels import CHANNELS, NotSent, Refused, Uncertain
from cppcc.notices.links import LIFETIME, link_address, make_link
from cppcc.notices.models import Delivery

Status = Delivery.Status
MOST_ATTEMPTS = 5
GIVEN_UP_AFTER = timedelta(minutes=10)


def due_deliveries(now=None):
    """Return what waits and may go out now."""
    return Delivery.objects.filter(status=Status.WAITING, not_before__lte=now or timezone.now())


def deliver(delivery_id):
    """Send one waiting delivery and return what became of it, or None when another has taken it.

    It is taken in a transaction of its own before it is sent: whoever finds it taken leaves it.
    """
    now = timezone.now()
    taken = Delivery.objects.filter(pk=delivery_id, status=Status.WAITING, not_before__lte=now).update(
        status=Status.TAKEN, taken_at=now, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    delivery = Delivery.objects.select_related("notice__post__user").get(pk=delivery_id)
    status, error = _send(delivery)
    if status == Status.WAITING and delivery.attempts >= MOST_ATTEMPTS:
        status = Status.FAILED
    Delivery.objects.filter(pk=delivery_id).update(
        status=status,
        error=error[:200],
        sent_at=timezone.now() if status == Status.SENT else None,
        not_before=now + timedelta(minutes=2**delivery.attempts),
    )
    return status


def give_up_lost():
    """Mark what was taken long ago and never came back; whether it was sent nobody knows. Returns how many."""
    lost = Delivery.objects.filter(status=Status.TAKEN, taken_at__lt=timezone.now() - GIVEN_UP_AFTER)
    return lost.update(status=Status.UNCERTAIN, error=_("发送时进程中断"))


def _send(delivery):
    channel = CHANNELS.get(delivery.channel)
    if channel is None or not channel.is_open():
        return Status.FAILED, _("这个渠道没有配置")
    try:
        channel.send(delivery.notice, delivery.address, _text(delivery.notice))
    except NotSent as error:
        return Status.WAITING, str(error)
    except Refused as error:
        return Status.FAILED, str(error)
    except Uncertain as error:
        return Status.UNCERTAIN, str(error)
    return Status.SENT, ""


def _text(notice):
    lines = [notice.title, notice.body]
    if notice.address:
        lines.append(_("查看：%s") % f"{settings.SITE_URL}{notice.address}")
    if notice.link_action and notice.subject is not None:
        link = make_link(notice.post, notice.subject, notice.link_action)
        lines.append(
            _("免登录办理（%(days)d天内有效，限用一次）：%(url)s")
            % {"days": LIFETIME.days, "url": link_address(link)}
        )
    return "\n".join(line for line in lines if line)
