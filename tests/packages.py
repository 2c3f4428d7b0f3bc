"""Looks into a .docx: is the package whole, and what text does it hold."""

import io
import posixpath
import re
import subprocess
from dataclasses import fields, is_dataclass
from typing import get_args
from zipfile import ZipFile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "tabs", "autoSpaceDE",
    "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "sectPr",
)  # fmt: skip


def parts_of(content):
    with ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len({name.lower() for name in names}) == len(names)
        return {name: package.read(name) for name in names}


def assert_is_whole(content):
    """Names once, XML well-formed, every part of a known type, every relation resolved, each chart with its book."""
    parts = parts_of(content)
    trees = {name: etree.fromstring(raw) for name, raw in parts.items() if name.endswith((".xml", ".rels"))}
    types = trees["[Content_Types].xml"]
    defaults = {each.get("Extension") for each in types if each.tag.endswith("Default")}
    overrides = {each.get("PartName").lstrip("/") for each in types if each.tag.endswith("Override")}
    assert overrides <= set(parts)
    assert all(name in overrides or name.rsplit(".", 1)[-1] in defaults for name in parts)
    for name, tree in trees.items():
        if name.endswith(".rels"):
            assert_relations_resolve(name, tree, parts)
    document = trees["word/document.xml"]
    used = {
        value
        for element in document.iter()
        for key, value in element.attrib.items()
        if key.endswith("/relationships}id")
    }
    assert used <= {each.get("Id") for each in trees["word/_rels/document.xml.rels"]}
    ids = [each.get("id") for each in document.iter(f"{WP}docPr")]
    assert len(ids) == len(set(ids))
    assert_order(document)
    for name in parts:
        if re.fullmatch(r"word/charts/chart\d+\.xml", name):
            assert_chart_is_whole(name, parts)
    return parts


def assert_relations_resolve(name, tree, parts):
    base = posixpath.dirname(posixpath.dirname(name))
    ids = [each.get("Id") for each in tree]
    assert len(ids) == len(set(ids))
    for each in tree:
        assert each.get("TargetMode") is None
        assert posixpath.normpath(posixpath.join(base, each.get("Target"))) in parts


def assert_order(document):
    """Word is strict about the order of a paragraph's properties."""
    for properties in document.iter(f"{W}pPr"):
        places = [_ORDER.index(etree.QName(child).localname) for child in properties]
        assert places == sorted(places)
        assert len(places) == len(set(places))


def assert_chart_is_whole(name, parts):
    chart = etree.fromstring(parts[name])
    relations = etree.fromstring(parts[name.replace("charts/", "charts/_rels/") + ".rels"])
    targets = {each.get("Id"): each.get("Target") for each in relations}
    [data] = [each for each in chart.iter() if etree.QName(each).localname == "externalData"]
    relation = next(value for key, value in data.attrib.items() if key.endswith("}id"))
    book = parts[posixpath.normpath(posixpath.join("word/charts", targets[relation]))]
    assert ZipFile(io.BytesIO(book)).testzip() is None
    assert [each for each in chart.iter() if etree.QName(each).localname == "pt"]


def text_of(content):
    """Return all the text of a .docx, headers and all, without what separates it."""
    trees = (
        etree.fromstring(raw)
        for name, raw in parts_of(content).items()
        if re.fullmatch(r"word/(document|header\d+|footer\d+)\.xml", name)
    )
    return "".join(each.text or "" for tree in trees for each in tree.iter(f"{W}t"))


def paragraphs_of(content):
    tree = etree.fromstring(parts_of(content)["word/document.xml"])
    texts = ("".join(each.text or "" for each in p.iter(f"{W}t")) for p in tree.iter(f"{W}p"))
    return [text for text in texts if text]


def filled(kind, text, /, **fixed):
    """Return an instance of a values class with `text` in every place."""
    made = dict(fixed)
    for field in fields(kind):
        inner = get_args(field.type)
        if field.name in fixed:
            continue
        if inner:
            made[field.name] = (filled(inner[0], text) if is_dataclass(inner[0]) else text,) * 2
        else:
            made[field.name] = text
    return kind(**made)


def to_pdf(files, folder):
    """Write {name: .docx} into `folder` and turn them into PDF in one go; returns {name: path}."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
            "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in files),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {name: folder / f"{name}.pdf" for name in files}


def words_of(pdf, page):
    """Return [(left, top, right, bottom, word)] of a page, in points."""
    told = subprocess.run(
        ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return [(*map(float, found[:4]), found[4]) for found in re.findall(pattern, told.stdout)]


def pages_of(pdf):
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", told)[1])
