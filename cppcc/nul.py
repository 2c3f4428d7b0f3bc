"""Refuses what holds a NUL (U+0000): nobody types it, and PostgreSQL keeps no text with it."""

from itertools import chain

from django.core.exceptions import BadRequest


class NulMiddleware:
    """Answers an address or a form with a NUL in it as a bad request, before a view looks at it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Leave the answer to the views."""
        return self.get_response(request)

    def process_view(self, request, _view, _arguments, _keywords):
        """Look through the address and what was sent with it."""
        sent = chain(request.GET.lists(), request.POST.lists())
        if any("\0" in text for text in (request.path, *(each for _name, texts in sent for each in texts))):
            raise BadRequest("NUL")
