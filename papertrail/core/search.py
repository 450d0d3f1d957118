"""Search the stored papers by meaning and by words."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from papertrail import clock
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import UsageError
from papertrail.search.query import SYNTAX as SYNTAX  # noqa: PLC0414 - for interfaces
from papertrail.types.filter import Filter
from papertrail.types.query import Query
from papertrail.types.search import SearchResults

if TYPE_CHECKING:
    from papertrail.search.hybrid import Indexes
    from papertrail.search.rerank import Reranking

MODES = ("hybrid", "semantic", "keyword")
FILTER_FIELDS = ("categories", "venues", "authors", "sources", "statuses", "tags", "has")
LONGEST_NAME = 60
"""Characters of the name of a saved search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """Options of a search.

    Attributes:
        criteria: which papers to look at, in addition to the query's own filters.
        count: the most hits.
        mode: one of MODES; None for that of the saved search, else hybrid.
        saved: the name of a saved search, to which the query is added.
        save_as: the name under which to save the search.
        rerank: a cross-encoder that reorders the best hits; `none` turns the configured one off.
        diverse: whether papers much like those above them move down.
    """

    criteria: Filter = Filter()  # noqa: RUF009 - it is frozen
    count: int = 10
    mode: str | None = None
    saved: str | None = None
    save_as: str | None = None
    rerank: str | None = None
    diverse: bool = False


def search(resources: Resources, text: str, options: SearchOptions) -> SearchResults:
    """Return the papers that answer a query, best first.

    Args:
        resources: the home.
        text: words in any order, phrases and fields; see `papertrail.search.query.SYNTAX`.
        options: how to search.

    Raises:
        UsageError: options exclude each other.
        PapertrailError: there is nothing to search for.
        NotFoundError: no search is saved under that name.
        IndexingError: the index that the mode needs can't be used.
    """
    from papertrail.search.hybrid import search as find
    from papertrail.search.query import spell

    _check(options)
    store = resources.store
    saved = store.searches.get(options.saved) if options.saved is not None else None
    if saved is not None:
        text = f"{saved.query} {text}".strip()
    mode = options.mode or (saved.mode if saved else MODES[0])
    if options.diverse and mode == "keyword":
        raise UsageError(
            "diversity compares papers by meaning, which the mode keyword does not use"
        )
    query = _parsed(text, options.criteria)
    indexes = resources.indexes()
    reranking = _reranking(resources, options)
    found = find(store, indexes, query, options.count, mode, reranking)
    results = replace(
        found,
        pending=_pending(resources, indexes, mode),
        stored=store.works.count() if not found.hits else 0,
        unmatched=() if found.hits else tuple(_unmatched(resources, query)),
        query=f"{text} {spell(options.criteria)}".strip(),
        mode=mode,
    )
    if options.save_as is not None:
        with store.transaction() as tx:
            tx.searches.save(options.save_as, results.query, mode, clock.now())
    return results


def similar(
    resources: Resources,
    papers: Sequence[str],
    criteria: Filter,
    count: int,
    *,
    quick: bool = False,
) -> SearchResults:
    """Return the papers most like some papers taken together, in meaning and words, without those.

    Args:
        resources: the home.
        papers: ids, as for `papertrail.core.papers.resolve`.
        criteria: which papers to look at.
        count: the most hits.
        quick: in a tenth of the time, without sentences.

    Raises:
        NotFoundError: one of the papers is not stored.
        PapertrailError: none of them is indexed.
        IndexingError: the vectors can't be used.
    """
    from papertrail.search.similar import similar as find

    works = [resolve(resources, paper) for paper in papers]
    indexes = resources.indexes()
    hits = find(
        resources.store,
        resources.semantics(),
        indexes.keywords,
        works,
        criteria,
        count,
        quick=quick,
    )
    if hits:
        return SearchResults(hits=tuple(hits))
    query = Query(criteria=criteria)
    return SearchResults(
        hits=(),
        stored=resources.store.works.count(),
        unmatched=tuple(_unmatched(resources, query)),
    )


def check_name(name: str) -> str:
    """Return the name of a search if it is one.

    Raises:
        UsageError: it is empty, too long or not printable.
    """
    if name.isprintable() and name.strip() == name and 0 < len(name) <= LONGEST_NAME:
        return name
    raise UsageError(
        f"a search's name has 1 to {LONGEST_NAME} printable characters, and no space around"
    )


def _check(options: SearchOptions) -> None:
    if options.mode not in (None, *MODES):
        raise UsageError(f"unknown mode {options.mode!r}; the modes are {', '.join(MODES)}")
    if options.save_as is not None:
        check_name(options.save_as)


def _parsed(text: str, criteria: Filter) -> Query:
    from papertrail.search.query import both, parse

    query = parse(text, clock.today())
    return replace(query, criteria=both(query.criteria, criteria))


def _reranking(resources: Resources, options: SearchOptions) -> "Reranking":
    """Return how to reorder what is found; an option comes before the configuration."""
    from papertrail.search.rerank import Reranking

    name = options.rerank or resources.config.reranker
    if name is None or name == "none":
        return Reranking(diverse=options.diverse)
    from index.embedding.reranker import Reranker
    from index.errors import ModelUnavailableError

    try:
        reranker = Reranker(name, resources.home.cache, resources.config.device)
    except ModelUnavailableError as error:
        # The hints of embedding models name one that is no reranker.
        raise ModelUnavailableError(
            error.message,
            "check the name and the network, or leave --rerank out (or reranker in config.toml)",
        ) from error
    return Reranking(reranker, options.diverse)


def _pending(resources: Resources, indexes: "Indexes", mode: str) -> int:
    """Return how many papers the indexes that were searched do not cover yet."""
    from index.errors import IndexingError
    from papertrail.indexing.catch_up import pending
    from papertrail.indexing.keywords import pending_keywords

    if not resources.store.works.last_key():
        return 0
    waiting = [0]
    # An index that can't be used has been remarked on already.
    if mode != "semantic":
        with contextlib.suppress(IndexingError, OSError):
            waiting.append(pending_keywords(resources.store, indexes.keywords()))
    if mode != "keyword":
        with contextlib.suppress(IndexingError, OSError):
            waiting.append(pending(resources.store, indexes.semantics()))
    return max(waiting)


def _unmatched(resources: Resources, query: Query) -> Iterator[tuple[str, str]]:
    """Yield the (field, value) pairs of a query that no stored paper has."""
    from papertrail.search.filter import by_id

    for text in query.ids:
        if by_id(resources.store, text) is None:
            yield "ids", text
    for field in FILTER_FIELDS:
        for value in getattr(query.criteria, field):
            alone: dict[str, Any] = {field: (value,)}
            if not resources.store.works.matching(Filter(**alone)).size:
                yield field, value
