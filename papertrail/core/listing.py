"""List papers by a query, in an order, with what the reader keeps about them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.errors import UsageError
from papertrail.types.filter import Filter
from papertrail.types.library import LibraryList, LibraryPaper

if TYPE_CHECKING:
    from papertrail.types.query import Query

SORTS = ("changed", "added", "published", "priority", "title", "relevance")
"""By when the reader changed something, by when it was stored, by its day, by priority, by title,
by the query's words."""


def list_papers(
    resources: Resources,
    text: str,
    sort: str | None,
    count: int | None,
    *,
    everything: bool = False,
) -> LibraryList:
    """Return the papers that meet a query.

    Args:
        resources: the home.
        text: in the query syntax; all its words have to be there. Without a query, the papers about
            which the reader keeps anything.
        sort: one of SORTS; None for relevance if the query has words, for the day if it has none,
            and for the last change without a query.
        count: the most papers; None for all.
        everything: without a query, all stored papers.

    Raises:
        UsageError: there is no such order, or it needs words.
        IndexingError: words are looked for, and the keyword index can't be used.
    """
    if sort is not None and sort not in SORTS:
        raise UsageError(f"unknown order {sort!r}; the orders are {', '.join(SORTS)}")
    store = resources.store
    if text.strip():
        from papertrail.search.query import parse

        query = parse(text, clock.today())
        keys, is_ranked = _matching(resources, query)
        remarks = query.remarks
    elif not everything and sort in (None, "changed"):
        shown = store.library.touched(-1 if count is None else count)
        return LibraryList(_papers(resources, shown), store.library.count_touched())
    else:
        remarks, is_ranked = (), False
        keys = store.works.keys() if everything else store.library.touched(-1)
    if sort == "relevance" and not is_ranked:
        raise UsageError("the order relevance needs words to look for")
    if not is_ranked or sort not in (None, "relevance"):
        usual = "changed" if not text.strip() and not everything else "published"
        keys = store.library.sorted(keys, sort or usual)
    return LibraryList(_papers(resources, keys[:count]), len(keys), remarks)


def _matching(resources: Resources, query: "Query") -> tuple[list[int], bool]:
    """Return the papers that meet a query, and whether they are in the order of their relevance."""
    from papertrail.search.filter import passing
    from papertrail.search.query.lexer import says_something
    from papertrail.search.retrievers import KeywordRetriever, Unavailable

    store = resources.store
    keyword = KeywordRetriever(resources.keywords, skip_common=False)
    mask = passing(store, query, keyword.having)
    if not _has_words(query):
        return ([] if mask is None else mask.nonzero()[0].tolist()), False
    if failure := keyword.open():
        raise failure.error
    if mask is None:
        mask = store.works.passing(Filter())
    words = filter(says_something, query.wanted.split())
    query = replace(query, phrases=(*query.phrases, *words))
    most = max(store.works.last_key(), 1)
    if not query.text:
        return keyword.newest(query, mask, most), False
    ranking = keyword.retrieve(query, mask, most)
    if isinstance(ranking, Unavailable):
        raise ranking.error
    return list(ranking.scores), True


def _has_words(query: "Query") -> bool:
    """Decide whether a query has conditions on words that its filters do not include."""
    from papertrail.types.query import has_filter

    demands = [condition for condition in query.conditions if not has_filter(condition)]
    return bool(query.wanted or query.phrases or query.excluded or demands)


def _papers(resources: Resources, keys: Sequence[int]) -> tuple[LibraryPaper, ...]:
    store = resources.store
    own = store.library.of(keys)
    return tuple(LibraryPaper(work, own[work.key]) for work in store.works.get(keys))
