"""Cut texts into terms for tantivy, so that spellings of one word become one term."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from index import folding
from index.folding import separate_signs

if TYPE_CHECKING:
    import tantivy

LONGEST = 60
"""Letters of a word; what is longer is no word."""


def plain(text: str) -> str:
    """Return a text in which one word is written in one way, and each sign is a word."""
    return separate_signs(folding.plain(text))


def terms(text: str) -> list[str]:
    """Return the terms of a text: its words, plain, in lower case, without accents, stemmed."""
    found: list[str] = stemming().analyze(plain(text))
    return found


def name_terms(text: str) -> list[str]:
    """Return the terms of a name: as `terms`, without stemming."""
    found: list[str] = unstemmed().analyze(plain(text))
    return found


def spellings(text: str) -> dict[str, list[str]]:
    """Return the different words of a text, in order and as written, each with its terms."""
    return {word: terms(word) for word in dict.fromkeys(re.findall(r"\w+", plain(text)))}


@cache
def stemming() -> tantivy.TextAnalyzer:
    """Return what cuts texts into terms."""
    return _analyzer(stem=True)


@cache
def unstemmed() -> tantivy.TextAnalyzer:
    """Return what cuts names into terms."""
    return _analyzer(stem=False)


def _analyzer(*, stem: bool) -> tantivy.TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return (builder.filter(Filter.stemmer("english")) if stem else builder).build()
