"""Addresses of the working tables of the committee and the assigning office."""

from django.urls import path

from proposals.web import assignment, chasing, examination, ledger, progress

urlpatterns = [
    path("sessions/<slug:code>/chase/", chasing.chase, name="chase"),
    path("sessions/<slug:code>/assignment/", assignment.Assignment.as_view(), name="assignment"),
    path("sessions/<slug:code>/examination/", examination.Examination.as_view(), name="examination"),
    path("sessions/<slug:code>/examination/undo/", examination.take_back, name="take_back"),
    path("sessions/<slug:code>/ledger/", ledger.ledger, name="ledger"),
    path("sessions/<slug:code>/ledger/download/", ledger.ledger_download, name="ledger_download"),
    path("sessions/<slug:code>/ledger/<int:pk>/", ledger.ledger_preview, name="ledger_preview"),
    path("sessions/<slug:code>/ledger/<int:pk>/answer/", ledger.ledger_answer, name="ledger_answer"),
    path("sessions/<slug:code>/ledger/<int:pk>/store/", ledger.ledger_store, name="ledger_store"),
    path("sessions/<slug:code>/ledger/<int:pk>/marked/", ledger.ledger_marked, name="ledger_marked"),
    path("sessions/<slug:code>/progress/", progress.progress, name="progress"),
    path("sessions/<slug:code>/progress/tasks/", progress.progress_tasks, name="progress_tasks"),
]
