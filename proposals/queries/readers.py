"""Who is to be told of what: the posts of units, offices, the committee and the proposers."""

from collections import defaultdict

from django.db.models import BigIntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cppcc.accounts.models import Post, Role
from proposals.models import Channel, Examination, Proposer, Result
from proposals.models.policy import ExtensionApprover


def posts_of_units(units):
    """Return {unit id: posts of its officers}, in one statement for any number of units."""
    found = defaultdict(list)
    posts = Post.objects.held().filter(role=Role.OFFICER, organisation__in=[unit for unit in units if unit])
    for post in posts.select_related("user", "organisation").order_by("pk"):
        found[post.organisation_id].append(post)
    return found


def posts_of_unit(unit_id):
    """Return the posts of one unit's officers."""
    return posts_of_units([unit_id])[unit_id]


def posts_of_committee(plenary_session):
    """Return the clerks' posts that serve the session."""
    return _posts(_of_committee(plenary_session))


def posts_that_steer(plenary_session):
    """Return the posts of both: of the bodies that hand proposals over, and of the committee."""
    return _posts(_of_office(plenary_session) | _of_committee(plenary_session))


def posts_that_grant_time(plenary_session):
    """Return the posts that rule on extensions and pauses, by the policy."""
    if plenary_session.policy.extension_approver == ExtensionApprover.COMMITTEE:
        return posts_of_committee(plenary_session)
    return _posts(_of_office(plenary_session))


def posts_of_proposers(proposers):
    """Return the posts of the members, and of the contacts of the bodies, among `proposers`; seconders need no word."""
    rows = proposers.exclude(role=Proposer.Role.SECONDER).order_by()
    members = Q(role=Role.MEMBER, user__in=rows.values("member__user"))
    return _posts(members | Q(role=Role.CONTACT, organisation__in=rows.values("organisation")))


def posts_of_each_proposer(proposers):
    """Return {proposer id: posts of the member, or of the contacts of the body}, in one statement for any number."""
    members = Q(role=Role.MEMBER, user__in=[each.member.user_id for each in proposers if each.member])
    contacts = Q(role=Role.CONTACT, organisation__in=[each.organisation_id for each in proposers])
    posts = _posts(members | contacts) if proposers else []
    return {
        each.pk: [
            post
            for post in posts
            if (post.role == Role.MEMBER and each.member and post.user_id == each.member.user_id)
            or (post.role == Role.CONTACT and post.organisation_id == each.organisation_id)
        ]
        for each in proposers
    }


def posts_of_proposals(proposals):
    """Return {proposal id: posts of its proposers and of those merged into it}, in two statements for any number."""
    merged = Examination.objects.holding().filter(result=Result.MERGED, merged_into__in=proposals)
    into = merged.filter(proposal=OuterRef("proposal")).values("merged_into")
    of_the_groups = Q(proposal__in=proposals) | Q(proposal__in=merged.order_by().values("proposal"))
    rows = Proposer.objects.filter(of_the_groups).exclude(role=Proposer.Role.SECONDER)
    rows = rows.annotate(head=Coalesce(Subquery(into), "proposal", output_field=BigIntegerField()))
    users, bodies = defaultdict(set), defaultdict(set)
    for head, user, body in rows.values_list("head", "member__user", "organisation"):
        users[user].add(head)
        bodies[body].add(head)
    found = defaultdict(list)
    members = Q(role=Role.MEMBER, user__in=[user for user in users if user])
    contacts = Q(role=Role.CONTACT, organisation__in=[body for body in bodies if body])
    for post in _posts(members | contacts):
        put = users[post.user_id] if post.role == Role.MEMBER else bodies[post.organisation_id]
        for proposal in sorted(put):
            found[proposal].append(post)
    return found


def _of_committee(plenary_session):
    own = Q(organisation=plenary_session.committee.organisation_id) | Q(organisation=None)
    return own & Q(role=Role.CLERK)


def _of_office(plenary_session):
    offices = Channel.objects.filter(plenary_session=plenary_session).exclude(office=None).values("office")
    return Q(role=Role.OFFICE, organisation__in=offices)


def _posts(condition):
    posts = Post.objects.held().filter(condition)
    return list(posts.select_related("user", "organisation").order_by("pk"))
