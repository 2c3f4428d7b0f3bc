"""The pages everybody shares: sessions, their figures and lists, one case, and the steps on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cppcc.accounts.models import Role
from proposals.actions.autosaving import forget_autosave
from proposals.actions.mending import correct_fact, undo_step
from proposals.actions.sending import AlreadySent, send_once
from proposals.models import Attachment, Proposal
from proposals.permissions import case_of, is_about_a_case
from proposals.queries.opening import part_at_hand
from proposals.queries.visibility import visible_assignments, visible_proposals
from proposals.statistics.behind import behind
from proposals.statistics.figures import figures_of
from proposals.statistics.lists import is_list_of_tasks
from proposals.web.autosaving import restore
from proposals.web.case import CORRECTABLE, SUBJECTS, case_page, corrections_of
from proposals.web.forms import CorrectionForm
from proposals.web.freshness import (
    AGAIN,
    STALE,
    answer_closed,
    last_seen,
    refresh,
    sentences_of,
    unconfirmed,
)
from proposals.web.listing import Listing
from proposals.web.scopes import scope_of
from proposals.web.steps import offer, step_named, unit_spoken_for, why_closed
from workflows.errors import MoveRefused
from workflows.models import MoveRecord
from workflows.perform import may


def overview(request, code):
    """Show a session's figures; each number opens its list."""
    scope = scope_of(request, code)
    figures = figures_of(scope)
    return render(
        request,
        "proposals/overview.html",
        {
            "session": scope.plenary_session,
            "scope": scope,
            "figures": figures,
            "counts": [
                (key, sentence.split("：")[0], sentence, number)
                for key, sentence, number in figures.counts_shown()
            ],
            "rates": [(rate, rate.percent(scope.policy)) for rate in figures.rates_shown()],
            "breakdowns": [
                (name, title, [(line, line.percent(scope.policy)) for line in figures.breakdowns[name]])
                for name, title in _BREAKDOWNS
            ],
            "may_register": request.post.role == Role.CLERK,
            "query": _query(request, "as_of", "occasion", "unit", "channel"),
        },
    )


_BREAKDOWNS = (
    ("proposer_kind", gettext_lazy("提案者")),
    ("proposer_kind_detail", gettext_lazy("提案者性质")),
    ("category", gettext_lazy("类别")),
    ("sector", gettext_lazy("界别")),
    ("outcome", gettext_lazy("办理结果")),
    ("disposition", gettext_lazy("不予立案的去向")),
    ("unit", gettext_lazy("承办单位")),
)


def counted(request, code, key):
    """List what a number of the overview counted; `key` is what `behind` reads."""
    scope = scope_of(request, code)
    rows = behind(scope, key, side=request.GET.get("side", "part"))
    if rows is None:
        raise Http404
    title = request.GET.get("title", "")[:50] or _("所计入的各件")
    visible = visible_assignments if is_list_of_tasks(rows) else visible_proposals
    number, rows = rows.count(), rows.filter(pk__in=visible(request.post).order_by().values("pk"))
    if rows.count() < number:
        messages.info(request, _("这个数计入%d件，下面只列您有权打开的。") % number)
    return Listing(title, rows, session=scope.plenary_session).answer(request)


def case(request, pk):
    """Show one case: facts, tasks, timeline, who holds it, what comes next, and the steps open to the post."""
    proposal = _open(request, Proposal, pk)
    return render(
        request,
        "proposals/case.html",
        {
            "proposal": proposal,
            "session": proposal.plenary_session,
            **case_page(proposal, request.post),
        },
    )


def attachment(request, pk):
    """Hand out a paper of a case that the post may see, to be kept and not shown in the browser."""
    proposals = visible_proposals(request.post).order_by().values("pk")
    paper = get_object_or_404(Attachment.objects.standing().filter(proposal__in=proposals), pk=pk)
    return FileResponse(
        paper.content.open("rb"),
        as_attachment=True,
        filename=paper.name,
        content_type="application/octet-stream",
    )


def act(request, kind, pk, name):
    """Ask what a step needs and take it; a refusal says why, and nothing that was typed is lost."""
    subject = _subject(request, kind, pk)
    proposal = case_of(subject)
    step = step_named(subject, name)
    found = step and offer(subject, step, request.post)
    reason = None if found or not step else why_closed(subject, step, request.post)
    if not found and (request.method != "POST" or reason is None):
        messages.error(request, _("这一步现在不能办理，页面已更新。"))
        return redirect("case", proposal.pk)
    is_sent = request.method == "POST"
    form = step.form(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        subject=subject,
        in_own_right=bool(found and found.in_own_right),
        for_others=bool(found and found.for_others),
        post=request.post,
        initial=None if is_sent else _begun(found, proposal),
    )
    if not found:
        return answer_closed(request, form, step=step, proposal=proposal, reason=reason)
    put_by = restore(form, request) if form.is_put_by else None
    changes = refresh(form, proposal, request.post) if step.is_rewriting and is_sent else []
    question = None
    if changes:
        form.add_error(None, STALE)
    elif is_sent and form.is_valid():
        question = unconfirmed(request, form.question())
        if not question and _take(request, form, step, subject):
            return redirect(_back(request) or reverse("case", args=[proposal.pk]))
    context = {
        "form": form,
        "step": step,
        "subject": subject,
        "proposal": proposal,
        "reason": found.reason,
        "changes": changes,
        "question": question,
        "back": _back(request),
        "put_by": put_by,
    }
    return render(request, form.template, context, status=409 if form.errors else 200)


def _begun(found, proposal):
    """Return what the form of a step begins with; a unit's step that others record names the unit."""
    unit = None if found.in_own_right else unit_spoken_for(found.subject, found.step)
    return {"seen": last_seen(proposal), **({"party": unit.name} if unit else {})}


def _take(request, form, step, subject):
    """Take the step once, however often its form is sent; say whether it is taken, else the form says why not."""
    token = None if step.closes_itself(type(subject)) else form.cleaned_data["token"]
    try:
        send_once(token, lambda: step.run(subject, form, form.how(request.post)))
        messages.success(request, form.done(step.label))
    except AlreadySent:
        messages.info(request, AGAIN)
    except (MoveRefused, ValidationError, PermissionDenied) as refusal:
        form.add_error(None, sentences_of(refusal))
        return False
    if window := request.POST.get("window"):
        forget_autosave(request.post, request.path, window=window)
    return True


def _back(request):
    """Return the page of this site that the step was taken from and leads back to, or ""."""
    address = request.POST.get("back") or request.GET.get("back") or ""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


@require_POST
def undo(request, pk):
    """Take back one's own last step."""
    record = get_object_or_404(MoveRecord, pk=pk)
    if not is_about_a_case(record.subject):
        raise Http404
    proposal = _open(request, Proposal, case_of(record.subject).pk)
    try:
        undo_step(record, by=request.post, reason=request.POST.get("reason", ""))
    except (MoveRefused, PermissionDenied) as refusal:
        messages.error(request, sentences_of(refusal))
    else:
        messages.success(request, _("已撤回：%s。") % record.label)
    proposal.refresh_from_db()
    return redirect("home") if proposal.voided_at else redirect("case", proposal.pk)


def correct(request, kind, pk, name):
    """Correct one recorded fact (更正), with the reason."""
    fact = _subject(request, kind, pk)
    if name not in CORRECTABLE.get(kind, ()):
        raise Http404
    if not may(fact, "correct", request.post):
        raise PermissionDenied(_("您的岗位（%(post)s）不能更正这条记录。") % {"post": request.post})
    field = fact._meta.get_field(name)
    form = CorrectionForm(request.POST or None, field=field, fact=fact)
    if request.method == "POST" and form.is_valid():
        try:
            correct_fact(
                fact, {name: form.cleaned_data["value"]}, by=request.post, reason=form.cleaned_data["reason"]
            )
        except (MoveRefused, ValidationError, PermissionDenied) as refusal:
            form.add_error(None, sentences_of(refusal))
        else:
            messages.success(request, _("已更正：%s。") % field.verbose_name)
            return redirect("case", case_of(fact).pk)
    context = {"form": form, "field": field, "fact": fact, "proposal": case_of(fact)}
    return render(request, "proposals/correct.html", context, status=409 if form.errors else 200)


def facts(request, pk):
    """List the facts of a case that may be corrected."""
    proposal = _open(request, Proposal, pk)
    context = {"proposal": proposal, "rows": corrections_of(proposal, request.post)}
    return render(request, "proposals/facts.html", context)


def _query(request, *names):
    kept = request.GET.copy()
    for name in list(kept):
        if name not in names:
            del kept[name]
    return kept.urlencode()


def _subject(request, kind, pk):
    """Return the thing a step is about, if its case is visible to the post."""
    if kind not in SUBJECTS:
        raise Http404
    return _open(request, SUBJECTS[kind], pk)


def _open(request, model, pk):
    """Return a case or a part of one that the post may open; the frame then shows its session as the present one."""
    found = part_at_hand(model, pk, request.post)
    if found is None:
        raise Http404
    request.plenary_session = case_of(found).plenary_session
    return found
