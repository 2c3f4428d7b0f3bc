"""Writes the package: sections in, a .docx out; the body is compressed as it comes and never held whole."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from proposals.documents.text import escaped
from proposals.documents.word.blocks import paragraph, run
from proposals.documents.word.chart import Chart, chart_xml, workbook
from proposals.documents.word.styles import SETTINGS_XML, STYLES_XML, W

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DC = "http://purl.org/dc/elements/1.1/"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES = f'xmlns:w="{W}" xmlns:r="{_R}"'
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CHART_SIZE = (5_400_000, 2_880_000)  # 15 by 8 cm, in EMU


@dataclass(frozen=True)
class Page:
    """How the pages of a section look.

    `letterhead` is the red name at the head of a letter (信函格式), whose first page bears no number.
    """

    letterhead: str = ""
    is_landscape: bool = False
    has_numbers: bool = True


@dataclass(frozen=True)
class Section:
    """Pages of one look, numbered from 1: blocks of WordprocessingML and charts, taken one by one."""

    blocks: Iterable
    page: Page = Page()


def word_file(sections, *, title=""):
    """Return the sections as one .docx; the same values give the same bytes."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        _Writer(package).write(sections, title)
    return out.getvalue()


class _Writer:
    """Keeps the few parts beside the body that can only be written when the body is done."""

    def __init__(self, package):
        self.package = package
        self.relations = [("styles", "styles.xml"), ("settings", "settings.xml")]
        self.frames = {}
        self.charts = []
        self.drawings = 0

    def write(self, sections, title):
        """Write every part; the list of content types comes last, when all are known."""
        with self.package.open(_entry("word/document.xml"), "w") as body:
            names = (
                f'{_NAMES} xmlns:wp="{_WP}" xmlns:a="{_A}" xmlns:c="{_C}" xmlns:mc="{_MC}" xmlns:wps="{_WPS}"'
            )
            body.write(f'{_HEAD}<w:document {names} mc:Ignorable=""><w:body>'.encode())
            ending = None
            for section in sections:
                if ending:
                    body.write(paragraph("", "PageNumber", properties=_THIN + ending).encode())
                for block in section.blocks:
                    body.write(self._block(block).encode())
                ending = self._section(section.page)
            body.write(f"{ending}</w:body></w:document>".encode())
        self._put("word/styles.xml", STYLES_XML)
        self._put("word/settings.xml", SETTINGS_XML)
        for name, xml in self.frames:
            self._put(f"word/{name}", xml)
        for number, chart in enumerate(self.charts, start=1):
            self._chart(number, chart)
        self._put("word/_rels/document.xml.rels", _relations(enumerate(self.relations, start=1)))
        self._put("docProps/core.xml", _CORE.format(title=escaped(title)))
        self._put("_rels/.rels", _PACKAGE_RELATIONS)
        self._put("[Content_Types].xml", self._content_types())

    def _block(self, block):
        if isinstance(block, Chart):
            self.charts.append(block)
            relation = self._relate("chart", f"charts/chart{len(self.charts)}.xml")
            block = _inline_chart(relation, block.title)
        while 'docPr id="0"' in block:
            self.drawings += 1
            block = block.replace('docPr id="0"', f'docPr id="{self.drawings}"', 1)
        return block

    def _section(self, page):
        references = "".join(
            f'<w:{kind}Reference w:type="{place}" r:id="{self._frame(kind, xml)}"/>'
            for kind, place, xml in _frames(page)
        )
        size = ("16838", "11906") if page.is_landscape else ("11906", "16838")
        turned = ' w:orient="landscape"' if page.is_landscape else ""
        margins = (1588, 1474, 1474, 1588) if page.is_landscape else (2098, 1474, 1984, 1587)
        top, right, bottom, left = margins
        first = "<w:titlePg/>" if page.letterhead else ""
        return (
            f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz w:w="{size[0]}" w:h="{size[1]}"{turned}/>'
            f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="1633" '
            f'w:footer="{1417 if not page.is_landscape else 900}" w:gutter="0"/><w:pgNumType w:start="1"/>'
            f'<w:cols w:space="425"/>{first}<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
        )

    def _frame(self, kind, xml):
        """Return the relation of a header or footer; equal ones are one part."""
        for (_name, known), relation in self.frames.items():
            if known == xml:
                return relation
        name = f"{kind}{len(self.frames) + 1}.xml"
        relation = self._relate(kind, name)
        self.frames[name, xml] = relation
        return relation

    def _relate(self, kind, target):
        self.relations.append((kind, target))
        return f"rId{len(self.relations)}"

    def _chart(self, number, chart):
        self._put(f"word/charts/chart{number}.xml", chart_xml(chart, "rId1"))
        relation = (1, ("package", f"../embeddings/chart{number}.xlsx"))
        self._put(f"word/charts/_rels/chart{number}.xml.rels", _relations([relation]))
        self._put(f"word/embeddings/chart{number}.xlsx", workbook(chart))

    def _content_types(self):
        kinds = [("document.xml", "document.main"), ("styles.xml", "styles"), ("settings.xml", "settings")]
        kinds += [(name, name.rstrip("0123456789.xml")) for name, _xml in self.frames]
        overrides = [(f"/word/{name}", f"{_WML}.{kind}+xml") for name, kind in kinds]
        overrides += [
            (
                f"/word/charts/chart{n}.xml",
                "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
            )
            for n in range(1, len(self.charts) + 1)
        ]
        overrides.append(("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
        parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="xlsx" ContentType="{sheet}"/>{parts}</Types>'
        )

    def _put(self, name, content):
        self.package.writestr(_entry(name), content)


def _entry(name):
    """Return a zip entry of a fixed day."""
    entry = ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry


def _relations(numbered):
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in numbered
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


_PACKAGE_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="{_DC}">'
    "<dc:title>{title}</dc:title></cp:coreProperties>"
)
_THIN = '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="2" w:lineRule="exact"/>'


def _frames(page):
    """Yield (header or footer, its place, its XML) of a page."""
    number = _number if page.has_numbers else (lambda _align: paragraph("", "PageNumber"))
    yield "footer", "default", _part("ftr", number("right"))
    yield "footer", "even", _part("ftr", number("left"))
    if page.letterhead:
        yield "header", "first", _part("hdr", _letterhead(page.letterhead))
        yield "footer", "first", _part("ftr", _LOWER_RULE)


def _part(root, inner):
    return f"{_HEAD}<w:{root} {_NAMES}>{inner}</w:{root}>"


def _number(align):
    """Return the page number as the standard has it: — 1 —, one character in from the outer edge."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    properties = f'<w:ind w:{align}="280"/><w:jc w:val="{align}"/>'
    return paragraph(style="PageNumber", properties=properties, runs=run("— ") + field + run(" —"))


def letterhead_size(name):
    """Return the size in half-points at which a red name fills the line, at most 62 pt."""
    return int(2 * min(62, 442 * 0.97 / max(len(name), 7)))


def _letterhead(name):
    size = letterhead_size(name)
    properties = (
        '<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="11" w:color="FF0000"/></w:pBdr>'
        '<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{int(size * 10.5)}" w:lineRule="exact"/>'
        '<w:ind w:left="-397" w:right="-454"/>'
    )
    return paragraph(style="RedHead", properties=properties, runs=run(name, size=size))


_LOWER_RULE = paragraph(
    style="PageNumber",
    properties=(
        '<w:pBdr><w:top w:val="thinThickSmallGap" w:sz="24" w:space="1" w:color="FF0000"/></w:pBdr>'
        '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="40" w:lineRule="exact"/>'
        '<w:ind w:left="-397" w:right="-454"/>'
    ),
)


def _inline_chart(relation, title):
    across, down = _CHART_SIZE
    graphic = (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="0" name="{escaped(title)}"/><a:graphic><a:graphicData uri="{_C}">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    return paragraph(style="Figure", runs=graphic)
