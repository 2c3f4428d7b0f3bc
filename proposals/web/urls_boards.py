"""Addresses of the working tables of the committee and the assigning office."""

from django.urls import path

from proposals.web import assignment, examination

urlpatterns = [
    path("sessions/<slug:code>/assignment/", assignment.Assignment.as_view(), name="assignment"),
    path("sessions/<slug:code>/examination/", examination.Examination.as_view(), name="examination"),
    path("sessions/<slug:code>/examination/undo/", examination.take_back, name="take_back"),
]
