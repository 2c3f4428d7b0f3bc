"""Reads a proposal back from Word: bytes in, the values found out, what is missing said."""

import itertools
import re
import unicodedata
from dataclasses import dataclass

from proposals.documents.text import clean
from proposals.documents.word.reading import open_document
from proposals.documents.word.uploads import UnreadableFile

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


def read_proposal(content):
    """Return what a proposal in Word says: from its table where it has one, else from its lines.

    Raises:
        UnreadableFile: it is no Word file that can be read.
    """
    document = open_document(content)
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
