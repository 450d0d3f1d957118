"""Read numbers from addresses and forms."""

_DIGITS = 7


def number(text: str, usual: int) -> int:
    """Return a whole number that is not negative; what is none, or too long, is the usual one."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if is_number else usual
