"""Native charts that Word and WPS can edit: our own chart XML, its cached values, and the workbook behind it."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter

from proposals.documents.sheets import OPTIONS
from proposals.documents.text import clean, escaped
from proposals.documents.word.styles import FANGSONG

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # the same figures give the same bytes
_COLOURS = ("9E1B1B", "0A5299", "1A6B34", "8A5300", "59636E", "7B4FA0", "2E8B8B", "B0413E")


@dataclass(frozen=True)
class Chart:
    """A chart: `kind` column, stacked, pie or line; a name and numbers for each series."""

    title: str
    kind: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]


def workbook(chart):
    """Return the workbook that "edit data" opens."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {**OPTIONS, "in_memory": True}) as book:
        book.set_properties({"created": _ALWAYS})
        sheet = book.add_worksheet("Sheet1")
        for column, (name, numbers) in enumerate(chart.series, start=1):
            sheet.write_string(0, column, clean(name))
            for index, number in enumerate(numbers, start=1):
                sheet.write_number(index, column, number)
        for index, label in enumerate(chart.labels, start=1):
            sheet.write_string(index, 0, clean(label))
    return out.getvalue()


def chart_xml(chart, workbook_relation):
    """Return the chart part; `workbook_relation` is the id of the relation to its workbook."""
    series = "".join(_series(chart, index) for index in range(len(chart.series)))
    plot = {"column": _bars, "stacked": _bars, "pie": _pie, "line": _line}[chart.kind](chart, series)
    legend = (
        ""
        if len(chart.series) == 1 and chart.kind != "pie"
        else '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:roundedCorners val="0"/><c:chart>'
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="0"/></a:pPr>'
        f'<a:r><a:rPr lang="zh-CN" sz="1200" b="0"><a:latin typeface="黑体"/><a:ea typeface="黑体"/></a:rPr>'
        f"<a:t>{escaped(chart.title)}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        f"<c:plotArea><c:layout/>{plot}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1000"><a:latin typeface="{FANGSONG}"/>'
        f'<a:ea typeface="{FANGSONG}"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
        f'<c:externalData r:id="{workbook_relation}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _column(index):
    return chr(ord("A") + index)


def _series(chart, index):
    name, numbers = chart.series[index]
    column, last = _column(index + 1), len(chart.labels) + 1
    texts = "".join(
        f'<c:pt idx="{i}"><c:v>{escaped(label)}</c:v></c:pt>' for i, label in enumerate(chart.labels)
    )
    values = "".join(f'<c:pt idx="{i}"><c:v>{number}</c:v></c:pt>' for i, number in enumerate(numbers))
    colour = _COLOURS[index % len(_COLOURS)]
    if chart.kind == "line":
        look = (
            f'<c:spPr><a:ln w="28575"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></c:spPr>'
            '<c:marker><c:symbol val="circle"/></c:marker>'
        )
    elif chart.kind == "pie":
        look = "".join(
            f'<c:dPt><c:idx val="{i}"/><c:bubble3D val="0"/><c:spPr><a:solidFill><a:srgbClr '
            f'val="{_COLOURS[i % len(_COLOURS)]}"/></a:solidFill></c:spPr></c:dPt>'
            for i in range(len(chart.labels))
        )
    else:
        look = (
            f'<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr>'
            '<c:invertIfNegative val="0"/>'
        )
    smooth = '<c:smooth val="0"/>' if chart.kind == "line" else ""
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escaped(name)}</c:v></c:pt></c:strCache>'
        f"</c:strRef></c:tx>{look}{_data_labels(chart)}<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f>"
        f'<c:strCache><c:ptCount val="{len(chart.labels)}"/>{texts}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache>"
        f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(numbers)}"/>{values}</c:numCache></c:numRef>'
        f"</c:val>{smooth}</c:ser>"
    )


def _data_labels(chart):
    shown = "1" if chart.kind != "stacked" else "0"
    percent = "1" if chart.kind == "pie" else "0"
    return (
        f'<c:dLbls><c:showLegendKey val="0"/><c:showVal val="{shown}"/><c:showCatName val="0"/>'
        f'<c:showSerName val="0"/><c:showPercent val="{percent}"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


_AXES = (
    '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    '<c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    '<c:crossAx val="222"/><c:crosses val="autoZero"/></c:catAx>'
    '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/>'
    '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="111"/>'
    '<c:crosses val="autoZero"/></c:valAx>'
)


def _bars(chart, series):
    stacked = chart.kind == "stacked"
    overlap = '<c:overlap val="100"/>' if stacked else ""
    return (
        f'<c:barChart><c:barDir val="col"/><c:grouping val="{"stacked" if stacked else "clustered"}"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="80"/>{overlap}<c:axId val="111"/><c:axId val="222"/>'
        f"</c:barChart>{_AXES}"
    )


def _pie(_chart, series):
    return f'<c:pieChart><c:varyColors val="1"/>{series}<c:firstSliceAng val="0"/></c:pieChart>'


def _line(_chart, series):
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f'<c:axId val="111"/><c:axId val="222"/></c:lineChart>{_AXES}'
    )
