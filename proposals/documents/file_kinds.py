"""What kind of file some bytes are, so that a name cannot pretend; content in, an answer out, nothing is opened."""

import zipfile

PICTURES = {"jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",), "png": (b"\x89PNG\r\n\x1a\n",)}
SCANS = {"tif": (b"II*\x00", b"MM\x00*"), "tiff": (b"II*\x00", b"MM\x00*"), "pdf": (b"%PDF-",)}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_OFFICE = {"doc": (OLE, b"{\\rtf"), "xls": (OLE,), "wps": (OLE,), "et": (OLE,)}
BEGINNINGS = {**PICTURES, **SCANS, **OLD_OFFICE}
IN_ZIP = {"docx": "word/", "xlsx": "xl/", "wps": "word/", "et": "xl/", "ofd": "OFD.xml"}
KINDS = sorted({*BEGINNINGS, *IN_ZIP, "txt"})


def is_of_kind(content, kind):
    """Say whether the file object `content` is what files ending in `kind` are; it is left at its beginning."""
    content.seek(0)
    head = content.read(1024)
    try:
        if any(head.startswith(beginning) for beginning in BEGINNINGS.get(kind, ())):
            return True
        if kind == "txt":
            return bool(head) and b"\x00" not in head and _is_text(head)
        return kind in IN_ZIP and _holds(content, IN_ZIP[kind])
    finally:
        content.seek(0)


def _holds(content, name):
    """Say whether `content` is an archive with an entry that begins with `name`; only its directory is read.

    What zipfile cannot read (it says NotImplementedError of newer ways of packing) is none.
    """
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            return any(entry.startswith(name) for entry in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _is_text(head):
    """Say whether the bytes read as text; a character may be cut at their end."""
    for encoding in ("utf-8", "gb18030", "utf-16"):
        for end in range(4):
            try:
                head[: len(head) - end].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
