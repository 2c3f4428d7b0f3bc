"""Addresses of the working tables of the committee and the assigning office."""

from django.urls import path

from proposals.web import (
    afterwards,
    assignment,
    board_index,
    chasing,
    examination,
    ledger,
    matters,
    numbering,
    progress,
    rulings,
)

urlpatterns = [
    # the pages of these two steps, in place of the plain form that every step has at such an address
    path("steps/proposal/<int:pk>/merge/", matters.merge, name="merge"),
    path("steps/proposal/<int:pk>/split/", matters.split, name="split"),
    path("sessions/<slug:code>/boards/", board_index.boards, name="boards"),
    path("sessions/<slug:code>/chase/", chasing.chase, name="chase"),
    path("sessions/<slug:code>/assignment/", assignment.Assignment.as_view(), name="assignment"),
    path("sessions/<slug:code>/examination/", examination.Examination.as_view(), name="examination"),
    path("sessions/<slug:code>/examination/undo/", examination.take_back, name="take_back"),
    path("sessions/<slug:code>/hand-backs/", rulings.Rulings.as_view(), name="hand_back_rulings"),
    path("sessions/<slug:code>/extensions/", rulings.ExtensionRulings.as_view(), name="extension_rulings"),
    path("sessions/<slug:code>/drafts/", rulings.DraftChecks.as_view(), name="draft_checks"),
    path("sessions/<slug:code>/feedback/", afterwards.Feedback.as_view(), name="feedback"),
    path("sessions/<slug:code>/conclusion/", afterwards.Conclusion.as_view(), name="conclusion"),
    path("sessions/<slug:code>/notice/", afterwards.Notice.as_view(), name="notice"),
    path("sessions/<slug:code>/honours/", afterwards.Honours.as_view(), name="honours"),
    path("sessions/<slug:code>/numbering/", numbering.numbering, name="numbering"),
    path("sessions/<slug:code>/numbering/list/", numbering.numbers, name="numbers"),
    path("sessions/<slug:code>/ledger/", ledger.ledger, name="ledger"),
    path("sessions/<slug:code>/ledger/download/", ledger.ledger_download, name="ledger_download"),
    path("sessions/<slug:code>/ledger/<int:pk>/", ledger.ledger_preview, name="ledger_preview"),
    path("sessions/<slug:code>/ledger/<int:pk>/answer/", ledger.ledger_answer, name="ledger_answer"),
    path("sessions/<slug:code>/ledger/<int:pk>/store/", ledger.ledger_store, name="ledger_store"),
    path("sessions/<slug:code>/ledger/<int:pk>/marked/", ledger.ledger_marked, name="ledger_marked"),
    path("sessions/<slug:code>/progress/", progress.progress, name="progress"),
    path("sessions/<slug:code>/progress/tasks/", progress.progress_tasks, name="progress_tasks"),
]
