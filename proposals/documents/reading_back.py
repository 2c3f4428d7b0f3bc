"""Reads a proposal or a reply letter back from Word: bytes in, the values found out, what is missing said."""

import io
import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from proposals.documents.text import clean, document_number
from proposals.documents.word.uploads import UnreadableFile, parts_of

_LABELS = {
    "title": ("案由", "提案题目", "提案标题", "题目", "标题", "提案案由"),
    "first_proposer": ("第一提案人", "提案人", "提案者", "领衔人", "领衔委员", "提案单位"),
    "cosigners": ("联名人", "联名提案人", "联名委员", "联名提案者"),
    "category": ("类别", "提案类别", "内容分类", "分类", "提案分类"),
    "kind": ("提案者性质", "提案类型", "提案性质"),
    "background": ("情况", "背景情况", "情况分析"),
    "analysis": ("问题及分析", "问题分析", "分析"),
    "body": ("建议、办法和要求", "提案内容", "正文", "具体建议", "建议", "建议和办法"),
    "suggestions": ("建议条目",),
    "other": (
        "提案号", "流水号", "提交日期", "界别", "联系电话", "工作单位及职务", "附议人", "时间标识", "是否公开",
        "建议承办单位", "通讯地址", "邮政编码", "电子邮箱",
    ),
}  # fmt: skip
_FIELD_OF = {label: name for name, labels in _LABELS.items() for label in labels}
_TEXTS = ("background", "analysis", "body", "suggestions")
_NAMED_LINE = re.compile(r"^(提案者|提案人|第一提案人|联名人|案由|类别)\s*[：:]\s*(.+)$")
_LIST_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.\uff0e、]\s*|（\d+）)"
)


@dataclass(frozen=True)
class ReadProposal:
    """What a 提案表 or a plain proposal says; blank where it does not."""

    title: str = ""
    first_proposer: str = ""
    cosigners: str = ""
    category: str = ""
    kind: str = ""
    background: str = ""
    analysis: str = ""
    body: str = ""
    suggestions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReplyText:
    """What a reply letter says, as far as it is found."""

    title: str = ""
    number: str = ""
    mark: str = ""
    disclosure: str = ""
    salutation: str = ""
    body: tuple[str, ...] = ()
    date: str = ""
    contact: str = ""
    phone: str = ""
    copies: str = ""
    lines: tuple[str, ...] = field(default=(), repr=False)


def read_proposal(content):
    """Return what a proposal in Word says: from its table where it has one, else from its lines.

    Raises:
        UnreadableFile: it is no Word file that can be read.
    """
    document = _open(content)
    pairs = list(_from_tables(document))
    forms = sum(1 for name, _text in pairs if name == "title")
    if forms > 1:
        raise UnreadableFile(f"文件里有{forms}份提案表，请一份一份上传。")
    found = dict(pairs)
    found |= {key: value for key, value in _from_lines(document, found).items() if value}
    suggestions = tuple(
        _LIST_NUMBER.sub("", line).strip()
        for line in found.pop("suggestions", "").split("\n")
        if line.strip()
    )
    read = ReadProposal(
        **{key: value.strip() for key, value in found.items() if key != "other"}, suggestions=suggestions
    )
    missing = [
        label
        for name, label in (("title", "案由"), ("first_proposer", "提案人"), ("body", "提案内容"))
        if not getattr(read, name)
    ]
    warnings = (f"没有读到{'、'.join(missing)}，请补填。",) if missing else ()
    return ReadProposal(**{**vars(read), "warnings": warnings})


def read_reply(content):
    """Return what a reply letter in Word says.

    Raises:
        UnreadableFile: it is no Word file that can be read.
    """
    document = _open(content)
    lines = [*_header_lines(document), *_lines(document.element.body)]
    return reply_text(tuple(line for line in lines if line))


_MARK = re.compile(r"(?:办理结果|类\s*别|答复类别)\s*[：:]\s*([A-D])|^([A-D])\s*类?$")
_DISCLOSURE = re.compile(r"公开属性\s*[：:]\s*(\S+)|（此件(\S+?)）")
_NUMBER = re.compile(r"^\S{2,20}?[〔\[【（(]\s*\d{4}\s*[〕\]】）)]\s*第?\d+\s*号$")
_DATE = re.compile(r"^(?:\d{4}|[〇零一二三四五六七八九]{4})年\S{1,3}月\S{1,3}日$")
_CONTACT = re.compile(
    r"联\s*系\s*人\s*(?:及电话)?\s*[：:]\s*([^；;，,）)\n]+?)(?=\s*\d{3}|\s*[；;，,）)\n]|\s*$)"
)
_PHONE = re.compile(r"(?:联系电话|电话|联系方式)\s*[：:]\s*([\d\-－— ]{5,})|(\d{3,4}[-－]\d{7,8}|1\d{10})")
_COPIES = re.compile(r"^抄\s*送\s*[：:]\s*(.+)$")
_LONGEST_SALUTATION = 200


def reply_text(lines):
    """Return what the lines of a reply letter say."""
    start, title = _title(lines)
    salutation_at = next(
        (
            index
            for index, line in enumerate(lines[start:], start=start)
            if line.endswith(("：", ":")) and len(line) <= _LONGEST_SALUTATION
        ),
        None,
    )
    head = lines[: salutation_at if salutation_at is not None else start]
    body_at = salutation_at + 1 if salutation_at is not None else start
    body = []
    for line in lines[body_at:]:
        if _DATE.match(line.replace(" ", "")) or line.startswith(("附件：", "附件:")) or _COPIES.match(line):
            break
        body.append(line)
    dates = [line.replace(" ", "") for line in lines if _DATE.match(line.replace(" ", ""))]
    text = "\n".join(lines)
    return ReplyText(
        title=title,
        number=next((document_number(line) for line in head if _NUMBER.match(line.replace(" ", ""))), ""),
        mark=_first(_MARK, head),
        disclosure=_first(_DISCLOSURE, lines),
        salutation=lines[salutation_at].rstrip("：:") if salutation_at is not None else "",
        body=tuple(body),
        date=dates[-1] if dates else "",
        contact=_first(_CONTACT, [text]).strip(),
        phone=_first(_PHONE, [text]).strip(),
        copies=_first(_COPIES, lines).rstrip("。"),
        lines=tuple(lines),
    )


def _first(pattern, lines):
    for line in lines:
        found = pattern.search(line)
        if found:
            return next((group for group in found.groups() if group), "")
    return ""


def _title(lines):
    """Return (index after the title, the title), which may run over a few lines."""
    for index, line in enumerate(lines):
        if "关于" not in line:
            continue
        for length in range(1, 5):
            joined = "".join(lines[index : index + length])
            if re.search(r"关于.*(?:提案|建议).*(?:答复|复函|会办意见)", joined):
                return index + length, joined
    return 0, ""


def _open(content):
    parts_of(content)
    try:
        return Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError) as wrong:
        raise UnreadableFile("这个 Word 文件已损坏，请用 Word 或 WPS 另存后再上传。") from wrong


def _header_lines(document):
    """Return the lines of the page heads, where a letter may have its name and marks."""
    seen = {}
    for section in document.sections:
        for head in (section.first_page_header, section.header):
            if not head.is_linked_to_previous:
                seen |= dict.fromkeys(_lines(head._element))  # noqa: SLF001 – the library has no public way in
    return list(seen)


def _lines(element):
    """Yield the text of each paragraph below an element, in tables and boxes too, each once."""
    for paragraph in element.iter(qn("w:p")):
        if any(each.tag.endswith("}Fallback") for each in paragraph.iterancestors()):
            continue
        own = (
            run
            for run in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
            if next(run.iterancestors(qn("w:p"))) is paragraph
        )
        text = "".join("\n" if run.tag == qn("w:br") else run.text or " " for run in own)
        yield from (clean(line).strip() for line in text.split("\n"))


def _label(text):
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s:：*]|\(.*?\)", "", plain).replace(",", "、")


def _from_tables(document):
    """Yield (field, text): the cell after a label, each merged cell once."""
    for table in document.tables:
        for row in table.rows:
            cells = []
            for each in row.cells:
                if not cells or each._tc is not cells[-1]._tc:  # noqa: SLF001 – merged cells share one element
                    cells.append(each)
            for label, value in itertools.pairwise(cells):
                name = _FIELD_OF.get(_label(label.text))
                if name and name != "other" and _label(value.text) not in _FIELD_OF:
                    yield name, clean(value.text).strip()


def _from_lines(document, found):
    """Return the fields that the running text gives: under headings, on lines with a name, or the title."""
    texts = {name: [] for name in _TEXTS}
    others = {}
    under = "body" if not any(found.get(name) for name in _TEXTS) else ""
    for paragraph in document.paragraphs:
        line = clean(paragraph.text).strip()
        name = _FIELD_OF.get(_label(re.sub(r"^[一二三四五六七八九]、", "", line)))
        named = _NAMED_LINE.match(line)
        if name in _TEXTS:
            under = name
        elif named and not others.get(_FIELD_OF[named[1]]):
            others[_FIELD_OF[named[1]]] = named[2].strip()
        elif not found.get("title") and not others.get("title") and line.startswith("关于"):
            others["title"] = line
        elif (
            line
            and under
            and line not in ("提案表", found.get("title"))
            and not _is_heading(paragraph, texts)
        ):
            texts[under].append(line)
    read = {name: "\n".join(lines) for name, lines in texts.items() if lines}
    return {name: text for name, text in (others | read).items() if not found.get(name)}


def _is_heading(paragraph, texts):
    """Say whether a line stands above everything, as the name of the session does."""
    return not any(texts.values()) and paragraph.text.strip().startswith("政协") and len(paragraph.text) < 40
