"""The page on which a clerk registers a proposal from a paper slip (代录), and the names on the slip."""

from collections import defaultdict
from functools import partial
from itertools import chain

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation, Role
from proposals.actions.drafting import Draft, ProposerEntry
from proposals.actions.sending import AlreadySent, send_once
from proposals.actions.writing import register_slip
from proposals.models import Member, Proposer
from proposals.queries.people import bodies_of
from proposals.queries.similar import same_cases
from proposals.web.forms import IntakeForm, member_names
from proposals.web.frame import session_at
from proposals.web.freshness import AGAIN, sentences_of, unconfirmed
from workflows.errors import MoveRefused
from workflows.models import Via
from workflows.perform import Provenance


def intake(request, code):
    """Register a proposal from a paper slip, with its scan or photos."""
    session = session_at(request, code)
    if request.post.role != Role.CLERK:
        raise PermissionDenied(_("代为登记由提案委工作人员办理；委员和集体提案联系人请用「写提案」。"))
    form = IntakeForm(request.POST or None, request.FILES or None, plenary_session=session)
    question = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            proposers = _proposers(session, values)
            question = unconfirmed(request, _doubts(request.post, session, values["title"], proposers))
            if not question:
                register = partial(_register, request.post, session, values, proposers)
                proposal = send_once(values["token"], register)
                messages.success(request, _("已登记。"))
                return redirect("case", proposal.pk)
        except AlreadySent:
            messages.info(request, AGAIN)
            return redirect("proposal_list", session.code)
        except (MoveRefused, ValidationError) as refusal:
            form.add_error(None, sentences_of(refusal))
    context = {"form": form, "session": session, "question": question}
    return render(request, "proposals/intake.html", context, status=409 if form.errors else 200)


def _register(post, session, values, proposers):
    draft = Draft(
        title=values["title"],
        proposers=proposers,
        background=values.get("background", ""),
        analysis=values.get("analysis", ""),
        body=values["body"],
        suggestions=tuple(values["suggestions"].splitlines()),
        kind=values["kind"],
        facts={"category": values["category"], "is_text_on_paper": values["is_text_on_paper"]},
    )
    return register_slip(
        session,
        draft,
        papers=[paper for paper in values["papers"] if paper],
        is_submitted=values["submit_now"],
        by=post,
        at=values["at"],
        provenance=Provenance(values["first_proposer"] or _("提案者"), Via.PAPER),
    )


def _doubts(post, session, title, proposers):
    return [*_strangers(session, proposers), *_doubles(post, session, title, proposers)]


def _strangers(session, proposers):
    """Ask about the names of nobody on the roster, where there is a roster."""
    unknown = "、".join(each.name for each in proposers if each.name)
    if unknown and session.term.members.exists():
        yield _("名册里没有%(names)s，也没有叫这个名称的机构，请核对。") % {"names": unknown}


def _doubles(post, session, title, proposers):
    """Ask about the cases that bear this title and first proposer already."""
    names = [
        str(each.name or each.member or each.organisation)
        for each in proposers
        if each.role == Proposer.Role.FIRST
    ]
    for case in chain(*(same_cases(post, session, title, name) for name in names)):
        yield format_html(
            _('已有同题同提案者的提案：<a href="{}" target="_blank">{}</a>（{}），请核对是否重复登记。'),
            reverse("case", args=[case.pk]),
            case,
            case.get_state_display(),
        )


def _proposers(session, values):
    """Return the entries of the names typed.

    Raises:
        ValidationError: several names stand for the first proposer, or several members bear a name.
    """
    roster = defaultdict(list)
    for member in Member.objects.filter(term=session.term).select_related("sector").order_by("pk"):
        for called in {member.name, _with_sector(member)}:
            roster[called].append(member)
    first = _named(session, values["first_proposer"], roster, Proposer.Role.FIRST)
    if len(member_names(first.name)) > 1:
        raise ValidationError(_("第一提案人只填一个；其余的请填在「联名人」里。"))
    others = (
        _named(session, name, roster, Proposer.Role.COSIGNER) for name in member_names(values["cosigners"])
    )
    return tuple(entry for entry in (first, *others) if entry.member or entry.organisation or entry.name)


def _with_sector(member):
    return f"{member.name}（{member.sector}）" if member.sector else member.name


def _body(session, name):
    """Return the body of that name, else one of the committee's own that goes by it (别名); None where there is none."""
    return (
        Organisation.objects.filter(name=name).first()
        or bodies_of(session.committee).filter(aliases__name=name, valid_to=None).first()
    )


def _named(session, name, roster, role):
    members = roster.get("".join(name.split()).replace("(", "（").replace(")", "）"), ())
    if len(members) > 1:
        known = "、".join(map(_with_sector, members))
        raise ValidationError(
            _("有几名委员叫%(name)s，请写明界别：%(known)s。名录里没有界别的，请先在「人员」中补上。")
            % {"name": name, "known": known}
        )
    if members:
        return ProposerEntry(member=members[0], role=role)
    body = _body(session, name)
    return ProposerEntry(organisation=body, name="" if body else name, role=role)
