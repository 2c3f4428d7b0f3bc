"""Addresses of the working tables of the committee and the assigning office."""

from django.urls import path

from proposals.web import assignment, chasing, examination, progress

urlpatterns = [
    path("sessions/<slug:code>/chase/", chasing.chase, name="chase"),
    path("sessions/<slug:code>/assignment/", assignment.Assignment.as_view(), name="assignment"),
    path("sessions/<slug:code>/examination/", examination.Examination.as_view(), name="examination"),
    path("sessions/<slug:code>/examination/undo/", examination.take_back, name="take_back"),
    path("sessions/<slug:code>/progress/", progress.progress, name="progress"),
    path("sessions/<slug:code>/progress/tasks/", progress.progress_tasks, name="progress_tasks"),
]
