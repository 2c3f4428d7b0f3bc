"""Reads a reply letter (答复函) in Word: bytes in, what it says of itself out; what is not found stays blank."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from proposals.documents.text import document_number
from proposals.documents.word.reading import lines_of, open_document

_LONGEST_SALUTATION = 200
_LONGEST_NAME = 30

_NUMBER = re.compile(r"([\u4e00-\u9fffA-Za-z]{1,20})\s*[〔\[【(]\s*(\d{4})\s*[〕\]】)]\s*第?0*(\d{1,5})\s*号")
_OF_PROPOSAL = re.compile(r"第\s*([0-9A-Za-z]{1,10})\s*号\s*(?:提案|建议)")
_TITLE = re.compile(r"关于.*(?:提案|建议).*(?:答复|复函|会办意见)")
_CLASS = re.compile(r"(?:办理结果|办理类别|结果类别|答复类别|类\s*别)(?:类别)?\s*:\s*([A-D])")
_CLASS_ALONE = re.compile(r"\(?([A-D])\s*类?\)?")
_DISCLOSURE = re.compile(r"(?:公开属性|公开方式|公开类别|是否公开)\s*:\s*(\w+)|\(此件(\w+)\)")
_DISCLOSURES = {
    "主动公开": "FULL",
    "全文公开": "FULL",
    "公开发布": "FULL",
    "公开": "FULL",
    "摘要公开": "SUMMARY",
    "依申请公开": "ON_REQUEST",
    "不予公开": "NONE",
    "不公开": "NONE",
}
_SIGNER = re.compile(r"签发人?\s*:\s*([\u4e00-\u9fff·]{2,10})")
_CONTACT = re.compile(r"联\s*系\s*人\s*(?:及电话)?\s*:\s*([^;,)\n]+?)(?=\s*\d{3}|\s*[;,)\n]|\s*$)")
_PHONE = re.compile(r"(?:联系电话|电话|联系方式)\s*:\s*([\d\-— ]{5,})|(\d{3,4}-\d{7,8}|1\d{10})")
_COPIES = re.compile(r"^抄\s*送\s*:\s*(.+)$", re.MULTILINE)
_FIRST_SENTENCE = re.compile(r"收悉|(?:答复|回复|函复)如下")
_SALUTATION_AND_SENTENCE = re.compile(r"([^:：。]{2,60})[:：]\s*(.*收悉.*)")
_AFTER_BODY = re.compile(r"附件\s*:|抄\s*送\s*:")
_ARABIC_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CHINESE_DAY = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {"〇": 0, "○": 0, "零": 0} | {
    digit: value for value, digit in enumerate("一二三四五六七八九", start=1)
}


@dataclass(frozen=True)
class ReplyLetter:
    """What a letter says of itself; blank where it does not.

    `outcome` is the letter of the class, `disclosure` the code of the value, `body` the paragraphs between the
    salutation and the signature, `lines` all there is.
    """

    title: str = ""
    proposal_number: str = ""
    document_number: str = ""
    issued_on: date | None = None
    outcome: str = ""
    disclosure: str = ""
    signer: str = ""
    salutation: str = ""
    body: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    copies: str = ""
    lines: tuple[str, ...] = field(default=(), repr=False, compare=False)


def read_reply(content):
    """Return the ReplyLetter of a .docx.

    Raises:
        UnreadableFile: it is no Word file that can be read.
    """
    return reply_letter(lines_of(open_document(content)))


def reply_letter(lines):
    """Return what the lines of a reply letter say."""
    lines = [part for line in lines for part in _opened(line)]
    plain = [_plain(line) for line in lines]
    whole = "\n".join(plain)
    after_title, title = _title(lines, plain)
    salutation_at = _salutation(plain, after_title)
    body_at = after_title if salutation_at is None else salutation_at + 1
    head = plain[: body_at or None]
    day_at, issued_on = _dated(plain)
    number = _NUMBER.search("\n".join(head))
    return ReplyLetter(
        title=title,
        proposal_number=_first(_OF_PROPOSAL, title) or _first(_OF_PROPOSAL, whole),
        document_number=document_number("{}〔{}〕{}号".format(*number.groups())) if number else "",
        issued_on=issued_on,
        outcome=_first(_CLASS, whole) or _class_alone(plain),
        disclosure=_DISCLOSURES.get(_first(_DISCLOSURE, whole), ""),
        signer=_first(_SIGNER, whole),
        salutation="" if salutation_at is None else lines[salutation_at].rstrip("：:"),
        body=tuple(lines[body_at : _end_of_body(plain, body_at, day_at)]),
        contact=_first(_CONTACT, whole).strip(),
        phone=_first(_PHONE, whole).strip(),
        copies=_first(_COPIES, whole).rstrip("。"),
        lines=tuple(lines),
    )


def _plain(line):
    return unicodedata.normalize("NFKC", line)


def _first(pattern, text):
    found = pattern.search(text)
    return next((group for group in found.groups() if group), "") if found else ""


def _title(lines, plain):
    """Return (index after the title, the title), which may run over a few lines."""
    for index, line in enumerate(plain):
        if "关于" not in line:
            continue
        for end in range(index + 1, index + 5):
            if _TITLE.search("".join(plain[index:end])):
                return end, "".join(lines[index:end])
    return 0, ""


def _opened(line):
    """Return the line; of one that begins the text behind its salutation, the two apart."""
    found = _SALUTATION_AND_SENTENCE.fullmatch(line)
    return (f"{found[1]}：", found[2]) if found else (line,)


def _salutation(lines, start):
    """Return the index of the salutation: the line with the colon, else what stands over the first sentence; or None."""
    sentence = next((at for at in range(start, len(lines)) if _FIRST_SENTENCE.search(lines[at])), None)
    ends = len(lines) if sentence is None else sentence
    with_colon = (at for at in range(start, ends) if lines[at].endswith(":"))
    found = next(with_colon, sentence - 1 if sentence and sentence > start else None)
    return found if found is not None and len(lines[found]) <= _LONGEST_SALUTATION else None


def _class_alone(lines):
    """Return the class that stands by itself on a line, or beside the signer."""
    marks = (_CLASS_ALONE.fullmatch(_SIGNER.sub("", line).strip()) for line in lines)
    return next((found[1] for found in marks if found), "")


def _dated(lines):
    """Return (index, day) of the last line that is a date and nothing else; (None, None) without one."""
    for index in range(len(lines) - 1, -1, -1):
        day = _day("".join(lines[index].split()))
        if day:
            return index, day
    return None, None


def _end_of_body(lines, start, day_at):
    """Return where the signature begins: the unit's name over the day, or what follows the text."""
    end = len(lines) if day_at is None else day_at
    over = lines[end - 1] if day_at else ""
    if over and len(over) <= _LONGEST_NAME and not over.endswith(("。", "!", ":")):
        end -= 1
    return next((at for at in range(start, end) if _AFTER_BODY.match(lines[at])), max(start, end))


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
