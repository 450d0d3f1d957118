"""Decide what can be a tag."""

import unicodedata

from papertrail.errors import UsageError

LONGEST = 60
"""Characters of a tag."""
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of controls, of invisible and of undefined characters."""


def tag_name(text: str) -> str:
    """Return a tag as it is stored: without `#` before it, with single spaces.

    Raises:
        UsageError: it has no letter or digit, is too long, or has characters that control a
            terminal.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split())).removeprefix("#").strip()
    if not any(map(str.isalnum, name)):
        raise UsageError(f"{text!r} is no tag: a tag has a letter or digit")
    if len(name) > LONGEST:
        raise UsageError(f"{name[:LONGEST]!r}... is no tag: a tag has at most {LONGEST} characters")
    if any(unicodedata.category(character) in _FORBIDDEN for character in name):
        raise UsageError(f"{text!r} is no tag: it has characters that can't be seen")
    return name
