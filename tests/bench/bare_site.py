"""The floor for a page on the same tables: one file of Django that shows the same rows; no rule, no form, no frame.

Served beside the site by `tests.bench.pages`, from the same DATABASE_URL.
"""

import os

import django
from django.conf import settings

_COLUMNS = ("提案号", "案由", "第一提案人", "类别", "承办单位", "状态")
_LIST = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><title>提案</title><body><p>{{ user.username }} {{ total }}</p>'
    "<table><thead><tr>" + "".join(f"<th>{name}</th>" for name in _COLUMNS) + "</tr></thead><tbody>"
    "{% for p in rows %}<tr><td>{{ p.number }}</td><td><a href='/case/{{ p.id }}'>{{ p.title }}</a></td>"
    "<td>{{ p.first }}</td><td>{{ p.category.name }}</td>"
    "<td>{% for t in p.tasks.all %}{{ t.part }}：{{ t.unit.name }}<br>{% endfor %}</td><td>{{ p.state }}</td></tr>"
    "{% endfor %}</tbody></table>"
)
_CASE = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><body><p>{{ user.username }}</p><h1>{{ p.title }}</h1>'
    "<p>{{ p.number }} {{ p.state }} {{ p.submitted_on }} {{ p.note }}</p>"
    "{% for t in tasks %}<div>{{ t.part }}：{{ t.unit.name }} {{ t.state }} {{ t.assigned_on }}</div>{% endfor %}"
)

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["DATABASE_URL"].removeprefix("sqlite:///"),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
            },
        }
    },
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"list.html": _LIST, "case.html": _CASE})],
                    )
                ]
            },
        }
    ],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 – the settings come first
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402


class Person(models.Model):
    username = models.CharField(max_length=150)

    class Meta:
        app_label, managed, db_table = "bare", False, "accounts_user"


class PlenarySession(models.Model):
    code = models.CharField(max_length=50)

    class Meta:
        app_label, managed, db_table = "bare", False, "proposals_plenarysession"


class Category(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        app_label, managed, db_table = "bare", False, "proposals_category"


class Unit(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        app_label, managed, db_table = "bare", False, "accounts_organisation"


class Proposal(models.Model):
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    category = models.ForeignKey(Category, models.DO_NOTHING)
    state = models.CharField(max_length=20)
    submitted_on = models.DateField()
    plenary_session_id = models.BigIntegerField()
    number_order = models.IntegerField()
    note = models.TextField()

    class Meta:
        app_label, managed, db_table = "bare", False, "proposals_proposal"


class Proposer(models.Model):
    proposal = models.ForeignKey(Proposal, models.DO_NOTHING)
    role = models.CharField(max_length=10)
    name = models.CharField(max_length=100)

    class Meta:
        app_label, managed, db_table = "bare", False, "proposals_proposer"


class Task(models.Model):
    proposal = models.ForeignKey(Proposal, models.DO_NOTHING, related_name="tasks")
    unit = models.ForeignKey(Unit, models.DO_NOTHING)
    part = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    assigned_on = models.DateField()
    phone = models.CharField(max_length=50)

    class Meta:
        app_label, managed, db_table = "bare", False, "proposals_assignment"


class Event(models.Model):
    task_id = models.BigIntegerField()
    text = models.CharField(max_length=20)

    class Meta:
        app_label, managed, db_table = "bare", False, "bare_event"


def person(request):
    return Person.objects.get(pk=request.session["person"])


def sign_in(request):
    request.session["person"] = Person.objects.order_by("pk").first().pk
    return HttpResponse("ok")


def listing(request):
    user, session = person(request), PlenarySession.objects.get(code="bench-2025")
    rows = Proposal.objects.filter(plenary_session_id=session.pk, state="CONCLUDED")
    first = Proposer.objects.filter(proposal=models.OuterRef("pk"), role="FIRST").values("name")[:1]
    shown = rows.defer("note").select_related("category").annotate(first=models.Subquery(first))
    tasks = models.Prefetch("tasks", Task.objects.select_related("unit"))
    shown = shown.prefetch_related(tasks).order_by("number_order")[:50]
    return render(request, "list.html", {"user": user, "rows": shown, "total": rows.count()})


def case(request, pk):
    tasks = Task.objects.filter(proposal=pk).select_related("unit")
    proposal = Proposal.objects.get(pk=pk)
    return render(request, "case.html", {"user": person(request), "p": proposal, "tasks": tasks})


@csrf_exempt
def change(request, pk):
    person(request)
    with transaction.atomic():
        Task.objects.filter(pk=pk).update(phone="1")
        Event.objects.create(task_id=pk, text="changed")
    return HttpResponse(status=302, headers={"Location": "/"})


with connection.cursor() as cursor:
    cursor.execute(
        "create table if not exists bare_event(id integer primary key autoincrement, task_id integer, text varchar(20))"
    )

urlpatterns = [
    path("sign-in", sign_in),
    path("list", listing),
    path("case/<int:pk>", case),
    path("change/<int:pk>", change),
]
application = get_wsgi_application()
