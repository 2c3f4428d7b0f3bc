"""The writing page of a member or a contact: what is typed is kept, saved, and looked over before it is handed in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cppcc.accounts.models import Role
from proposals.actions.autosaving import forget_autosave
from proposals.actions.drafting import WITH_WRITER, ProposerEntry
from proposals.actions.writing import save_writing
from proposals.models import Member
from proposals.queries.visibility import visible_proposals
from proposals.web.autosaving import restore
from proposals.web.frame import session_at
from proposals.web.steps import offered
from proposals.web.writing_forms import WritingForm
from workflows.errors import MoveRefused
from workflows.perform import may


def write(request, code):
    """Begin a proposal."""
    session = session_at(request, code)
    first = _first_proposer(request.post, session)
    if first is None:
        raise PermissionDenied(_("只有本届委员和集体提案联系人可以写提案；代为登记请用「登记提案」。"))
    return _page(request, session, first=first)


def rewrite(request, pk):
    """Go on with a draft, or with what was returned for revision."""
    proposals = visible_proposals(request.post).select_related("plenary_session__policy")
    proposal = get_object_or_404(proposals, pk=pk)
    if proposal.state not in WITH_WRITER or not may(proposal, "amend", request.post):
        messages.error(request, _("提案现在是「%s」，不能在这里修改。") % proposal.get_state_display())
        return redirect("case", proposal.pk)
    return _page(request, proposal.plenary_session, proposal=proposal)


def _page(request, session, *, proposal=None, first=None):
    is_sent = request.method == "POST"
    form = WritingForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        plenary_session=session,
        proposal=proposal,
        post=request.post,
    )
    put_by = restore(form, request)
    if is_sent and form.is_valid():
        try:
            saved = save_writing(
                session,
                form.draft((first,) if first else ()),
                proposal=proposal,
                based_on=form.cleaned_data["version"],
                enclosed=form.enclosed(),
                by=request.post,
            )
        except MoveRefused as refusal:
            form.add_error(None, refusal.reason)
            form.take_newest_version()
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        else:
            forget_autosave(request.post, request.path, window=request.POST.get("window", ""))
            messages.success(request, _("已保存草稿，还没有提交；只有您和受邀联名的人能看到。"))
            if request.POST.get("do") == "check":
                return redirect("act", "proposal", saved.pk, "submit")
            return redirect("rewrite", saved.pk)
    context = {"form": form, "session": session, "proposal": proposal, "put_by": put_by}
    if proposal:
        context["cosigners"] = _cosigners(proposal, request.post)
        context["papers"] = proposal.attachments.standing()
    return render(request, "proposals/member/write.html", context, status=409 if form.errors else 200)


def _cosigners(proposal, post):
    cosigners = list(proposal.proposers.filter(role="COSIGNER").select_related("member"))
    for each in cosigners:
        each.offered = [step for step in offered(each, post) if step.step.name == "uninvite"]
    return cosigners


def _first_proposer(post, session):
    """Return in whose name the post writes, or None where it does not write at all."""
    if post.role == Role.MEMBER:
        member = Member.objects.filter(term=session.term, user=post.user).first()
        return ProposerEntry(member=member) if member else None
    if post.role == Role.CONTACT and post.organisation_id:
        return ProposerEntry(organisation=post.organisation, contact_person=str(post.user))
    return None
