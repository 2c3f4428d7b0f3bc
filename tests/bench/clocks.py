"""The daily scan over 20,000 open tasks with 500 due, beside the bare query and the bare inserts it comes down to.

Alone: python -m tests.bench.clocks (in var/bench_clocks.sqlite3, made anew each time).
"""

import os
import sys
from datetime import date, timedelta
from pathlib import Path

OPEN, DUE, UNITS = 20_000, 500, 100
TODAY = date(2026, 6, 10)
TARGET = 5


def measure_scan():
    """Make the site in the database at hand and return the Line of one scan beside its limit."""
    from django.db import transaction  # noqa: PLC0415 – settings come first

    from proposals.actions.reminding import send_digests, send_slips  # noqa: PLC0415
    from tests.bench.measure import beside  # noqa: PLC0415

    session = make_site()

    def scan():
        with transaction.atomic():
            slips = send_slips(TODAY)
            digests = send_digests(TODAY)
            transaction.set_rollback(True)
        assert (sum(slips.values()), digests) == (DUE, UNITS), (slips, digests)

    def bare():
        with transaction.atomic():
            query_and_insert(session)
            transaction.set_rollback(True)

    return beside(f"daily scan, {OPEN} open tasks, {DUE} due", scan, bare, target=TARGET, rounds=4)


def make_site():
    """Make a session of 20,000 open tasks of 100 units; return it."""
    from cppcc.accounts.models import Organisation, Post, Role, User  # noqa: PLC0415
    from proposals.actions.opening import Opening, open_plenary_session  # noqa: PLC0415
    from proposals.models import Assignment, Part, Proposal  # noqa: PLC0415

    session = open_plenary_session(Opening("scan-1-1", "政协某市委员会", "city", 1, 1, 2026, {}, {}))
    units = Organisation.objects.bulk_create(Organisation(name=f"市第{n}局") for n in range(UNITS))
    users = User.objects.bulk_create(User(username=f"scan{n}", password="!") for n in range(UNITS))
    Post.objects.bulk_create(
        Post(user=user, role=Role.OFFICER, organisation=unit) for user, unit in zip(users, units, strict=True)
    )
    cases = Proposal.objects.bulk_create(
        [
            Proposal(plenary_session=session, number=f"{n:05d}", number_order=n, title=f"关于第{n}件的提案")
            for n in range(OPEN)
        ],
        batch_size=1000,
    )
    every = OPEN // DUE
    Assignment.objects.bulk_create(
        [
            Assignment(
                proposal=case,
                unit=units[n % UNITS if n % every else n // every % UNITS],
                part=Part.SOLE,
                assigned_on=date(2026, 3, 2),
                due_on=TODAY - timedelta(days=3) if n % every == 0 else TODAY + timedelta(days=60),
            )
            for n, case in enumerate(cases)
        ],
        batch_size=1000,
    )
    return session


def query_and_insert(session):
    """Find what is due and store records, slips and notices, each by one bare statement; the limit of any scan."""
    from django.db import connection  # noqa: PLC0415

    from cppcc.accounts.models import Post, system_post  # noqa: PLC0415
    from cppcc.notices.models import Notice  # noqa: PLC0415
    from proposals.models import Assignment, Reminder  # noqa: PLC0415
    from workflows.models import MoveRecord  # noqa: PLC0415

    now, by = f"{TODAY} 00:30:00", system_post().pk
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, a.unit_id, p.title, COALESCE(a.round_due_on, a.due_on)
            FROM proposals_assignment a JOIN proposals_proposal p ON p.id = a.proposal_id
            WHERE p.plenary_session_id = %s AND a.voided_at IS NULL AND a.paused_on IS NULL
              AND a.state IN ('ISSUED', 'ACCEPTED', 'CONSULTED')
              AND COALESCE(a.round_due_on, a.due_on) <= %s
            """,
            [session.pk, TODAY],
        )
        due = cursor.fetchall()
        content_type = _content_type(Assignment)
        _insert(
            cursor,
            MoveRecord,
            [
                {"content_type_id": content_type, "object_id": pk, "kind": "FACT", "name": "remind", "label": "橙色催办",
                 "source": "ISSUED", "target": "ISSUED", "happened_on": TODAY, "recorded_at": now, "by_id": by,
                 "on_behalf_of": "", "via": "SELF", "note": "", "changes": "{}"}
                for pk, _unit, _title, _limit in due
            ],
        )  # fmt: skip
        _insert(
            cursor,
            Reminder,
            [
                {"recorded_at": now, "is_imported": False, "sent_on": TODAY, "manner": "MESSAGE", "step": "ORANGE",
                 "limit_on": limit, "person": "", "text": title, "answer": "", "received_by": "", "assignment_id": pk,
                 "recorded_by_id": by}
                for pk, _unit, title, limit in due
            ],
        )  # fmt: skip
        posts = dict(Post.objects.values_list("organisation", "pk"))
        told = [(posts[unit], f"reminded:{pk}", title) for pk, unit, title, _limit in due]
        told += [(post, f"digest:{TODAY}", "今日待办") for unit, post in posts.items() if unit]
        _insert(
            cursor,
            Notice,
            [
                {"post_id": post, "kind": "reminded", "key": key, "batch": "0" * 32, "title": title, "body": title,
                 "address": "/", "link_action": "", "created_at": now}
                for post, key, title in told
            ],
        )  # fmt: skip


def _insert(cursor, model, rows):
    names = list(rows[0])
    places = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({places})"
    statement = statement.replace(", by_id", ', "by_id"')
    cursor.executemany(statement, [[row[name] for name in names] for row in rows])


def _content_type(model):
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415

    return ContentType.objects.get_for_model(model).pk


def main():
    """Measure in a database of its own and print; status 1 when the target is not met."""
    database = Path(__file__).resolve().parents[2] / "var" / "bench_clocks.sqlite3"
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    os.environ.setdefault("DEBUG", "0")
    os.environ.setdefault("CPPCC_SECRET_KEY", "bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cppcc.settings")
    import django  # noqa: PLC0415 – reads the settings above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    line = measure_scan()
    print(line)
    return 0 if line.is_met else 1


if __name__ == "__main__":
    sys.exit(main())
