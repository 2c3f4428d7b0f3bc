"""Writing in a browser: kept while typing, back after closing, tidied when pasted, confirmed with one tap."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from proposals.models import Autosave, Consultation, Member, Policy, Proposal
from tests.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = [390, 1280]


@pytest.fixture
def world(transactional_db):
    return World()


@pytest.fixture(params=WIDTHS)
def wide(request, watched):
    """Return the watched page at the width of a phone and of a desk."""
    watched.page.set_viewport_size({"width": request.param, "height": 850})
    return watched


def write_page(world):
    """Return the address of the writing page, which asks for the parts from now on."""
    Policy.objects.update(text_in_parts=True)
    return reverse("write", args=[world.session.code])


def paste(field, text):
    field.focus()
    field.evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_what_is_typed_comes_back_after_the_window_is_closed(world, wide):
    wide.sign_in("member")
    wide.open(write_page(world))
    wide.page.get_by_label("案由").fill("关于甲的提案")
    wide.page.get_by_label("第1条").fill("在东城增设")
    wide.page.get_by_label("第2条").fill("延长时间")
    wide.page.get_by_label("是否同意公开").select_option(label="全文公开")
    expect(wide.page.get_by_text(re.compile("已自动保存"))).to_be_visible()
    context = wide.page.context
    wide.page.close()

    wide.page = context.new_page()
    wide.open(write_page(world))

    assert wide.page.get_by_label("案由").input_value() == "关于甲的提案"
    assert wide.page.get_by_label("第1条").input_value() == "在东城增设"
    assert wide.page.get_by_label("第2条").input_value() == "延长时间"
    assert wide.page.get_by_label("是否同意公开").input_value() == "FULL"
    assert not Proposal.objects.exists()
    wide.page.get_by_role("button", name="放弃自动保存的内容").click()
    assert wide.page.get_by_label("案由").input_value() == ""
    assert wide.complaints == []


def test_a_saved_page_leaves_nothing_put_by(world, wide):
    wide.sign_in("member")
    wide.open(write_page(world))
    wide.page.get_by_label("案由").fill("关于甲的提案")
    expect(wide.page.get_by_text(re.compile("已自动保存"))).to_be_visible()
    wide.page.get_by_label("背景情况").fill("现状。")

    wide.page.get_by_role("button", name="保存草稿").click()

    expect(wide.page.get_by_text("已保存草稿")).to_be_visible()
    assert (Proposal.objects.get().text().background, Autosave.objects.count()) == ("现状。", 0)
    assert wide.complaints == []


def test_without_the_server_what_is_typed_stays_in_the_browser(world, wide):
    wide.sign_in("member")
    wide.open(write_page(world))
    wide.page.context.set_offline(True)
    wide.page.get_by_label("案由").fill("关于甲的提案")
    wide.page.get_by_label("第1条").fill("在东城增设")
    expect(wide.page.get_by_text(re.compile("连不上服务器"))).to_be_visible()
    assert not Autosave.objects.exists()
    wide.page.context.set_offline(False)

    wide.page.reload()

    assert wide.page.get_by_label("案由").input_value() == "关于甲的提案"
    assert wide.page.get_by_label("第1条").input_value() == "在东城增设"
    expect(wide.page.get_by_text(re.compile("已自动保存"))).to_be_visible()
    assert Autosave.objects.get().content["title"] == "关于甲的提案"


def test_a_sign_in_that_has_run_out_costs_no_word(world, watched):
    watched.sign_in("member")
    watched.open(write_page(world))
    watched.page.get_by_label("案由").fill("关于甲的提案")
    expect(watched.page.get_by_text(re.compile("已自动保存"))).to_be_visible()
    watched.page.context.clear_cookies(name="sessionid")
    watched.page.get_by_label("背景情况").fill("现状。")

    watched.page.get_by_role("button", name="保存草稿").click()
    expect(watched.page.get_by_text("登录已过期")).to_be_visible()
    watched.page.get_by_role("link", name="重新登录").click()
    watched.fill_in_sign_in("member")

    expect(watched.page.get_by_label("背景情况")).to_have_value("现状。")
    watched.page.get_by_role("button", name="保存草稿").click()
    expect(watched.page.get_by_text("已保存草稿")).to_be_visible()
    assert Proposal.objects.get().text().background == "现状。"


def test_a_sign_in_that_has_run_out_costs_no_word_of_a_step(world, watched):
    task = world.assigned().tasks().get()
    watched.sign_in("officer")
    watched.open(reverse("act", args=["assignment", task.pk, "request_hand_back"]))
    watched.page.context.clear_cookies(name="sessionid")
    watched.page.get_by_label("退办理由").fill("不属职责。")

    watched.page.get_by_role("button", name="申请退办").click()
    expect(watched.page.get_by_text("登录已过期")).to_be_visible()
    watched.page.get_by_role("link", name="重新登录").click()
    watched.fill_in_sign_in("officer")

    expect(watched.page.get_by_label("退办理由")).to_have_value("不属职责。")
    watched.page.get_by_role("button", name="申请退办").click()
    expect(watched.page.get_by_text("已办理：申请退办。")).to_be_visible()
    assert task.hand_backs.get().reason == "不属职责。"


def test_what_a_browser_keeps_is_shown_to_its_writer_alone(world, watched):
    watched.sign_in("contact")
    watched.open(write_page(world))
    watched.page.context.clear_cookies(name="sessionid")
    watched.page.get_by_label("案由").fill("关于甲的提案")
    expect(watched.page.get_by_text("登录已过期")).to_be_visible()

    watched.sign_in("member")
    watched.open(write_page(world))
    assert watched.page.get_by_label("案由").input_value() == ""
    watched.page.context.clear_cookies()
    watched.sign_in("contact")
    watched.open(write_page(world))

    assert watched.page.get_by_label("案由").input_value() == "关于甲的提案"
    expect(watched.page.get_by_text(re.compile("已自动保存"))).to_be_visible()
    assert Autosave.objects.get().post == world.contact


def test_two_windows_keep_both_what_they_say(world, watched):
    watched.sign_in("member")
    second = watched.page.context.new_page()
    for page in (watched.page, second):
        page.goto(f"{watched.address}{write_page(world)}")
    watched.page.get_by_label("案由").fill("关于甲的提案")
    expect(watched.page.get_by_text(re.compile("已自动保存"))).to_be_visible()

    second.get_by_label("案由").fill("关于乙的提案")
    expect(second.get_by_text("在另一个窗口里也在写")).to_be_visible()
    second.get_by_role("button", name="保存草稿").click()

    expect(second.get_by_text("已保存草稿")).to_be_visible()
    assert Proposal.objects.get().title == "关于乙的提案"
    assert Autosave.objects.get().content["title"] == "关于甲的提案"
    second.goto(f"{watched.address}{reverse('own_desk', args=[world.session.code])}")
    expect(second.get_by_role("link", name="关于甲的提案")).to_be_visible()


def test_what_is_pasted_from_word_is_tidied_and_counted(world, wide):
    wide.sign_in("member")
    wide.open(write_page(world))
    field = wide.page.get_by_label("背景情况")
    field.fill("前文。")

    paste(field, "　　●东城站点过稀。\r\n\r\n\r\n　　１．老 旧　小 区\u200b多。")

    expect(field).to_have_value("前文。东城站点过稀。\n\n1. 老旧小区多。")
    expect(wide.page.locator("[data-count-of]")).to_have_text("18")
    expect(wide.page.locator("[data-over]")).to_be_hidden()
    field.fill("字" * 1501)
    expect(wide.page.locator("[data-over]")).to_be_visible()
    assert wide.complaints == []


def test_a_spare_field_appears_when_the_last_is_used(world, wide):
    wide.sign_in("member")
    wide.open(write_page(world))
    assert wide.page.get_by_label(re.compile("^第.条$")).count() == 3

    wide.page.get_by_label("第3条").fill("三")

    expect(wide.page.get_by_label("第4条")).to_have_value("")


def test_a_long_roster_is_narrowed_by_typing(world, wide):
    wide.sign_in("member")
    wide.open(write_page(world))
    option = wide.page.get_by_label("李四")

    wide.page.get_by_label("查找联名人").fill("没有这个人")
    expect(option).to_be_hidden()
    wide.page.get_by_label("查找联名人").fill("李")

    expect(option).to_be_visible()


def test_several_are_invited_by_ticking_one_after_another(world, wide):
    Member.objects.create(term=world.session.term, name="王五")
    wide.sign_in("member")
    wide.open(write_page(world))
    wide.page.get_by_label("案由").fill("关于甲的提案")

    for name in ("李四", "王五"):
        wide.page.get_by_label("查找联名人").fill(name)
        wide.page.get_by_label(name).check()
    expect(wide.page.get_by_text("已选2位：李四；王五")).to_be_visible()
    wide.page.get_by_role("button", name="保存草稿").click()

    expect(wide.page.get_by_text("已保存草稿")).to_be_visible()
    invited = Proposal.objects.get().proposers.filter(role="COSIGNER")
    assert sorted(each.name for each in invited) == ["李四", "王五"]
    assert wide.complaints == []


def test_a_talk_is_confirmed_with_one_tap(world, wide):
    world.consult(world.assigned())
    wide.sign_in("member")
    wide.open(reverse("own_desk", args=[world.session.code]))

    wide.page.get_by_role("button", name="谈过", exact=True).click()

    expect(wide.page.get_by_text("已记下您的答复：谈过。")).to_be_visible()
    assert wide.page.url.endswith(reverse("own_desk", args=[world.session.code]))
    assert Consultation.objects.get().confirmation == "CONFIRMED"
    assert wide.complaints == []


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_proposal_is_written_and_handed_in_without_a_script(world, wide):
    wide.sign_in("member")
    wide.open(write_page(world))
    wide.page.get_by_label("案由").fill("关于在东城增设公交站的提案")
    wide.page.get_by_label("背景情况").fill("　　东城站点过稀。")
    wide.page.get_by_label("问题及分析").fill("线路按旧城区规划。")
    wide.page.get_by_label("第1条").fill("1．在东城增设两处公交站\n2．延长末班车时间")
    wide.page.get_by_role("button", name="保存并去提交").click()
    wide.page.get_by_label("我已核对").check()

    wide.page.get_by_role("button", name="提交").click()

    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.suggestions.count()) == ("SUBMITTED", 2)
    assert proposal.text().background == "东城站点过稀。"


def test_every_page_of_the_writers_can_be_used_by_everybody(world, watched):
    code = world.session.code
    draft = world.draft()
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)
    task = proposal.tasks().get(part="LEAD")
    answered = world.assigned(title="关于乙的提案")
    world.reply(answered)
    pages = [
        ("member", reverse("own_desk", args=[code])),
        ("member", write_page(world)),
        ("member", reverse("rewrite", args=[draft.pk])),
        ("member", reverse("act", args=["proposal", draft.pk, "submit"])),
        ("member", reverse("act", args=["assignment", answered.tasks().get().pk, "rate"])),
        ("officer", reverse("unit_desk", args=[code])),
        ("officer", reverse("task", args=[task.pk])),
        ("officer", reverse("task", args=[answered.tasks().get().pk])),
        ("officer", reverse("act", args=["assignment", task.pk, "draft_reply"])),
        ("officer", reverse("act", args=["assignment", task.pk, "record_reply"])),
        ("officer", reverse("act", args=["assignment", task.pk, "log_consultation"])),
        ("officer", reverse("unit_table", args=[code])),
    ]
    signed_in = ""
    for post, address in pages:
        if post != signed_in:
            watched.page.context.clear_cookies()
            watched.sign_in(post)
            signed_in = post

        assert (address, watched.open(address)) == (address, 200)
        assert (address, watched.faults(*WIDTHS)) == (address, [])

    assert watched.complaints == []
