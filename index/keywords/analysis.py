"""Cut texts into terms for tantivy, so that spellings of one word become one term."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index import folding

if TYPE_CHECKING:
    import tantivy

LONGEST = 60
"""Letters of a word; what is longer is no word."""


# Scripts that are written without spaces between words, and Korean, whose words have endings:
# Chinese, Japanese, Thai, Lao, Burmese, Khmer.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def plain(text: str) -> str:
    """Return a text in which one word is written in one way.

    In scripts without spaces, each pair of adjacent signs is a word, as in Lucene's CJKAnalyzer:
    most words have two, and the pairs of a longer one are next to each other.
    """
    text = folding.plain(text)
    if text.isascii():
        return text
    return _UNSPACED.sub(_pairs, text)


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


def _pairs(match: re.Match[str]) -> str:
    signs = match[0]
    pairs = map("".join, pairwise(signs)) if len(signs) > 1 else (signs,)
    return f" {' '.join(pairs)} "


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
