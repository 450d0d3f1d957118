"""Join lines to text: undo hyphenation, and put addresses that a line end cut together again."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from papertrail.documents.extraction.lines import Line

REACH = 200
"""Characters at the end of a text that are looked at before a line is put after it."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_FIRST = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:https?:/{0,2}|www\.|\b[\w-]+\.(?:com|org|io|net|edu|gov|ai|co)/)\S*$")
_GOES_ON = re.compile(r"[/\-_=&?#~%.:]$")
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_COMPOUND = re.compile(
    r"""
    self | non | multi | cross | semi | pre | post | co | anti | inter | intra | sub |
    super | meta | hyper | quasi | pseudo | re | state | well | high | low | long | short
    | large | small | end | one | two | three | real | fine | coarse | zero | few | first
    | second | third | single | open | closed | full | half | all | bi | tri | uni | mid |
    ever | in | out | off | on
    """,
    re.VERBOSE,
)
"""First parts of words with a hyphen, which may be no words of their own."""


class Hyphens:
    """Decides by the words of a document whether a hyphen at a line end is part of the word."""

    def __init__(self, lines: Iterable[Line]) -> None:
        words: Counter[str] = Counter()
        was_divided = False
        for line in lines:
            found = _WORD.findall(line.text.casefold())
            whole = found[was_divided : -1 if line.text.endswith("-") else None]
            was_divided = line.text.endswith("-")
            words.update(whole)
            for word in whole:
                if "-" in word:
                    words.update(word.split("-"))
        self._words = words

    def is_division(self, before: str, after: str) -> bool:
        """Return whether two parts are one word that was divided, as "repre-" and "sentation"."""
        left, right = before.casefold(), after.casefold()
        joined, compound = self._words[left + right], self._words[f"{left}-{right}"]
        if joined or compound:
            return joined > compound or (joined == compound and after[0].islower())
        if not after[0].islower():
            return False
        last = left.rpartition("-")[2]
        if "-" in left and self._words[last + right]:
            return True
        if not self._words[right] or len(right) < 3:
            return True
        if "-" in left:
            return False
        is_word = _COMPOUND.fullmatch(last) or last.endswith("ly") or len(last) == 1
        return not (is_word or (self._words[last] and len(last) > 3))


def join(lines: Sequence[Line], hyphens: Hyphens) -> str:
    """Return the text of lines in one line."""
    text = ""
    for line in lines:
        text = join_two(text, line.text, hyphens)
    return text


def join_two(text: str, addition: str, hyphens: Hyphens) -> str:
    """Return a text and the line after it in one line."""
    if not text or not addition:
        return text or addition
    end = text[-REACH:]
    divided, first = _LAST.search(end), _FIRST.match(addition)
    if divided and first and not _ADDRESS.search(end):
        is_whole = not hyphens.is_division(divided[1], first[0])
        return (text if is_whole else text[:-1]) + addition
    if text.endswith("\u00ad"):
        return text[:-1] + addition
    return f"{text} {addition}" if _is_spaced(end, addition) else text + addition


def _is_spaced(end: str, addition: str) -> bool:
    """Return whether there is a space between the end of a line and the next one."""
    address = _ADDRESS.search(end)
    if address and _is_cut(address[0], addition):
        return False
    if end.endswith("-") and len(end) > 1 and end[-2].isalnum() and addition[0].isalnum():
        return False
    return not (_CJK.match(end[-1]) and _CJK.match(addition[0]))


def _is_cut(address: str, addition: str) -> bool:
    """Return whether an address at a line end goes on in the next line."""
    following = addition.split(maxsplit=1)[0]
    if address.endswith((".", ":")) and not address.endswith("://"):
        return address.endswith(":") or ("/" in following and following[0].islower())
    if _GOES_ON.search(address):
        return True
    return following[0] in "/_?=&#%" or (following.startswith("-") and len(following) > 2)
