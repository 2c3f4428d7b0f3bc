"""Addresses of what is watched: clocks and the calendar, reminders, supervision, promises, bulletins, one-time links."""

from django.urls import path

from proposals.web import bulletins, clocks, links, promises, supervision

urlpatterns = [
    path("tasks/<int:pk>/clocks/", clocks.clocks, name="clocks"),
    path("tasks/<int:pk>/clocks/<slug:key>/", clocks.why, name="why_this_date"),
    path("sessions/<slug:code>/clocks/", clocks.clock_rules, name="clock_rules"),
    path("sessions/<slug:code>/clocks/moves/", clocks.rescheduling, name="rescheduling"),
    path("sessions/<slug:code>/supervision/", supervision.board, name="supervision_board"),
    path("sessions/<slug:code>/reminders/", supervision.reminders, name="reminder_log"),
    path("supervisions/<int:pk>/", supervision.supervision, name="supervision"),
    path("slips/<int:pk>/", supervision.slip, name="slip"),
    path("sessions/<slug:code>/commitments/", promises.ledger, name="commitment_ledger"),
    path("sessions/<slug:code>/look-backs/new/", promises.new_look_back, name="new_look_back"),
    path("look-backs/<int:pk>/", promises.look_back, name="look_back"),
    path("sessions/<slug:code>/bulletin/", bulletins.bulletin, name="bulletin"),
    path("sessions/<slug:code>/bulletin/readers/", bulletins.readers, name="bulletin_readers"),
    path("bulletins/<int:pk>/", bulletins.issued, name="issued_bulletin"),
    path("bulletins/readers/<str:token>/", bulletins.for_reader, name="bulletin_for_reader"),
    path("links/<str:token>/", links.use, name="one_time_link"),
    path("calendar/", clocks.holiday_calendar, name="holiday_calendar"),
]
