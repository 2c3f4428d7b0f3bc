"""The pages everybody shares: sessions, their figures and lists, one case, and the steps on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cppcc.accounts.models import Organisation, Role
from proposals.actions.drafting import Draft, ProposerEntry, draft_proposal, hand_in
from proposals.actions.mending import correct_fact, undo_step
from proposals.models import Member, Proposer
from proposals.permissions import case_of, is_about_a_case
from proposals.queries.history import timeline
from proposals.queries.holding import holders
from proposals.queries.visibility import visible_assignments, visible_proposals
from proposals.statistics.behind import behind
from proposals.statistics.definitions import COUNTS
from proposals.statistics.figures import figures_of
from proposals.statistics.lists import is_list_of_tasks
from proposals.web.case import CORRECTABLE, SUBJECTS, case_page, corrections_of
from proposals.web.forms import CorrectionForm, IntakeForm, member_names
from proposals.web.frame import session_at
from proposals.web.listing import Listing
from proposals.web.scopes import scope_of
from proposals.web.steps import offer, step_named
from workflows.errors import MoveRefused
from workflows.models import MoveRecord, Via
from workflows.perform import Provenance


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
            "counts": [(key, COUNTS[key].split("：")[0], COUNTS[key], figures.counts[key]) for key in COUNTS],
            "rates": [(rate, rate.percent(scope.policy)) for rate in figures.rates.values()],
            "breakdowns": [
                (name, title, [(line, line.percent(scope.policy)) for line in figures.breakdowns[name]])
                for name, title in _BREAKDOWNS
            ],
            "may_register": request.post.role in (Role.CLERK, Role.MEMBER, Role.CONTACT),
            "query": _query(request, "as_of", "occasion"),
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
    if is_list_of_tasks(rows):
        rows = rows.filter(pk__in=visible_assignments(request.post).values("pk"))
    else:
        rows = rows.filter(pk__in=visible_proposals(request.post).order_by().values("pk"))
    return Listing(title, rows, session=scope.plenary_session).answer(request)


def case(request, pk):
    """Show one case: facts, tasks, timeline, who holds it, what comes next, and the steps open to the post."""
    proposal = get_object_or_404(
        visible_proposals(request.post).select_related("plenary_session__policy", "category", "sector"), pk=pk
    )
    return render(
        request,
        "proposals/case.html",
        {
            "proposal": proposal,
            "session": proposal.plenary_session,
            "holders": holders(proposal),
            "records": timeline(proposal, request.post),
            **case_page(proposal, request.post),
        },
    )


def act(request, kind, pk, name):
    """Ask what a step needs and take it; a refusal says why, and nothing that was typed is lost."""
    subject = _subject(request, kind, pk)
    step = step_named(subject, name)
    found = step and offer(subject, step, request.post)
    if not found:
        messages.error(request, _("这一步现在不能办理，页面已更新。"))
        return redirect("case", case_of(subject).pk)
    form = step.form(
        request.POST or None,
        request.FILES or None,
        subject=subject,
        in_own_right=found.in_own_right,
        for_others=found.for_others,
    )
    if request.method == "POST" and form.is_valid():
        try:
            step.run(subject, form, form.how(request.post))
        except MoveRefused as refusal:
            form.add_error(None, refusal.reason)
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        except PermissionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("已办理：%s。") % step.label)
            return redirect("case", case_of(subject).pk)
    context = {
        "form": form,
        "step": step,
        "subject": subject,
        "proposal": case_of(subject),
        "reason": found.reason,
    }
    return render(request, "proposals/step.html", context, status=409 if form.errors else 200)


@require_POST
def undo(request, pk):
    """Take back one's own last step."""
    record = get_object_or_404(MoveRecord, pk=pk)
    if not is_about_a_case(record.subject):
        raise Http404
    proposal = get_object_or_404(visible_proposals(request.post), pk=case_of(record.subject).pk)
    try:
        undo_step(record, by=request.post, reason=request.POST.get("reason", ""))
    except (MoveRefused, PermissionDenied) as refusal:
        messages.error(request, getattr(refusal, "reason", str(refusal)))
    else:
        messages.success(request, _("已撤回：%s。") % record.label)
    proposal.refresh_from_db()
    return redirect("home") if proposal.voided_at else redirect("case", proposal.pk)


def correct(request, kind, pk, name):
    """Correct one recorded fact (更正), with the reason."""
    fact = _subject(request, kind, pk)
    if name not in CORRECTABLE.get(kind, ()):
        raise Http404
    field = fact._meta.get_field(name)
    form = CorrectionForm(request.POST or None, field=field, fact=fact)
    if request.method == "POST" and form.is_valid():
        try:
            correct_fact(
                fact, {name: form.cleaned_data["value"]}, by=request.post, reason=form.cleaned_data["reason"]
            )
        except (MoveRefused, PermissionDenied) as refusal:
            form.add_error(None, getattr(refusal, "reason", str(refusal)))
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        else:
            messages.success(request, _("已更正：%s。") % field.verbose_name)
            return redirect("case", case_of(fact).pk)
    context = {"form": form, "field": field, "fact": fact, "proposal": case_of(fact)}
    return render(request, "proposals/correct.html", context, status=409 if form.errors else 200)


def facts(request, pk):
    """List the facts of a case that may be corrected."""
    proposal = get_object_or_404(visible_proposals(request.post), pk=pk)
    context = {"proposal": proposal, "rows": corrections_of(proposal, request.post)}
    return render(request, "proposals/facts.html", context)


def intake(request, code):
    """Write a proposal, or register one from a paper slip (代录)."""
    session = session_at(request, code)
    if request.post.role not in (Role.CLERK, Role.MEMBER, Role.CONTACT):
        raise PermissionDenied(_("只有委员、集体提案联系人和提案委工作人员可以写提案。"))
    form = IntakeForm(request.POST or None, plenary_session=session)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = _register(request.post, session, form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, refusal.reason)
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        else:
            messages.success(request, _("已登记。"))
            return redirect("case", proposal.pk)
    context = {"form": form, "session": session}
    return render(request, "proposals/intake.html", context, status=409 if form.errors else 200)


def _register(post, session, values):
    how = {"by": post, "at": values["at"]}
    if post.role == Role.CLERK:
        how["provenance"] = Provenance(values["first_proposer"] or _("提案者"), Via.PAPER)
    draft = Draft(
        title=values["title"],
        proposers=_proposers(post, session, values),
        body=values["body"],
        suggestions=tuple(values["suggestions"].splitlines()),
        kind=values["kind"],
        facts={"category": values["category"], "is_text_on_paper": values["is_text_on_paper"]},
    )
    write = hand_in if values["submit_now"] else draft_proposal
    return write(session, draft, **how)


def _proposers(post, session, values):
    roster = {member.name: member for member in Member.objects.filter(term=session.term)}
    if post.role == Role.MEMBER:
        first = ProposerEntry(member=Member.objects.filter(term=session.term, user=post.user).first())
    elif post.role == Role.CONTACT:
        first = ProposerEntry(organisation=post.organisation)
    else:
        first = _named(values["first_proposer"], roster, Proposer.Role.FIRST)
    others = (_named(name, roster, Proposer.Role.COSIGNER) for name in member_names(values["cosigners"]))
    return tuple(entry for entry in (first, *others) if entry.member or entry.organisation or entry.name)


def _named(name, roster, role):
    if name in roster:
        return ProposerEntry(member=roster[name], role=role)
    body = Organisation.objects.filter(name=name).first()
    return ProposerEntry(organisation=body, name="" if body else name, role=role)


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
    subject = get_object_or_404(SUBJECTS[kind]._base_manager, pk=pk)
    proposal = case_of(subject)
    if not visible_proposals(request.post).filter(pk=proposal.pk).exists():
        raise Http404
    return subject
