"""People and organisations in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation, OrganisationAlias, Post, User


class AliasInline(admin.TabularInline):
    """Other names of a body."""

    model = OrganisationAlias
    extra = 1


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Organisations with their aliases."""

    list_display = ["name", "kind", "parent", "leader_in_charge", "valid_to", "successor"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases__name"]
    autocomplete_fields = ["parent", "successor"]
    inlines = [AliasInline]


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    """Posts by person and body."""

    list_display = ["user", "role", "organisation", "starts_on", "ends_on"]
    list_filter = ["role"]
    search_fields = ["user__name", "user__username", "organisation__name"]
    autocomplete_fields = ["user", "organisation"]


@admin.register(User)
class PeopleAdmin(UserAdmin):
    """Django's own user page, with the name."""

    list_display = ["username", "name", "is_active", "is_staff"]
    fieldsets = (*UserAdmin.fieldsets, (_("本站"), {"fields": ["name", "must_change_password"]}))
