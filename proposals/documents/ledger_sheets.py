"""Opens a ledger file – CSV, xlsx or xls – and returns its sheets as rows of cells; anything odd is a sentence."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from proposals.documents.plain_text import decoded

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_CONTENT = 200 * 1024 * 1024
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_UNVALUED = re.compile(
    rb'<c\s[^>]*?r="([A-Z]+[0-9]+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_CELL = re.compile(rb"<c\s[^>]*>")
_REFERENCE, _IS_ERROR = re.compile(rb'\sr="([A-Z]+[0-9]+)"'), re.compile(rb'\st="e"')


class LedgerUnreadable(Exception):
    """The file as a whole cannot be read; the message is a sentence a clerk can act on."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of cells from A1 on, the merged ranges ((row, column), (row, column)), and the cells
    whose formula has no value, or an error like #N/A.
    """

    name: str
    rows: list[list]
    merged: tuple = ()
    unvalued: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def open_sheets(data, filename):
    """Return the visible sheets of the file, read by what it is, not by what its name says.

    Raises:
        LedgerUnreadable: too large, password-protected, truncated, of another format, in an unknown encoding.
    """
    if len(data) > LARGEST_FILE:
        raise LedgerUnreadable(
            f"文件有{len(data) // 2**20}MB，超过{LARGEST_FILE // 2**20}MB的上限；请拆成几个文件。"
        )
    if not data.strip():
        raise LedgerUnreadable("文件是空的。")
    suffix = filename.rpartition(".")[2].lower()
    if suffix in ("et", "wps", "doc", "docx", "pdf", "ofd"):
        raise LedgerUnreadable(f"不能直接读取 .{suffix} 文件，请在 WPS 或 Excel 中另存为 .xlsx 再导入。")
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise LedgerUnreadable("文件设有打开密码，请取消密码后再导入。")
    if data.startswith((_OLE, _ZIP)):
        return _workbook(data)
    return [_csv(data)]


def mended(rows, cells):
    """Return the rows with `cells` {reference like C12: text} put in their places; references outside are left out."""
    if not cells:
        return rows
    rows = [list(row) for row in rows]
    for reference, text in cells.items():
        row, column = _place(reference)
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return rows


def _workbook(data):
    parts = _parts(data) if data.startswith(_ZIP) else {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            _sheet(book, meta.name, parts)
            for meta in book.sheets_metadata
            if meta.visible == SheetVisibleEnum.Visible
        ]
    except PasswordError:
        raise LedgerUnreadable("文件设有打开密码，请取消密码后再导入。") from None
    except CalamineError:
        raise LedgerUnreadable("文件不完整或已损坏，请在 Excel 或 WPS 中打开并另存一份再导入。") from None


def _sheet(book, name, parts):
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    merged = tuple(sheet.merged_cell_ranges or ())
    return Sheet(name, rows, merged, parts.get(name, frozenset()))


def _parts(data):
    """Return {sheet name: cells whose formula has no value}, having weighed the content before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_CONTENT:
                raise LedgerUnreadable(
                    f"文件展开后超过{LARGEST_CONTENT // 2**20}MB，不像是一份台账，没有读取。"
                )
            names = {part.filename for part in package.infolist()}
            if "xl/workbook.xml" not in names:
                return {}
            sheets = re.findall(
                r'<sheet\s[^>]*?name="([^"]*)"[^>]*?r:id="([^"]+)"', _read(package, "xl/workbook.xml")
            )
            relations = dict(
                (match[1], match[0]) if order else match
                for order, pattern in enumerate(
                    (r'Id="([^"]+)"[^>]*?Target="([^"]+)"', r'Target="([^"]+)"[^>]*?Id="([^"]+)"')
                )
                for match in re.findall(pattern, _read(package, "xl/_rels/workbook.xml.rels"))
            )
            return {
                _unescaped(name): _unvalued(package, relations.get(key, ""), names) for name, key in sheets
            }
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, UnicodeDecodeError):
        raise LedgerUnreadable("文件不完整或已损坏，请在 Excel 或 WPS 中打开并另存一份再导入。") from None


def _unvalued(package, target, names):
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if path not in names:
        return frozenset()
    content = package.read(path)
    found = _UNVALUED.findall(content) if b"<f" in content else []
    if b't="e"' in content:
        cells = (cell for cell in _CELL.findall(content) if _IS_ERROR.search(cell))
        found += [match[1] for cell in cells if (match := _REFERENCE.search(cell))]
    return frozenset(_place(reference.decode()) for reference in found)


def _place(reference):
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1


def _read(package, path):
    return package.read(path).decode("utf-8")


def _unescaped(name):
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        name = name.replace(entity, character)
    return name


def _csv(data):
    text = decoded(data)
    if text is None:
        raise LedgerUnreadable("认不出文件的文字编码；请另存为 UTF-8 编码的 CSV，或 .xlsx。")
    if "\x00" in text:
        raise LedgerUnreadable("文件里有二进制内容，不是 CSV 文本。")
    first_line = text.partition("\n")[0]
    delimiter = max(",\t;", key=first_line.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise LedgerUnreadable("CSV 文件的引号或分隔符不完整，请另存一份再导入。") from None
    width = max(map(len, rows), default=0)
    return Sheet("CSV", [row + [""] * (width - len(row)) for row in rows])
