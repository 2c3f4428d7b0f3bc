"""A holiday notice is read as it is published, and refused where its words do not fit its dates."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from django.core.exceptions import ValidationError

from workflows.holiday_notices import NoticeDay, parse_notice
from workflows.holidays import calendar_of

NOTICES = {
    2023: """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（周日）、2月18日（周日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（周日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（周日）、5月11日（周六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（周六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（周日）、10月12日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。""",
    2025: """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
    2026: """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}


@pytest.mark.parametrize("year", NOTICES)
def test_a_published_notice_gives_every_day_of_its_year_as_it_was(year):
    days = parse_notice(NOTICES[year], year)
    calendar = calendar_of((each.date, each.kind, each.name) for each in days)

    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in every if calendar.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_the_days_carry_the_name_of_their_holiday():
    days = parse_notice("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。", 2026)

    assert days == [
        NoticeDay(date(2026, 1, 1), "holiday", "元旦"),
        NoticeDay(date(2026, 1, 2), "holiday", "元旦"),
        NoticeDay(date(2026, 1, 3), "holiday", "元旦"),
        NoticeDay(date(2026, 1, 4), "make_up_day", "元旦"),
    ]


def test_blanks_and_narrow_brackets_of_a_copied_text_do_no_harm():
    days = parse_notice("1. 元旦： 1月1日(周四)至 3日(周六)放假调休,共3天。\n1月4日(周日)上班。", 2026)

    assert [each.date.day for each in days] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("关于放假的通知", "没有认出放假安排"),
        ("一、元旦：1月1日（周五）放假1天。", "2026-01-01是周四，通知写的是周五"),
        ("一、元旦：1月1日至3日放假，共2天。", "写明共2天，日期却是3天"),
        ("一、元旦：1月1日至3日放假。1月3日上班。", "既写放假又写上班"),
        ("一、春节：2月30日放假。", "没有「2月30日」这一天"),
        ("一、元旦：放假安排另行通知。", "没有认出放假日期"),
        ("一、元旦：2029年1月1日放假。", "不在2026年"),
    ],
)
def test_a_text_that_cannot_be_right_is_refused_with_the_place(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        parse_notice(text, 2026)
