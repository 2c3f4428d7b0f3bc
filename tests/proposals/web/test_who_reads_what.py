"""What of a case that somebody may open is not theirs to read: ratings not released, letters not out, phones."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.actions import concluding, mending, replying
from proposals.models import ReportSnapshot
from proposals.queries.unit_desk import dropped_letter
from tests.pages import page, take
from tests.proposals.web.conftest import words
from tests.proposals.web.stage import Stage

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def stage(world):
    """Return what is at every step."""
    return Stage(world)


@pytest.fixture
def rated(stage):
    """Return a task that a proposer is dissatisfied with, and the committee alone knows."""
    task = stage.rated("DISSATISFIED")
    form = task.feedback.get()
    mending.correct_fact(form, {"comment": "办得很差"}, by=stage.world.clerk, reason="补录")
    return task


def document_of(answer):
    """Return the body of a Word file that is handed out."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return package.read("word/document.xml").decode()


def test_who_may_not_correct_a_fact_is_not_shown_it(world, sign_in, rated):
    form, proposer = rated.feedback.get(), rated.proposal.proposers.get()

    for post in (world.officer, world.member, world.leader):
        client = sign_in(post)
        for thing, name in ((form, "comment"), (form, "result"), (proposer, "phone")):
            address = reverse("correct", args=[thing._meta.model_name, thing.pk, name])
            assert client.get(address).status_code == 403
            assert client.post(address, {"value": "", "reason": "看看"}).status_code == 403


def test_a_unit_reads_no_rating_on_the_case_before_it_is_released(world, sign_in, rated):
    concluding.explain_feedback(
        rated.feedback.get(), explanation="条件不具备", note="委员不满意", **world.as_clerk()
    )
    secrets = ("办得很差", "条件不具备", "委员不满意", "不满意")

    seen = words(page(sign_in(world.officer), "case", rated.proposal_id))
    assert [each for each in secrets if each in seen] == []

    concluding.release_ratings(rated, **world.as_clerk())

    seen = words(page(sign_in(world.officer), "case", rated.proposal_id))
    assert all(each in seen for each in secrets)


def test_a_unit_is_not_told_of_a_rating_as_of_a_change(world, sign_in, rated):
    closed = take(sign_in(world.officer), rated, "draft_reply", seen="1")

    assert closed.status_code == 409
    assert "反馈" not in {each.label for each in closed.context["changes"]}
    assert "交办" in {each.label for each in closed.context["changes"]}


def test_what_a_unit_prints_says_the_ratings_that_are_released(world, sign_in, rated):
    def printed_by(post):
        client = sign_in(post)
        form = page(client, "print_of_case", "assignment", rated.pk, "feedback_form")
        table = page(client, "print_of_session", world.session.code, "summary", unit=world.education.pk)
        return "■不满意" in document_of(form), ">不满意<" in document_of(table)

    assert printed_by(world.officer) == (False, False)
    assert printed_by(world.clerk) == (True, False)

    concluding.release_ratings(rated, **world.as_clerk())

    assert printed_by(world.officer) == (True, True)


def test_the_report_of_a_unit_counts_the_ratings_that_are_released(world, sign_in, rated):
    def rate():
        report = {"kind": "unit", "unit": world.education.pk}
        sign_in(world.officer).post(reverse("make_report", args=[world.session.code]), report)
        figures = ReportSnapshot.objects.latest("pk").figures["figures"]
        return figures["satisfaction_rate"]["part"], figures["satisfaction_rate"]["whole"]

    assert rate() == (0, 0)

    concluding.release_ratings(rated, **world.as_clerk())

    assert rate() == (0, 1)


def test_a_proposer_reads_no_letter_before_it_is_out_or_shown_to_him(world, sign_in, stage):
    reply = stage.drafted()
    replying.submit_reply(reply, **world.for_others())
    replying.send_back_reply(reply, note="口径再核", **world.for_others())
    told = {"office": ["已办理。", "口径再核"], "officer": ["已办理。", "口径再核"], "member": []}

    for who, expected in told.items():
        case = words(page(sign_in(getattr(world, who)), "case", reply.assignment.proposal_id))
        task = words(page(sign_in(getattr(world, who)), "task", reply.assignment_id))
        assert (who, [each for each in ("已办理。", "口径再核") if each in case]) == (who, expected)
        assert ("已办理。" in task) == bool(expected)

    replying.show_to_proposer(reply, **world.for_others())

    case = words(page(sign_in(world.member), "case", reply.assignment.proposal_id))
    assert ("已办理。" in case, "口径再核" in case) == (True, False)


def test_a_letter_dropped_in_by_somebody_else_is_not_kept_as_the_units(world, sign_in, stage):
    task = stage.consulted()
    letter = {"letter": SimpleUploadedFile("答复.txt", "假答复".encode())}

    sign_in(world.member).post(reverse("drop_letter", args=[task.pk]), letter)

    assert dropped_letter(task) is None
    assert task.proposal.attachments.count() == 0
