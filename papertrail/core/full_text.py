"""Search the full texts that were fetched, and the reader's notes."""

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.types.filter import Filter
from papertrail.types.full_text import FullTextResults

if TYPE_CHECKING:
    from papertrail.search.hybrid import Indexes


def search_full_text(
    resources: Resources, text: str, criteria: Filter, count: int, mode: str | None = None
) -> FullTextResults:
    """Return the papers with passages that answer a query, best first.

    Args:
        resources: the home.
        text: words in any order, phrases and fields; see `papertrail.search.query.SYNTAX`.
        criteria: which papers to look at, in addition to the query's own filters.
        count: the most papers.
        mode: hybrid, semantic or keyword; None is hybrid.

    Raises:
        PapertrailError: there is nothing to search for.
        IndexingError: the index that the mode needs can't be used.
    """
    from papertrail.indexing.corpus import PASSAGES
    from papertrail.search.full_text import search_full_text as find
    from papertrail.search.query import both, parse

    query = parse(text, clock.today())
    query = replace(query, criteria=both(query.criteria, criteria))
    indexes = resources.indexes(PASSAGES)
    found = find(resources.store, indexes, query, count, mode or "hybrid")
    return replace(
        found,
        pending=_pending(resources, indexes),
        searched=resources.store.documents.count() if not found.hits else 0,
    )


def _pending(resources: Resources, indexes: "Indexes") -> int:
    """Return how many changes of passages the indexes do not cover yet."""
    from index.errors import IndexingError
    from papertrail.indexing.catch_up import pending
    from papertrail.indexing.corpus import PASSAGES
    from papertrail.indexing.keywords import pending_keywords

    store = resources.store
    if not store.passages.last_change():
        return 0
    waiting = [0]
    # An index that can't be used has been remarked on already.
    with contextlib.suppress(IndexingError, OSError):
        waiting.append(pending_keywords(store, indexes.keywords(), PASSAGES))
    with contextlib.suppress(IndexingError, OSError):
        waiting.append(pending(store, indexes.semantics(), PASSAGES))
    return max(waiting)
