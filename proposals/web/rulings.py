"""Rulings (裁定) on requests to hand back and to extend, late ones flagged and still grantable; checks of drafts."""

import rules
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.accepting import exceeds_cap, rule_on_extensions, rule_on_hand_backs, ruling_due_on
from proposals.actions.replying import check_replies
from proposals.models import Extension, HandBack
from proposals.queries.boards import drafts_to_check, requests_of
from proposals.web.boards import Board, Summary
from workflows.holidays import working_calendar


class RulingForm(forms.Form):
    """What is ruled on one request."""

    ruling = forms.ChoiceField(
        label=gettext_lazy("裁定"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", gettext_lazy("未定")),
            *[(each.value, each.label) for each in (HandBack.Ruling.GRANTED, HandBack.Ruling.REFUSED)],
        ],
        initial="",
    )
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=500)

    def clean(self):
        """Ask for the reason of a refusal."""
        cleaned = super().clean()
        if cleaned.get("ruling") == HandBack.Ruling.REFUSED and not cleaned.get("note", "").strip():
            raise ValidationError(_("不同意的，请写明理由。"))
        return cleaned

    def ruled(self):
        """Return (granted, note)."""
        return self.cleaned_data["ruling"] == HandBack.Ruling.GRANTED, self.cleaned_data["note"]


class Rulings(Board):
    """The requests of one kind that wait."""

    rule = "assign_proposal"
    counted = gettext_lazy("件待裁定")
    template_name = "proposals/boards/rulings.html"
    row_form = RulingForm
    model = HandBack
    ruling_rule = "grant_hand_back_assignment"
    title = gettext_lazy("退办申请")
    rule_on = staticmethod(rule_on_hand_backs)

    def rows(self):
        """Return them, the oldest first."""
        return requests_of(self.request.post, self.session, self.model)

    def acts_in_own_right(self, post):
        """Say whether the ruling is the post's own."""
        return rules.has_perm(f"proposals.{self.ruling_rule}", post, self.session)

    def common(self, data):
        """Leave the remarks out: each ruling has its own."""
        form = super().common(data)
        del form.fields["note"]
        return form

    def chosen(self, rows):
        """Return the rows ruled on."""
        return [row for row in rows if row.form.cleaned_data["ruling"]]

    def context(self, rows):
        """Return what each request is up against."""
        calendar = working_calendar()
        for row in rows:
            row.warning = self.warning(row, calendar)
        return {"kind": self.model._meta.model_name}

    def warning(self, row, calendar):
        """Return by when the ruling is due."""
        return _("应在%s前答复") % format_date(ruling_due_on(row, calendar), "Y年n月j日")

    def subject_of(self, row):
        """Return what the action rules on."""
        return row.assignment

    def summary(self, chosen, _common):
        """Say what is granted and what is not."""
        lines = [
            f"{HandBack.Ruling(row.form.cleaned_data['ruling']).label}：{row} {row.form.cleaned_data['note']}"
            for row in chosen
        ]
        return Summary(_("裁定这%d件") % len(chosen), lines)

    def carry_out(self, chosen, common):
        """Rule on all or on none."""
        rulings = {self.subject_of(row): row.form.ruled() for row in chosen}
        self.rule_on(rulings, **common.how(self.request.post))
        self.done(_("已裁定%d件。") % len(chosen))


class ExtensionRulings(Rulings):
    """Requests for more time."""

    model = Extension
    ruling_rule = "rule_on_extension_assignment"
    title = gettext_lazy("延期申请")
    rule_on = staticmethod(rule_on_extensions)

    def warning(self, row, calendar):
        """Return whether the new limit is beyond the cap of the policy."""
        return _("超过延期后总期限") if exceeds_cap(row, calendar) else ""

    def subject_of(self, row):
        """Return what the action rules on."""
        return row


class CheckForm(forms.Form):
    """Whether one draft may be issued."""

    check = forms.ChoiceField(
        label=gettext_lazy("核稿"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", gettext_lazy("未定")),
            ("passed", gettext_lazy("通过")),
            ("back", gettext_lazy("退回重拟")),
        ],
        initial="",
    )
    note = forms.CharField(label=gettext_lazy("修改要求"), required=False, max_length=500)

    def clean(self):
        """Ask what is to be mended."""
        cleaned = super().clean()
        if cleaned.get("check") == "back" and not cleaned.get("note", "").strip():
            raise ValidationError(_("退回的，请写明怎样修改。"))
        return cleaned


class DraftChecks(Board):
    """The drafts of replies that the assigning office is to pass before their issue."""

    rule = "assign_proposal"
    title = gettext_lazy("核稿")
    counted = gettext_lazy("份答复稿")
    template_name = "proposals/boards/drafts.html"
    row_form = CheckForm

    def acts_in_own_right(self, post):
        """Say whether the check is the post's own."""
        return rules.has_perm("proposals.check_reply", post, self.session)

    def rows(self):
        """Return them, the oldest first."""
        return drafts_to_check(self.request.post, self.session)

    def common(self, data):
        """Leave the remarks out: each draft has its own."""
        form = super().common(data)
        del form.fields["note"]
        return form

    def chosen(self, rows):
        """Return the drafts decided on."""
        return [row for row in rows if row.form.cleaned_data["check"]]

    def summary(self, chosen, _common):
        """Say which pass and which go back."""
        words = dict(CheckForm.base_fields["check"].choices)
        lines = [
            f"{words[row.form.cleaned_data['check']]}：{row.assignment} {row.form.cleaned_data['note']}"
            for row in chosen
        ]
        return Summary(_("核稿（%d件）") % len(chosen), lines)

    def carry_out(self, chosen, common):
        """Pass and send back, all or none."""
        passed = [row for row in chosen if row.form.cleaned_data["check"] == "passed"]
        back = {row: row.form.cleaned_data["note"] for row in chosen if row not in passed}
        check_replies(passed, back, **common.how(self.request.post))
        self.done(_("已核稿%d件。") % len(chosen))
