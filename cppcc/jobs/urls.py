"""Addresses of background work."""

from django.urls import path

from cppcc.jobs import views

urlpatterns = [path("", views.runs, name="job_runs")]
