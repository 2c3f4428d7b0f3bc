"""Checks a reply letter before it is issued: what a reader at the committee would send it back for, as warnings."""

import re
from dataclasses import dataclass

from proposals.documents.text import tidy

_PROMISES = re.compile(
    r"正在研究|正在制定|拟(?:于|在|将)|将(?:于|在|会|进一步|继续|逐步|尽快|积极|加快|加大|适时|按照|统筹|推动)|计划(?:于|在)"
)
_TIMES = re.compile(r"\d{4}年|\d{1,2}月|年底|年内|季度|“十[三四五六]五”|近期|\d+个月内")
_CONSULTED = re.compile(r"面商|座谈|走访|当面|沟通|协商|听取了?您")
_PADDED = re.compile(r"年0\d月|月0\d日")
_WRONG_BRACKETS = re.compile(r"[\[【（(]\d{4}[\]】）)]\s*第?\d+号")
_UNTIL = re.compile(r"截止(?=\d|目前|20|今年)")
_ITEM = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.\uff0e、])")
_SAMPLE = 14


@dataclass(frozen=True)
class Expected:
    """What the record says, against which a letter is read; `session` is how it may be called, in full first."""

    proposal_number: str
    session: tuple[str, ...]
    proposers: tuple[str, ...]
    outcome: str
    suggestions: tuple[str, ...]


def check_reply(letter, expected):
    """Return what is doubtful in a `ReplyLetter`, as sentences; nothing stops its issue."""
    found = [
        *_heading(letter, expected),
        *_people(letter, expected),
        *_answers(letter, expected),
        *_promises(letter, expected),
        *_foot(letter),
        *_writing(letter),
    ]
    return list(dict.fromkeys(found))


def _heading(letter, expected):
    if not letter.title:
        yield "没有找到「关于……提案的答复」样的标题。"
    else:
        number = re.search(r"第\s*0*(\d+)\s*号", letter.title)
        if number is None:
            yield "标题里没有提案号。"
        elif number[1] != expected.proposal_number.lstrip("0"):
            yield f"标题里的提案号是第{number[1]}号，记录是第{expected.proposal_number}号。"
        title = letter.title.replace(" ", "")
        if expected.session and not any(name in title for name in expected.session):
            yield f"标题里的届次与记录「{expected.session[0]}」不一致。"
    if not letter.outcome:
        yield "右上角没有标明办理结果。"
    elif expected.outcome and letter.outcome != expected.outcome:
        yield f"办理结果标的是{letter.outcome}，记录是{expected.outcome}。"
    if not letter.disclosure:
        yield "没有标明公开属性。"


def _people(letter, expected):
    if not letter.salutation:
        yield "没有称呼。"
        return
    left_out = [name for name in expected.proposers if name not in letter.salutation]
    if left_out:
        yield f"称呼里没有{'、'.join(left_out)}；每位提案者都应当写上。"


def _answers(letter, expected):
    text = "".join(letter.body)
    if not text:
        yield "没有正文。"
        return
    if not _CONSULTED.search(text):
        yield "正文没有写与提案者面商的情况。"
    wanted, items = len(expected.suggestions), sum(1 for line in letter.body if _ITEM.match(line))
    missed = [each for each in expected.suggestions if not _is_answered(each, text)]
    if wanted > 1 and items < wanted and missed:
        yield f"提案有{wanted}条建议，答复分列了{items}条。"
    yield from (f"建议「{each[:20]}」在答复里没有找到对应的内容。" for each in missed)


def _is_answered(suggestion, text):
    """Say whether a good part of a suggestion's pairs of characters come back in the reply."""
    plain = re.sub(r"\W", "", suggestion)
    pairs = {plain[index : index + 2] for index in range(len(plain) - 1)}
    return not pairs or sum(1 for pair in pairs if pair in text) * 3 >= len(pairs)


def _promises(letter, expected):
    outcome = expected.outcome or letter.outcome
    text = "".join(letter.body)
    if outcome == "A":
        for found in list(_PROMISES.finditer(text))[:3]:
            yield f"办理结果是A类（已经解决），正文却有「{text[found.start() : found.start() + _SAMPLE]}」。"
    if outcome == "B" and text and not _TIMES.search(text):
        yield "办理结果是B类（列入计划），正文没有写明时间。"


def _foot(letter):
    if not letter.contact or not letter.phone:
        yield "没有写明联系人和联系电话。"
    if "提案" not in letter.copies and "政协" not in letter.copies:
        yield "没有抄送政协提案委员会。"
    if not letter.issued_on:
        yield "没有成文日期。"


def _writing(letter):
    text = "\n".join((letter.title, *letter.body))
    half = [line for line in text.split("\n") if tidy(line) != line]
    if half:
        yield f"有{len(half)}段用了半角标点，如「{half[0][:_SAMPLE]}」；打印时会改为全角。"
    whole = "\n".join((*letter.lines, letter.document_number, text))
    if _PADDED.search(whole):
        yield "日期的月、日不要补零（写5月1日，不写05月01日）。"
    if _WRONG_BRACKETS.search(whole):
        yield "文号的年份要用六角括号〔〕。"
    if _UNTIL.search(text):
        yield "日期前的「截止」应为「截至」。"
