"""What anybody may read without signing in: published proposals and replies, and the session's figures."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from proposals.queries.publication import publications, published_proposals, published_sessions
from proposals.statistics.comparison import COMPARED_COUNTS
from proposals.statistics.definitions import COUNTS
from proposals.statistics.figures import figures_without_remarks
from proposals.statistics.scope import Scope
from proposals.web.forms import WordsForm

A_PAGE = 50
_COUNTS = [key for key in COMPARED_COUNTS if key in COUNTS]
_RATES = ("filing_rate", "consultation_rate", "reply_rate", "conclusion_rate", "satisfaction_rate")
_BREAKDOWNS = (
    ("category", _("类别")),
    ("proposer_kind", _("提案者")),
    ("outcome", _("办理结果")),
)


class PublicForm(WordsForm):
    """What the public list is narrowed by."""

    session = forms.CharField(required=False, max_length=40)
    category = forms.CharField(required=False, max_length=100)


@login_not_required
def public_list(request):
    """List what is published, narrowed by words, session and category."""
    filters = PublicForm(request.GET).filters()
    page = Paginator(published_proposals(filters), A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "filters": filters,
        "page": page,
        "rows": publications(page.object_list),
        "sessions": published_sessions(),
        "query": kept.urlencode(),
    }
    return render(request, "proposals/public/list.html", context)


@login_not_required
def public_proposal(request, pk):
    """Show one published proposal with its published replies."""
    proposal = get_object_or_404(published_proposals(), pk=pk)
    [publication] = publications(published_proposals().filter(pk=proposal.pk))
    return render(request, "proposals/public/proposal.html", {"publication": publication})


@login_not_required
def public_figures(request, code):
    """Show the figures of a session that has something published."""
    session = get_object_or_404(published_sessions(), code=code)
    figures = figures_without_remarks(Scope(session))
    context = {
        "title": str(session),
        "counts": [(COUNTS[key].split("：")[0], figures.counts[key], COUNTS[key]) for key in _COUNTS],
        "rates": [(figures.rates[key], figures.rates[key].percent(session.policy)) for key in _RATES],
        "breakdowns": [
            (title, [(line, line.percent(session.policy)) for line in figures.breakdowns[name]])
            for name, title in _BREAKDOWNS
        ],
    }
    return render(request, "proposals/public/figures.html", context)
