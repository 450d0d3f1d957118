"""Find all papers that have certain words, not the best few as a search does."""

from typing import TYPE_CHECKING

from papertrail.search.filter import mask_of, passing
from papertrail.types.query import AllOf, Condition, Not, Query, Term, has_filter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.search.retrievers import KeywordRetriever
    from papertrail.store import Store


def having_phrase(keywords: "KeywordRetriever", text: str) -> "NDArray[np.bool_]":
    """Return for each key whether the paper has words next to each other, in any inflection."""
    return mask_of(keywords.having(Term(text)))


def having_all(store: "Store", keywords: "KeywordRetriever", query: Query) -> "NDArray[np.bool_]":
    """Return for each key whether the paper meets a whole query, each of its words demanded.

    Args:
        store: the papers.
        keywords: open.
        query: as `papertrail.search.query.parse` returns it.
    """
    mask = passing(store, query, keywords.having)
    words: list[Condition] = [Term(word) for word in query.wanted.split() if _has_letters(word)]
    words += [Term(phrase) for phrase in query.phrases]
    words += [Not(Term(phrase)) for phrase in query.excluded]
    words += [condition for condition in query.conditions if not has_filter(condition)]
    if not words:
        return store.works.passing(query.criteria) if mask is None else mask
    keys = keywords.having(AllOf(tuple(words)))
    if mask is None:
        return mask_of(keys)
    # The index may have a paper that was stored since the filters were looked up.
    return mask & mask_of((key for key in keys if key < len(mask)), len(mask))


def _has_letters(word: str) -> bool:
    return any(map(str.isalnum, word))
