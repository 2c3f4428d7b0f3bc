"""The working tables in a browser: no barrier, nothing complains, and the examination goes by keyboard alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.actions import accepting, filing
from proposals.actions.importing.uploading import keep_upload
from proposals.models import Proposal
from tests.world import DAY, World

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def world(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


def tables_of(world):
    """Return the address of every working table, each with a row to work on."""
    code = world.session.code
    world.submitted("关于甲的提案")
    world.submitted("关于甲的建议")
    world.filed("关于乙的提案")
    refusal = {"disposition": "OTHER", "reason_text": "空泛"}
    filing.decline_proposal(world.submitted("关于丙的提案"), **refusal, **world.as_clerk())
    world.reply(world.assigned(title="关于丁的提案"))
    task = world.assigned(title="关于戊的提案").tasks().get()
    accepting.request_extension(task, until=DAY.replace(year=2027), reason="论证", **world.for_others())
    other = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于己的提案")
    accepting.request_hand_back(other.tasks().last(), reason="不属职责", **world.for_others())
    faulty = SimpleUploadedFile("台账.csv", "提案号,案由,答复日期\n9,关于庚的提案,2026-13-40".encode())
    upload = keep_upload(world.session, faulty, by=world.clerk)
    names = (
        "boards", "examination", "notice", "numbering", "numbers", "assignment", "hand_back_rulings",
        "extension_rulings", "progress", "progress_tasks", "chase", "feedback", "conclusion", "honours", "ledger", "draft_checks",
    )  # fmt: skip
    case = Proposal.objects.get(title="关于甲的提案")
    return [
        *(reverse(name, args=[code]) for name in names),
        reverse("ledger_preview", args=[code, upload.pk]),
        reverse("merge", args=[case.pk]),
        reverse("split", args=[case.pk]),
    ]


def test_every_working_table_can_be_used_by_everybody(world, watched):
    addresses = tables_of(world)
    watched.sign_in("clerk")

    for address in addresses:
        assert (address, watched.open(address)) == (address, 200)
        assert (address, watched.faults(360, 1280)) == (address, [])

    assert watched.complaints == []


def test_the_examination_goes_by_keyboard_alone(world, watched):
    first, second, third = (
        world.submitted(title)
        for title in ("关于农村养老的提案", "关于增设公交站的提案", "关于增设公交站的建议")
    )
    watched.sign_in("clerk")
    watched.open(reverse("examination", args=[world.session.code]))
    page = watched.page

    page.locator("[data-row]").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.keyboard.press(" ")
    is_open = page.locator("[data-row]").nth(2).locator(".case details").evaluate("each => each.open")
    page.get_by_label("审查日期").fill(DAY.isoformat())
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="办理这3件").click()

    assert is_open
    assert "已办理3件" in page.get_by_role("status").inner_text()
    states = {case.pk: case.state for case in Proposal.objects.all()}
    assert states == {first.pk: "FILED", second.pk: "FILED", third.pk: "MERGED"}
    assert Proposal.objects.get(pk=third.pk).merged_into() == second
    assert watched.complaints == []


def test_a_decision_asks_for_no_more_than_it_needs(world, watched):
    world.submitted()
    watched.sign_in("clerk")
    watched.open(reverse("examination", args=[world.session.code]))
    row = watched.page.locator("[data-row]")

    asked = {}
    for decision in ("并案", "不予立案", "退回修改"):
        row.get_by_label(decision, exact=True).check()
        labels = row.locator(".more label").all()
        asked[decision] = [each.inner_text()[:4] for each in labels if each.is_visible()]

    assert asked == {
        "并案": ["并入其他"], "不予立案": ["不立案原", "处理去向", "原因说明"], "退回修改": ["原因说明"]
    }  # fmt: skip
    assert watched.complaints == []


def test_one_box_ticks_all_and_the_table_counts_them(world, watched):
    for title in ("关于甲的提案", "关于乙的提案"):
        world.filed(title)
    watched.sign_in("office")
    watched.open(reverse("assignment", args=[world.session.code]))
    page = watched.page

    page.get_by_label("全选").check()

    assert "已选 2 件，共 2 件" in page.get_by_text("已选").inner_text()
    assert watched.complaints == []


def test_the_words_to_send_are_selected_or_copied(world, watched):
    world.assigned()
    watched.sign_in("office")
    watched.open(reverse("chase", args=[world.session.code]) + "?what=unsigned")
    page = watched.page

    page.get_by_role("button", name="复制").click()

    page.get_by_role("button", name="已").wait_for()
    assert page.evaluate("getSelection().toString()").startswith("市教育局：")
    assert watched.complaints == []
