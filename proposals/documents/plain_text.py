"""Text as offices save it: UTF-8, GB 18030 or UTF-16, with or without a mark at the front."""

_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decoded(data):
    """Return the text of `data`, or None where no usual encoding fits; a NUL in it says that it is no text."""
    encodings = ("utf-8-sig", "gb18030")
    if data.startswith(_MARKS):
        encodings = ("utf-16",)
    elif b"\x00" in data:
        encodings = ("utf-16-le", "utf-16-be", *encodings)
    return next((text for encoding in encodings if (text := _try(data, encoding)) is not None), None)


def _try(data, encoding):
    """Decode; of UTF-16 without a mark both byte orders decode, and only the right one gives no odd characters."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    unmarked = encoding in ("utf-16-le", "utf-16-be")
    return None if unmarked and not _is_usual(text) else text


def _is_usual(text):
    usual = sum(
        " " <= letter <= "~" or letter in "\r\n\t" or "\u3000" <= letter <= "\u9fff" for letter in text
    )
    return "\x00" not in text and usual * 10 >= len(text) * 9
