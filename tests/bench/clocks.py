"""The daily scan over 20,000 open tasks with 500 due, beside the bare query and the bulk inserts it comes down to.

Alone: python -m tests.bench.clocks (in var/bench_clocks.sqlite3, made anew each time).
"""

import os
import sys
from datetime import date, timedelta
from pathlib import Path

OPEN, DUE, UNITS = 20_000, 500, 100
TODAY = date(2026, 6, 10)
TARGET = 5


_DUE = """
    SELECT a.id, a.unit_id, p.title, COALESCE(a.round_due_on, a.due_on)
    FROM proposals_assignment a JOIN proposals_proposal p ON p.id = a.proposal_id
    WHERE p.plenary_session_id = %s AND a.voided_at IS NULL AND a.paused_on IS NULL
      AND a.state IN ('ISSUED', 'ACCEPTED', 'CONSULTED')
      AND COALESCE(a.round_due_on, a.due_on) <= %s
"""


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
    """Find what is due by bare SQL, and store records, slips and notices with nothing checked or worded."""
    from uuid import uuid4  # noqa: PLC0415

    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from cppcc.accounts.models import Post, system_post  # noqa: PLC0415
    from cppcc.notices.models import Notice  # noqa: PLC0415
    from proposals.models import Assignment, Reminder  # noqa: PLC0415
    from workflows.models import MoveRecord  # noqa: PLC0415

    by, content_type, batch = system_post(), ContentType.objects.get_for_model(Assignment), uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [session.pk, TODAY])
        due = cursor.fetchall()
    records = MoveRecord.objects.bulk_create(
        MoveRecord(
            content_type=content_type, object_id=pk, kind="FACT", name="remind", label="橙色催办", by=by
        )
        for pk, _unit, _title, _limit in due
    )
    Reminder.objects.bulk_create(
        Reminder(assignment_id=pk, sent_on=TODAY, step="ORANGE", limit_on=limit, text=title, record=record)
        for (pk, _unit, title, limit), record in zip(due, records, strict=True)
    )
    posts = dict(Post.objects.exclude(organisation=None).values_list("organisation", "pk"))
    told = [(posts[unit], f"reminded:{pk}", title) for pk, unit, title, _limit in due]
    told += [(post, f"digest:{TODAY}", "今日待办") for post in posts.values()]
    Notice.objects.bulk_create(
        Notice(post_id=post, kind="reminded", key=key, batch=batch, title=title, body=title)
        for post, key, title in told
    )


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
