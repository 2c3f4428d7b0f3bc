"""What the tests of draft reports share: texts from published figures, and a draft judged by itself."""

import csv
import io
from itertools import groupby
from pathlib import Path

from docx import Document

from proposals.documents.report_arithmetic import judge_text
from proposals.documents.report_numbers import find_numbers
from proposals.documents.report_words import named

DATA = Path(__file__).parent / "data"
ANNING = (
    "六届四次会议以来，共收到提案线索材料202件，其中集体提案材料40件，委员个人或联名提案材料162件。"
    "经审查立案153件，立案率75.7%，其中，集体提案36件，占立案总数的23.5%；委员提案117件，占立案总数的76.5%；"
    "不符合立案条件的材料49件，转为工作建议、社情民意信息及委员来信。"
    "全部提案已办结，提案面商率、办复率、回访率、委员满意率均为100%。"
)


def published_rows():
    """Return the published figures in their order."""
    with (DATA / "published_figures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published_texts(*, naming_wholes):
    """Yield (case, text) a published case: its figures as one sentence, each share after its count.

    `naming_wholes`: 占立案总数的23.5%, as against 占23.5%. Figures that the source does not print are left out.
    """
    rows = [row for row in published_rows() if "非印出" not in row["note"]]
    for case, group in groupby(rows, key=lambda row: (row["case_id"], row["year"], row["session"])):
        yield case[0], "，".join(_clauses(group, naming_wholes=naming_wholes)) + "。"


def _clauses(rows, *, naming_wholes):
    before = None
    for row in rows:
        label = row["metric"].removesuffix("占比")
        number = row["value"].removesuffix("以上") + row["unit"] + ("以上" if "以上" in row["value"] else "")
        if label == row["metric"]:
            yield label + number
        else:
            whole = _whole(row["note"]) if naming_wholes else ""
            yield ("" if label == before else label) + "占" + (f"{whole}的" if whole else "") + number
        before = row["metric"]


def _whole(note):
    whole = note.removeprefix("分母=") if note.startswith("分母=") and "推算" not in note else ""
    return {"立案": "立案总数", "实际立案(并案后)": "实际立案"}.get(whole, whole)


def judged(text):
    """Return {place: (text of the number, judgement)} of what the text says of itself."""
    numbers = find_numbers(text)
    found = judge_text(numbers, [named(number) for number in numbers])
    return {place: (numbers[place].text, judgement) for place, judgement in sorted(found.items())}


def faults(text):
    """Return the numbers that the text itself contradicts, as written."""
    return [written for written, judgement in judged(text).values() if judgement.verdict == "inconsistent"]


def as_word(*paragraphs, table=()):
    """Return a .docx of paragraphs and, of rows, one table."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
