"""Reads rows of many models with one statement, and ties them together as Django's own prefetching does.

A case page shows rows of some twenty models; each alone would be a statement. A row comes as two JSON objects.
"""

import datetime
import json
from collections import defaultdict

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import DateTimeField, F, JSONField, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

# Values that no row has, above every id; they stand in a statement for those it is asked with.
PLACES = tuple(2**62 + number for number in range(3))

# A function takes 100 arguments at most in PostgreSQL before 16, and a field takes two.
MOST_FIELDS = 50


class Gathering:
    """One statement for the rows of many querysets: put together once, then asked with one value after another.

    Putting it together takes far longer than the database takes to answer it. The `querysets`, of which several
    may be of one model, hold PLACES where the values go; fields named in `without` (as model.field) stay
    unread, as by `defer`.
    """

    def __init__(self, querysets, without=()):
        parts = [_part(queryset, without) for queryset in querysets]
        union = parts[0].union(*parts[1:], all=True)
        self.statement, self.parameters = union.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        self.models = {queryset.model._meta.label: queryset.model for queryset in querysets}

    def ask(self, *values):
        """Return {model: {pk: instance}} for the values of the PLACES."""
        given = dict(zip(PLACES, values, strict=False))
        found = {model: {} for model in self.models.values()}
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [given.get(each, each) for each in self.parameters])
            for label, *halves in cursor.fetchall():
                values = {name: value for half in halves for name, value in json.loads(half).items()}
                built = _built(self.models[label], values)
                found[self.models[label]][built.pk] = built
        return {model: dict(sorted(rows.items())) for model, rows in found.items()}


def tie(found):
    """Tie gathered rows together: foreign keys point at them, one-to-ones at both ends."""
    for model, rows in found.items():
        for field in model._meta.concrete_fields:
            owners = found.get(field.related_model) if field.is_relation else None
            if owners is None:
                continue
            for row in rows.values():
                key = row.__dict__.get(field.attname)
                if key not in owners:
                    continue
                field.set_cached_value(row, owners[key])
                if field.one_to_one:
                    field.remote_field.set_cached_value(owners[key], row)


def fill(owner, name, rows):
    """Let the reverse manager `name` of `owner` answer with `rows` as if they had been prefetched."""
    answer = getattr(owner, name).get_queryset()
    answer._result_cache, answer._prefetch_done = list(rows), True
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}
    owner._prefetched_objects_cache[owner._meta.get_field(name).cache_name] = answer


def by_owner(rows, attribute):
    """Return {owner's pk: its rows}."""
    found = defaultdict(list)
    for row in rows.values():
        found[getattr(row, attribute)].append(row)
    return found


def _part(queryset, without):
    label = queryset.model._meta.label
    names = [
        field.attname
        for field in queryset.model._meta.concrete_fields
        if f"{queryset.model._meta.model_name}.{field.name}" not in without
    ]
    first, rest = (
        JSONObject(**{name: F(name) for name in half}) for half in (names[:MOST_FIELDS], names[MOST_FIELDS:])
    )
    marked = queryset.order_by().annotate(row_label=Value(label), row_first=first, row_rest=rest)
    return marked.values_list("row_label", "row_first", "row_rest")


def _built(model, values):
    fields = [field for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(
        DEFAULT_DB_ALIAS,
        [field.attname for field in fields],
        [_read(field, values[field.attname]) for field in fields],
    )


def _read(field, value):
    if value is None:
        return None
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    read = field.to_python(value) if not field.is_relation else value
    if isinstance(field, DateTimeField) and isinstance(read, datetime.datetime) and timezone.is_naive(read):
        return timezone.make_aware(read, datetime.UTC)
    return read
