"""Addresses of those who write: the member's and the unit's desk."""

from django.urls import path

from proposals.web import autosaving, member, unit, unit_table, writing

urlpatterns = [
    path("sessions/<slug:code>/mine/", member.own_desk, name="own_desk"),
    path("sessions/<slug:code>/write/", writing.write, name="write"),
    path("cases/<int:pk>/write/", writing.rewrite, name="rewrite"),
    path("autosaves/", autosaving.put_by, name="put_by"),
    path("autosaves/give-up/", autosaving.give_up, name="give_up"),
    path("autosaves/tidy/", autosaving.tidy_pasted, name="tidy_pasted"),
    path("sessions/<slug:code>/unit/", unit.unit_desk, name="unit_desk"),
    path("sessions/<slug:code>/unit/accept/", unit.accept_chosen, name="accept_chosen"),
    path("tasks/<int:pk>/", unit.task, name="task"),
    path("tasks/<int:pk>/letter/", unit.drop_letter, name="drop_letter"),
    path("sessions/<slug:code>/unit/table/", unit_table.table, name="unit_table"),
    path("sessions/<slug:code>/unit/table.xlsx", unit_table.download, name="unit_table_file"),
]
