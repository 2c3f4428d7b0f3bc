"""Who may see and start background jobs."""

import rules

from cppcc.accounts.models import Role


@rules.predicate
def looks_after_the_site(post):
    """A clerk."""
    return post is not None and post.role == Role.CLERK


rules.add_perm("jobs.see_runs", looks_after_the_site)
