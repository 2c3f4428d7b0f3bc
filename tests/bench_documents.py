"""Measures the making of documents beside what the libraries alone need for the same.

    python -m tests.bench_documents

Each function returns (ours, limit) in the unit that its name says; the measured runs take turns, and the least
of several counts, so that what else the machine does weighs little.
"""

import io
import resource
import subprocess
import sys
import time

import django
import xlsxwriter
from docx import Document

PAGES, LINES, CHARACTERS = 100, 22, 28
ROWS, COLUMNS = 10_000, 12
TURNS = 5
MANY, FEW, ALLOWANCE = 300, 30, 50 * 1024


def main():
    """Print each measurement beside its limit; the status says whether all are kept."""
    measured = {
        "a 100-page report, seconds (limit: 2 × python-docx)": report_seconds(),
        "10,000 rows of .xlsx, seconds (limit: 2 × XlsxWriter)": rows_seconds(),
        "300 reply letters, peak kB (limit: that of 30 + 50 MB)": letters_peak_kilobytes(),
    }
    for name, (ours, limit) in measured.items():
        print(f"{'ok  ' if ours <= limit else 'OVER'} {ours:>10.2f} ≤ {limit:>10.2f}  {name}")
    return int(any(ours > limit for ours, limit in measured.values()))


def report_seconds():
    """Return the seconds for a report of 100 pages, and twice those of python-docx for the same paragraphs."""
    from proposals.documents.word.blocks import body_text  # noqa: PLC0415
    from proposals.documents.word.package import Section, word_file  # noqa: PLC0415

    text = ("提案办理情况" * CHARACTERS)[: 4 * CHARACTERS]
    paragraphs = [text] * (PAGES * LINES // 4)

    def ours():
        word_file([Section([body_text([each]) for each in paragraphs])])

    def alone():
        document = Document()
        for each in paragraphs:
            document.add_paragraph(each)
        document.save(io.BytesIO())

    return _turns(ours, alone)


def rows_seconds():
    """Return the seconds for 10,000 rows, and twice those of XlsxWriter for the same cells in the same look."""
    from proposals.documents.sheets import OPTIONS, Sheet, write_workbook  # noqa: PLC0415

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

    return _turns(ours, alone)


def letters_peak_kilobytes():
    """Return the peak memory of a batch of 300 reply letters, and that of 30 and 50 MB more, each in its own process."""
    return _peak(MANY), _peak(FEW) + ALLOWANCE


def _turns(ours, alone):
    times = {ours: [], alone: []}
    for _turn in range(TURNS):
        for work, taken in times.items():
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return min(times[ours]), 2 * min(times[alone])


def _peak(number):
    command = [sys.executable, "-m", "tests.bench_documents", str(number)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def print_letters(number):
    """Print a batch of letters as a batch does: each one's values are found when its turn comes."""
    from proposals.documents.papers.letters import letter  # noqa: PLC0415
    from proposals.documents.word.package import word_file  # noqa: PLC0415
    from proposals.queries.papers.values import Letter  # noqa: PLC0415

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
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("DEBUG", "1")
    django.setup()
    if sys.argv[1:]:
        print(print_letters(int(sys.argv[1])))
    else:
        sys.exit(main())
