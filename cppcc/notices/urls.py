"""Addresses of notices."""

from django.urls import path

from cppcc.notices import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("open-all/", views.open_all, name="open_all_notices"),
    path("<int:pk>/open/", views.open_notice, name="open_notice"),
    path("preferences/", views.preferences, name="notice_preferences"),
]
