"""Cut a query into tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.folding import DOUBLE_QUOTES

_PART = re.compile(
    rf"""
    (?P<sign>[-+\u2013\u2212]?)
    (?:(?P<field>[A-Za-z]{{2,12}})[:\uff1a])?
    (?:"(?P<quoted>(?:[^"\\]|\\.)*)"(?!\w)
    | [{DOUBLE_QUOTES}](?P<curly>(?:[^{DOUBLE_QUOTES}\\]|\\.)*)[{DOUBLE_QUOTES}](?!\w)
    | (?P<bare>\S+))
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r'\\(["\\])')
_MINUS = "-\u2013\u2212"
"""A minus, also as phones and typesetting write it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a query: a word, a phrase, a field with its value, an operator, a parenthesis.

    Attributes:
        raw: as typed.
        value: without sign, field and quotation marks.
        sign: "+", a minus, or an empty string.
        field: the name before a colon, or an empty string.
        quoted: whether the value is in quotation marks.
    """

    raw: str
    value: str
    sign: str = ""
    field: str = ""
    quoted: bool = False

    @property
    def is_minus(self) -> bool:
        """Whether it has a minus before it."""
        return bool(self.sign) and self.sign in _MINUS

    @property
    def demands(self) -> bool:
        """Whether it is a word or phrase that has to be there or must not."""
        return (self.quoted or bool(self.sign)) and not self.field and says_something(self.value)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, in which parentheses are parts of words."""
    for match in _PART.finditer(text):
        quoted = match["curly"] if match["quoted"] is None else match["quoted"]
        value = (
            match["bare"].strip(DOUBLE_QUOTES) if quoted is None else _ESCAPED.sub(r"\1", quoted)
        )
        yield Token(match[0], value, match["sign"], match["field"] or "", quoted is not None)


def tokens_in_groups(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, in which parentheses around words are tokens."""
    place = 0
    while match := _PART.search(text, place):
        bare = match["bare"]
        start = match.start()
        if text[start] in "()":
            yield Token(text[start], "")
            place = start + 1
            continue
        if bare is None:
            yield from tokens(match[0])
            place = match.end()
            continue
        if bare.startswith("("):
            # title:(a OR b): the field counts for the group that follows.
            opening = match.start("bare")
            yield Token(text[start:opening], "", match["sign"], match["field"] or "")
            place = opening
            continue
        kept = _without_closing(match[0])
        yield from tokens(kept)
        place = start + len(kept)


def says_something(text: str) -> bool:
    """Decide whether a text has a letter or a digit."""
    return any(character.isalnum() for character in text)


def _without_closing(word: str) -> str:
    """Return a word without the parentheses at its end that it does not open itself."""
    while word.endswith(")") and word.count("(") < word.count(")"):
        word = word[:-1]
    return word
