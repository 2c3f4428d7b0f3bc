"""What a form was shown with and what has changed since: a stale form says so, a second click does no harm."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cppcc.numbers import whole_number
from proposals.queries.history import changes_since, last_record, records_of

AGAIN = gettext_lazy("这张表已经提交过，没有重复办理。")
STALE = gettext_lazy("您打开这一页之后，这件提案有了下面的变化；请核对，再次提交即按您填写的办理。")


def sentences_of(refusal):
    """Return what a refusal says: a sentence, or several."""
    return getattr(refusal, "messages", None) or getattr(refusal, "reason", None) or str(refusal)


def last_seen(proposal):
    """Return the id of the last record about the case, for a form to carry."""
    return records_of(proposal).order_by("pk").values_list("pk", flat=True).last() or 0


def refresh(form, proposal, post):
    """Return what `post` may know to have changed since `form` was shown, and let the form know it from now on."""
    seen = whole_number(str(form["seen"].value()))
    changes = [] if seen is None else list(changes_since(proposal, seen, post))
    if changes:
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = changes[-1].pk
    return changes


@dataclass(frozen=True)
class Question:
    """What is to be looked at before something is done, line by line; its words sent back as `agreed` answer it with yes."""

    lines: tuple

    def words(self):
        """Return what tells the question from every other."""
        return "".join(self.lines)


def unconfirmed(request, lines):
    """Return the Question of `lines`; None where there are none, or the form was sent with just these agreed to."""
    question = Question(tuple(map(str, lines)))
    return question if question.lines and request.POST.get("agreed") != question.words() else None


def answer_closed(request, form, *, step, proposal, reason):
    """Answer a step that is closed by now: done already by the same person, or with what changed; nothing is lost."""
    last = last_record(form.subject)
    if last and last.by_id == request.post.pk and last.name == (step.rule or step.name):
        messages.info(request, AGAIN)
        return redirect("case", proposal.pk)
    context = {
        "form": form,
        "step": step,
        "subject": form.subject,
        "proposal": proposal,
        "reason": _("这一步现在不能办理。%s") % reason,
        "changes": refresh(form, proposal, request.post),
        "is_closed": True,
    }
    return render(request, "proposals/step.html", context, status=409)
