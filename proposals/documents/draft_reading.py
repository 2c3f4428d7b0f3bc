"""Reads a draft report – .docx or plain text – into one text; anything odd is a sentence.

Of a Word file the text is its paragraphs, then its table cells, joined by newlines: deleted and moved-away
words are left out, inserted ones count. Every place named by a checker is an offset into this text.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from proposals.documents.plain_text import decoded

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_CONTENT = 100 * 1024 * 1024
LARGEST_PART = 20 * 1024 * 1024
LARGEST_TEXT = 300_000
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_PARAGRAPH, _CELL, _ROW, _TABLE = qn("w:p"), qn("w:tc"), qn("w:tr"), qn("w:tbl")
_GONE = ("}moveFrom", "}del", "}Fallback")
_WRITTEN = {qn("w:tab"): "\t", qn("w:br"): " ", qn("w:cr"): " ", qn("w:noBreakHyphen"): "-"}
_TEXT = qn("w:t")


class DraftUnreadable(Exception):
    """The file as a whole cannot be read; the message is a sentence a clerk can act on."""


@dataclass(frozen=True)
class Cell:
    """A table cell of the text, from `start` to `end`, with the heads of its row and of its column.

    `column` tells the columns of all the tables apart.
    """

    start: int
    end: int
    heads: tuple[str, ...]
    column: tuple[int, int] | None = None


@dataclass(frozen=True)
class Draft:
    """What was read: the text and, of Word, the cells at its end."""

    text: str
    cells: tuple[Cell, ...] = ()


def read_draft(data):
    """Return the draft in `data`, read by what it is, not by what its name says.

    Raises:
        DraftUnreadable: too large, password-protected, truncated, of another format, in an unknown encoding.
    """
    if len(data) > LARGEST_FILE:
        raise DraftUnreadable(f"文件超过{LARGEST_FILE // 2**20}MB的上限；请删去图片后再核对。")
    if not data.strip():
        raise DraftUnreadable("文件是空的。")
    if data.startswith(_OLE):
        raise DraftUnreadable("不能读取 .doc、.wps 或设有打开密码的文件；请在 Word 或 WPS 中另存为 .docx。")
    draft = _word(data) if data.startswith(_ZIP) else Draft(_plain(data))
    if len(draft.text) > LARGEST_TEXT:
        raise DraftUnreadable(f"正文超过{LARGEST_TEXT // 10_000}万字，不像是一份报告，没有核对。")
    return draft


def _plain(data):
    if data.startswith(b"%PDF"):
        raise DraftUnreadable("不能读取 PDF 文件；请用 .docx 或纯文本。")
    text = decoded(data)
    if text is None:
        raise DraftUnreadable("认不出文件的文字编码；请另存为 UTF-8 编码的纯文本，或 .docx。")
    if "\x00" in text:
        raise DraftUnreadable("文件里有二进制内容，不是纯文本，也不是 .docx。")
    return text


def _word(data):
    damaged = DraftUnreadable("文件不完整、已损坏或不是 Word 文件；请在 Word 或 WPS 中打开并另存为 .docx。")
    try:
        _weigh(data)
        body = Document(io.BytesIO(data)).element.body
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, OpcError):
        raise damaged from None
    except (KeyError, ValueError, RuntimeError, AttributeError, TypeError, SyntaxError):
        # What python-docx and its parser say of a package without its parts, encrypted, or of broken XML.
        raise damaged from None
    if body is None:
        raise damaged
    return _draft(body)


def _weigh(data):
    """Refuse what would unpack to too much: pictures are only carried along, each XML part is held as a tree."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
    parsed = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if parsed > LARGEST_PART or sum(part.file_size for part in parts) > LARGEST_CONTENT:
        raise DraftUnreadable("文件展开后过大，不像是一份报告，没有读取。")


def _draft(body):
    """Gather the text by paragraph in one walk; then lay paragraphs and cells end to end."""
    written = {}
    for element in body.iter(_PARAGRAPH, _TEXT, *_WRITTEN):
        if element.tag == _PARAGRAPH:
            written.setdefault(element, [])
        elif not any(above.tag.endswith(_GONE) for above in element.iterancestors()):
            owner = next(element.iterancestors(_PARAGRAPH), None)
            written.setdefault(owner, []).append(_WRITTEN.get(element.tag) or element.text or "")
    paragraphs, cells = [], {cell: [] for cell in body.iter(_CELL)}
    for paragraph, pieces in written.items():
        cell = None if paragraph is None else next(paragraph.iterancestors(_CELL), None)
        (paragraphs if cell is None else cells[cell]).append("".join(pieces))
    texts = {cell: " ".join(lines).strip() for cell, lines in cells.items()}
    heads = _heads(body, texts)
    lines, placed, place = list(paragraphs), [], sum(len(line) + 1 for line in paragraphs)
    for cell, text in texts.items():
        lines.append(text)
        placed.append(Cell(place, place + len(text), *heads.get(cell, ((),))))
        place += len(text) + 1
    return Draft("\n".join(lines), tuple(placed))


def _heads(body, texts):
    """Return {cell: ((head of its row, head of its column), (table, column))}.

    A merged cell stands where it is written.
    """
    heads = {}
    for number, table in enumerate(body.iter(_TABLE)):
        rows = [[cell for cell in row if cell.tag == _CELL] for row in table if row.tag == _ROW]
        for row in rows[1:]:
            for place, cell in enumerate(row[1:], start=1):
                column = texts[rows[0][place]] if place < len(rows[0]) else ""
                heads[cell] = ((texts[row[0]], column), (number, place))
    return heads
