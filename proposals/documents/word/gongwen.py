"""An official document (公文): carrier, red head, number, title, body, signature block, imprint (版记).

Source: GB/T 9704-2012; the positions are those measured in the layout notes (35 mm to the red head, 4 mm to the
rule, 22 lines of 28 characters).
"""

from proposals.documents.text import document_number, escaped, tidy, width
from proposals.documents.word.blocks import (
    Loop,
    Placeholder,
    body_text,
    paragraph,
    run,
    title_lines,
    when,
    when_row,
)
from proposals.documents.word.package import Page, Section, letterhead_size
from proposals.documents.word.styles import CHARACTER, LINE
from proposals.queries.papers.values import LETTER

_MM = 56.7
_NOMINAL_SIGNATURE, _NOMINAL_DATE = 8, 7


def gongwen_section(document, *, extra=()):
    """Return a `Letter` as a section in its carrier's form, 信函 or 文件; `extra` blocks follow it.

    An ordinary document names its printer in the imprint, a letter does not; a sealed document leaves room for the seal, none is drawn.
    """
    if document.carrier == LETTER:
        return Section(_letter(document, extra), Page(letterhead=document.issuer))
    return Section(_ordinary(document, extra))


def _letter(document, extra):
    yield paragraph(
        document_number(document.number) if document.number else "",
        "Number",
        properties='<w:jc w:val="right"/>',
    )
    for mark in (document.mark, document.disclosure):
        yield when(mark, paragraph(mark, "Mark"))
    yield paragraph("", "Flush")
    yield from _text(document)
    yield from extra
    yield when(document.copies, _imprint(document.copies, "", "", is_ruled=False))


def _ordinary(document, extra):
    marks = [mark for mark in (document.mark, document.disclosure) if mark] or [""]
    yield from (when(mark, paragraph(mark, "Mark")) or paragraph("", "Mark") for mark in marks)
    yield _red_head(f"{document.issuer}文件", lines_above=len(marks))
    yield paragraph("", "Flush")
    yield paragraph(
        document_number(document.number) if document.number else "", "Number", properties=_RED_RULE_BELOW
    )
    yield paragraph("", "Flush")
    yield from _text(document)
    yield from extra
    yield _imprint(document.copies, document.issuer, document.date, is_ruled=True)


_RED_RULE_BELOW = '<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="4" w:color="FF0000"/></w:pBdr>'


def _red_head(name, *, lines_above):
    size = letterhead_size(name)
    before = int(35 * _MM - lines_above * LINE - size - 50)
    spacing = (
        f'<w:spacing w:before="{max(before, 0)}" w:after="0" w:line="{int(size * 11.5)}" w:lineRule="exact"/>'
    )
    return paragraph(style="RedHead", properties=spacing, runs=run(name, size=size))


def _text(document):
    yield title_lines(document.title)
    yield paragraph("", "Flush")
    yield when(document.addressee, paragraph(f"{document.addressee}：", "Flush"))
    yield from _body(document.body)
    yield _attachment(document.attachment)
    yield _signature(document)
    yield when(document.note, paragraph(f"（{document.note}）", "Body"))


def _body(texts):
    """Yield the body; its last paragraph stays with the signature, which may not stand on a page alone."""
    if isinstance(texts, Loop):
        yield body_text(texts)
        return
    tidied = [tidy(each) for each in texts]
    yield body_text(tidied[:-1])
    yield body_text(tidied[-1:], properties="<w:keepNext/>")


def _attachment(name):
    kept = "<w:keepNext/>"
    return when(name, paragraph("", "Flush", properties=kept) + paragraph(f"附件：{name}", properties=kept))


def signature_indents(name, date, *, is_sealed):
    """Return how far the name and the date stand in from the right, in characters (字).

    `name` and `date` are widths in characters. Sealed: the date 右空四字, the name centred on it. Not sealed: the
    name 右空二字, the date beginning two characters after it; a longer date stands 右空二字 and moves the name.
    """
    if is_sealed:
        centred = 4 + date / 2 - name / 2
        return (centred, 4) if centred >= 2 else (2, 2 + name / 2 - date / 2)
    if date > name - 2:
        return date + 4 - name, 2
    return 2, 2 + name - 2 - date


def _signature(document):
    """Return the name and the date; a draft, which has no date yet, is not sealed."""
    is_sealed = bool(document.date)
    name = _NOMINAL_SIGNATURE if isinstance(document.signature, Placeholder) else width(document.signature)
    day = _NOMINAL_DATE if isinstance(document.date, Placeholder) else width(document.date)
    indents = signature_indents(name, day, is_sealed=is_sealed)
    return paragraph("", "Signature") * (2 if is_sealed else 1) + "".join(
        paragraph(text, "Signature", properties=f'<w:ind w:right="{max(0, round(indent * CHARACTER))}"/>')
        for text, indent in zip((document.signature, document.date), indents, strict=True)
        if text
    )


def _imprint(copies, printed_by, date, *, is_ruled):
    """Return the imprint (版记): a box at the foot of the last page, anchored in an empty line of no height."""
    text = f"抄送：{copies}。"
    rows = when_row(copies, _imprint_row(paragraph(text, "Imprint", properties=_AFTER_COLON)))
    count = -(-int(width(text)) // 29) if copies else 0
    if printed_by:
        rows += _imprint_row(
            paragraph(style="Imprint", properties=_BOTH_ENDS, runs=run(f"{printed_by}\t{date}印发"))
        )
        count += 1
    return _anchored_box(rows, height=count * 500 + 80, borders=_RULES if is_ruled else "")


_AFTER_COLON = '<w:ind w:left="1120" w:right="280" w:hanging="840"/>'
_BOTH_ENDS = '<w:tabs><w:tab w:val="right" w:pos="8565"/></w:tabs><w:ind w:left="280" w:right="280"/>'
_RULES = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for side, size in (("top", 8), ("bottom", 8), ("insideH", 6))
)


def _imprint_row(inner):
    return f'<w:tr><w:tc><w:tcPr><w:tcW w:w="8845" w:type="dxa"/></w:tcPr>{inner}</w:tc></w:tr>'


def _anchored_box(rows, *, height, borders):
    down, across = int(height * 635), (8845 * 635)
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="8845" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="8845"/></w:tblGrid>{rows}</w:tbl>'
    )
    shape = (
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{table}{_EMPTY_LINE}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )
    anchor = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:wrapTopAndBottom/><wp:docPr id="0" name="{escaped("版记")}"/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="
        '"http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{shape}</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )
    return paragraph(style="Flush", runs=anchor)


_EMPTY_LINE = paragraph(
    "",
    "Imprint",
    properties='<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
)
