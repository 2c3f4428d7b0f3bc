"""The working table (工作表): many rows with a small form each, confirmed with their count, carried out together."""

from dataclasses import dataclass

import rules
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from cppcc.numbers import whole_numbers
from proposals.actions.sending import AlreadySent, send_once, was_sent
from proposals.web.frame import session_at
from proposals.web.freshness import AGAIN, sentences_of
from proposals.web.listing import without
from proposals.web.step_forms import StepForm
from workflows.errors import MoveRefused


@dataclass(frozen=True)
class Summary:
    """What is about to be done, for the question before it: the words of the button and a line for each kind.

    `warnings` say what speaks against it and does not stop it.
    """

    button: str
    lines: list[str]
    warnings: tuple[str, ...] = ()


def board_session(request, code, rule):
    """Return the session if the post sees it and has work of this kind there; 404 or 403 otherwise."""
    session = session_at(request, code)
    if not rules.has_perm(f"proposals.{rule}", request.post, session):
        raise PermissionDenied(_("您的岗位（%(post)s）不办理这张工作表。") % {"post": request.post})
    return session


def refusals_of(act):
    """Do `act` and return the sentences that refuse it; none when it is done."""
    try:
        act()
    except (MoveRefused, ValidationError, PermissionDenied) as refusal:
        said = sentences_of(refusal)
        return [said] if isinstance(said, str) else said
    return []


class Board(View):
    """A working table of one session.

    A subclass says what its rows are, what is asked of each row (`row_form`) and of all together
    (`common_form`), what is about to be done (`summary`) and does it (`carry_out`). Its template fills the
    blocks of boards/board.html; `counted` are the words after the number in the heading, and `script` is the
    module that helps at the table.
    """

    rule = ""
    title = ""
    counted = ""
    script = ""
    template_name = ""
    row_form = forms.Form
    common_form = StepForm
    a_page = 30

    def setup(self, request, *args, **kwargs):
        """Find the session, or refuse."""
        super().setup(request, *args, **kwargs)
        self.request = request
        self.session = None

    def dispatch(self, request, *args, **kwargs):
        """Answer for the session in the address."""
        self.session = board_session(request, kwargs["code"], self.rule)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **_kwargs):
        """Show a page of the rows."""
        page = Paginator(self.rows(), self.a_page).get_page(request.GET.get("page"))
        rows = list(page.object_list)
        self.dress(rows, None)
        return self.show(rows, self.common(None), page=page)

    def post(self, request, **_kwargs):
        """Ask whether to do what is filled in, or do it; what cannot be done is said, and nothing typed is lost."""
        keys = whole_numbers(request.POST.getlist("row"))
        rows = list(self.rows().filter(pk__in=keys))
        self.dress(rows, request.POST)
        common = self.common(request.POST)
        are_right = [each.form.is_valid() for each in rows]
        chosen = self.chosen(rows) if all(are_right) else []
        if "back" in request.POST:
            return self.show(rows, common)
        if not common.is_valid() or not all(are_right):
            return self.show_faults(rows, common)
        if len(rows) < len(keys) and was_sent(common.cleaned_data.get("token")):
            return self.answer_again()
        if len(rows) < len(keys):
            gone = _("有%d件已由别人处理，不在这张表里了；其余各件还在，请核对后再办。") % (
                len(keys) - len(rows)
            )
            return self.show(rows, common, [gone], status=409)
        if not chosen:
            return self.show(rows, common, [_("还没有选定任何一件。")], status=400)
        self.check(chosen, common)
        if common.errors or any(row.form.errors for row in chosen):
            return self.show_faults(rows, common)
        return self.settle(rows, chosen, common)

    def check(self, chosen, common):
        """Mark in the forms what cannot be done together, before anything is asked."""

    def settle(self, rows, chosen, common):
        """Ask first; once confirmed, do it."""
        if "confirmed" not in self.request.POST:
            return self.ask(self.summary(chosen, common))
        try:
            reasons = refusals_of(
                lambda: send_once(common.cleaned_data.get("token"), lambda: self.carry_out(chosen, common))
            )
        except AlreadySent:
            return self.answer_again()
        if reasons:
            return self.show(rows, common, reasons, status=409)
        return redirect(self.request.get_full_path())

    def answer_again(self):
        """Say that the table was sent before, and show it as it is now."""
        messages.info(self.request, AGAIN)
        return redirect(self.request.get_full_path())

    def ask(self, summary):
        """Show what is about to be done, with everything filled in carried along."""
        kept = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ]
        context = {"session": self.session, "summary": summary, "kept": kept}
        return render(self.request, "proposals/boards/confirm.html", context)

    def show(self, rows, common, reasons=(), *, page=None, status=200):
        """Show the table."""
        context = {
            "session": self.session,
            "title": self.title,
            "counted": self.counted,
            "number": page.paginator.count if page else len(rows),
            "script": self.script,
            "rows": rows,
            "page": page,
            "common": common,
            "reasons": reasons,
            "query": without(self.request.GET, "page"),
            **self.context(rows),
        }
        return render(self.request, self.template_name, context, status=status)

    def show_faults(self, rows, common):
        """Show the table with what is marked in its forms."""
        return self.show(rows, common, [_("有几处还要改正，已在表中标出。")], status=400)

    def dress(self, rows, data):
        """Give each row its form, and its tick where one was set."""
        ticked = set(data.getlist("chosen")) if data else ()
        for row in rows:
            row.is_ticked = str(row.pk) in ticked
            row.form = self.row_form(data, prefix=f"row-{row.pk}", **self.form_arguments(row))

    def common(self, data):
        """Return the form that is asked for all rows together."""
        post = self.request.post
        return self.common_form(
            data,
            subject=self.session,
            in_own_right=self.acts_in_own_right(post),
            for_others=rules.has_perm("proposals.record_for_others", post, self.session),
        )

    def acts_in_own_right(self, _post):
        """Say whether what is done here is the post's own business, not recorded for others."""
        return True

    def done(self, sentence):
        """Say what has been done."""
        messages.success(self.request, sentence)

    def rows(self):
        """Return the rows as a queryset."""
        raise NotImplementedError

    def form_arguments(self, _row):
        """Return what the form of a row needs beside its data."""
        return {}

    def chosen(self, rows):
        """Return the rows on which something is to be done; their forms are right."""
        return [row for row in rows if row.is_ticked]

    def context(self, _rows):
        """Return what the template shows beside the rows."""
        return {}

    def summary(self, chosen, common):
        """Return the Summary of what is about to be done."""
        raise NotImplementedError

    def carry_out(self, chosen, common):
        """Do it."""
        raise NotImplementedError
