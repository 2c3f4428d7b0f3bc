"""Addresses of what is watched: clocks and the calendar, reminders and supervision."""

from django.urls import path

from proposals.web import clocks, supervision

urlpatterns = [
    path("tasks/<int:pk>/clocks/", clocks.clocks, name="clocks"),
    path("tasks/<int:pk>/clocks/<slug:key>/", clocks.why, name="why"),
    path("sessions/<slug:code>/clocks/", clocks.clock_rules, name="clock_rules"),
    path("sessions/<slug:code>/clocks/moves/", clocks.rescheduling, name="rescheduling"),
    path("sessions/<slug:code>/supervision/", supervision.board, name="supervision_board"),
    path("sessions/<slug:code>/reminders/", supervision.reminders, name="reminder_log"),
    path("supervisions/<int:pk>/", supervision.supervision, name="supervision"),
    path("slips/<int:pk>/", supervision.slip, name="slip"),
    path("calendar/", clocks.holiday_calendar, name="holiday_calendar"),
]
