"""Reads a signed reply letter (答复函) in Word: bytes in, the facts to be confirmed out; what is not found stays blank."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from proposals.documents.draft_reading import read_draft

_FIRST_PAGE = 15
_LONGEST_NAME = 30

_NUMBER = re.compile(r"([\u4e00-\u9fffA-Za-z]{1,20})\s*[〔\[【(]\s*(\d{4})\s*[〕\]】)]\s*第?(\d{1,5})\s*号")
_OF_PROPOSAL = re.compile(r"第\s*([0-9A-Za-z]{1,10})\s*号\s*(?:提案|建议)")
_TITLE = re.compile(r"(?:提案|建议).{0,10}答复")
_CLASS = re.compile(r"(?:办理结果|办理类别|结果类别|答复类别)(?:类别)?\s*:\s*([A-D])")
_CLASS_ALONE = re.compile(r"\(?([A-D])\s*类?\)?")
_DISCLOSURE = re.compile(
    r"(?:公开属性|公开方式|公开类别|是否公开)\s*:\s*(主动公开|全文公开|摘要公开|依申请公开|不予公开|不公开)"
)
_PUBLISHED = re.compile(r"\(此件(?:主动)?公开(?:发布)?\)")
_SIGNER = re.compile(r"签发人?\s*:\s*([\u4e00-\u9fff·]{2,10})")
_ARABIC_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CHINESE_DAY = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DISCLOSURES = {
    "主动公开": "FULL",
    "全文公开": "FULL",
    "摘要公开": "SUMMARY",
    "依申请公开": "ON_REQUEST",
    "不予公开": "NONE",
    "不公开": "NONE",
}
_DIGITS = {"〇": 0, "○": 0, "零": 0} | {
    digit: value for value, digit in enumerate("一二三四五六七八九", start=1)
}


@dataclass(frozen=True)
class LetterRead:
    """What a letter says of itself; blank where it does not."""

    proposal_number: str = ""
    document_number: str = ""
    issued_on: date | None = None
    outcome: str = ""
    disclosure: str = ""
    signer: str = ""
    text: str = ""


def read_reply_letter(data):
    """Return the LetterRead of a .docx; its day and text are those of its paragraphs, not of a table.

    Raises:
        DraftUnreadable: as `read_draft`.
    """
    draft = read_draft(data)
    end = draft.cells[0].start if draft.cells else len(draft.text)
    lines, cells = _lines(draft.text[:end]), _lines(draft.text[end:])
    plain = [_plain(line) for line in lines]
    head = [*plain[:_FIRST_PAGE], *map(_plain, cells)]
    whole = "\n".join([*plain, *map(_plain, cells)])
    number = _NUMBER.search("\n".join(head))
    place, issued_on = _dated(plain)
    return LetterRead(
        proposal_number=_first(_OF_PROPOSAL, whole),
        document_number=f"{number[1]}〔{number[2]}〕{int(number[3])}号" if number else "",
        issued_on=issued_on,
        outcome=_first(_CLASS, whole) or _class_alone(head),
        disclosure=_disclosure(whole),
        signer=_first(_SIGNER, whole),
        text="\n".join(_body(lines, plain, place)),
    )


def _lines(text):
    return [line.strip() for line in text.split("\n") if line.strip()]


def _plain(line):
    return unicodedata.normalize("NFKC", line)


def _first(pattern, text):
    found = pattern.search(text)
    return found[1] if found else ""


def _class_alone(lines):
    return next((found[1] for line in lines if (found := _CLASS_ALONE.fullmatch(line.strip()))), "")


def _disclosure(text):
    named = _first(_DISCLOSURE, text)
    if named:
        return _DISCLOSURES[named]
    return "FULL" if _PUBLISHED.search(text) else ""


def _dated(lines):
    """Return (index, day) of the last line that is a date and nothing else; (None, None) without one."""
    for index in range(len(lines) - 1, -1, -1):
        day = _day("".join(lines[index].split()))
        if day:
            return index, day
    return None, None


def _day(line):
    arabic, chinese = _ARABIC_DAY.fullmatch(line), _CHINESE_DAY.fullmatch(line)
    try:
        if arabic:
            return date(*map(int, arabic.groups()))
        if chinese:
            year = int("".join(str(_DIGITS[each]) for each in chinese[1]))
            return date(year, _small(chinese[2]), _small(chinese[3]))
    except ValueError:
        return None
    return None


def _small(text):
    tens, sign, ones = text.rpartition("十")
    ten = (_DIGITS[tens] if tens else 1) * 10 if sign else 0
    return ten + (_DIGITS[ones] if ones else 0)


def _body(lines, plain, dated):
    """Return the lines between the title and the signature."""
    title = next((index for index, line in enumerate(plain[:_FIRST_PAGE]) if _TITLE.search(line)), -1)
    end = len(lines) if dated is None else dated
    if dated and len(plain[dated - 1]) <= _LONGEST_NAME and not plain[dated - 1].endswith(("。", "!", ":")):
        end -= 1
    return lines[title + 1 : end]
