"""A draft is held against the figures of a session at work, and on the page, by whoever works on it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from proposals.actions import assigning
from proposals.models import Channel
from tests.proposals.documents.drafts import as_word
from tests.proposals.draft_checks import check, run


def test_a_category_and_a_unit_are_known_by_name(world):
    category = world.session.category_list.get(code="economic")
    world.assigned(category=category)
    world.assigned(title="关于乙的提案")

    found = check("test-1-1", "立案2件，其中经济方面1件，占50%；市教育局承办3件。")

    assert [each[1:] for each in found] == [
        ("agrees", "2"),
        ("agrees", "1"),
        ("agrees", "50.0"),
        ("disagrees", "2"),
    ]


def test_a_report_of_a_unit_is_held_against_its_tasks(world):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.assigned((world.education, "SOLE"), title="关于乙的提案")

    found = check("test-1-1", "我局共承办提案2件，其中主办2件、会办1件，办复率100%。", unit=world.education)

    assert [each[1:] for each in found] == [
        ("agrees", "2"),
        ("agrees", "2"),
        ("disagrees", "0"),
        ("disagrees", "0.0"),
    ]


def test_a_draft_is_held_against_the_figures_of_the_day(world):
    world.filed()

    assert check("test-1-1", "立案1件。", as_of=world.session.opens_on) == check("test-1-1", "立案1件。")


@pytest.fixture
def page(world, client):
    def as_post(post, **values):
        client.force_login(post.user)
        address = reverse("check_report", args=["test-1-1"])
        return client.post(address, values) if values else client.get(address)

    return as_post


def test_who_sees_the_session_and_works_on_it_may_check_a_draft(world, page):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    posts = ("clerk", "office", "leader", "officer", "helper", "stranger", "member", "contact")

    found = {name: page(getattr(world, name)).status_code for name in posts}

    assert found == {
        "clerk": 200, "office": 200, "leader": 200, "officer": 200, "helper": 200, "stranger": 404, "member": 403,
        "contact": 403,
    }  # fmt: skip


def test_the_page_marks_each_number_by_a_word_and_opens_the_list_behind_the_right_value(world, page, client):
    world.filed()

    answer = page(world.clerk, text="立案2件，收到提案1件，协商会3次。<b>")

    text = answer.content.decode()
    assert '<mark class="disagrees"' in text
    assert [(word, number) for _verdict, word, number in answer.context["tally"]] == [
        ("不符", 1),
        ("矛盾", 0),
        ("不详", 1),
        ("相符", 1),
    ]
    assert "&lt;b&gt;" in text
    (fault,) = answer.context["faults"]
    assert client.get(fault.address).context["page"].paginator.count == fault.finding.expected == 1


def test_every_known_figure_opens_a_list_as_long_as_it_says(world, page, client):
    category = world.session.category_list.get(code="economic")
    world.conclude(world.assigned(category=category))
    world.submitted("关于乙的提案", category=category)
    text = (
        "收到提案9件，委员提案9件，经济类9件。立案9件，委员提案9件，经济类9件。"
        "市教育局承办9件。A类9件。立案率9%，办复率9%。"
    )

    answer = page(world.clerk, text=text)

    faults = answer.context["faults"]
    assert len(faults) == 10
    for fault in faults:
        figure, listed = fault.finding.figure, client.get(fault.address).context["page"].paginator.count
        assert (fault.text, figure.label, listed) == (fault.text, figure.label, figure.part)


def test_the_page_reads_a_file_and_a_unit_checks_its_own(world, page):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    file = SimpleUploadedFile("报告.docx", as_word("我局共承办提案1件，其中会办1件。"))

    answer = page(world.officer, file=file, as_of="2026-12-31")

    assert [piece.finding.verdict for piece in answer.context["faults"]] == ["disagrees"]
    assert "会办1件" in "".join(piece.text for piece in answer.context["pieces"])


@pytest.mark.parametrize(
    ("values", "words"),
    [({"text": "  "}, "请选择文件"), ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "不完整")],
)
def test_what_cannot_be_read_is_said_on_the_page(world, page, values, words):
    answer = page(world.clerk, **values)

    assert answer.status_code == 409
    assert words in answer.content.decode()


def test_the_page_checks_the_text_alone_when_asked(world, page):
    answer = page(world.clerk, text="收到提案202件，立案153件，立案率80%。", text_only="on")

    assert [piece.finding.verdict for piece in answer.context["faults"]] == ["inconsistent"]


@pytest.mark.parametrize("kind", ["committee", "government", "examination"])
def test_our_own_reports_are_right(world, kind, tmp_path, capsys):
    government = Channel.objects.get(plenary_session=world.session, code="government")
    for title, unit in (("关于甲的提案", world.education), ("关于乙的提案", world.water)):
        proposal = world.filed(title)
        assigning.assign_proposal(
            proposal, [assigning.Handling(unit, "SOLE", government)], **world.as_clerk()
        )
        world.reply(proposal)
    world.assigned((world.finance, "LEAD"), (world.education, "CO_HANDLER"), title="关于丙的提案")
    path = tmp_path / "报告.docx"
    call_command("handling_report", "test-1-1", kind=kind, output=path)
    capsys.readouterr()

    status, numbers = run(capsys, path, "--plenary", "test-1-1", "--kind", kind)

    assert [each for each in numbers if each["verdict"] not in ("agrees", "unknown")] == []
    assert status == 0
