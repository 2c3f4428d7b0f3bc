"""The address of the database the tests run on, for processes of their own."""

from django.db import connection


def database_url(name=None):
    """Return the address of the test database, or of another one called `name` on the same server."""
    values = connection.settings_dict
    name = name or values["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    people = f"{values['USER']}:{values['PASSWORD']}"
    host = values["HOST"] or values.get("OPTIONS", {}).get("host", "")
    if host.startswith("/"):
        return f"postgres://{people}@/{name}?host={host}"
    return f"postgres://{people}@{host}:{values['PORT'] or 5432}/{name}"
