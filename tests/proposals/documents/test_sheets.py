"""Workbooks: what people typed stays text, numbers stay numbers, and sheets print as offices expect."""

import io
from datetime import date
from zipfile import ZipFile

import openpyxl
import pytest

from proposals.documents.list_sheets import case_sheet
from proposals.documents.sheets import Sheet, write_workbook
from proposals.queries.papers.values import Line
from tests.packages import filled

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "http://a.cn",
    "喆𠮷",
    "<b>",
    "长" * 40_000,
)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_is_never_a_formula_or_a_link(text):
    content = write_workbook([Sheet("表", text, ("甲", text), ((text, 3),))])

    page = opened(content).worksheets[0]

    cell = page.cell(3, 1)
    assert (cell.data_type, cell.hyperlink, page.cell(3, 2).value) == ("s", None, 3)
    assert cell.value == text[:32767]
    assert "<f>" not in ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()


def test_control_characters_are_dropped_and_days_are_written_as_people_read_them():
    page = opened(
        write_workbook([Sheet("表", "题", ("甲", "乙"), (("一\x00二", date(2026, 5, 1)),))])
    ).worksheets[0]

    assert [cell.value for cell in page[3]] == ["一二", "2026-05-01"]


def test_a_sheet_prints_across_on_a4_with_its_head_on_every_page():
    page = opened(
        write_workbook([Sheet("表", "题", ("甲", "乙"), (("1", 2),), frozen_columns=1)])
    ).worksheets[0]

    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.print_title_rows, page.freeze_panes) == ("$1:$2", "B3")
    assert page.sheet_properties.pageSetUpPr.fitToPage


def test_a_name_that_no_sheet_can_have_is_mended():
    assert (
        opened(write_workbook([Sheet("[a]:*?/\\很长" + "长" * 40, "题", ("甲",), ())]))
        .sheetnames[0]
        .startswith("－a－")
    )


def test_a_sheet_with_a_chart_draws_its_numbers():
    sheet = Sheet("表", "题", ("单位", "A类", "占比"), (("甲局", 3, "30%"),), chart="stacked")

    parts = ZipFile(io.BytesIO(write_workbook([sheet]))).namelist()

    assert [name for name in parts if name.startswith("xl/charts/chart")] == ["xl/charts/chart1.xml"]


def test_the_list_of_cases_is_numbered_and_its_text_stays_text():
    page = opened(case_sheet([filled(Line, "字"), filled(Line, "=1")], title="清单")).worksheets[0]

    assert [page.cell(row, 1).value for row in (2, 3, 4)] == ["序号", "1", "2"]
    assert page.cell(4, 3).value == "=1"
    assert page.cell(4, 3).data_type == "s"
