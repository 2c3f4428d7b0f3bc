"""The demo session: on any day of the year it holds every state and all that a visitor should see."""

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from cppcc.accounts.models import Post, Role, User
from proposals.actions import loading
from proposals.actions.demonstration import PASSWORD, SIGN_INS, load_demonstration
from proposals.models import (
    Assignment,
    Commitment,
    Docket,
    Examination,
    Feedback,
    KeySupervision,
    LookBackFinding,
    PlenarySession,
    Proposal,
    Reminder,
    Reply,
    SupervisionTask,
)
from proposals.queries.desk import counter_named
from proposals.tasks import check_records
from workflows.machines import assignment, proposal, reply
from workflows.models import MoveRecord


@pytest.fixture
def _demo_allowed(settings):
    settings.DEBUG = True


def post_of(username):
    return Post.objects.get(user__username=username)


def states(model):
    return set(model.objects.values_list("state", flat=True))


@pytest.mark.no_cover
@pytest.mark.usefixtures("_demo_allowed")
@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",  # a holiday
        "2026-02-17",  # spring festival
        "2026-02-28",  # a Saturday that is worked
        "2026-06-14",  # a Sunday
        "2026-10-04",
        "2026-12-31",
        "2027-03-01",  # a year without a notice
    ],
)
def test_on_any_day_the_demo_shows_every_state_and_everything_worth_seeing(db, day):
    with time_machine.travel(f"{day} 09:00+08:00", tick=False):
        session = load_demonstration()
        today = timezone.localdate()

        assert states(Proposal) == set(proposal.State.values)
        assert states(Assignment) == set(assignment.State.values)
        assert states(Reply) == set(reply.State.values)
        assert Assignment.objects.overdue(today).exists()
        assert Assignment.objects.due_soon(today, session.policy.due_soon_days).exists()
        assert Proposal.objects.filter(is_key=True).exists()
        assert Examination.objects.filter(result="MERGED").exclude(merged_into=None).exists()
        assert Assignment.objects.filter(round=2).exists()
        assert Feedback.objects.filter(result="DISSATISFIED").exists()
        assert Proposal.objects.filter(docket=Docket.DEPUTY_SUGGESTION).count() > 2
        assert {None} < set(KeySupervision.objects.values_list("closed_on", flat=True))
        assert SupervisionTask.objects.filter(done_on=None, due_on__lt=today).exists()
        assert Reminder.objects.exists()
        assert set(Commitment.objects.values_list("status", flat=True)) == {"OPEN", "FULFILLED"}
        assert Commitment.objects.filter(status="OPEN", due_on__lt=today).exists()
        assert {"KEPT", ""} < set(LookBackFinding.objects.values_list("result", flat=True))
        for key in ("extensions", "dissatisfied"):
            assert counter_named(post_of("clerk"), key).rows(post_of("clerk"), session).exists()
        assert session.is_demonstration
        assert check_records() == {}


@pytest.mark.usefixtures("_demo_allowed")
def test_the_command_loads_every_fixture_session_once_and_prints_sign_ins_and_rates(db, capsys):
    call_command("load_demo")

    printed = capsys.readouterr().out
    codes = set(PlenarySession.objects.values_list("code", flat=True))
    assert codes >= {"anning-6-4", "yunnan-12-5", "xinping-10-1", "yunnan-12-4", "guangan-5-4", "demo-2026"}
    for username, name in SIGN_INS:
        user = User.objects.get(username=username)
        assert (user.check_password(PASSWORD), user.is_demonstration) == (True, True)
        assert f"{username:10}{name}" in printed
    roles = set(User.objects.filter(is_demonstration=True).values_list("posts__role", flat=True))
    assert roles >= {Role.CLERK, Role.OFFICE, Role.OFFICER, Role.MEMBER, Role.CONTACT, Role.LEADER}
    assert "立案率" in printed

    held = [model.objects.count() for model in (Proposal, Assignment, MoveRecord, User)]
    call_command("load_demo")

    assert [model.objects.count() for model in (Proposal, Assignment, MoveRecord, User)] == held
    assert "立案率" in capsys.readouterr().out


@pytest.mark.usefixtures("_demo_allowed")
def test_a_site_with_a_session_of_its_own_gets_no_demo(world, capsys):
    call_command("load_demo")

    assert list(PlenarySession.objects.values_list("code", flat=True)) == ["test-1-1"]
    assert capsys.readouterr().out == ""


def test_demo_data_and_passwords_are_refused_when_debug_is_off(db):
    with pytest.raises(ImproperlyConfigured, match="DEBUG=1"):
        load_demonstration()
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("load_demo")

    assert User.objects.count() == 0


def test_a_year_whose_ledger_is_faulty_is_not_loaded(db, tmp_path, monkeypatch):
    described = (loading.YEARS / "guangan-5-4.toml").read_text(encoding="utf-8")
    (tmp_path / "guangan-5-4.toml").write_text(described, encoding="utf-8")
    (tmp_path / "guangan-5-4.csv").write_text("提案号,案由\n1,\n", encoding="utf-8")
    monkeypatch.setattr(loading, "YEARS", tmp_path)

    with pytest.raises(ValidationError, match="案由是空的"):
        loading.load_year("guangan-5-4")

    assert not PlenarySession.objects.exists()
