"""Opens a Word file that somebody sent: small, whole, and without what its own reader could be led by."""

import io
import re
import zlib
from zipfile import BadZipFile, ZipFile

DOCUMENT = "word/document.xml"
EMPTY = "文件是空的，没有内容；请重新保存后再上传。"
_LARGEST_FILE = 5_000_000
_LARGEST_UNPACKED = 40_000_000
_MOST_PARTS = 300
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class UnreadableFile(ValueError):
    """The file cannot be used; the message says why, in a sentence."""


def read_upload(upload):
    """Return the bytes of an uploaded file, which is not read at all when it is too large.

    Raises:
        UnreadableFile: it is too large.
    """
    if upload.size > _LARGEST_FILE:
        raise UnreadableFile("文件超过5兆字节，请去掉图片后再上传。")
    return upload.read()


def parts_of(content):
    """Return {name: bytes} of every part of a .docx.

    Raises:
        UnreadableFile: it is none, is too large or too large unpacked, declares entities, or is packed in a way
            that zipfile does not know (NotImplementedError there).
    """
    if not content:
        raise UnreadableFile(EMPTY)
    if len(content) > _LARGEST_FILE:
        raise UnreadableFile("文件超过5兆字节，请去掉图片后再上传。")
    try:
        with ZipFile(io.BytesIO(content)) as package:
            infos = package.infolist()
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _LARGEST_UNPACKED:
                raise UnreadableFile("文件展开后过大，不能使用。")
            parts = {info.filename: package.read(info) for info in infos}
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as wrong:
        raise UnreadableFile("这不是 Word 的 .docx 文件；旧的 .doc、.wps 请先另存为 .docx。") from wrong
    if DOCUMENT not in parts or "[Content_Types].xml" not in parts:
        raise UnreadableFile("这不是 Word 的 .docx 文件；旧的 .doc、.wps 请先另存为 .docx。")
    if any(_ENTITIES.search(raw) for name, raw in parts.items() if name.endswith((".xml", ".rels"))):
        raise UnreadableFile("文件内部有不允许的实体定义，不能使用。")
    return parts
