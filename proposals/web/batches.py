"""Steps taken on several rows of a list at once: ticked, counted, asked for once more, then all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cppcc.accounts.models import Role
from cppcc.numbers import whole_numbers
from proposals.actions import filing
from proposals.models import Proposal
from proposals.queries.listing import chosen_proposals
from proposals.queries.visibility import visible_proposals
from proposals.web.forms import BatchForm
from proposals.web.frame import session_at
from workflows.errors import MoveRefused


@dataclass(frozen=True)
class Batch:
    """One step on many cases, a move of each: the roles it is offered to, its form, and the action that carries it out."""

    name: str
    label: str
    run: Callable
    roles: frozenset
    counter: str
    form: type = BatchForm

    @property
    def states(self):
        """The states of a case in which the move is open."""
        return Proposal.moves()[self.name].sources


def _file(proposals, form, post):
    return filing.file_proposals(proposals, by=post, at=form.cleaned_data["at"])


BATCHES = {
    each.name: each
    for each in (Batch("file", gettext_lazy("批量立案编号"), _file, frozenset({Role.CLERK}), "to_examine"),)
}


@dataclass(frozen=True)
class OfferedBatch:
    """A batch as a list offers it."""

    label: str
    address: str
    states: tuple


def batches_of(request, session, counter=None):
    """Return the batches that a list of cases of the session, or one counter's, offers the post."""
    return tuple(
        OfferedBatch(each.label, reverse("batch", args=[session.code, each.name]), each.states)
        for each in BATCHES.values()
        if request.post.role in each.roles and counter in (None, each.counter)
    )


@require_POST
def batch(request, code, name):
    """Show how many rows were ticked and ask once more; confirmed, take the step on all of them or on none."""
    session = session_at(request, code)
    found = BATCHES.get(name)
    if found is None or request.post.role not in found.roles:
        raise Http404
    keys = whole_numbers(request.POST.getlist("chosen"))
    proposals = list(chosen_proposals(visible_proposals(request.post).filter(plenary_session=session), keys))
    back = reverse("proposal_list", args=[session.code])
    if not proposals:
        messages.error(request, _("还没有勾选提案；请先在列表里勾选，再点「%s」。") % found.label)
        return redirect(back)
    closed = [each for each in proposals if each.state not in found.states]
    is_confirmed = "confirmed" in request.POST and not closed
    form = found.form(request.POST if is_confirmed else None, initial={"at": timezone.localdate()})
    if is_confirmed and form.is_valid():
        try:
            found.run(proposals, form, request.post)
        except MoveRefused as refusal:
            form.add_error(None, refusal.reason)
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        except PermissionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(
                request,
                _("已办理：%(step)s，共%(count)d件。") % {"step": found.label, "count": len(proposals)},
            )
            return redirect(back)
    context = {"batch": found, "proposals": proposals, "form": form, "session": session, "back": back}
    status = 409 if closed or form.errors else 200
    return render(request, "proposals/batch.html", context | {"closed": closed}, status=status)
