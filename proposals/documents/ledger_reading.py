"""Reads a ledger (台账): bytes in, rows by canonical key out, every fault by sheet, row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from proposals.documents.ledger_columns import find_header
from proposals.documents.ledger_sheets import LedgerUnreadable, mended, open_sheets
from proposals.documents.ledger_values import CONTROL, PARSERS, SHADED, BadValue, text_of
from proposals.documents.ledger_writing import words_of

END_OF_TABLE = ("合计", "总计", "填表人", "审核人", "填报人", "制表人", "小计")


@dataclass(frozen=True)
class LedgerFault:
    """One cell that cannot be right: where it stands, what it holds, and what a clerk can do about it."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str

    def __str__(self):
        place = f"{self.sheet}第{self.row}行" + (f"{self.column}列" if self.column else "")
        held = f"「{self.value}」" if self.value else ""
        return f"{place}{held}：{self.reason}"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row: its number in the sheet (from 1), the values by canonical key; a blank cell has no value."""

    number: int
    values: dict


@dataclass(frozen=True)
class Ledger:
    """A ledger read: rows, faults, the column letter of each canonical key, headers that were not understood.

    A doubt names a word that was read as another: the first cell of its column in which it stands.
    """

    sheet: str
    columns: dict[str, str]
    rows: list[LedgerRow]
    faults: list[LedgerFault]
    unmapped: tuple[str, ...] = ()
    header_rows: tuple[int, int] = (1, 1)
    doubts: tuple[LedgerFault, ...] = ()

    def fault(self, row, key, value, reason):
        """Return a fault at the cell of `key` in `row` (a LedgerRow)."""
        return LedgerFault(self.sheet, row.number, self.columns.get(key, ""), str(value or ""), reason)


@dataclass
class _Reader:
    sheet: object
    header: object
    memo: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    doubts: list = field(default_factory=list)

    def cell(self, row, key, cell):
        """Return the meaning of one cell, or None; what each distinct cell of a column means is worked out once."""
        if self.sheet.unvalued and (row, self.header.columns[key]) in self.sheet.unvalued:
            self.fault(row, key, "", "公式没有计算结果或出错，请在 Excel 中重新计算并保存，或改成文字。")
            return None
        if cell in ("", None):
            return None
        known = self.memo.get((key, cell))
        if known is None:
            known = self.memo[key, cell] = _meaning(key, cell)
            self._doubt(row, key, cell, known[0])
        value, reason = known
        if reason:
            self.fault(row, key, CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(cell)[:50]), reason)
        return value

    def fault(self, row, key, value, reason):
        """Note what is wrong with the cell of `key` in a row (from 0)."""
        self.faults.append(self._told(row, key, value, reason))

    def _doubt(self, row, key, cell, value):
        word = words_of(key, value)
        if key in SHADED and word and "".join(text_of(cell).split()) != word:
            reason = f"按「{word}」存入，这一列里同样写的都是；不对请改正。"
            self.doubts.append(self._told(row, key, str(cell)[:50], reason))

    def _told(self, row, key, value, reason):
        return LedgerFault(self.sheet.name, row + 1, letters(self.header.columns[key]), value, reason)


def read_ledger(
    data: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    cells: Mapping[str, str] | None = None,
):
    """Return the Ledger in `data`; `sheet` names the sheet, else the first one with a header is taken.

    `columns` maps headers as found to canonical keys, over what would be understood; `cells` maps references
    (C12) to texts that a person has put in their places.

    Raises:
        LedgerUnreadable: the file as a whole cannot be read, or no sheet has a header with 案由 and a number or
            a proposer.
    """
    sheets = open_sheets(data, filename)
    if sheet is not None:
        named = [each for each in sheets if each.name == sheet]
        if not named:
            names = "、".join(each.name for each in sheets)
            raise LedgerUnreadable(f"没有名为「{sheet}」的工作表；有：{names}。")
        sheets = named
    for each in sheets:
        filled = mended(_filled(each), cells)
        header = find_header(filled, columns)
        if header:
            return _read(each, filled, header)
    raise LedgerUnreadable("没有找到表头：表头里要有「案由」，还要有「提案号」或「第一提案人」。")


def letters(column):
    """Return a column's letters: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _filled(sheet):
    """Return the rows with each merged range's value in all its cells."""
    if not sheet.merged:
        return sheet.rows
    rows = [list(row) for row in sheet.rows]
    for (top, left), (bottom, right) in sheet.merged:
        if top >= len(rows):
            continue
        value = rows[top][left] if left < len(rows[top]) else ""
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    return rows


def _read(sheet, rows, header):
    reader = _Reader(sheet, header)
    wanted = sorted(header.columns.items(), key=lambda item: item[1])
    used = max(header.columns.values())
    read = []
    for index in range(header.last + 1, len(rows)):
        cells = rows[index]
        if _is_blank(cells, wanted):
            continue
        if _ends_table(cells, header):
            break
        values = {}
        for key, column in wanted:
            value = reader.cell(index, key, cells[column] if column < len(cells) else "")
            if value is not None:
                values[key] = value
        _check_title(reader, index, values)
        read.append(LedgerRow(index + 1, values))
    _conclusion_is_reply(header, read)
    return Ledger(
        sheet.name,
        {key: letters(column) for key, column in wanted if column <= used},
        read,
        reader.faults,
        header.unmapped,
        (header.first + 1, header.last + 1),
        tuple(reader.doubts),
    )


def _meaning(key, cell):
    try:
        return PARSERS[key](cell), ""
    except BadValue as bad:
        return None, str(bad)


def _is_blank(cells, wanted):
    return all(
        column >= len(cells) or cells[column] in ("", None) or not str(cells[column]).strip()
        for _key, column in wanted
    )


def _ends_table(cells, header):
    """Say whether the row is the foot of the table: a word of a foot stands first, and there is no title."""
    texts = [str(cell).strip() for cell in cells if cell not in ("", None) and str(cell).strip()]
    if not texts:
        return False
    first = "".join(texts[0].split())
    title = header.columns["title"]
    has_title = title < len(cells) and str(cells[title]).strip() not in ("", texts[0])
    return first.startswith(END_OF_TABLE) and not has_title


def _check_title(reader, index, values):
    column = letters(reader.header.columns["title"])
    if "title" in values or any(
        (f.row, f.column) == (index + 1, column) for f in reader.faults[-len(reader.header.columns) :]
    ):
        return
    reader.fault(index, "title", "", "案由是空的。")


def _conclusion_is_reply(header, rows):
    """办结时间 is also the reply's date where the sheet has no column for it."""
    if "replied_on" in header.columns or "concluded_on" not in header.columns:
        return
    for row in rows:
        if "concluded_on" in row.values:
            row.values["replied_on"] = row.values["concluded_on"]
