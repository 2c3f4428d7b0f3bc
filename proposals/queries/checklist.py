"""What a proposer looks over before handing a proposal in (提交前检查): advice only, never a bar."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

TITLE = re.compile(r"^关于.+的(提案|建议)$")
_SEVERAL_MATTERS = re.compile(r"关于.*(?:；|;|，关于|、关于|及关于|和关于)|[；;]")
_MOST_SUGGESTIONS = 6
_SHORTEST_SUGGESTION = 6
_VAGUE = re.compile(
    r"^(?:建议|要|应|进一步|切实|高度|不断|着力|大力|全面|继续|积极|加强|重视|加大|力度|领导|提高|认识|推进|工作|完善|机制|支持|宣传|有关|部门|对|此|的|和|、|，|。)+$"
)
_MARKED_SECRET = re.compile(
    r"绝密|机密★|秘密★|机密级|秘密级|内部资料|内部文件|不得外传|注意保密|[绝机秘]密[★☆]"
)


@dataclass(frozen=True)
class Check:
    """One thing to look over: what it is, whether a machine finds it in order, and what to do if not."""

    label: str
    is_passed: bool
    advice: str


def length_of(text):
    """Count the characters of a text as 字数 is counted: spaces and line ends are none."""
    return len("".join(text.split()))


def checks_of(proposal):
    """Return the checks of a proposal as it has been saved."""
    text = proposal.text()
    suggestions = [each.text for each in proposal.suggestions.all()]
    parts = [text.background, text.analysis, text.body] if text else []
    words = "\n".join([proposal.title, *parts, *suggestions])
    return [
        _title(proposal.title),
        _one_matter(proposal.title, suggestions),
        *_whole(proposal, text),
        _concrete(suggestions),
        _length(proposal.policy, sum(map(length_of, parts))),
        _no_secret(words),
    ]


def _title(title):
    advice = _("案由一般写成「关于……的提案」或「关于……的建议」，并与内容一致。")
    return Check(_("案由写法"), bool(TITLE.match(title.strip())), advice)


def _one_matter(title, suggestions):
    is_passed = not _SEVERAL_MATTERS.search(title) and len(suggestions) <= _MOST_SUGGESTIONS
    return Check(_("一事一案"), is_passed, _("一件提案只提一件事；建议太多或案由并列几件事的，请分成几件。"))


def _whole(proposal, text):
    if not proposal.policy.text_in_parts:
        return
    missing = [
        label
        for label, part in (
            (_("背景情况"), text and text.background),
            (_("问题及分析"), text and text.analysis),
        )
        if not part
    ]
    advice = _("还没有写：%s。") % "、".join(missing)
    yield Check(_("有情况、有分析、有建议"), not missing, advice)


def _concrete(suggestions):
    vague = [
        str(position)
        for position, each in enumerate(suggestions, start=1)
        if length_of(each) < _SHORTEST_SUGGESTION or _VAGUE.match("".join(each.split()))
    ]
    if not suggestions:
        advice = _("请把建议逐条列出，写明请谁做什么；承办单位会逐条答复。")
    else:
        advice = _("第%s条建议比较笼统，请写明做什么、在哪里做、做到什么程度。") % "、".join(vague)
    return Check(_("建议具体"), bool(suggestions) and not vague, advice)


def _length(policy, length):
    advice = _("正文%(length)d字，超过%(limit)d字；可以把资料放进附件。") % {
        "length": length,
        "limit": policy.text_limit,
    }
    return Check(_("篇幅"), length <= policy.text_limit, advice)


def _no_secret(words):
    advice = _("文中有像密级标注的字样。涉密内容不能在这里提交，请改用机要渠道。")
    return Check(_("不含涉密内容"), not _MARKED_SECRET.search(words), advice)
