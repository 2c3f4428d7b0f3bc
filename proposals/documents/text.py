"""Text as it is printed: without what no paper can carry, in full-width punctuation, measured in characters (字)."""

import re
import unicodedata
from xml.sax.saxutils import escape

# Control characters, halves of a pair and non-characters cannot stand in XML; the marks that turn the reading
# direction round (LRE … RLO, LRI … PDI) would reverse the text after them. Everything else is kept.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_FULL_WIDTH = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HALF_BESIDE_CHINESE = re.compile(f"(?<=[{_CJK}》”）])[,:;?!]|[,:;?!](?=[{_CJK}《“（])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_CHINESE = re.compile(f"[{_CJK}]")
_NUMBER_BRACKETS = re.compile(r"[\[【（(〔\uff3b]\s*(\d{4})\s*[\]】）)〕\uff3d]\s*第?0*(\d+)\s*号")
_DOCUMENT_NUMBER = re.compile(
    rf"[{_CJK}A-Za-z]{{1,20}}[\[【（(〔\uff3b]\d{{4}}[\]】）)〕\uff3d]第?[A-Za-z]?\d{{1,5}}号"
)


def clean(text):
    """Return `text` without the characters that no paper can carry; what people wrote is kept as it is."""
    text = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)


def tidy(text):
    """Return `text` with half-width punctuation beside Chinese made full-width; numbers and codes are left."""
    text = _HALF_BESIDE_CHINESE.sub(lambda found: _FULL_WIDTH[found[0]], text)
    text = _BRACKETS.sub(lambda found: f"（{found[1]}）" if _CHINESE.search(found[1]) else found[0], text)
    return _HALF_BESIDE_CHINESE.sub(lambda found: _FULL_WIDTH[found[0]], text)


def escaped(text):
    """Return `text` cleaned and fit to stand in XML."""
    return escape(clean(text), {'"': "&quot;"})


def width(text):
    """Return how many full-width characters (字) wide `text` is; a half-width one counts a half."""
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)


def document_number(text):
    """Return a document number (文号) as the standard writes it: six-sided brackets, no 第, no padding."""
    return _NUMBER_BRACKETS.sub(r"〔\1〕\2号", text.strip())


def is_document_number(text):
    """Say whether `text` has the form of a document number (某某〔2026〕12号), in whatever brackets."""
    return bool(_DOCUMENT_NUMBER.fullmatch("".join(text.split())))


def balanced(text, longest):
    """Return `text` in lines of at most `longest` characters (字), nearly equal, none breaking a word or number.

    A line breaks by preference before 第 and 关于 and after 的, 和 or punctuation, never inside digits or 《》 of
    few characters.
    """
    total = width(text)
    if total <= longest:
        return [text]
    lines, rest, left = [], text, total
    while left > longest:
        cut = _break(rest, left / -(-left // longest), longest)
        lines.append(rest[:cut])
        left -= width(rest[:cut])
        rest = rest[cut:]
    return [*lines, rest] if rest else lines


_BEFORE, _AFTER = "第关《（", "的和与、，》）议会县市省"
_NEVER_AFTER = "第《（“〔"
_NEVER_BEFORE = "号、，。；：》）”〕届次会议案的"


def _break(text, aim, longest):
    """Return where to break `text` so that the first line is about `aim` wide."""
    at, best, where = 0.0, None, 1
    for index, letter in enumerate(text[:-1], start=1):
        at += width(letter)
        if at > longest:
            break
        if text[index - 1 : index + 1].isascii() or letter in _NEVER_AFTER or text[index] in _NEVER_BEFORE:
            continue
        cost = abs(at - aim) - (2 if letter in _AFTER or text[index] in _BEFORE else 0)
        if best is None or cost <= best:
            best, where = cost, index
    return where if best is not None else max(1, int(longest))
