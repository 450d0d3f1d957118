"""Text as tantivy is to see it, so that spellings of one word become one word."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

LONGEST = 60
"""Letters of a word; what is longer is no word."""

# Schr\"odinger, Erd\H{o}s, na{\"\i}ve: an accent in LaTeX, whose letter alone is kept.
_LATEX_ACCENT = re.compile(r"\{?\\(?:[\"'`^~=.]\s*|[Hcdbkrtuv](?=[{\s])\s*)\{?\\?([A-Za-z])\}?\}?")
# Scripts without spaces: each sign is a word, and a name is a phrase of them.
_SIGN = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
# A letter of mathematics, not of a Greek word.
_GREEK_LETTER = re.compile(
    "(?<![\u0370-\u03ff\u1f00-\u1fff])[\u0391-\u03c9](?![\u0370-\u03ff\u1f00-\u1fff])"
)


def plain(text: str) -> str:
    r"""Return a text in which one word is written in one way.

    Accents in LaTeX lose their backslash, characters of one meaning become one (the ligature "fi",
    full-width and mathematical letters), a Greek letter by itself becomes its name, as in
    `$\alpha$`, and signs of Chinese, Japanese and Korean stand apart.
    """
    bare = _LATEX_ACCENT.sub(r"\1", text) if "\\" in text else text
    if bare.isascii():
        return bare
    folded = unicodedata.normalize("NFKC", bare)
    return _SIGN.sub(r" \g<0> ", _GREEK_LETTER.sub(_letter_name, folded))


def terms(text: str) -> list[str]:
    """Return the words of a text as the index knows them: plain, lower case, without accents,
    stemmed as English.
    """
    found: list[str] = stemming().analyze(plain(text))
    return found


def name_terms(text: str) -> list[str]:
    """Return the words of a name as the index knows them: as `terms`, without stemming."""
    found: list[str] = folding().analyze(plain(text))
    return found


def spellings(text: str) -> dict[str, list[str]]:
    """Return the different words of a text, in order and as they are written there, each with its
    terms.
    """
    return {word: terms(word) for word in dict.fromkeys(re.findall(r"\w+", plain(text)))}


@cache
def stemming() -> tantivy.TextAnalyzer:
    """Return what cuts texts into terms."""
    return _analyzer(stem=True)


@cache
def folding() -> tantivy.TextAnalyzer:
    """Return what cuts names into terms."""
    return _analyzer(stem=False)


def _analyzer(*, stem: bool) -> tantivy.TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return (builder.filter(Filter.stemmer("english")) if stem else builder).build()


def _letter_name(match: re.Match[str]) -> str:
    # "GREEK SMALL LETTER ALPHA", "GREEK SMALL LETTER FINAL SIGMA"; Unicode spells lambda as Greeks
    # do.
    return f" {unicodedata.name(match[0]).rpartition(' ')[2].lower().replace('lamda', 'lambda')} "
