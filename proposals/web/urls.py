"""Addresses of the work."""

from django.urls import include, path

from proposals.web import batches, checking, frame, guide, lists, pages, registering

urlpatterns = [
    path("", include("proposals.web.urls_writers")),
    path("", lists.home, name="home"),
    path("", include("proposals.web.urls_boards")),
    path("help/", guide.help_page, name="help"),
    path("search/", lists.search, name="search"),
    path("sessions/", frame.choose_session, name="choose_session"),
    path("sessions/<slug:code>/", pages.overview, name="overview"),
    path("sessions/<slug:code>/waiting/", frame.waiting, name="waiting"),
    path("sessions/<slug:code>/desk/", lists.desk, name="desk"),
    path("sessions/<slug:code>/desk/<slug:key>/", lists.counter, name="counter"),
    path("sessions/<slug:code>/batch/<slug:name>/", batches.batch, name="batch"),
    path("views/", lists.keep_view, name="keep_view"),
    path("sessions/<slug:code>/proposals/", lists.proposal_list, name="proposal_list"),
    path("sessions/<slug:code>/proposals/new/", registering.intake, name="intake"),
    path("sessions/<slug:code>/check/", checking.check_report, name="check_report"),
    path("sessions/<slug:code>/counted/<str:key>/", pages.counted, name="counted"),
    path("cases/<int:pk>/", pages.case, name="case"),
    path("cases/<int:pk>/facts/", pages.facts, name="facts"),
    path("attachments/<int:pk>/", pages.attachment, name="attachment"),
    path("steps/<slug:kind>/<int:pk>/<slug:name>/", pages.act, name="act"),
    path("corrections/<slug:kind>/<int:pk>/<slug:name>/", pages.correct, name="correct"),
    path("records/<int:pk>/undo/", pages.undo, name="undo"),
    path("", include("proposals.web.urls_papers")),
    path("", include("proposals.web.urls_leaders")),
    path("", include("proposals.web.watch_urls")),
]
