"""Split the authors that arXiv's feeds and records give as one text.

`A. B, C D (Lab of E), F G (1 and 2) ((1) Lab of H, (2) Lab of I)`: affiliations are in parentheses,
by numbers where several authors share them (https://info.arxiv.org/help/prep.html#author).
"""

import re
from collections.abc import Mapping

from feeds.paper import Author, clean

_SEPARATOR = re.compile(r",\s+")
_NUMBERED = re.compile(r"\s*\(\s*(?P<list>\(\s*\d+\s*\).*)\)\s*\Z", re.DOTALL)
_NUMBER = re.compile(r"\(\s*(\d+)\s*\)\s*")
_NUMBERS = re.compile(r"\d+(?:\s*(?:,|;|&|and)\s*(?:and\s+)?\d+)*")


def split_authors(text: str) -> tuple[Author, ...]:
    """Split a text of authors at the commas outside of parentheses."""
    places: dict[str, str] = {}
    if numbered := _NUMBERED.search(text):
        text = text[: numbered.start()]
        places = _places(numbered["list"])
    authors: list[Author] = []
    pending = ""
    for part in _SEPARATOR.split(text):
        pending = f"{pending}, {part}" if pending else part
        if pending.count("(") <= pending.count(")"):
            authors.append(_author(pending, places))
            pending = ""
    if pending:
        authors.append(_author(pending, places))
    return tuple(author for author in authors if author.name)


def _places(text: str) -> dict[str, str]:
    """Return the affiliations of a list, `(1) Lab of H, (2) Lab of I`, by their numbers."""
    _, *parts = _NUMBER.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {number: clean(place).strip(" ,;") for number, place in pairs}


def _author(text: str, places: Mapping[str, str]) -> Author:
    name, bracket, rest = text.partition(" (")
    if not bracket:
        return Author(clean(text))
    affiliation = clean(rest.strip().removesuffix(")"))
    if _NUMBERS.fullmatch(affiliation):
        # Without a list, numbers say nothing.
        named = [places.get(number, "") for number in re.findall(r"\d+", affiliation)]
        affiliation = "; ".join(filter(None, named))
    return Author(clean(name), affiliation or None)
