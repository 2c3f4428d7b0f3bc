"""The page that checks a draft report: every number marked in the text and listed with the right value."""

from dataclasses import dataclass
from urllib.parse import urlencode

import rules
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.checking import Finding, check_draft
from proposals.actions.reporting import scope_of_report
from proposals.documents.draft_reading import LARGEST_FILE, DraftUnreadable, read_draft
from proposals.models import ReportSnapshot
from proposals.queries.visibility import unit_counted_for
from proposals.statistics.scope import Scope
from proposals.web.forms import DateInput
from proposals.web.frame import session_at

VERDICTS = {
    "disagrees": gettext_lazy("不符"),
    "inconsistent": gettext_lazy("矛盾"),
    "unknown": gettext_lazy("不详"),
    "agrees": gettext_lazy("相符"),
}


class DraftForm(forms.Form):
    """A draft as a file or as pasted text, and the day its figures are of."""

    file = forms.FileField(label=gettext_lazy("报告稿（.docx 或 .txt）"), required=False)
    text = forms.CharField(
        label=gettext_lazy("或者粘贴文字"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    as_of = forms.DateField(label=gettext_lazy("截至"), required=False, widget=DateInput)
    is_government = forms.BooleanField(
        label=gettext_lazy("政府办理情况的报告（只与政府系统承办的对照）"), required=False
    )
    text_only = forms.BooleanField(label=gettext_lazy("只看文中的数彼此是否相符，不用数据"), required=False)

    def clean(self):
        """Read the draft; what cannot be read is an error of the field it came in."""
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if not file and not text.strip():
            raise ValidationError(_("请选择文件，或者粘贴文字。"))
        name = "file" if file else "text"
        data = file.read(LARGEST_FILE + 1) if file else text.encode()
        try:
            cleaned["draft"] = read_draft(data)
        except DraftUnreadable as unreadable:
            self.add_error(name, str(unreadable))
        return cleaned


@dataclass(frozen=True)
class Piece:
    """A stretch of the draft: plain text, or a number with its finding, its place in the list and its links."""

    text: str
    finding: Finding | None = None
    place: int = 0
    word: str = ""
    address: str = ""


def check_report(request, code):
    """Take a draft and show each number with its verdict."""
    session = session_at(request, code)
    if not rules.has_perm("proposals.check_plenarysession", request.post, session):
        raise PermissionDenied(_("只有提案委、交办单位、领导和承办单位可以核对报告稿。"))
    form = DraftForm(request.POST or None, request.FILES or None)
    context = {"session": session, "form": form}
    if request.method == "POST" and form.is_valid():
        draft, as_of = form.cleaned_data["draft"], form.cleaned_data["as_of"]
        unit = unit_counted_for(request.post)
        scope = Scope(session, as_of=as_of, unit=unit, released_only=unit is not None)
        if form.cleaned_data["is_government"] and unit is None:
            scope = scope_of_report(session, ReportSnapshot.Kind.GOVERNMENT, as_of=as_of)
        findings = check_draft(draft, None if form.cleaned_data["text_only"] else scope)
        pieces = _pieces(draft.text, findings, session, as_of)
        marked = [piece for piece in pieces if piece.finding]
        context |= {
            "pieces": pieces,
            "faults": [piece for piece in marked if piece.finding.is_fault],
            "others": [piece for piece in marked if not piece.finding.is_fault],
            "tally": [
                (verdict, word, sum(finding.verdict == verdict for finding in findings))
                for verdict, word in VERDICTS.items()
            ],
        }
    return render(request, "proposals/check_report.html", context, status=409 if form.errors else 200)


def _pieces(text, findings, session, as_of):
    pieces, end = [], 0
    for place, finding in enumerate(findings, start=1):
        number = finding.number
        pieces.append(Piece(text[end : number.start]))
        word = VERDICTS[finding.verdict]
        pieces.append(Piece(number.text, finding, place, word, _address(finding.figure, session, as_of)))
        end = number.end
    return [*pieces, Piece(text[end:])]


def _address(figure, session, as_of):
    """Return the address of the list behind a figure, or blank."""
    if figure is None or not figure.listed:
        return ""
    query = {"title": figure.label, "side": figure.side} | ({"as_of": as_of.isoformat()} if as_of else {})
    return f"{reverse('counted', args=[session.code, figure.listed])}?{urlencode(query)}"
