"""Read numbers from addresses and forms, and write times."""

_DIGITS = 7


def number(text: str, usual: int) -> int:
    """Return a whole number that is not negative; what is none, or too long, is the usual one."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if is_number else usual


def minutes(count: int) -> str:
    """Return a time in minutes, or in hours from two on."""
    return f"{count / 60:.0f} hours" if count >= 120 else f"{count} minutes"  # noqa: PLR2004
