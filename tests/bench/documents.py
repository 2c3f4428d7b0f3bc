"""The making of documents beside what the libraries alone need for the same."""

import io

import xlsxwriter
from docx import Document

from proposals.documents.papers.letters import letter
from proposals.documents.sheets import OPTIONS, Sheet, write_workbook
from proposals.documents.word.blocks import body_text
from proposals.documents.word.package import Section, word_file
from proposals.queries.papers.values import Letter
from tests.bench.measure import Line, beside, peak_memory

PAGES, LINES, CHARACTERS = 100, 22, 28
ROWS, COLUMNS = 10_000, 12
MANY, FEW = 300, 30


def measure_documents():
    """Return the lines of a report beside python-docx, of rows beside XlsxWriter, of many letters beside few."""
    return [measure_report(), measure_rows(), measure_letters()]


def measure_report():
    """Return the line of a report of 100 pages, beside python-docx writing the same paragraphs."""
    text = ("提案办理情况" * CHARACTERS)[: 4 * CHARACTERS]
    paragraphs = [text] * (PAGES * LINES // 4)

    def ours():
        word_file([Section([body_text([each]) for each in paragraphs])])

    def alone():
        document = Document()
        for each in paragraphs:
            document.add_paragraph(each)
        document.save(io.BytesIO())

    return beside("a report of 100 pages, beside python-docx", ours, alone, target=2)


def measure_rows():
    """Return the line of 10,000 rows of .xlsx, beside XlsxWriter writing the same cells in the same look."""
    rows = [tuple(f"第{row}行第{column}列" for column in range(COLUMNS)) for row in range(ROWS)]
    head = tuple(f"列{column}" for column in range(COLUMNS))

    def ours():
        write_workbook([Sheet("表", "清单", head, rows)])

    def alone():
        with xlsxwriter.Workbook(io.BytesIO(), {**OPTIONS, "constant_memory": True}) as book:
            sheet = book.add_worksheet()
            look = book.add_format({"border": 1, "text_wrap": True})
            for number, row in enumerate([head, *rows]):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell, look)

    return beside("10,000 rows of .xlsx, beside XlsxWriter", ours, alone, target=2)


def measure_letters():
    """Return the line of the peak memory of a batch of 300 reply letters beside one of 30."""
    many, few = (peak_memory(lambda n=number: print_letters(n)) for number in (MANY, FEW))
    return Line("peak memory, 300 letters beside 30", many, few, 50, "MB", plus=True)


def print_letters(number):
    """Print a batch of letters as a batch does: each one's values are found when its turn comes."""

    def letters():
        for index in range(number):
            yield letter(
                Letter(
                    issuer=f"清河市第{index % 40}局",
                    number=f"清函〔2026〕{index}号",
                    title=f"关于政协清河市第六届委员会第四次会议第{index:04}号提案的答复",
                    addressee=f"委员{index}",
                    body=tuple(f"{line}、已经办理。{'内容' * 100}" for line in "一二三四五六"),
                    signature=f"清河市第{index % 40}局",
                    date="2026年5月11日",
                    mark="办理结果：A",
                    copies="政协清河市委员会提案委员会",
                )
            )

    word_file(letters())
