"""Tidies a text pasted from Word or WPS: plain lines, no full-width spaces or bullets, list numbers one way."""

import re

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\v\f]")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uff60]) (?=[\u3001-\u9fff\uff01-\uff60])")
_BULLET = re.compile(r"^(?:[●•·▪■□◆◇○◎❖➢➤►▶✓✔★☆\uf000-\uf0ff]|[-–—*](?= ))+ ?")
_FULL_WIDTH = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_ARABIC = re.compile(r"^(\d{1,2}) ?[.．、](?!\d) ?")
_CHINESE = re.compile(r"^([一二三四五六七八九十]{1,3}) ?[.．、,，] ?")
_IN_BRACKETS = re.compile(r"^[(（] ?([一二三四五六七八九十]{1,3}|\d{1,2}) ?[)）] ?[、.．]? ?")
_LIST_MARK = re.compile(
    r"^(?:\d{1,2}\. |[一二三四五六七八九十]{1,3}、|（(?:[一二三四五六七八九十]{1,3}|\d{1,2})）)"
)
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text):
    """Return the text as it would have been typed here; a tidy text stays as it is."""
    lines = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)).split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(map(_tidy_line, lines))).strip("\n")


def items_of(text):
    """Return the items of a pasted list without their marks; a text that is no list is one item."""
    lines = [line for line in tidy(text).split("\n") if line]
    if sum(bool(_LIST_MARK.match(line)) for line in lines) < 2:
        return [_LIST_MARK.sub("", "\n".join(lines))] if lines else []
    items = []
    for line in lines:
        if _LIST_MARK.match(line) or not items:
            items.append(_LIST_MARK.sub("", line))
        else:
            items[-1] = f"{items[-1]}\n{line}"
    return items


def _tidy_line(line):
    line = _SPACES.sub(" ", line.translate(_FULL_WIDTH)).strip()
    line = _BULLET.sub("", _BETWEEN_CHINESE.sub("", line))
    line = _ARABIC.sub(r"\1. ", line)
    line = _CHINESE.sub(r"\1、", line)
    return _IN_BRACKETS.sub(r"（\1）", line)
