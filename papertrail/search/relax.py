"""Relax a query whose demanded words leave too little."""

from collections.abc import Callable
from dataclasses import replace

from papertrail.types.query import Condition, Query, Term, demands_words
from papertrail.types.search import SearchResults

_RUNNING_TEXT = 8
"""Words, without those that are demanded, from which on a query is pasted text, whose quotation
marks are no demands."""


def is_too_strict(
    query: Query,
    results: SearchResults,
    count: int,
    is_met: Callable[[Condition], bool],
) -> bool:
    """Decide whether to answer a query by its words alone.

    That is so for running text that finds less than was wanted, and for a demand that no paper
    meets, whatever else is asked for.

    Args:
        query: as it was asked.
        results: its answer.
        count: how many hits were wanted.
        is_met: decides whether any paper meets a condition.
    """
    conditions = [condition for condition in query.conditions if demands_words(condition)]
    demands = [*map(Term, query.phrases), *conditions]
    if not demands:
        return False
    if len(query.wanted.split()) >= _RUNNING_TEXT:
        return len(results.hits) < count
    return not results.hits and not all(map(is_met, demands))


def relaxed(query: Query, strict: SearchResults, loose: SearchResults) -> SearchResults:
    """Return the answer to the words of a query, with a remark on what was demanded.

    Args:
        query: as it was asked.
        strict: its answer.
        loose: the answer to its words alone.
    """
    if not loose.hits:
        return strict
    names = ", ".join(f'"{phrase}"' for phrase in query.phrases)
    demanded = names or "these words where they are demanded"
    found = len(strict.hits)
    papers = {0: "no paper has", 1: "one paper has"}.get(found, f"{found} papers have")
    remark = f"{papers} {demanded}; these are found by words"
    return replace(loose, remarks=(*loose.remarks, remark))
