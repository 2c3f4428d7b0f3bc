"""The ways out of the house, one small class each: e-mail, any webhook, 企业微信 and 钉钉 robots, an SMS gateway.

A channel is open when the site's settings name what it needs. `NotSent` says that surely nothing went out, so
that it may be tried again; `Uncertain` that it may have.
"""

import base64
import hashlib
import hmac
import json
import smtplib
import time
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import quote_plus
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PATIENCE = 10


class NotSent(Exception):
    """Nothing went out; another attempt is safe."""


class Refused(Exception):
    """The other side refused it; another attempt is useless."""


class Uncertain(Exception):
    """It may have gone out; another attempt might be the second."""


class EmailChannel:
    """By e-mail, to the address of the person's choice."""

    name = "email"
    label = gettext_lazy("电子邮件")
    asks = gettext_lazy("邮箱地址")

    @staticmethod
    def is_open():
        """Say whether a mail server is named."""
        return bool(settings.EMAIL_HOST) or not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")

    @staticmethod
    def send(notice, address, text):
        """Send one notice."""
        message = EmailMessage(notice.title, text, to=[address])
        try:
            message.send()
        except (ConnectionRefusedError, smtplib.SMTPConnectError) as error:
            raise NotSent(str(error)) from error
        except smtplib.SMTPResponseException as error:
            raise Refused(str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Uncertain(str(error)) from error


class WebhookChannel:
    """By a POST of JSON to the site's own address; other systems read it as they like."""

    name = "webhook"
    label = gettext_lazy("网络钩子")
    asks = gettext_lazy("接收标识（可空）")
    setting = "NOTICE_WEBHOOK_URL"

    @classmethod
    def is_open(cls):
        """Say whether an address is configured."""
        return bool(getattr(settings, cls.setting))

    @classmethod
    def send(cls, notice, address, text):
        """Send one notice."""
        answer = _post(cls.url(), cls.payload(notice, address, text))
        cls.check(answer)

    @classmethod
    def url(cls):
        """Return where it is posted."""
        return getattr(settings, cls.setting)

    @staticmethod
    def payload(notice, address, text):
        """Return what is posted."""
        return {
            "id": notice.pk,
            "key": notice.key,
            "kind": notice.kind,
            "to": address,
            "title": notice.title,
            "text": text,
        }

    @staticmethod
    def check(answer):
        """Raise Refused when the answer says so; a plain webhook says it by its status."""


class RobotChannel(WebhookChannel):
    """A robot of a chat group: answers 200 whatever happens, and says in `errcode` how it went."""

    @staticmethod
    def check(answer):
        """Read the robot's own code."""
        try:
            told = json.loads(answer or b"{}")
        except ValueError:
            told = {}
        if told.get("errcode", 0):
            raise Refused(f"{told.get('errcode')} {told.get('errmsg', '')}")


class WeComChannel(RobotChannel):
    """A robot in a group of 企业微信; the person is called by the telephone number."""

    name = "wecom"
    label = gettext_lazy("企业微信群机器人")
    asks = gettext_lazy("手机号（群里提醒到人，可空）")
    setting = "NOTICE_WECOM_URL"

    @staticmethod
    def payload(notice, address, text):
        """Return a text message as 企业微信 takes it."""
        mentioned = [address] if address else []
        return {"msgtype": "text", "text": {"content": text, "mentioned_mobile_list": mentioned}}


class DingTalkChannel(RobotChannel):
    """A robot in a group of 钉钉; with a secret each call is signed."""

    name = "dingtalk"
    label = gettext_lazy("钉钉群机器人")
    asks = gettext_lazy("手机号（群里提醒到人，可空）")
    setting = "NOTICE_DINGTALK_URL"

    @classmethod
    def url(cls):
        """Return the robot's address, signed for now where a secret is set."""
        url, secret = super().url(), settings.NOTICE_DINGTALK_SECRET
        if not secret:
            return url
        stamp = str(round(time.time() * 1000))
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        return f"{url}&timestamp={stamp}&sign={quote_plus(base64.b64encode(digest))}"

    @staticmethod
    def payload(notice, address, text):
        """Return a text message as 钉钉 takes it."""
        mentioned = [address] if address else []
        return {"msgtype": "text", "text": {"content": text}, "at": {"atMobiles": mentioned}}


class SmsChannel(WebhookChannel):
    """By the site's SMS gateway, the title alone; the key of the gateway goes with it."""

    name = "sms"
    label = gettext_lazy("短信")
    asks = gettext_lazy("手机号")
    setting = "NOTICE_SMS_URL"

    @staticmethod
    def payload(notice, address, text):
        """Return what a gateway takes: the number, the words, the sender's key."""
        words = f"【{settings.NOTICE_SMS_SIGNATURE}】{notice.title}"
        return {"mobile": address, "content": words, "key": settings.NOTICE_SMS_KEY}


CHANNELS = {
    channel.name: channel
    for channel in (EmailChannel, WebhookChannel, WeComChannel, DingTalkChannel, SmsChannel)
}


def open_channels():
    """Return the channels this site has, by name."""
    return {name: channel for name, channel in CHANNELS.items() if channel.is_open()}


def _post(url, payload):
    if not url.startswith(("http://", "https://")):
        raise Refused(_("渠道地址不是网址。"))
    body = json.dumps(payload, ensure_ascii=False).encode()
    request = Request(url, body, {"Content-Type": "application/json"}, method="POST")  # noqa: S310 – checked above
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.read()
    except HTTPError as error:
        if error.code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            raise NotSent(str(error)) from error
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Uncertain(str(error)) from error
        raise Refused(str(error)) from error
    except URLError as error:
        if isinstance(error.reason, (ConnectionRefusedError, OSError)) and not isinstance(
            error.reason, TimeoutError
        ):
            raise NotSent(str(error.reason)) from error
        raise Uncertain(str(error.reason)) from error
    except OSError as error:
        raise Uncertain(str(error)) from error
