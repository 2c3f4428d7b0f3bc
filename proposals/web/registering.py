"""The page on which a clerk registers a proposal from a paper slip (代录), and the names on the slip."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation, Role
from proposals.actions.drafting import Draft, ProposerEntry
from proposals.actions.sending import AlreadySent, send_once
from proposals.actions.writing import register_slip
from proposals.models import Member, Proposer
from proposals.web.forms import IntakeForm, member_names
from proposals.web.frame import session_at
from proposals.web.freshness import AGAIN, sentences_of
from workflows.errors import MoveRefused
from workflows.models import Via
from workflows.perform import Provenance


def intake(request, code):
    """Register a proposal from a paper slip, with its scan or photos."""
    session = session_at(request, code)
    if request.post.role != Role.CLERK:
        raise PermissionDenied(_("代为登记由提案委工作人员办理；委员和集体提案联系人请用“写提案”。"))
    form = IntakeForm(request.POST or None, request.FILES or None, plenary_session=session)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            proposal = send_once(values["token"], lambda: _register(request.post, session, values))
        except AlreadySent:
            messages.info(request, AGAIN)
            return redirect("proposal_list", session.code)
        except (MoveRefused, ValidationError) as refusal:
            form.add_error(None, sentences_of(refusal))
        else:
            messages.success(request, _("已登记。"))
            return redirect("case", proposal.pk)
    context = {"form": form, "session": session}
    return render(request, "proposals/intake.html", context, status=409 if form.errors else 200)


def _register(post, session, values):
    draft = Draft(
        title=values["title"],
        proposers=_proposers(session, values),
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


def _proposers(session, values):
    roster = defaultdict(list)
    for member in Member.objects.filter(term=session.term).select_related("sector").order_by("pk"):
        for called in {member.name, _with_sector(member)}:
            roster[called].append(member)
    first = _named(values["first_proposer"], roster, Proposer.Role.FIRST)
    others = (_named(name, roster, Proposer.Role.COSIGNER) for name in member_names(values["cosigners"]))
    return tuple(entry for entry in (first, *others) if entry.member or entry.organisation or entry.name)


def _with_sector(member):
    return f"{member.name}（{member.sector}）" if member.sector else member.name


def _named(name, roster, role):
    members = roster.get(name.replace("(", "（").replace(")", "）"), ())
    if len(members) > 1:
        known = "、".join(map(_with_sector, members))
        raise ValidationError(
            _("有几名委员叫%(name)s，请写明界别：%(known)s。名录里没有界别的，请先在“人员”中补上。")
            % {"name": name, "known": known}
        )
    if members:
        return ProposerEntry(member=members[0], role=role)
    body = Organisation.objects.filter(name=name).first()
    return ProposerEntry(organisation=body, name="" if body else name, role=role)
