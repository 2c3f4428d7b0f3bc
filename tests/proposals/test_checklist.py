"""The look over before a proposal is handed in: what each check finds, and that none of them bars."""

import pytest

from proposals.actions import drafting
from proposals.models import Policy
from proposals.queries.checklist import checks_of, length_of

GOOD = {
    "title": "关于在东城增设公交站的提案",
    "body": "东城现有站点过稀。",
    "suggestions": ("在东城增设两处公交站",),
}


def failed(world, **written):
    entry = drafting.ProposerEntry(member=world.zhang)
    draft = drafting.Draft(proposers=(entry,), **{**GOOD, **written})
    proposal = drafting.draft_proposal(world.session, draft, by=world.member)
    return [check.label for check in checks_of(proposal) if not check.is_passed]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ({}, []),
        ({"title": "增设公交站"}, ["案由写法"]),
        ({"title": "关于增设公交站的建议"}, []),
        ({"title": "关于增设公交站、关于修路的提案"}, ["一事一案"]),
        ({"suggestions": tuple(f"在第{n}条街增设公交站" for n in range(7))}, ["一事一案"]),
        ({"suggestions": ()}, ["建议具体"]),
        ({"suggestions": ("增设",)}, ["建议具体"]),
        ({"suggestions": ("进一步加强宣传，提高认识，加大力度",)}, ["建议具体"]),
        ({"body": "字" * 1501}, ["篇幅"]),
        ({"body": "字" * 1500}, []),
        ({"body": "机密★1年"}, ["不含涉密内容"]),
        ({"body": "商业秘密保护不足。"}, []),
    ],
)
def test_each_check_finds_what_it_is_for(world, written, found):
    assert failed(world, **written) == found


def test_where_parts_are_asked_for_what_is_missing_is_named(world):
    Policy.objects.update(text_in_parts=True)
    world.session.policy.refresh_from_db()

    assert failed(world) == ["有情况、有分析、有建议"]
    assert failed(world, title="关于甲的提案", background="现状。", analysis="原因。") == []


def test_vague_suggestions_are_named_by_their_place(world):
    suggestions = ("在东城增设两处公交站", "加强领导", "高度重视，大力支持有关工作")
    draft = drafting.Draft(
        proposers=(drafting.ProposerEntry(member=world.zhang),), **{**GOOD, "suggestions": suggestions}
    )
    proposal = drafting.draft_proposal(world.session, draft, by=world.member)

    [check] = [check for check in checks_of(proposal) if not check.is_passed]

    assert check.advice == "第2、3条建议比较笼统，请写明做什么、在哪里做、做到什么程度。"


def test_a_proposal_without_a_text_can_be_looked_over(world):
    assert failed(world, body="") == []


def test_spaces_and_line_ends_are_no_characters():
    assert length_of(" 东城\n增设　站点 ") == 6
