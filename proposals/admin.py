"""Reference rows in the admin; cases are worked on in the pages, where the process guards them."""

from django.contrib import admin

from proposals.models import (
    Category,
    Channel,
    Committee,
    DeclineReason,
    FigureNote,
    HeadlineTotal,
    Member,
    OutcomeClass,
    Party,
    PlenarySession,
    Policy,
    Sector,
    Term,
)
from workflows.models import Holiday


class PolicyInline(admin.StackedInline):
    """The policy of a session."""

    model = Policy
    can_delete = False


class FigureNoteInline(admin.TabularInline):
    """Remarks printed beside figures."""

    model = FigureNote
    extra = 0


class HeadlineTotalInline(admin.TabularInline):
    """Figures known only as totals."""

    model = HeadlineTotal
    extra = 0


@admin.register(PlenarySession)
class PlenarySessionAdmin(admin.ModelAdmin):
    """Sessions with their policy."""

    list_display = ["code", "__str__", "year", "opens_on", "closes_on"]
    inlines = [PolicyInline, FigureNoteInline, HeadlineTotalInline]


class SessionListAdmin(admin.ModelAdmin):
    """A list that belongs to a session."""

    list_display = ["name", "code", "plenary_session", "position"]
    list_filter = ["plenary_session"]


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    """The roster."""

    list_display = ["name", "term", "sector", "party", "standing"]
    list_filter = ["term", "standing"]
    search_fields = ["name"]


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Days off and make-up days."""

    list_display = ["date", "kind", "name", "notice"]
    date_hierarchy = "date"


admin.site.register([Category, DeclineReason, OutcomeClass, Channel], SessionListAdmin)
admin.site.register([Committee, Term, Sector, Party])
