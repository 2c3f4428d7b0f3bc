"""The row 合计 of a table is the sum of its column."""

import pytest

from proposals.documents.draft_reading import read_draft
from proposals.documents.report_arithmetic import judge_text
from proposals.documents.report_numbers import find_numbers
from proposals.documents.report_words import named
from tests.proposals.documents.drafts import as_word

HEAD = ("承办单位", "主办（件）", "会办（件）", "办复率")
ROWS = [("市教育局", "12", "3", "100%"), ("市水利局", "7", "0", "85.7%")]


def verdicts(*rows):
    draft = read_draft(as_word("各单位办理情况如下。", table=(HEAD, *rows)))
    numbers = find_numbers(draft.text, draft.cells)
    found = judge_text(numbers, [named(number) for number in numbers], draft.cells)
    return {numbers[place].text: each.verdict for place, each in found.items()}


def test_right_totals_agree_and_a_wrong_one_is_found_out():
    assert verdicts(*ROWS, ("合计", "19", "4", "94.7%")) == {"19": "agrees", "4": "inconsistent"}


def test_a_total_may_stand_above():
    assert verdicts(("合计", "19", "3", "94.7%"), *ROWS) == {"19": "agrees", "3": "agrees"}


@pytest.mark.parametrize("row", [("其中：教育系统", "12", "3", "100%"), ("小计", "19", "3", "94.7%")])
def test_a_table_of_rows_below_others_is_left_alone(row):
    assert verdicts(*ROWS, row, ("合计", "19", "3", "94.7%")) == {}
