"""Short words for the pages of the site, asked by a browser that has signed in."""

import json
import re

from django.urls import reverse

from tests.world import DAY

WINDOW = "a-window"


def page(client, name, *arguments, **query):
    """Open a page."""
    return client.get(reverse(name, args=arguments), query)


def take(client, subject, step, *, follow=False, **values):
    """Fill in and send the form of a step; return the answer, or the page it leads to."""
    address = reverse("act", args=[subject._meta.model_name, subject.pk, step])
    return client.post(address, {"at": DAY.isoformat(), "window": WINDOW, **values}, follow=follow)


def put_by(client, path, **content):
    """Let the page at `path` put by what has been typed, as its script does."""
    sent = json.dumps({"page": path, "content": content, "window": WINDOW})
    return client.post(reverse("put_by"), sent, content_type="application/json")


def slips_of(answer):
    """Return [(sign-in name, first password)] printed on the slips of a page."""
    given = re.findall(r'<dd class="given">\s*([^<]*?)\s*</dd>', answer.content.decode())
    return list(zip(given[::2], given[1::2], strict=True))
