"""Letters as official documents, some with a list behind them."""

from proposals.documents.papers.lists import ASSIGNMENT_COLUMNS, columns_table
from proposals.documents.word.blocks import paragraph, title_lines, when
from proposals.documents.word.gongwen import gongwen_section


def letter(values):
    """Lay a letter out."""
    return gongwen_section(values)


def letter_with_list(values):
    """Lay a letter out with its list on a page of its own, as its first attachment."""
    rows = columns_table(ASSIGNMENT_COLUMNS, values.rows)
    return gongwen_section(
        values,
        extra=(
            paragraph(
                "附件",
                "Level1",
                properties='<w:pageBreakBefore/><w:ind w:firstLineChars="0" w:firstLine="0"/>',
            ),
            title_lines(values.attachment),
            when(values.addressee, paragraph(values.addressee, "FormLine")),
            rows,
            paragraph("", "PageNumber"),
        ),
    )
