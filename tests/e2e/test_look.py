"""Every page in a browser: no barrier, no console error, nothing fetched from elsewhere, no sideways scrolling."""

import uuid

import pytest
from django.urls import resolve, reverse
from playwright.sync_api import expect

from cppcc.accounts.models import User
from cppcc.notices.models import Notice
from proposals.actions.reporting import freeze_report
from proposals.models import Reply
from tests.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = [360, 1920]


@pytest.fixture
def world(transactional_db):
    return World()


def pages_of(world):
    """Return (post, address) of every kind of page, as somebody who has it sees it."""
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.reply(proposal)
    task = proposal.tasks().first()
    world.submitted("关于另一件事的提案")
    code = world.session.code
    snapshot = freeze_report(world.session, "committee", by=world.clerk)
    return [
        ("clerk", reverse("home")),
        ("clerk", reverse("desk", args=[code])),
        ("clerk", reverse("counter", args=[code, "to_examine"])),
        ("clerk", reverse("counter", args=[code, "extensions"])),
        ("clerk", reverse("help")),
        ("clerk", reverse("overview", args=[code])),
        ("clerk", reverse("proposal_list", args=[code])),
        ("clerk", reverse("counted", args=[code, "assignments"])),
        ("clerk", reverse("search") + "?q=公交站"),
        ("clerk", reverse("search")),
        ("clerk", reverse("intake", args=[code])),
        ("clerk", reverse("case", args=[proposal.pk])),
        ("clerk", reverse("facts", args=[proposal.pk])),
        ("clerk", reverse("correct", args=["proposal", proposal.pk, "title"])),
        ("clerk", reverse("act", args=["assignment", task.pk, "remind"])),
        ("clerk", reverse("act", args=["proposal", proposal.pk, "attach"])),
        ("clerk", reverse("change_password")),
        ("clerk", reverse("papers", args=[code])),
        ("clerk", reverse("paper_templates", args=[code])),
        ("clerk", reverse("read_proposal_back", args=[code])),
        ("clerk", reverse("why", args=[code, "filing_rate"])),
        ("clerk", reverse("report", args=[snapshot.pk])),
        ("clerk", reverse("check_reply", args=[Reply.objects.get().pk])),
        ("officer", reverse("home")),
        ("officer", reverse("help")),
        ("officer", reverse("case", args=[proposal.pk])),
        ("member", reverse("case", args=[proposal.pk])),
    ]


def test_every_page_can_be_used_by_everybody(world, watched):
    signed_in = ""
    for post, address in pages_of(world):
        if post != signed_in:
            watched.page.context.clear_cookies()
            watched.sign_in(post)
            signed_in = post

        assert (address, watched.open(address)) == (address, 200)
        assert (address, watched.faults(*WIDTHS)) == (address, [])

    assert watched.complaints == []


@pytest.mark.parametrize("username", ["clerk", "office", "leader", "officer", "member", "contact"])
def test_every_page_is_whole_that_the_bar_and_the_desk_lead_to(world, watched, username):
    pages_of(world)
    watched.sign_in(username)
    home = reverse("home")
    watched.open(home)
    links = watched.page.locator("header nav a[href^='/'], main a[href^='/']")
    reached = [home, *links.evaluate_all("links => links.map(link => link.getAttribute('href'))")]

    for address in {resolve(each.split("?")[0]).view_name: each for each in reached}.values():
        assert (address, watched.open(address)) == (address, 200)
        assert (address, watched.faults(390, 1280)) == (address, [])

    assert watched.complaints == []


def test_the_pages_outside_the_desk_can_be_used_by_everybody(world, watched):
    watched.open(reverse("sign_in"))
    assert watched.barriers() == []
    watched.sign_in("clerk", "wrong")
    assert watched.barriers() == []
    watched.sign_in("clerk")
    assert watched.complaints == []

    assert watched.open("/nowhere/") == 404

    assert watched.barriers() == []


def test_a_form_that_is_refused_ties_its_errors_to_its_fields(world, watched):
    proposal = world.submitted()
    watched.sign_in("clerk")
    watched.open(reverse("correct", args=["proposal", proposal.pk, "title"]))
    watched.page.get_by_label("案由").fill("关于甲的提案")
    watched.page.get_by_label("更正原因").fill("   ")

    watched.page.get_by_role("button", name="更正", exact=True).click()

    reason = watched.page.get_by_label("更正原因")
    said = watched.page.locator(f"#{reason.get_attribute('aria-describedby')}")
    assert "必填" in said.inner_text()
    assert watched.page.get_by_label("案由").input_value() == "关于甲的提案"
    assert watched.barriers() == []


def test_the_menu_of_a_phone_opens_without_a_script(world, watched):
    watched.page.set_viewport_size({"width": 390, "height": 800})
    watched.sign_in("clerk")
    overview = watched.page.get_by_role("link", name="概况", exact=True)
    assert not overview.is_visible()

    watched.page.get_by_role("link", name="菜单", exact=True).click()
    overview.click()

    assert watched.page.url.endswith(reverse("overview", args=[world.session.code]))


def test_the_bar_stays_in_one_line_however_many_notices_there_are(world, watched):
    notices = [Notice(post=world.clerk, batch=uuid.uuid4(), key=key, title="提醒") for key in range(123)]
    Notice.objects.bulk_create(notices)
    User.objects.filter(pk=world.clerk.user_id).update(name="提案委工作人员")
    watched.page.set_viewport_size({"width": 1280, "height": 800})
    watched.sign_in("clerk")
    watched.open(reverse("home"))

    parts = watched.page.locator(".entries > *, .tools-row > :not(.entries, .menu-link)")
    heights = [part.bounding_box()["y"] for part in parts.all()]

    assert watched.page.get_by_role("link", name="通知（123）").is_visible()
    assert max(heights) - min(heights) < 20


def test_rows_are_ticked_counted_and_filed_together(world, watched):
    for name in "甲乙丙":
        world.submitted(f"关于{name}的提案")
    watched.page.set_viewport_size({"width": 390, "height": 800})
    watched.sign_in("clerk")
    watched.open(reverse("counter", args=[world.session.code, "to_examine"]))

    watched.page.get_by_role("button", name="全选本页").click()
    watched.page.get_by_label("勾选 流水2《关于乙的提案》").uncheck()
    assert watched.page.get_by_text("已勾选2件：").is_visible()
    watched.page.get_by_role("button", name="批量立案编号").click()
    assert watched.barriers() == []
    watched.page.get_by_role("button", name="确认办理2件").click()

    expect(watched.page.get_by_text("已办理：批量立案编号，共2件。")).to_be_visible()
    assert watched.complaints == []


def test_everything_is_reached_by_the_keyboard_alone(world, watched):
    world.submitted()
    watched.sign_in("clerk")
    watched.open(reverse("home"))

    watched.page.keyboard.press("Tab")
    assert watched.page.locator(":focus").inner_text() == "跳到正文"
    watched.page.keyboard.press("Enter")
    for reached in ("登记提案", "工作表", "待审查"):
        watched.page.keyboard.press("Tab")
        assert reached in watched.page.locator(":focus").inner_text()
    watched.page.keyboard.press("Enter")

    expect(watched.page.get_by_role("heading", name="待审查（1件）")).to_be_visible()


def test_a_case_prints_without_its_buttons(world, watched):
    proposal = world.submitted()
    watched.sign_in("clerk")
    watched.open(reverse("case", args=[proposal.pk]))
    button = watched.page.get_by_role("link", name="立案", exact=True)
    assert button.is_visible()

    watched.page.emulate_media(media="print")

    assert not button.is_visible()
    assert watched.page.get_by_role("heading", name="正文").is_visible()
