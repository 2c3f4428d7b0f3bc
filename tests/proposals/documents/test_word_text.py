"""Text as it is printed: what is kept, what is dropped, how wide it is, where it breaks."""

import pytest

from proposals.documents.text import (
    balanced,
    clean,
    document_number,
    escaped,
    is_document_number,
    tidy,
    width,
)
from proposals.documents.word.gongwen import signature_indents


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("喆镕赟𠮷堃昇", "喆镕赟𠮷堃昇"),
        ("a\x00b\x08c\x0bd\x1f", "abcd"),
        ("第\x7f一\x85行", "第一行"),
        ("行\r\n行\r行\n行\t格", "行\n行\n行\n行\t格"),
        ("左\u200f右\u200e", "左\u200f右\u200e"),
        ("转\u202e向\u2066隔\u2069", "转向隔"),
        ("半\ud800个", "半个"),
        ("非\ufffe字\uffff", "非字"),
    ],
)
def test_only_what_no_paper_can_carry_is_dropped(written, printed):
    assert clean(written) == printed


def test_markup_stays_text():
    assert escaped("a<b>&{{ x }}\"'") == "a&lt;b&gt;&amp;{{ x }}&quot;'"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("收悉,现答复如下:", "收悉，现答复如下："),
        ("(联系人:李明;电话:0000-1234567)", "（联系人：李明；电话：0000-1234567）"),
        ("完成87.5%,增长1.26倍", "完成87.5%，增长1.26倍"),
        ("时间8:30,地址www.a.cn", "时间8:30，地址www.a.cn"),
        ("f(x)=1", "f(x)=1"),
    ],
)
def test_half_width_punctuation_beside_chinese_becomes_full_width(written, printed):
    assert tidy(written) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("×政提函[2020]018号", "×政提函〔2020〕18号"),
        ("×政提函(2020)第18号", "×政提函〔2020〕18号"),
        ("×政提函【2020】18号", "×政提函〔2020〕18号"),
        ("×政提函〔2020〕18号", "×政提函〔2020〕18号"),
        ("没有文号", "没有文号"),
    ],
)
def test_a_document_number_has_six_sided_brackets_and_no_padding(written, printed):
    assert document_number(written) == printed


def test_a_half_width_character_counts_a_half():
    assert width("2020年5月11日") == 6.5
    assert width("清河市教育局") == 6


def test_a_title_breaks_into_lines_of_nearly_equal_length_and_within_no_number():
    title = "关于政协清河市第六届委员会第四次会议第0128号提案的答复"

    assert balanced(title, 19) == ["关于政协清河市第六届委员会", "第四次会议第0128号提案的答复"]


@pytest.mark.parametrize("title", ["永" * 10_000, "a" * 10_000, "第1234567890号" * 1000, "", "短题"])
def test_no_line_of_a_title_is_too_long_and_nothing_is_lost(title):
    lines = balanced(title, 19)

    assert "".join(lines) == title
    assert all(width(line) <= 19 for line in lines)


@pytest.mark.parametrize(
    ("name", "date", "is_sealed", "indents"),
    [
        (6, 6.5, True, (4.25, 4)),  # 右空四字, the name centred on the date
        (16, 6.5, True, (2, 6.75)),  # a long name: two characters in, the date centred under it
        (10, 6.5, False, (2, 3.5)),  # the date begins two characters after the name
        (4, 6.5, False, (6.5, 2)),  # a longer date stands two in and the name moves left
    ],
)
def test_the_signature_block_stands_by_the_standard(name, date, is_sealed, indents):
    assert signature_indents(name, date, is_sealed=is_sealed) == indents


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("清政办函〔2026〕18号", True),
        ("某教提[2026]第07号", True),
        ("某教建议 (2026) A12 号", True),
        ("无", False),
        ("123", False),
        ("某教提〔26〕7号", False),
        ("某教提〔2026〕7", False),
    ],
)
def test_a_document_number_is_known_by_its_form(text, is_one):
    assert is_document_number(text) == is_one
