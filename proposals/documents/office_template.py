"""Templates that an office edits itself in Word: what may stand in one, and filling it.

An uploaded file is not trusted: its package must be small and without code or links, and its placeholders may
only name values, test them and loop over lists. So filling one can run no code, read no file and write no more
than the values hold.
"""

import io
import re
from dataclasses import asdict, fields, is_dataclass
from typing import get_args
from zipfile import ZIP_DEFLATED, ZipFile

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from proposals.documents.text import clean
from proposals.documents.word.uploads import DOCUMENT, UnreadableFile, parts_of

_TAGS = re.compile(r"<[^>]*>")
_MARKERS = re.compile(r"\{\{|\{%|\{#")
_FIELDS_THAT_READ = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT|DATABASE|RD)\b")
_EXTERNAL = re.compile(r"<Relationship\b[^>]*TargetMode=[\"']External", re.IGNORECASE)
_HYPERLINK = re.compile(r"<Relationship\b[^>]*/hyperlink[\"'][^>]*>", re.IGNORECASE)
_LAST_SECTION = re.compile(r"(<w:sectPr\b(?:(?!<w:sectPr\b).)*</w:sectPr>|<w:sectPr\b[^>]*/>)\s*$", re.DOTALL)
_DRAWING_ID = re.compile(r'(<wp:docPr\b[^>]*?\bid=")\d+(")')
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
)


def check_template(content, kind):
    """Return what is wrong with an uploaded template for the values class `kind`, as sentences; none: it is fit."""
    try:
        faults = _part_faults(parts_of(content))
        if faults:
            return faults
        tree = _environment().parse(_source(content))
    except UnreadableFile as refusal:
        return [str(refusal)]
    except TemplateSyntaxError as wrong:
        return [f"模板里的占位符写法不对：{wrong}。"]
    return list(dict.fromkeys(_placeholder_faults(tree, _names(kind))))


def fill_template(content, values):
    """Return the template filled with each of `values`, one after the other in one file, each on a new page."""
    template = _environment().from_string(_source(content))
    before, between, after = None, "", ""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(out, "w", ZIP_DEFLATED) as package:
        for part in source.infolist():
            if part.filename != DOCUMENT:
                package.writestr(part.filename, source.read(part))
        with package.open(DOCUMENT, "w") as body:
            for number, each in enumerate(values):
                filled = template.render(_context(each))
                head, inner, section, tail = _parts(filled)
                if before is None:
                    before, after = head, section + tail
                    body.write(before.encode())
                else:
                    body.write(between.encode())
                between = f"<w:p><w:pPr>{section}</w:pPr></w:p>"
                body.write(_DRAWING_ID.sub(rf"\g<1>{number + 1}\g<2>", inner).encode())
            body.write(after.encode())
    return out.getvalue()


def _environment():
    environment = SandboxedEnvironment(autoescape=True)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


def _source(content):
    """Return the template's body with docxtpl's own tags ({%p, {%tr) turned into plain ones."""
    with ZipFile(io.BytesIO(content)) as package:
        body = package.read(DOCUMENT).decode("utf-8-sig")
    return DocxTemplate(io.BytesIO(content)).patch_xml(body)


def _context(values):
    return {name: _printable(value) for name, value in asdict(values).items()}


def _printable(value):
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_printable(each) for each in value]
    return clean(value).replace("\n", " ")


def _parts(xml):
    """Cut a document into what stands before its body, the body, its last section, and what stands after."""
    start = xml.index(">", xml.index("<w:body")) + 1
    stop = xml.rindex("</w:body>")
    inner = xml[start:stop]
    found = _LAST_SECTION.search(inner)
    section = found[0].strip() if found else ""
    return xml[:start], inner[: found.start()] if found else inner, section, xml[stop:]


def _part_faults(parts):
    if len({name.lower() for name in parts}) != len(parts) or any(".." in name for name in parts):
        return ["模板内部的文件名有问题，请用 Word 另存后再上传。"]
    faults = []
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in parts) or (
        b"macroEnabled" in parts["[Content_Types].xml"]
    ):
        faults.append("模板里有宏，不能使用；请另存为不带宏的 .docx。")
    if any("embeddings/" in name for name in parts):
        faults.append("模板里有嵌入的对象，不能使用。")
    for name, raw in parts.items():
        if name.endswith((".xml", ".rels")):
            faults += _xml_faults(name, raw.decode("utf-8", "replace"))
    return list(dict.fromkeys(faults))


def _xml_faults(name, text):
    if name.endswith(".rels") and _EXTERNAL.search(_HYPERLINK.sub("", text)):
        yield "模板引用了外部文件，不能使用。"
    if "instrText" in text or "fldSimple" in text:
        plain = _TAGS.sub("", "".join(re.findall(r"<w:instrText[^>]*>[^<]*|w:instr=\"[^\"]*", text)))
        if _FIELDS_THAT_READ.search(plain + text if "fldSimple" in text else plain):
            yield "模板里有会读取其他文件的域，不能使用。"
    if name != DOCUMENT and _MARKERS.search(_TAGS.sub("", text)):
        yield "占位符只能写在正文里，不能写在页眉、页脚或文档属性里。"


def _names(kind):
    """Return {name: names of the fields of its items, or None for plain text} of a values class."""
    found = {}
    for field in fields(kind):
        inner = get_args(field.type)
        if not inner:
            found[field.name] = None
        else:
            found[field.name] = {each.name for each in fields(inner[0])} if is_dataclass(inner[0]) else set()
    return found


def _placeholder_faults(tree, names):
    loops = {}
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            yield f"第{node.lineno}行：占位符里只能写名称、判断和循环。"
    for loop in tree.find_all(nodes.For):
        yield from _loop_faults(loop, names, loops)
    for node in tree.find_all(nodes.Getattr):
        known = loops.get(getattr(node.node, "name", None))
        if known is None or node.attr not in known:
            yield f"没有名为「{getattr(node.node, 'name', '')}.{node.attr}」的占位符。"
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name not in names and node.name not in loops:
            yield f"没有名为「{node.name}」的占位符；可用的有：{'、'.join(names)}。"


def _loop_faults(loop, names, loops):
    if (
        loop.recursive
        or any(True for inner in loop.body for _each in inner.find_all(nodes.For))
        or any(isinstance(inner, nodes.For) for inner in loop.body)
    ):
        yield "循环里不能再套循环。"
    over = getattr(loop.iter, "name", None)
    if names.get(over) is None or not isinstance(loop.target, nodes.Name):
        yield f"「{over or '?'}」不是列表，不能循环。"
    else:
        loops[loop.target.name] = names[over]
