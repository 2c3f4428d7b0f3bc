"""The daily scan over 20,000 open tasks with 500 due, beside the bare query and the bulk inserts it comes down to."""

from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from cppcc.accounts.models import Organisation, Post, Role, User, system_post
from cppcc.notices.models import Notice
from proposals.actions.opening import Opening, open_plenary_session
from proposals.actions.reminding import send_digests, send_slips
from proposals.models import Assignment, Part, Proposal, Reminder
from tests.bench.measure import Line, beside, statements
from workflows.models import MoveRecord

OPEN, DUE, UNITS = 20_000, 500, 100
TODAY = date(2026, 6, 10)

_DUE = """
    SELECT a.id, a.unit_id, p.title, COALESCE(a.round_due_on, a.due_on)
    FROM proposals_assignment a JOIN proposals_proposal p ON p.id = a.proposal_id
    WHERE p.plenary_session_id = %s AND a.voided_at IS NULL AND a.paused_on IS NULL
      AND a.state IN ('ISSUED', 'ACCEPTED', 'CONSULTED')
      AND COALESCE(a.round_due_on, a.due_on) <= %s
"""


def measure_clocks():
    """Return the lines of one scan, of its statements, and of a second scan on the same day."""
    with empty_database():
        session = make_site()
        return [
            beside(
                f"daily scan, {OPEN:,} open tasks, {DUE} due",
                scan_once,
                lambda: insert_once(session),
                target=5,
            ),
            Line("statements of a scan, 200 due beside 100", statements_for(200), statements_for(100), 1, ""),
            Line("slips and digests of a second scan on the day", again_on_the_day(), 0, 0, "", plus=True),
        ]


@contextmanager
def empty_database():
    """Go over to a database in memory that holds what the migrations bring, for the time of the block."""
    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)


@contextmanager
def rolled_back():
    """Take back what the block does to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def scan():
    """Scan as the job does, and return how many slips and digests were sent."""
    return sum(send_slips(TODAY).values()), send_digests(TODAY)


def scan_once():
    """Scan, once for the measure."""
    with rolled_back():
        assert scan() == (DUE, UNITS)


def insert_once(session):
    """Do the same by the bare query and inserts."""
    with rolled_back():
        query_and_insert(session)


def statements_for(number):
    """Return the statements of a scan that finds so many tasks due."""
    with rolled_back():
        due = Assignment.objects.filter(due_on__lt=TODAY).order_by("pk").values_list("pk", flat=True)
        Assignment.objects.filter(pk__in=list(due[number:])).update(voided_at=timezone.now())
        return statements(lambda: send_slips(TODAY))


def again_on_the_day():
    """Return how much the second of two scans sends."""
    with rolled_back():
        scan()
        return sum(scan())


def make_site():
    """Make a session of 20,000 open tasks of 100 units, 500 of them due; return it."""
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
    """Find what is due by bare SQL, and store records, slips and notices with nothing checked or worded.

    Stored by bulk_create, as the ledgers' limit is: by executemany the same rows need a sixth of that, which
    nothing that makes instances of models comes near.
    """
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
