"""The database backend: Django reckons with 999 variables a statement, so that batches would fall into pieces."""

from django.db.backends.sqlite3 import base, features

_VARIABLES = 32_766 if base.Database.sqlite_version_info >= (3, 32) else 999


class DatabaseFeatures(features.DatabaseFeatures):
    """What this SQLite can do."""

    max_query_params = _VARIABLES


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    features_class = DatabaseFeatures
