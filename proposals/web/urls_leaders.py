"""Addresses of the leader's screen, the plenary screen, charts, people, settings and the public page."""

from django.urls import path

from proposals.web import charts, hall, leader, people, public, settings

urlpatterns = [
    path("public/", public.public_list, name="public"),
    path("public/<int:pk>/", public.public_proposal, name="public_proposal"),
    path("public/sessions/<slug:code>/", public.public_figures, name="public_figures"),
    path("sessions/<slug:code>/glance/", leader.glance, name="glance"),
    path("sessions/<slug:code>/charts/", charts.charts, name="charts"),
    path("sessions/<slug:code>/hall/", hall.hall, name="hall"),
    path("sessions/<slug:code>/people/", people.directory, name="people_home"),
    path("sessions/<slug:code>/people/new/", people.new_person, name="new_person"),
    path("sessions/<slug:code>/people/new-list/", people.new_people, name="new_people"),
    path("sessions/<slug:code>/people/accounts/", people.accounts_for_members, name="accounts_for_members"),
    path("sessions/<slug:code>/people/lists/<slug:name>/", people.directory, name="people"),
    path("sessions/<slug:code>/members/<int:pk>/", people.member, name="member"),
    path(
        "sessions/<slug:code>/members/<int:pk>/account/", people.account_for_member, name="account_for_member"
    ),
    path("sessions/<slug:code>/members/<int:pk>/standing/", people.standing, name="standing"),
    path("sessions/<slug:code>/users/<int:pk>/reset/", people.reset, name="reset_password"),
    path("sessions/<slug:code>/users/<int:pk>/let-in/", people.let_in, name="let_in"),
    path("sessions/<slug:code>/posts/<int:pk>/leave/", people.leave, name="leave"),
    path("sessions/<slug:code>/bodies/new/", people.new_body, name="new_body"),
    path("sessions/<slug:code>/bodies/<int:pk>/reorganise/", people.reorganise, name="reorganise"),
    path("sessions/<slug:code>/settings/", settings.rules, name="settings"),
    path("sessions/<slug:code>/settings/dates/", settings.dates, name="settings_dates"),
    path("sessions/<slug:code>/settings/<slug:name>/", settings.rows, name="settings_rows"),
]
