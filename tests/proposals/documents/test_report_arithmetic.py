"""A text is judged by itself: no alarm where published figures are consistent, every published misprint found."""

import pytest

from tests.proposals.documents.drafts import ANNING, DATA, faults, judged, published_texts

MISPRINTS = {
    "N20": ["89.9%", "10.1%", "10.6%", "26.6%"],
    "P12": ["233件", "24.97%"],
    "C02": ["29.9%", "5.1%"],
    "C07": ["591件", "25.2%", "61.9%"],
    "D04": ["6.7%"],
    "D21": ["29.8%", "55.2%", "9.8%"],
}


@pytest.mark.parametrize("naming_wholes", [True, False])
def test_of_the_published_cases_exactly_the_misprints_are_found(naming_wholes):
    found = {
        case: wrong for case, text in published_texts(naming_wholes=naming_wholes) if (wrong := faults(text))
    }

    assert found == MISPRINTS


def test_the_sources_own_paragraphs_raise_no_alarm():
    paragraphs = (DATA / "seed_paragraphs.txt").read_text(encoding="utf-8").splitlines()

    assert {paragraph: wrong for paragraph in paragraphs if (wrong := faults(paragraph))} == {}


def test_what_the_text_confirms_is_said_with_the_pair():
    found = {written: (each.verdict, each.part, each.whole) for written, each in judged(ANNING).values()}

    assert found["75.7%"] == ("agrees", 153, 202)
    assert found["23.5%"] == ("agrees", 36, 153)
    assert found["76.5%"] == ("agrees", 117, 153)


SLIPS = [
    ("202件", "203件"),
    ("40件", "41件"),
    ("162件", "161件"),
    ("153件", "154件"),
    ("75.7%", "76.7%"),
    ("36件", "37件"),
    ("23.5%", "24.5%"),
    ("117件", "118件"),
    ("76.5%", "75.6%"),
    ("49件", "48件"),
]


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_a_slip_in_any_number_of_a_paragraph_is_found(right, wrong):
    assert faults(ANNING) == []
    assert faults(ANNING.replace(right, wrong, 1)) != []


REASONS = {
    "共收到提案223件，立案205件。甲类25件，占12.2%；新城15件，占6.7%；乙类24件，占11.7%。": (
        "6.7%",
        "15占立案205应为7.3%，文中为6.7%；与此相符的分母：收到提案223。",
    ),
    "共立案71件，其中正在解决37件，占立案总数的55.2%。": (
        "55.2%",
        "37占立案71应为52.1%，文中为55.2%；与此相符的分母：67。",
    ),
    "立案153件，其中集体提案160件，占立案总数的104.6%。": ("104.6%", "部分160大于总数153。"),
    "收到提案202件，立案153件，立案率78.2%。": (
        "78.2%",
        "153÷202应为75.7%，文中为78.2%。",
    ),
    "办复率为102%。": ("102%", "占比和各率不会超过100%。"),
    "办复率由98%提高到99.5%，提高2个百分点。": ("2个百分点", "99.5%与98%相差1.5。"),
    "收到提案205件，比上年增加5件，增长3.5%。": ("3.5%", "5÷200＝2.5%。"),
    "收到提案205件，比上年的200件增加6件。": ("6件", "205件与200件相差5。"),
    "由上年的200件减少到205件，下降2.5%。": ("2.5%", "200到205，增减方向与文字不符。"),
    "收回征询意见表150份，其中满意140份、基本满意8份，满意率99.7%。": (
        "99.7%",
        "148÷150应为98.7%，文中为99.7%。",
    ),
}


@pytest.mark.parametrize("text", REASONS)
def test_an_inconsistent_number_says_the_right_value_and_the_denominators_that_would_fit(text):
    found = [
        (written, each.reason) for written, each in judged(text).values() if each.verdict == "inconsistent"
    ]

    assert found == [REASONS[text]]


CONSISTENT = {
    "forced to add to 100": "提案12件，已解决4件，占承办总数的33.33%，正在解决7件，占承办总数的58.34%，不能解决1件，占承办总数的8.33%。",
    "rounded to no decimals": "立案147件，社会建设53件，占36%。",
    "an exact tie": "收到提案400件，立案349件，立案率87.2%。",
    "rounded one by one": "共办理提案588件：148件占25.2%，364件占61.9%，66件占11.2%，10件占1.7%。",
    "cut throughout": "立案96件，甲类47件，占48%；乙类42件，占43%；丙类7件，占7%。",
    "side by side": "立案470件，委员提案371件、集体提案99件，分别占78.94%、21.06%。",
    "in brackets": "立案470件，A类433件（92.13%）、B类32件（6.81%）、C类5件（1.06%）。",
    "of a part": "立案153件，集体提案36件，占23.5%，其中党派提案20件，占55.6%。",
    "of a whole that is not stated": "立案4940件。1944名委员提交提案，占委员总数的90.4%。",
    "of a base that is not stated": "收到提案113件。经济47件，占43.1%；社会23件，占21.1%。",
    "several years": "收到提案1082件，2021年收到224件，委员提案135件，集体提案31件。",
    "with a part that is passed on": "收到118件，立案64件，并案16件，转意见和建议21件，不予立案17件。",
    "merged ones counted in": "收到提案248件，立案219件，立案率88.3%，并案后实际立案147件，未立案29件。",
    "only percentages": "A类占47.67%、B类占45.79%、C类占6.54%。",
    "points": "A类占62.4%，比上年的60.1%提高2.3个百分点。",
}


@pytest.mark.parametrize("name", CONSISTENT)
def test_a_consistent_text_raises_no_alarm(name):
    assert faults(CONSISTENT[name]) == []


def test_classes_that_do_not_add_to_a_hundred_are_found():
    assert faults("A类占60%、B类占30%、C类占15%。") == ["60%", "30%", "15%"]


def test_the_second_of_two_shares_side_by_side_is_found():
    assert faults("立案470件，委员提案371件、集体提案99件，分别占78.94%、21.60%。") == ["21.60%"]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 200_000,
        "一" * 200_000,
        "占" * 200_000,
        "百分之" * 66_666,
        "5%、" * 20_000,
        "转" * 199_998 + "5件",
        "会议审议" * 49_998 + "x收到5件",
        "委员个人或联名" * 28_571 + "5件",
        "\n".join(["1件"] * 20_000),
        "全部" * 100_000,
        "收到202件，立案153件，立案率75.7%，集体36件，占23.5%，" * 1_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_long_text_of_one_pattern_is_read_to_the_end(text):
    assert faults(text) == []
