"""The backend for SQLite: what it keeps of a statement does not change what the statement asks."""

from django.db import connection


def test_a_statement_asked_twice_answers_to_the_values_it_is_asked_with(db):
    answers = []
    with connection.cursor() as cursor:
        for value in ("甲", "乙"):
            cursor.execute("SELECT CAST(%s AS VARCHAR(10)) || '%%'", [value])
            answers.append(cursor.fetchone()[0])
            cursor.execute("SELECT CAST(%(value)s AS VARCHAR(10))", {"value": value})
            answers.append(cursor.fetchone()[0])

    assert answers == ["甲%", "甲", "乙%", "乙"]
