"""A draft is read as it stands, from Word or plain text of any usual encoding; what cannot be read is a sentence."""

import io
import zipfile

import pytest

from proposals.documents import draft_reading
from proposals.documents.draft_reading import Draft, DraftUnreadable, read_draft
from proposals.documents.report_numbers import find_numbers
from tests.proposals.documents.drafts import as_word

TEXT = "共立案153件，占75.7%。\n委员提案117件。"
XML = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def repacked(data, name, content):
    """Return the package with one part replaced; None: left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        if content is not None:
            new.writestr(name, content)
    return file.getvalue()


def with_body(xml):
    return repacked(as_word("x"), "word/document.xml", XML.format(xml))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_text_is_read_in_every_usual_encoding(encoding):
    assert read_draft(TEXT.encode(encoding)) == Draft(TEXT)


def test_a_word_file_is_its_paragraphs_and_then_its_cells():
    draft = read_draft(as_word("一、概况", "立案153件。", table=[("项目", "件数（件）"), ("立案", "153")]))

    assert draft.text == "一、概况\n立案153件。\n项目\n件数（件）\n立案\n153"
    assert [(draft.text[cell.start : cell.end], cell.heads) for cell in draft.cells] == [
        ("项目", ()),
        ("件数（件）", ()),
        ("立案", ()),
        ("153", ("立案", "件数（件）")),
    ]


def test_a_number_in_a_table_takes_its_name_and_noun_from_the_heads():
    table = [("项目", "件数（件）", "占比"), ("立案", "153", "75.7")]
    draft = read_draft(as_word("情况", table=table))

    found = [(each.text, each.noun, each.before) for each in find_numbers(draft.text, draft.cells)]

    assert found == [("153", "件", "立案件数（件）"), ("75.7", "%", "立案占比")]


def test_what_was_inserted_counts_and_what_was_deleted_or_moved_away_does_not():
    draft = read_draft(
        with_body(
            "<w:p><w:r><w:t>立案</w:t></w:r><w:ins><w:r><w:t>153</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>150</w:delText></w:r></w:del>"
            "<w:moveFrom><w:r><w:t>149</w:t></w:r></w:moveFrom><w:r><w:t>件</w:t></w:r></w:p>"
        )
    )

    assert draft.text == "立案153件"


def test_a_huge_span_of_cells_costs_nothing():
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p><w:r><w:t>立案5件</w:t></w:r></w:p></w:tc>'

    assert read_draft(with_body(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>")).text == "立案5件"


WORD = as_word("立案153件。")
HOSTILE = {
    "empty": (b" \n", "空的"),
    "binary": (b"abc\x00\x01\x02def\x00", "二进制"),
    "encoding": (b"\x81\xff\x81\xff\xff", "文字编码"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "old word": (b"\xd0\xcf\x11\xe0" + bytes(600), ".doc"),
    "truncated": (WORD[: len(WORD) // 2], "不完整"),
    "only a head": (b"PK\x03\x04", "不完整"),
    "another package": (repacked(WORD, "[Content_Types].xml", None), "不完整"),
    "no document": (repacked(WORD, "word/document.xml", None), "不完整"),
    "broken xml": (repacked(WORD, "word/document.xml", "<w:document"), "不完整"),
    "no body": (repacked(WORD, "word/document.xml", XML.replace("<w:body>{}</w:body>", "")), "不完整"),
    "too large": (b"1" * (draft_reading.LARGEST_FILE + 1), "上限"),
    "too long": (b"1," * draft_reading.LARGEST_TEXT, "万字"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_a_sentence(name):
    data, words = HOSTILE[name]

    with pytest.raises(DraftUnreadable) as refused:
        read_draft(data)

    assert words in str(refused.value)
    assert str(refused.value).endswith("。")


@pytest.mark.parametrize(
    ("part", "size"),
    [
        ("word/media/image.png", draft_reading.LARGEST_CONTENT + 1),
        ("word/document.xml", draft_reading.LARGEST_PART + 1),
    ],
)
def test_a_zip_bomb_is_weighed_before_it_is_unpacked(part, size):
    with pytest.raises(DraftUnreadable, match="展开后过大"):
        read_draft(repacked(WORD, part, b"\x00" * size))


def test_entities_are_not_expanded():
    entities = '<!DOCTYPE d [<!ENTITY a "1件"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    document = XML.format("<w:p><w:r><w:t>立案&a;&b;5件</w:t></w:r></w:p>").replace("?>", "?>" + entities, 1)

    draft = read_draft(repacked(WORD, "word/document.xml", document))

    assert "1件" not in draft.text
