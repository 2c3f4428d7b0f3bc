"""Opens a Word file and gives its lines as a reader sees them: heads, paragraphs, tables and boxes."""

import io
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from proposals.documents.text import clean
from proposals.documents.word.uploads import UnreadableFile, parts_of

_UNSEEN = ("}Fallback", "}moveFrom", "}del")


def open_document(content):
    """Return the document in the bytes of a .docx.

    Raises:
        UnreadableFile: it is no Word file that can be read.
    """
    parts_of(content)
    try:
        return Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError) as wrong:
        raise UnreadableFile("这个 Word 文件已损坏，请用 Word 或 WPS 另存后再上传。") from wrong


def lines_of(document):
    """Return the lines that are not blank: of the page heads, where a letter may have its name, then of the body."""
    lines = {}
    for section in document.sections:
        for head in (section.first_page_header, section.header):
            if not head.is_linked_to_previous:
                lines |= dict.fromkeys(_lines(head._element))  # noqa: SLF001 – the library has no public way in
    return tuple(line for line in (*lines, *_lines(document.element.body)) if line)


def _lines(element):
    """Yield the text of each paragraph below an element, in tables and boxes too, each once."""
    for paragraph in element.iter(qn("w:p")):
        if any(each.tag.endswith(_UNSEEN) for each in paragraph.iterancestors()):
            continue
        own = (
            run
            for run in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
            if next(run.iterancestors(qn("w:p"))) is paragraph
            and not any(each.tag.endswith(_UNSEEN) for each in run.iterancestors())
        )
        text = "".join("\n" if run.tag == qn("w:br") else run.text or " " for run in own)
        yield from (clean(line).strip() for line in text.split("\n"))
