"""Addresses of the leader's screen, the plenary screen, charts, people, settings and the public page."""

from django.urls import path

from proposals.web import leader

urlpatterns = [
    path("sessions/<slug:code>/glance/", leader.glance, name="glance"),
]
