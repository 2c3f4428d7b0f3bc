"""The styles of every paper, once: fonts by name (four attributes each), sizes, leading, the grid of 22 by 28."""

SONG, FANGSONG, KAI, HEI, PLAIN_SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"

# 4号 and 3号 in half-points; a line of the grid, and one character (字) with its tightening, in twips.
FOUR, THREE, TWO = 28, 32, 44
LINE, CHARACTER = 579, 315
RED = "FF0000"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _fonts(name):
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'
    )


def _run(font, size, *, color="", spacing=0, bold=False):
    parts = [_fonts(font)]
    if bold:
        parts.append("<w:b/>")
    if color:
        parts.append(f'<w:color w:val="{color}"/>')
    if spacing:
        parts.append(f'<w:spacing w:val="{spacing}"/>')
    parts.append(f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')
    return f"<w:rPr>{''.join(parts)}</w:rPr>"


def _style(key, name, paragraph, run, *, based_on="Normal"):
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    default = ' w:default="1"' if key == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>{base}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr>{run}</w:style>"
    )


_EXACT = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
_FREE = '<w:snapToGrid w:val="0"/>'
_NO_SPACES = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_SINGLE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'


def _leading(twips):
    return f'<w:spacing w:before="0" w:after="0" w:line="{twips}" w:lineRule="exact"/>'


_STYLES = (
    _style(
        "Normal",
        "Normal",
        f'<w:widowControl w:val="0"/>{_NO_SPACES}{_EXACT}',
        _run(FANGSONG, THREE, spacing=-5),
        based_on="",
    ),
    _style("Body", "公文正文", f'{_INDENT}<w:jc w:val="both"/>', _run(FANGSONG, THREE, spacing=-5)),
    _style("Level1", "公文一级标题", _INDENT, _run(HEI, THREE, spacing=-5), based_on="Body"),
    _style("Level2", "公文二级标题", _INDENT, _run(KAI, THREE, spacing=-5), based_on="Body"),
    _style("Flush", "公文顶格", '<w:jc w:val="left"/>', _run(FANGSONG, THREE, spacing=-5)),
    _style(
        "Title",
        "公文标题",
        f'<w:keepNext/>{_FREE}{_leading(680)}<w:jc w:val="center"/>',
        _run(SONG, TWO),
    ),
    _style("RedHead", "发文机关标志", f'{_FREE}<w:jc w:val="center"/>', _run(SONG, 84, color=RED)),
    _style("Number", "发文字号", '<w:jc w:val="center"/>', _run(FANGSONG, THREE, spacing=-5)),
    _style("Mark", "办理结果标记", '<w:jc w:val="right"/>', _run(HEI, THREE, spacing=-5)),
    _style(
        "Signature", "署名和日期", '<w:keepNext/><w:jc w:val="right"/>', _run(FANGSONG, THREE, spacing=-5)
    ),
    _style("Imprint", "版记", f"{_FREE}{_leading(500)}", _run(FANGSONG, FOUR)),
    _style("PageNumber", "页码", f"{_FREE}{_SINGLE}", _run(PLAIN_SONG, FOUR)),
    _style(
        "FormTitle", "表格标题", f'<w:keepNext/>{_FREE}{_leading(640)}<w:jc w:val="center"/>', _run(SONG, 36)
    ),
    _style("FormLine", "表格说明", f"{_FREE}{_leading(400)}", _run(KAI, 24)),
    _style("TableHead", "表头", f'{_FREE}{_leading(340)}<w:jc w:val="center"/>', _run(HEI, 24)),
    _style("TableCell", "表文", f"{_FREE}{_leading(340)}", _run(FANGSONG, 24)),
    _style("SmallHead", "小表头", f'{_FREE}{_leading(300)}<w:jc w:val="center"/>', _run(HEI, 21)),
    _style("SmallCell", "小表文", f"{_FREE}{_leading(300)}", _run(FANGSONG, 21)),
    _style("TinyHead", "密表头", f'{_FREE}{_leading(260)}<w:jc w:val="center"/>', _run(HEI, 18)),
    _style("TinyCell", "密表文", f"{_FREE}{_leading(260)}", _run(FANGSONG, 18)),
    _style(
        "Caption", "图表题", f'<w:keepNext/>{_FREE}{_leading(480)}<w:jc w:val="center"/>', _run(HEI, FOUR)
    ),
    _style("Figure", "图", f'{_FREE}{_SINGLE}<w:jc w:val="center"/>', _run(FANGSONG, 24)),
)

STYLES_XML = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles xmlns:w="{W}"><w:docDefaults>'
    f"<w:rPrDefault>{_run(FANGSONG, THREE)}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    f"{''.join(_STYLES)}"
    '<w:style w:type="table" w:default="1" w:styleId="Plain"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    "</w:style></w:styles>"
)

SETTINGS_XML = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:settings xmlns:w="{W}">'
    '<w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
