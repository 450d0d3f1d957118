"""Cut texts into words, compare labels, and find phrases, in any spelling.

How characters are folded is decided in `index.folding`.
"""

import re

from index.folding import fold, separate_signs

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
# "C++" is not "C".
_WORD = re.compile(r"[^\W_]+\+*")
# Nor is "C#" or "A*", where a phrase is looked for.
_TOKEN = re.compile(r"[^\W_]\*(?!\w)|[^\W_]+[+#]*")

_SHORTEST_PLURAL = 4


def words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return _WORD.findall(_APOSTROPHE.sub("", fold(text)))


def label(text: str) -> str:
    """Return the name of a category, source or mark in the form in which two are compared."""
    return fold(text).strip()


def spaced(text: str) -> str:
    """Return the words of a text, folded, with one space around each, for `has_phrase`."""
    folded = separate_signs(_APOSTROPHE.sub("", fold(text)))
    return f" {' '.join(_TOKEN.findall(folded))} "


def has_phrase(text: str, phrase: str) -> bool:
    """Decide whether a text has a phrase as whole words, with or without a plural s at its end.

    Args:
        text: as `spaced` returns it.
        phrase: likewise; one without words is in no text.
    """
    words = phrase.rstrip()
    if not words:
        return False
    if phrase in text or f"{words}s " in text:
        return True
    return len(words) > _SHORTEST_PLURAL and words[-1] == "s" and f"{words[:-1]} " in text
