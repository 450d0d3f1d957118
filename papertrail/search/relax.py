"""Relax a query whose demanded words leave too little."""

from dataclasses import replace

from papertrail.types.query import Query, demands_words
from papertrail.types.search import Hit, SearchResults

_FEW = 3
"""Hits below which others follow them, if the query has other words too."""
_RUNNING_TEXT = 12
"""Words of a query from which on it is pasted text, whose quotation marks demand nothing."""


def is_too_strict(query: Query, results: SearchResults, count: int) -> bool:
    """Decide whether demanded words leave too little of what was found.

    Args:
        query: as it was asked.
        results: its answer.
        count: how many hits were wanted.
    """
    if not (query.phrases or any(map(demands_words, query.conditions))):
        return False
    found = len(results.hits)
    words = len(query.wanted.split())
    if not found:
        return True
    return found < (count if words >= _RUNNING_TEXT else min(_FEW, count)) and words > 0


def relaxed(query: Query, strict: SearchResults, loose: SearchResults, count: int) -> SearchResults:
    """Return the answer to a query that was too strict, with a remark.

    Running text is answered by its words alone; else the papers that meet the query come first.

    Args:
        query: as it was asked.
        strict: its answer.
        loose: the answer to its words alone.
        count: the most hits.
    """
    if not loose.hits:
        return strict
    names = ", ".join(f'"{phrase}"' for phrase in query.phrases)
    demanded = names or "the words with their operators and fields"
    first = strict.hits if len(query.wanted.split()) < _RUNNING_TEXT else ()
    papers = {0: "no paper has", 1: "one paper has"}.get(
        len(strict.hits), f"{len(strict.hits)} papers have"
    )
    rest = "the others are" if first else "these are"
    remark = f"{papers} {demanded}; {rest} found by words"
    hits = _joined(first, loose.hits)[:count]
    return replace(loose, hits=hits, remarks=(*loose.remarks, remark))


def _joined(first: tuple[Hit, ...], others: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return hits and others after them, whose scores are no greater."""
    if not first:
        return others
    known = {hit.work.key for hit in first}
    most = first[-1].score
    rest = (replace(hit, score=min(hit.score, most)) for hit in others if hit.work.key not in known)
    return (*first, *rest)
