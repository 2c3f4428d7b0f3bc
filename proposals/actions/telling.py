"""Tells people what an action means for them; the wording of each kind is a template, its first line the title."""

from django.template.loader import render_to_string
from django.urls import reverse

from cppcc.notices.sending import Message, send
from proposals.permissions import case_of
from proposals.queries.readers import (
    posts_of_committee,
    posts_of_each_proposer,
    posts_of_proposals,
    posts_of_proposers,
    posts_of_unit,
    posts_of_units,
)


def tell(posts, kind, about, record, *, link="", **words):
    """Tell each of `posts` (but the one that acted) of `about`; `record` is the move that it comes from."""
    messages = [
        message_of(post, kind, about, key=f"{kind}:{record.pk}", link=link, record=record, **words)
        for post in posts
        if post.pk != record.by_id
    ]
    return send(messages)


def tell_unit(task, kind, record, *, about=None, link="", **words):
    """Tell the officers of the unit whose task it is."""
    return tell(posts_of_unit(task.unit_id), kind, about or task, record, link=link, **words)


def tell_units(tasks, kind, records, *, abouts=None, link=""):
    """Tell the officers of each task's unit of its record; a fixed number of statements for any number of tasks."""
    posts = posts_of_units({task.unit_id for task in tasks})
    return send(
        message_of(post, kind, about, key=f"{kind}:{record.pk}:{task.pk}", link=link, record=record)
        for task, about, record in zip(tasks, abouts or tasks, records, strict=True)
        for post in posts[task.unit_id]
        if post.pk != record.by_id
    )


def tell_proposers(proposal, kind, record, *, about=None, link="", **words):
    """Tell those who put the case, and those whose cases were merged into it."""
    posts = posts_of_proposers(proposal.all_proposers())
    return tell(posts, kind, about or proposal, record, link=link, **words)


def tell_proposers_of(proposals, kind, records, *, abouts=None):
    """Tell those who put each of `proposals` of its record; a fixed number of statements for any number."""
    posts = posts_of_proposals(proposals)
    return send(
        message_of(post, kind, about, key=f"{kind}:{record.pk}", record=record)
        for proposal, about, record in zip(proposals, abouts or proposals, records, strict=True)
        for post in posts[proposal.pk]
        if post.pk != record.by_id
    )


def tell_each_proposer(facts, kind, record, *, link="", **words):
    """Tell each proposer of the one of `facts` that is his; a fixed number of statements for any number."""
    posts = posts_of_each_proposer([fact.proposer for fact in facts])
    return send(
        message_of(post, kind, fact, key=f"{kind}:{record.pk}", link=link, record=record, **words)
        for fact in facts
        for post in posts[fact.proposer_id]
        if post.pk != record.by_id
    )


def tell_committee(thing, kind, record, **words):
    """Tell the clerks of the committee."""
    return tell(posts_of_committee(case_of(thing).plenary_session), kind, thing, record, **words)


def tell_committee_of(things, kind, records):
    """Tell the clerks of the committee of the record of each of `things` (of one session); two statements for any."""
    posts = posts_of_committee(case_of(things[0]).plenary_session) if things else []
    return send(
        message_of(post, kind, thing, key=f"{kind}:{record.pk}", record=record)
        for thing, record in zip(things, records, strict=True)
        for post in posts
        if post.pk != record.by_id
    )


def message_of(post, kind, about, *, key, link="", **words):
    """Return the Message of one kind about one thing, in the words of its template."""
    proposal = case_of(about)
    text = render_to_string(
        f"proposals/notices/{kind}.txt",
        {"about": about, "proposal": proposal, "task": getattr(about, "assignment", about), **words},
    )
    title, _newline, body = text.strip().partition("\n")
    return Message(
        post=post,
        kind=kind,
        key=key,
        title=title.strip(),
        body=body.strip(),
        address=reverse("case", args=[proposal.pk]),
        link_action=link,
        subject=about if link else None,
    )
