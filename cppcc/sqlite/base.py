"""The database backend: Django reckons with 999 variables a statement, so that batches would fall into pieces.

It also searches each statement for its places anew; here the last ones asked are kept as SQLite reads them.
"""

from functools import lru_cache

from django.db.backends.sqlite3 import base, features

_VARIABLES = 32_766 if base.Database.sqlite_version_info >= (3, 32) else 999


class DatabaseFeatures(features.DatabaseFeatures):
    """What this SQLite can do."""

    max_query_params = _VARIABLES


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that keeps what it made of the last statements."""

    def convert_query(self, query, *, param_names=None):
        """Return the statement with `?` for `%s`."""
        if param_names is None:
            return _converted(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=128)
def _converted(query):
    return base.SQLiteCursorWrapper.convert_query(None, query)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    features_class = DatabaseFeatures

    def create_cursor(self, name=None):
        """Return a cursor."""
        return self.connection.cursor(factory=Cursor)
