"""A rate is held against the counts just before it, a list against its total, whatever the sentence counts."""

import pytest

from tests.proposals.documents.drafts import faults, judged

RATES = [
    "全会期间共收到提案326件，经审查立案298件，立案率{}%。",
    "本次会议共收到委员提案和集体提案326件，审查立案298件，立案率达{}%。",
    "一年来，政协委员积极建言，提出提案326件，其中立案298件（立案率{}%）。",
    "共收到提案326份，立案298份，立案率{}%。",
    "今年以来，我委共受理提案326件，立案298件，立案率{}%。",
    "326件提案已全部办理完毕，其中已办复298件，办复率{}%。",
    "326件立案提案中，面商298件，面商率{}%。",
    "发出反馈表326份，收回298份，回收率{}%。",
    "全市政协委员326名，提交提案的委员298名，委员参与率{}%。",
    "承办326件，其中主办件298件，占{}%。",
]
LISTS = [
    ("480件提案中，委员个人提案300件、联名提案80件、集体提案{}件。", 100, 110),
    ("立案298件，其中A类187件、B类93件、C类{}件。", 18, 28),
    ("共有56家单位承办提案，其中党群系统12家，政府系统{}家。", 44, 46),
]


def verdicts(text):
    return {written: each.verdict for written, each in judged(text).values()}


@pytest.mark.parametrize("sentence", RATES)
def test_a_rate_agrees_with_its_neighbours_or_is_found_out(sentence):
    assert verdicts(sentence.format("91.4"))["91.4%"] == "agrees"
    assert verdicts(sentence.format("92.8"))["92.8%"] == "inconsistent"


@pytest.mark.parametrize(("sentence", "right", "wrong"), LISTS)
def test_parts_make_their_total_or_are_found_out(sentence, right, wrong):
    assert set(verdicts(sentence.format(right)).values()) == {"agrees"}
    assert faults(sentence.format(wrong))


def test_parts_of_no_known_set_are_confirmed_but_never_blamed():
    sentence = "立案298件，其中经济建设98件、社会建设120件、文化建设50件、生态文明建设{}件。"

    assert set(verdicts(sentence.format(30)).values()) == {"agrees"}
    assert faults(sentence.format(35)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "立案298件，重点提案15件，办结率100%。",
        "收到提案326件，其余28件，立案率91.4%。",
        "立案298件，比上年增加26件，办复率100%。",
        "收到提案326件，不予立案28件，立案率91.4%。",
    ],
)
def test_a_rate_of_something_else_is_not_blamed(sentence):
    assert faults(sentence) == []
