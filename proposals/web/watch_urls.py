"""Addresses of what is watched: clocks and the calendar."""

from django.urls import path

from proposals.web import clocks

urlpatterns = [
    path("tasks/<int:pk>/clocks/", clocks.clocks, name="clocks"),
    path("tasks/<int:pk>/clocks/<slug:key>/", clocks.why, name="why"),
    path("sessions/<slug:code>/clocks/", clocks.clock_rules, name="clock_rules"),
    path("sessions/<slug:code>/clocks/moves/", clocks.rescheduling, name="rescheduling"),
    path("calendar/", clocks.holiday_calendar, name="holiday_calendar"),
]
