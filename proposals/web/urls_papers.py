"""Addresses of papers, reports and lists."""

from django.urls import path, register_converter

from proposals.web import papers, reports


class ReportForm:
    """A report is handed out as Word, its annex as a workbook."""

    regex = "docx|xlsx"

    def to_python(self, value):
        """Return the form's name."""
        return value

    to_url = to_python


register_converter(ReportForm, "report_form")

urlpatterns = [
    path("sessions/<slug:code>/papers/", papers.papers, name="papers"),
    path("sessions/<slug:code>/papers/print/<slug:name>/", papers.print_of_session, name="print_of_session"),
    path("sessions/<slug:code>/papers/batch/<slug:name>/", papers.print_batch, name="print_batch"),
    path("sessions/<slug:code>/papers/templates/", papers.templates, name="paper_templates"),
    path(
        "sessions/<slug:code>/papers/templates/<slug:name>/file/", papers.template_file, name="template_file"
    ),
    path(
        "sessions/<slug:code>/papers/templates/<slug:name>/change/",
        papers.change_template,
        name="change_template",
    ),
    path("sessions/<slug:code>/archive/", papers.archive, name="archive"),
    path("sessions/<slug:code>/read/", reports.read_proposal_back, name="read_proposal_back"),
    path("sessions/<slug:code>/reports/", reports.make_report, name="make_report"),
    path("sessions/<slug:code>/why/<str:key>/", reports.why, name="why"),
    path("sessions/<slug:code>/units.xlsx", reports.units_xlsx, name="units_xlsx"),
    path("sessions/<slug:code>/ledger.xlsx", reports.ledger_xlsx, name="ledger_xlsx"),
    path("cases/<int:pk>/file/", papers.case_file, name="case_file"),
    path("print/<slug:kind>/<int:pk>/<slug:name>/", papers.print_of_case, name="print_of_case"),
    path("replies/<int:pk>/check/", papers.check_reply, name="check_reply"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/now/", reports.make_report_now, name="make_report_now"),
    path("reports/<int:pk>/<report_form:form>/", reports.report_download, name="report_download"),
]
