"""What is pasted from Word and WPS is tidied, and a tidy text stays as it is."""

import pytest

from proposals.documents.pasted_text import items_of, tidy

PASTED = [
    (
        "　　全市现有老旧小区三百个。\r\n\r\n\r\n　　其中无电梯的占八成。",
        "全市现有老旧小区三百个。\n\n其中无电梯的占八成。",
    ),
    ("\uf06c\t增设公交站", "增设公交站"),
    ("●增设公交站\n·  延长运营时间\n- 加密班次", "增设公交站\n延长运营时间\n加密班次"),
    ("１．增设站点\n2、延长时间\n3 . 加密班次", "1. 增设站点\n2. 延长时间\n3. 加密班次"),
    ("一．现状\n二 、问题\n(三)建议\n（1） 增设", "一、现状\n二、问题\n（三）建议\n（1）增设"),
    ("老 旧　小 区 300 个，占 80%", "老旧小区 300 个，占 80%"),
    ("增长1.5个百分点\n2.5公里", "增长1.5个百分点\n2.5公里"),
    ("零宽\u200b字符\ufeff和软连字\u00ad符\x07", "零宽字符和软连字符"),
    ("-5℃以下", "-5℃以下"),
    ("第一行\x0b第二行\u2028第三行", "第一行\n第二行\n第三行"),
    ("ＡＢｃ１２", "ABc12"),
    ("", ""),
]


@pytest.mark.parametrize(("pasted", "tidied"), PASTED)
def test_a_pasted_text_is_tidied_once_and_for_all(pasted, tidied):
    assert tidy(pasted) == tidied
    assert tidy(tidied) == tidied


@pytest.mark.parametrize(
    ("pasted", "items"),
    [
        ("1．增设站点\n2．延长时间", ["增设站点", "延长时间"]),
        ("一、增设站点\n　　在东城设两处。\n二、延长时间", ["增设站点\n在东城设两处。", "延长时间"]),
        ("（一）增设站点；\n（二）延长时间。", ["增设站点；", "延长时间。"]),
        ("增设站点。\n说明：在东城设两处。", ["增设站点。\n说明：在东城设两处。"]),
        ("1. 增设站点", ["增设站点"]),
        ("　\n", []),
    ],
)
def test_a_pasted_list_is_taken_apart(pasted, items):
    assert items_of(pasted) == items
