"""What speaks for or against a candidate besides its scores, in standard deviations of these."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.keywords import analysis
from papertrail.types.query import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.search.retrievers import KeywordRetriever
    from papertrail.store.works import Heading

NEAR_TITLE = 8.0
"""The boost of a title that is the query; it and the next five were chosen with
benchmarks/quality.py and benchmarks/queries.py; ACRONYM and NO_ABSTRACT without a set kept apart.
"""
STEEPNESS = 8
"""The power of the likeness of query and title: titles with some words in common get nothing."""
NO_ABSTRACT = 1.0
"""What a paper without abstract loses for a short query, to which any short text is close."""
_SHORT = 3
"""Terms of a short query. Longer ones do not prefer titles alone, and are no mere subject, so that
they may be what a title says after its colon."""
ACRONYM = 0.8
"""The boost of a paper with all acronyms of the query."""
_MOST_WORDS = 12
"""Words of a query up to which its acronyms are what it is about; running text has many."""
ONLY_WORD = 6.0
"""The boost of a paper with the word of a query of one word."""
_COMMON = 0.25
"""Share of papers above which an acronym is a common word."""
_LEAST_SHARED = 0.4
"""Share of terms in common below which the likeness can't matter."""
_ACRONYM = re.compile(r"(?<!\w)(?=\w*(?:[A-Z]\w*[A-Z]|[A-Z]\w*\d))[\w-]{2,16}(?!\w)")


def boosts(
    query: Query, keyword: "KeywordRetriever", keys: Sequence[int], headings: Sequence["Heading"]
) -> "NDArray[np.float32]":
    """Return the boost of each candidate, [n].

    Args:
        query: with text.
        keyword: knows how frequent terms are, and which papers have them.
        keys: of the candidates.
        headings: of the candidates, in the same order.

    Raises:
        RetrieverError: the keyword index fails.
    """
    import numpy as np

    found = np.zeros(len(keys), dtype=np.float32)
    titles = [heading.title for heading in headings]
    for text in dict.fromkeys((query.typed or query.text, query.text)):
        found = np.maximum(found, _near_titles(text, keyword, titles))
    if len(set(analysis.terms(query.text))) <= _SHORT:
        found -= NO_ABSTRACT * np.array([not heading.has_abstract for heading in headings])
    words, boost = _first_words(query.text)
    if words and keyword.are_rare(words, _COMMON):
        found += boost * np.array(keyword.shares(words, keys), dtype=np.float32)
    return found


def _first_words(text: str) -> tuple[list[str], float]:
    """Return the words whose papers come first, and by how much: an only word, or acronyms."""
    words = text.split()
    if len(words) == 1:
        return words, ONLY_WORD
    # A text in capitals has no acronyms.
    if text.isupper() or len(words) > _MOST_WORDS:
        return [], ACRONYM
    return list(dict.fromkeys(_ACRONYM.findall(text))), ACRONYM


def _near_titles(
    text: str, keyword: "KeywordRetriever", titles: Sequence[str]
) -> "NDArray[np.float32]":
    """Return a boost for each title that is nearly a text, as a whole or a part at its colon, [n].

    The likeness is the cosine of the sets of terms, weighted by inverse document frequency.
    """
    import numpy as np

    asked = set(analysis.terms(text))
    weights: dict[str, float] = {}

    def weight(terms: set[str]) -> float:
        for term in terms.difference(weights):
            weights[term] = keyword.inverse_frequency(term)
        return sum(weights[term] for term in terms)

    def likeness(terms: set[str]) -> float:
        shared = terms & asked
        if not shared or len(shared) < _LEAST_SHARED * max(len(terms), len(asked)):
            return 0.0
        return weight(shared) / math.sqrt(weight(terms) * weight(asked))

    found = np.zeros(len(titles), dtype=np.float32)
    for place, title in enumerate(titles):
        terms = set(analysis.terms(title))
        # No part of a title shares more than the whole does.
        if len(terms & asked) < _LEAST_SHARED * len(asked):
            continue
        closest = likeness(terms)
        for part in _parts(title, with_rest=len(asked) > _SHORT):
            closest = max(closest, likeness(set(analysis.terms(part))))
        found[place] = NEAR_TITLE * closest**STEEPNESS
    return found


def _parts(title: str, *, with_rest: bool) -> Iterator[str]:
    """Yield what is before a title's colon, and what is after it."""
    name, colon, rest = title.partition(": ")
    if colon:
        yield name
        if with_rest:
            yield rest
