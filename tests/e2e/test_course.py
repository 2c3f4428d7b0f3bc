"""One proposal from its draft to its conclusion, in a browser: by everybody at his own desk, and by one clerk alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cppcc.accounts.models import Role
from tests.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = [390, 1280]
BUS, STOP, OLD_AGE = "关于在东城增设公交站的提案", "关于增设东城公交站点的提案", "关于农村养老的提案"
CHECKED = {"我已核对：一事一案，建议具体可行，不含涉密内容": True}
EDUCATION, FINANCE, WATER = "市教育局", "市财政局", "市水务局"
GOOD = {"对办理态度": "满意", "对办理结果": "满意"}
POOR = {"对办理态度": "满意", "对办理结果": "不满意", "意见": "今年就该办。"}
# what the record of the case tells, in this order, beside much else
ASSIGNED_ANEW = ["立案", "交办", "申请退办", "同意退办", "交办", "签收", "面商"]
HANDLED_AGAIN = ["签发", "答复", "送达", "反馈", "重办", "签发", "答复", "送达", "反馈"]
EVERYBODYS_COURSE = ["起草", "李四联名", "提交", *ASSIGNED_ANEW, "拟稿", *HANDLED_AGAIN, "办结"]
ONE_CLERKS_COURSE = ["起草", "提交", *ASSIGNED_ANEW, "催办", *HANDLED_AGAIN, "反馈", "办结", "更正"]

# two received and one on file; one of two units signed, and no opinion came
RATES = {
    "立案率": "50.0",
    "签收率": "50.0",
    "面商率": "100.0",
    "会办意见提交率": "0.0",
    "办复率": "100.0",
    "满意率": "100.0",
    "办结率": "100.0",
}


@pytest.fixture
def world(transactional_db):
    """Return the small committee, in which the second member signs in too."""
    world = World()
    world.li.user = world.post("second", Role.MEMBER, world.committee).user
    world.li.save()
    return world


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_takes_a_proposal_from_draft_to_conclusion(world, seated, width):
    names = ("member", "second", "contact", "clerk", "office", "officer", "stranger")
    member, second, contact, clerk, office, officer, water = everybody = [
        seated(name, width) for name in names
    ]

    write_together(member, second)
    write(contact, STOP)
    examine_and_plan(clerk)
    assign(officer, office)
    hand_back(officer, office)
    sign_and_consult(water, member)
    reply(water, "已列入明年计划。", outcome="B类", number="水函〔2026〕1号")
    rate(member, POOR)
    rate(contact, GOOD)
    handle_again(clerk, water)
    reply(water, "两处站点均已建成。", outcome="A类", number="水函〔2026〕9号")
    rate(member, GOOD)
    rate(contact, GOOD)
    conclude(clerk)

    clerk.find(BUS)
    assert clerk.state() == "办结"
    assert missing(EVERYBODYS_COURSE, clerk.timeline()) == []
    rates = clerk.rates()
    assert {name: rates[name] for name in RATES} == RATES
    assert [each.complaints for each in everybody] == [[]] * len(everybody)


@pytest.mark.parametrize("width", WIDTHS)
def test_one_clerk_takes_a_proposal_from_the_slip_to_the_conclusion(world, seated, width):
    clerk = seated("clerk", width)
    alone = OneClerk(clerk, began_on=timezone.localdate() - timedelta(days=60))

    alone.register_and_file()
    alone.assign_and_reassign()
    alone.consult(on=14)
    clerk.step("登记催办", alone.day(15) | {"方式": "电话", "对方": "市财政局孙科长"})
    alone.answer("已列入计划。", outcome="B类", on=20)
    alone.rate(POOR, on=25)
    clerk.step("重办", alone.day(26) | {"原因或要求": "请明确建成时间。"})
    alone.consult(on=28)
    alone.answer("已建成。", outcome="A类", on=30)
    alone.rate(POOR, on=33)
    clerk.take_back("反馈", "看错了表")
    alone.rate(GOOD, on=33)
    clerk.step("办结", alone.day(35))
    clerk.follow("更正已记录的事项")
    clerk.follow("更正 办结日期")
    clerk.fill(alone.day(36, "办结日期") | {"更正原因": "以主席会议日期为准"})
    clerk.press("更正")

    assert clerk.state() == "办结"
    assert missing(ONE_CLERKS_COURSE, clerk.timeline()) == []
    assert clerk.complaints == []


def missing(milestones, timeline):
    """Return the milestones that the timeline does not tell in this order."""
    lines = iter(timeline)
    return [each for each in milestones if each not in lines]


def write_together(member, second):
    """Let a member write, invite a co-signer who signs, and hand in."""
    member.turn_to_desk()
    member.follow("写提案")
    member.fill({"案由": BUS, "正文": "东城站点过稀，居民出行不便。", "李四": True})
    member.fill({"第1条": "在东城增设两处公交站", "第2条": "延长末班车时间"})
    member.press("保存草稿")
    second.counter("待联名签名")
    second.follow(BUS)
    second.step("签名联名")
    member.counter("草稿待提交")
    member.follow(BUS)
    member.step("提交", CHECKED)


def write(person, title):
    """Write a proposal and hand it in at once."""
    person.turn_to_desk()
    person.follow("写提案")
    person.fill({"案由": title, "正文": "东城没有公交站。", "第1条": "在东城增设公交站"})
    person.press("保存并去提交")
    person.fill(CHECKED)
    person.press("提交")


def examine_and_plan(clerk):
    """File the one, merge the other into it, and propose its units."""
    clerk.counter("待审查")
    clerk.follow("到工作表「审查」成批办理")
    clerk.row(BUS).get_by_label("立案", exact=True).check()
    clerk.row(STOP).get_by_label("并案", exact=True).check()
    clerk.row(STOP).get_by_label("并入", exact=True).check()
    clerk.press("办理已定的各件")
    clerk.press("办理这2件")
    clerk.counter("待拟承办单位")
    clerk.follow("到工作表「拟办与交办」成批办理")
    clerk.fill({"独办或主办": EDUCATION, "会办": FINANCE, "选第001号": True})
    clerk.press("拟办选定的各件（新一轮）")
    clerk.press("拟办这1件")


def assign(officer, office):
    """Let the unit asked agree and the office hand the case over as planned."""
    officer.counter("待回复拟办")
    officer.follow(BUS)
    officer.step("回复拟办意见", {"意见": "同意"})
    office.counter("待交办")
    office.follow("到工作表「拟办与交办」成批办理")
    office.fill({"选第001号": True})
    office.press("交办选定的各件")
    office.press("交办这1件")


def hand_back(officer, office):
    """Let the lead say that it is not its business, and the office agree and name another."""
    officer.counter("待签收")
    officer.to_task(BUS)
    officer.step("申请退办", {"退办理由": "公交站点由水务局负责", "建议承办单位": WATER})
    office.counter("退办申请待裁定")
    office.follow("到工作表「退办裁定」成批办理")
    office.fill({"同意": True})
    office.press("裁定")
    office.press("裁定这1件")
    office.counter("待改办")
    office.follow(BUS)
    office.step("调整承办单位", {"承办单位2": WATER, "办理方式2": "主办"})


def sign_and_consult(unit, member):
    """Let the new lead sign and talk with the proposer, who says that it did."""
    unit.counter("待签收")
    unit.to_task(BUS)
    unit.step("签收", {"经办人": "赵六", "联系电话": "0871-60000000"})
    unit.step(
        "登记面商",
        {
            "面商方式": "当面",
            "张三": True,
            "民盟某市委员会": True,
            "地点": "区公交站",
            "面商情况": "逐条说明。",
        },
    )
    member.counter("待确认面商")
    member.follow(BUS)
    member.step("确认面商", {"谈过": True})


def reply(unit, text, *, outcome, number):
    """Let a unit write its letter, pass it, remind the silent helper, sign and deliver it."""
    unit.counter("待拟答复")
    unit.to_task(BUS)
    unit.follow("拟写答复")
    unit.fill({"答复正文": text, "公开属性": "全文公开", "答复文号": number})
    unit.choose("办理结果", outcome)
    unit.press("保存答复稿")
    unit.step("送审")
    unit.step("通过审核")
    unit.step("登记催办", {"方式": "电话", "对方": "市财政局孙科长"})
    unit.step("签发", {"签发人": "王局长"})
    unit.press("确认签发")
    unit.step("送达")


def rate(person, ratings):
    """Let a proposer rate the reply."""
    person.counter("待评价答复")
    person.follow(BUS)
    person.follow("反馈")
    person.fill(ratings)
    person.press("提交评价")


def handle_again(clerk, unit):
    """Let the committee order a second handling, for which the unit talks with the proposer again."""
    clerk.counter("不满意待处理")
    clerk.follow(BUS)
    clerk.step("重办", {"原因或要求": "请会同财政局研究，能提前的提前。"})
    unit.counter("待面商")
    unit.to_task(BUS)
    unit.step("登记面商", {"面商方式": "现场", "张三": True, "面商情况": "看了现场。"})


def conclude(clerk):
    """Conclude the case on the working table."""
    clerk.counter("待反馈、办结")
    clerk.follow("到工作表「办结」成批办理")
    clerk.fill({"选第001号": True})
    clerk.press("办结选定的各件")
    clerk.press("办结这1件")


class OneClerk:
    """A clerk who records everything for everybody, each fact on its own day after the beginning."""

    def __init__(self, clerk, *, began_on):
        self.clerk, self.began_on = clerk, began_on

    def day(self, number, label="发生日期"):
        """Return the field that holds the day."""
        return {label: (self.began_on + timedelta(days=number)).isoformat()}

    def register_and_file(self):
        """Type in a paper slip and put it on file."""
        self.clerk.turn_to_desk()
        self.clerk.follow("登记提案")
        self.clerk.fill({"案由": OLD_AGE, "第一提案人": "张三", "联名人（用、隔开）": "李四"})
        self.clerk.fill(
            {"正文": "建议增设服务站。", "建议（每行一条）": "每乡设一处"} | self.day(0, "收到日期")
        )
        self.clerk.press("登记")
        self.clerk.step("立案", self.day(2))

    def assign_and_reassign(self):
        """Hand the case over; the lead hands it back, and another signs for it."""
        units = {"承办单位1": EDUCATION, "办理方式1": "主办", "承办单位2": FINANCE, "办理方式2": "会办"}
        self.clerk.step("交办", self.day(5) | units)
        reason = {"退办理由": "不属本单位职责"}
        self.clerk.record("申请退办", EDUCATION, self.day(7) | reason, unit=EDUCATION)
        self.clerk.record("裁定退办申请", "市政府督查室", self.day(8) | {"同意": True}, unit=EDUCATION)
        self.clerk.counter("待改办")
        self.clerk.follow(OLD_AGE)
        self.clerk.step("调整承办单位", self.day(9) | {"承办单位2": WATER, "办理方式2": "主办"})
        self.clerk.record("签收", WATER, self.day(10), unit=WATER)

    def consult(self, *, on):
        """Record a talk."""
        talk = {"面商方式": "当面", "张三": True}
        self.clerk.record("登记面商", WATER, self.day(on) | talk, unit=WATER)

    def answer(self, text, *, outcome, on):
        """Record a letter signed on paper, and its delivery a day later."""
        letter = {"答复正文": text, "签发人": "王局长"} | self.day(on, "答复日期")
        self.clerk.open_record("登记线下已签发的答复", unit=WATER)
        self.clerk.choose("办理结果", outcome)
        self.clerk.record_as(WATER, letter, button="核对无误，存入")
        self.clerk.record("送达", WATER, self.day(on + 1), unit=WATER)

    def rate(self, ratings, *, on):
        """Record a feedback form that came on paper."""
        self.clerk.open_record("反馈", unit=WATER)
        self.clerk.record_as("张三", {"提案者": "张三"} | ratings | self.day(on), button="提交评价")
