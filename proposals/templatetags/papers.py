"""Says which papers of a case the post may print."""

from django import template

from proposals.web.papers import papers_on_case

register = template.Library()


@register.inclusion_tag("proposals/papers/of_case.html", takes_context=True)
def case_papers(context, proposal):
    """Show the papers of a case, of its tasks and replies."""
    return papers_on_case(proposal, context["request"].post)
