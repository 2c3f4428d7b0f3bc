"""The chase board (催办): which unit owes what, whom to ring, the words to send, and a dated line for each call."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.numbers import whole_number, whole_numbers
from proposals.actions.sending import AlreadySent, send_once
from proposals.actions.supervising import remind_many
from proposals.models import Reminder
from proposals.queries.boards import DUE, due_tasks
from proposals.web.boards import board_session, refusals_of
from proposals.web.freshness import AGAIN
from proposals.web.listing import without
from proposals.web.step_forms import USUAL_REMINDER, StepForm

UNITS_A_PAGE = 20


class CallForm(StepForm):
    """One call to a unit."""

    manner = forms.ChoiceField(label=_("方式"), choices=Reminder.Manner.choices)
    person = forms.CharField(label=_("对方"), required=False, max_length=50)
    text = forms.CharField(
        label=_("说了什么"), max_length=500, initial=USUAL_REMINDER, widget=forms.Textarea(attrs={"rows": 2})
    )

    def prepare(self):
        """The words said stand in the reminder itself."""
        del self.fields["note"]


class UnitToChase:
    """One unit with the tasks it owes, the people to ring and the words to send."""

    def __init__(self, unit, tasks, today):
        self.unit, self.tasks = unit, tasks
        self.people = _people(unit, tasks)
        for task in tasks:
            days = (task.limit - today).days if task.limit else 0
            task.days_left, task.days_over = max(days, 0), max(-days, 0)
        self.calls = sorted(
            {
                (call.sent_on, call.get_manner_display(), call.person, call.text)
                for t in tasks
                for call in t.calls
            },
            key=lambda call: call[0],
            reverse=True,
        )
        self.text = render_to_string(
            "proposals/boards/chase_text.txt", {"unit": unit, "tasks": tasks, "today": today}
        ).strip()


def chase(request, code):
    """Show who is to be chased; take down a call."""
    session = board_session(request, code, "assign_proposal")
    what = request.GET.get("what")
    what = what if what in DUE else "due"
    by_leader = request.GET.get("order") == "leader"
    today = timezone.localdate()
    tasks = due_tasks(request.post, session, what, today)
    data = request.POST if request.method == "POST" else None
    reasons, failed = _take_down(request, session, tasks) if data else ([], None)
    if data and not reasons and failed is None:
        return redirect(request.get_full_path())
    units = [
        UnitToChase(unit, list(owed), today) for unit, owed in groupby(tasks, key=lambda each: each.unit)
    ]
    if by_leader:
        units.sort(key=lambda each: (not each.unit.leader_in_charge, each.unit.leader_in_charge))
    page = Paginator(units, UNITS_A_PAGE).get_page(request.GET.get("page"))
    for each in page:
        each.form = failed if failed and failed.unit == each.unit.pk else _form(session, each)
    context = {
        "session": session,
        "page": page,
        "kinds": list(DUE.items()),
        "what": what,
        "by_leader": by_leader,
        "task_count": sum(len(each.tasks) for each in units),
        "reasons": reasons,
        "query": without(request.GET, "page"),
    }
    return render(request, "proposals/boards/chase.html", context, status=400 if failed else 200)


def _form(session, chased):
    first = chased.people[0][0] if chased.people else ""
    return CallForm(
        subject=session,
        in_own_right=True,
        for_others=False,
        initial={"person": first},
        prefix=f"unit-{chased.unit.pk}",
    )


def _take_down(request, session, tasks):
    """Record the call sent and return (reasons, the form) where it cannot be; ([], None) when it is recorded."""
    unit = request.POST.get("unit", "")
    form = CallForm(request.POST, subject=session, in_own_right=True, for_others=False, prefix=f"unit-{unit}")
    form.unit = whole_number(unit) or 0
    keys = whole_numbers(request.POST.getlist("chosen"))
    chosen = list(tasks.filter(unit=form.unit, pk__in=keys))
    if not chosen:
        return [_("还没有选定任何一件。")], form
    if not form.is_valid():
        return [_("有几处还要改正，已在表中标出。")], form
    try:
        reasons = refusals_of(
            lambda: send_once(
                form.cleaned_data.get("token"),
                lambda: remind_many(chosen, **form.own(), **form.how(request.post)),
            )
        )
    except AlreadySent:
        messages.info(request, AGAIN)
        return [], None
    if reasons:
        return reasons, form
    messages.success(
        request, _("已记下对%(unit)s的催办（%(count)d件）。") % {"unit": chosen[0].unit, "count": len(chosen)}
    )
    return [], None


def _people(unit, tasks):
    """Return [(name, phone)] to ring: the officers of the tasks, then the unit's own contact."""
    people = [(task.officer, task.phone) for task in tasks if task.officer or task.phone]
    if unit.contact_person or unit.phone:
        people.append((unit.contact_person, unit.phone))
    return list(dict.fromkeys(people))
