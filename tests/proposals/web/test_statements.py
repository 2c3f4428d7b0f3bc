"""What a page and a step ask of the database: a few statements, and the same for few rows as for many.

A statement is what reads or writes rows. BEGIN, SAVEPOINT and their ends are not counted: what a nested step
needs of them depends on how actions call each other, not on what is asked. The site is as it is installed: nothing
leaves the house. Where a channel is open, a step that tells somebody looks up who chose it, with one statement more;
so does a step whose page has put by what was typed.
"""

import uuid

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cppcc.accounts.models import system_post
from proposals.web.steps import STEPS
from tests.proposals.web.stage import TAKEN, Stage
from tests.world import DAY

# each step and page has tests of its own; being watched for coverage would double the time of these
pytestmark = pytest.mark.no_cover

A_STEP = 10
_CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")


def statements(ask):
    """Return what `ask` makes the database do, and the answer."""
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    return [each["sql"] for each in captured if not each["sql"].startswith(_CONTROL)], answer


def test_every_step_is_walked():
    assert {
        f"{model._meta.model_name}.{step.name}" for model, steps in STEPS.items() for step in steps
    } == set(TAKEN)


LONGER = {
    "proposal.decline": 12,
    "proposal.submit": 15,
    "proposal.file": 14,
    "proposal.merge": 18,
    "proposal.propose": 16,
    "proposal.assign": 17,
    "proposal.conclude": 21,
    "proposal.amend": 13,
    "proposal.split": 36,
    "proposal.change_units": 25,
    "proposal.supervise": 15,
    "assignment.accept_and_ask": 13,
    "assignment.request_join": 11,
    "assignment.request_hand_back": 13,
    "assignment.withdraw_hand_back": 13,
    "assignment.rule_on_hand_back": 23,
    "assignment.log_consultation": 24,
    "assignment.give_opinion": 13,
    "assignment.return_opinion": 11,
    "assignment.draft_reply": 15,
    "assignment.record_reply": 39,
    "assignment.rate": 14,
    "assignment.handle_again": 22,
    "assignment.resume_clock": 14,
    "assignment.reply_further": 12,
    "assignment.release_ratings": 13,
    "reply.revise": 14,
    "reply.countersign": 14,
    "reply.issue": 26,
    "reply.deliver": 16,
    "consultation.confirm": 13,
    "joinrequest.rule_on": 28,
    "proposer.uninvite": 13,
    "proposer.turn_down": 13,
    "extension.rule_on": 13,
    "commitment.request_change": 11,
    "commitmentprogress.rule_on": 12,
    "clockpause.rule_on": 13,
}


def take(stage, client, name):
    """Take the step in its own post and return its statements."""
    who, make, values = TAKEN[name]
    kind, step = name.split(".")
    subject = make(stage)
    values = values(stage) if callable(values) else dict(values)
    if values.get("head") == "other":
        values |= {"head": stage.world.filed("关于增设公交站的建议").pk, "absorbed": [subject.pk]}
    if values.get("proposer") == "first":
        values["proposer"] = subject.proposal.proposers.get(role="FIRST").pk
    if values.get("proposers") == "all":
        values["proposers"] = [each.pk for each in subject.assignment.proposal.all_proposers()]
    client.force_login(getattr(stage.world, who).user)
    address = reverse("act", args=[kind, subject.pk, step])
    client.get(address)
    ContentType.objects.get_for_models(*apps.get_app_config("proposals").get_models())
    sent = {"at": DAY.isoformat(), "token": uuid.uuid4(), "seen": 10**6, **values}
    found, answer = statements(lambda: client.post(address, sent))
    assert answer.status_code == 302, answer.content.decode()
    return found


@pytest.fixture(autouse=True)
def as_installed(settings, db):
    """Let no channel be open, and let the system have its post."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    system_post()


@pytest.mark.parametrize("name", TAKEN)
def test_a_step_takes_ten_statements_or_as_many_as_are_written_down(world, client, name):
    taken = take(Stage(world), client, name)

    assert len(taken) == LONGER[name] if name in LONGER else len(taken) <= A_STEP, "\n".join(taken)


@pytest.mark.parametrize("name", LONGER)
def test_a_step_that_tells_or_follows_takes_the_same_for_many_rows(world, client, name):
    assert len(take(Stage(world, more=12), client, name)) == LONGER[name]


@pytest.mark.parametrize(
    ("who", "name", "most"),
    [
        ("clerk", "proposal_list", 7),
        ("officer", "proposal_list", 7),
        ("member", "proposal_list", 7),
        ("clerk", "desk", 6),
        ("officer", "desk", 6),
        ("member", "desk", 6),
        ("officer", "unit_desk", 10),
        ("member", "own_desk", 18),
    ],
)
def test_a_page_takes_the_same_statements_for_few_rows_and_for_many(world, client, who, name, most):
    client.force_login(getattr(world, who).user)
    address = reverse(name, args=[world.session.code])
    Stage(world).replied()
    client.get(address)

    few, _page = statements(lambda: client.get(address))
    Stage(world, more=12)
    many, page = statements(lambda: client.get(address))

    assert page.status_code == 200
    assert len(few) == len(many) <= most
