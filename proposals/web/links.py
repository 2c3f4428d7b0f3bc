"""One-time links: what a person may do from a notice without signing in; looking at the page uses nothing up."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from cppcc.notices.links import LinkRefused, read_link, use_link
from proposals.actions import accepting, concluding, consulting
from proposals.models import Rating
from proposals.permissions import case_of
from proposals.web.forms import YesNoField
from workflows.errors import MoveRefused


class AcceptForm(forms.Form):
    """签收."""

    officer = forms.CharField(label=gettext_lazy("经办人"), max_length=50, required=False)
    phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=50, required=False)


class ConfirmForm(forms.Form):
    """确认面商."""

    took_place = YesNoField(
        label=gettext_lazy("是否面商"), yes=gettext_lazy("谈过"), no=gettext_lazy("没谈过")
    )
    objection = forms.CharField(label=gettext_lazy("说明"), max_length=500, required=False)


class RateForm(forms.Form):
    """反馈."""

    attitude = forms.ChoiceField(label=gettext_lazy("对办理态度"), choices=[("", "—"), *Rating.choices])
    result = forms.ChoiceField(label=gettext_lazy("对办理结果"), choices=[("", "—"), *Rating.choices])
    comment = forms.CharField(
        label=gettext_lazy("意见"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


@dataclass(frozen=True)
class LinkedStep:
    """One step a link may be made for."""

    label: str
    form: type
    run: Callable


STEPS = {
    "accept": LinkedStep(
        gettext_lazy("签收"), AcceptForm, lambda task, values, how: accepting.accept(task, **values, **how)
    ),
    "confirm": LinkedStep(
        gettext_lazy("确认面商"),
        ConfirmForm,
        lambda talk, values, how: consulting.confirm_consultation(talk, **values, **how),
    ),
    "rate": LinkedStep(
        gettext_lazy("反馈"),
        RateForm,
        lambda delivery, values, how: concluding.rate(
            delivery.assignment, delivery.proposer, **values, **how
        ),
    ),
}


@login_not_required
@never_cache
def use(request, token):
    """Show what the link is for; taken by POST, the step is made in the post of the link, once."""
    try:
        link = read_link(token)
    except LinkRefused as refusal:
        return render(request, "proposals/links/refused.html", {"reason": str(refusal)}, status=410)
    step = STEPS[link.action]
    form = step.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how = {"by": link.post, "note": _("通过通知里的一次性链接办理")}
        try:
            use_link(
                token,
                lambda taken: step.run(taken.subject, form.cleaned_data, how),
                ip=request.META.get("REMOTE_ADDR"),
            )
        except LinkRefused as refusal:
            return render(request, "proposals/links/refused.html", {"reason": str(refusal)}, status=410)
        except (MoveRefused, ValidationError, PermissionDenied) as refusal:
            form.add_error(None, _words(refusal))
        else:
            return render(request, "proposals/links/done.html", {"step": step})
    context = {"step": step, "form": form, "link": link, "proposal": case_of(link.subject)}
    return render(request, "proposals/links/use.html", context, status=409 if form.errors else 200)


def _words(refusal):
    return refusal.messages if isinstance(refusal, ValidationError) else str(refusal)
