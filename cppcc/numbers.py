"""Reads the numbers that an address or a form sends, whatever was put in their place."""

_LONGEST = 18  # digits, which every database takes


def whole_number(text):
    """Return the whole number that `text` writes in digits 0 to 9, or None where it is no such number."""
    is_number = text and len(text) <= _LONGEST and text.isascii() and text.isdigit()
    return int(text) if is_number else None


def whole_numbers(texts):
    """Return those of `texts` that are whole numbers, as such."""
    return [number for number in map(whole_number, texts) if number is not None]
