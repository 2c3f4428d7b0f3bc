"""The blocks a body is made of, as strings of WordprocessingML: paragraphs, tables, and what stands in templates.

A value that is a `Placeholder` or a `Loop` makes the same layout come out as a template that an office can
edit: the fields stand as {{ name }}, a list as one row between the tags of a loop.
"""

import re
from dataclasses import dataclass, fields, is_dataclass
from typing import get_args

from proposals.documents.text import balanced, escaped, tidy
from proposals.documents.word.styles import HEI, KAI

_HEADING_1 = re.compile(r"[一二三四五六七八九十]{1,3}、")
_HEADING_2 = re.compile(r"（[一二三四五六七八九十]{1,3}）")
_LEVELS = ((_HEADING_1, "Level1", HEI), (_HEADING_2, "Level2", KAI))
_LONGEST_HEADING = 40


class Placeholder(str):
    """The place of one value in a template; it prints as {{ name }}."""

    __slots__ = ("name",)

    def __new__(cls, name):
        """Make the place of the value called `name`."""
        made = super().__new__(cls, f"{{{{ {name} }}}}")
        made.name = name
        return made


class Loop(tuple):  # noqa: SLOT001 – a tuple of any length cannot have slots
    """The place of a list in a template: one example item and the name of the list."""

    def __new__(cls, name, item):
        """Make the place of the list called `name`, whose items look like `item`."""
        made = super().__new__(cls, (item,))
        made.name = name
        return made

    @property
    def opening(self):
        """The words of the loop."""
        return f"for each in {self.name}"


def placeholders(kind, prefix="", **fixed):
    """Return an instance of the values class `kind` whose every field, but the fixed ones, is its own place."""
    made = dict(fixed)
    for field in fields(kind):
        if field.name in fixed:
            continue
        name = f"{prefix}{field.name}"
        inner = get_args(field.type)
        if inner and is_dataclass(inner[0]):
            made[field.name] = Loop(name, placeholders(inner[0], "each."))
        elif inner:
            made[field.name] = Loop(name, Placeholder("each"))
        else:
            made[field.name] = Placeholder(name)
    return kind(**made)


def run(text, *, font="", size=0, break_lines=True):
    """Return a run of text; a line feed is a line break in the same paragraph, a tab is a tab."""
    style = ""
    if font or size:
        fonts = (
            f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}" w:hint="eastAsia"/>'
            if font
            else ""
        )
        sizes = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
        style = f"<w:rPr>{fonts}{sizes}</w:rPr>"
    pieces = escaped(text).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    between = '</w:t><w:br/><w:t xml:space="preserve">' if break_lines else " "
    return f'<w:r>{style}<w:t xml:space="preserve">{pieces.replace(chr(10), between)}</w:t></w:r>'


def paragraph(text="", style="Body", *, properties="", runs=""):
    """Return one paragraph of `text` (or ready `runs`) in a named style."""
    inner = runs or (run(text) if text else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inner}</w:p>'


def lines(items, style="Body", *, properties=""):
    """Return a paragraph for each item; in a template, one between the tags of a loop."""
    return around(items, "p", "".join(paragraph(item, style, properties=properties) for item in items))


def title_lines(title, *, style="Title", longest=19):
    """Return a title as centred lines of nearly equal length, each at most `longest` characters (字)."""
    if isinstance(title, Placeholder):
        return paragraph(title, style)
    return "".join(paragraph(line, style) for line in balanced(tidy(title), longest))


def around(items, tag, inner):
    """Return `inner` as it is, or in the tags of the loop that a template has in its place."""
    if not isinstance(items, Loop):
        return inner
    if tag == "tr":
        return f"{_tag_row(f'{{%tr {items.opening} %}}')}{inner}{_tag_row('{%tr endfor %}')}"
    return f"{paragraph(f'{{%p {items.opening} %}}')}{inner}{paragraph('{%p endfor %}')}"


def when(value, inner):
    """Return `inner` if there is a value; in a template, within the tags of the question."""
    if isinstance(value, (Placeholder, Loop)):
        return f"{paragraph(f'{{%p if {value.name} %}}')}{inner}{paragraph('{%p endif %}')}"
    return inner if value else ""


def body_text(items, *, properties=""):
    """Return the paragraphs of a text, 一、 in 黑体 and （一） in 楷体; a heading may run on into its paragraph."""
    if isinstance(items, Loop):
        return lines(items)
    return "".join(_levelled(item.strip(), properties) for item in items if item.strip())


def _levelled(text, properties):
    for pattern, style, font in _LEVELS:
        if not pattern.match(text):
            continue
        head, stop, rest = text.partition("。")
        if not rest and len(text) <= _LONGEST_HEADING:
            return paragraph(text, style, properties=properties)
        if len(head) <= _LONGEST_HEADING:
            return paragraph(runs=run(head + stop, font=font) + run(rest), properties=properties)
        break
    return paragraph(text, properties=properties)


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in twips, and how its cells stand."""

    head: str
    width: int
    align: str = "left"


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
)


def _table(widths, rows, *, borders=_BORDERS):
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def cell(text, size, *, style="TableCell", align="left", span=1):
    """Return a table cell `size` twips wide; each line of the text is a paragraph of its own."""
    jc = f'<w:jc w:val="{align}"/>' if align != "left" else ""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    inner = "".join(paragraph(line, style, properties=jc) for line in str(text).split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{spans}<w:vAlign w:val="center"/></w:tcPr>'
        f"{inner}</w:tc>"
    )


def row(cells, *, height=0, is_head=False, may_break=False):
    """Return a table row of cells, at least `height` twips high."""
    properties = "" if may_break else "<w:cantSplit/>"
    if height:
        properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    if is_head:
        properties += "<w:tblHeader/>"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _tag_row(tag):
    return row(cell(tag, 4000))


def when_row(value, inner):
    """Return a table row if there is a value; in a template, within the tags of the question."""
    if isinstance(value, Placeholder):
        return f"{_tag_row(f'{{%tr if {value.name} %}}')}{inner}{_tag_row('{%tr endif %}')}"
    return inner if value else ""


def list_table(columns, records, values, *, size="Small", foot=None):
    """Return a table with a head that is repeated on each page: a row a record, `values(record)` its cells.

    `size` is Table (小四), Small (五号) or Tiny (小五).
    """
    head, body = f"{size}Head", f"{size}Cell"
    parts = [row("".join(cell(c.head, c.width, style=head, align="center") for c in columns), is_head=True)]
    rows = "".join(
        row(
            "".join(
                cell(text, c.width, style=body, align=c.align)
                for c, text in zip(columns, values(record), strict=True)
            ),
            height=480,
        )
        for record in records
    )
    parts.append(around(records, "tr", rows))
    if foot:
        parts.append(
            row(cell(foot, sum(c.width for c in columns), style=body, span=len(columns)), height=480)
        )
    return _table([c.width for c in columns], "".join(parts))


_LABEL = 1480


def form_table(rows, *, total=8845):
    """Return a form of labelled cells.

    `rows` hold (label, value) pairs side by side, or one pair with a height in twips as its third: a tall field
    that may run over the page.
    """
    most = max(len(each) if isinstance(each[0], tuple) else 1 for each in rows)
    pair = total // most
    widths = [_LABEL, pair - _LABEL] * most
    widths[-1] += total - sum(widths)
    parts = []
    for each in rows:
        pairs, height = (each, 680) if isinstance(each[0], tuple) else ((each[:2],), each[2])
        parts.append(_form_row(pairs, widths, height))
    return _table(widths, "".join(parts))


def _form_row(pairs, widths, height):
    cells = []
    for index, (label, value) in enumerate(pairs):
        last = index == len(pairs) - 1
        span = len(widths) - 2 * index - 1 if last else 1
        size = sum(widths[2 * index + 1 :]) if last else widths[2 * index + 1]
        cells.append(cell(label, widths[2 * index], style="TableHead", align="center"))
        cells.append(cell(value, size, span=span))
    return row("".join(cells), height=height, may_break=height > 1500)
