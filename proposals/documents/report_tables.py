"""Judges the sums of tables by the tables: what stands in the row 合计 is the sum of its column."""

import re
from itertools import groupby

from proposals.documents.report_numbers import PERCENT
from proposals.documents.report_shares import AGREES, INCONSISTENT, Judgement

_TOTAL = re.compile(r"合计|总计|共计|总数")
_PART_OF_ANOTHER = re.compile(r"小计|其中|^[（(]|^\s")
_FEWEST = 2


def judge_tables(numbers, cells):
    """Return {place: Judgement} of the totals of columns; a table with rows below others (其中, 小计) is left alone."""
    places = {number.start: place for place, number in enumerate(numbers)}
    found = {}
    in_columns = sorted((cell for cell in cells if cell.column), key=lambda cell: (cell.column, cell.start))
    for _column, group in groupby(in_columns, key=lambda cell: cell.column):
        column = list(group)
        totals = [cell for cell in column if _TOTAL.search(cell.heads[0])]
        parts = [places[cell.start] for cell in column if cell not in totals and cell.start in places]
        is_nested = any(_PART_OF_ANOTHER.search(cell.heads[0]) for cell in column)
        if len(totals) == 1 and totals[0].start in places and len(parts) >= _FEWEST and not is_nested:
            found |= _of_total(places[totals[0].start], parts, numbers)
    return found


def _of_total(place, parts, numbers):
    printed = numbers[place]
    if printed.noun == PERCENT or any(numbers[each].noun != printed.noun for each in parts):
        return {}
    total = sum(numbers[each].value for each in parts)
    if total == printed.value:
        return {place: Judgement(AGREES, f"这一列各行合计{total}。", total, int(total), int(total))}
    reason = f"这一列各行合计{total}，表中写的是{printed.text}。"
    return {place: Judgement(INCONSISTENT, reason, total, int(total), int(printed.value))}
