"""List papers by a query, in an order, with what the reader keeps about them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.core.review import papers
from papertrail.errors import UsageError
from papertrail.types.filter import Filter
from papertrail.types.library import LibraryList
from papertrail.types.mark import NEW, canonical
from papertrail.types.papers import Papers
from papertrail.types.query import Query

if TYPE_CHECKING:
    from papertrail.search.filter import Mask
    from papertrail.search.retrievers import KeywordRetriever

SORTS = ("changed", "added", "published", "priority", "title", "relevance")
"""By when the reader changed something, by when it was stored, by its day, by priority, by title,
by the query's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions:
    """Options of a list.

    Attributes:
        criteria: which papers to look at, in addition to the query's own filters.
        sort: one of SORTS; None for relevance if the query has words, for the last change without
            a query or if it asks for what the reader keeps, else for the day.
        count: the most papers; None for all.
        offset: how many of the first ones to leave out.
        everything: without a query, list all stored papers.
    """

    criteria: Filter = Filter()  # noqa: RUF009 - it is frozen
    sort: str | None = None
    count: int | None = 50
    offset: int = 0
    everything: bool = False

    @property
    def end(self) -> int | None:
        """The place after the last paper; None for all."""
        return None if self.count is None else self.offset + self.count


def list_papers(resources: Resources, text: str, options: ListOptions) -> LibraryList:
    """Return the papers that meet a query.

    Args:
        resources: the home.
        text: in the query syntax; all its words have to be there. Without a query, the papers about
            which the reader keeps anything.
        options: which order, and how many.

    Raises:
        UsageError: there is no such order, or it needs words.
        IndexingError: words are looked for, and the keyword index can't be used.
    """
    found = _listed(resources, text, options)
    shown = papers(resources, found.keys[options.offset :])
    return LibraryList(shown, found.total, found.remarks, found.pending)


def stored_papers(resources: Resources, text: str, options: ListOptions) -> Papers:
    """Return the papers that meet a query, without what the reader keeps about them.

    Args and errors as `list_papers`; without a query, all stored papers.
    """
    found = _listed(resources, text, replace(options, everything=True))
    works = tuple(resources.store.works.get(found.keys[options.offset :]))
    return Papers(works, found.total, found.remarks, found.pending)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Keys up to the end of what was asked for; the other attributes are those of a LibraryList."""

    keys: list[int]
    total: int
    remarks: tuple[str, ...] = ()
    pending: int = 0


def _listed(resources: Resources, text: str, options: ListOptions) -> _Listed:
    store, sort, end = resources.store, options.sort, options.end
    if sort is not None and sort not in SORTS:
        raise UsageError(f"unknown order {sort!r}; the orders are {', '.join(SORTS)}")
    if text.strip() or options.criteria:
        return _matching(resources, _parsed(text, options.criteria), options)
    if sort == "relevance":
        raise _without_words()
    if options.everything:
        mask = store.works.passing(Filter())
        shown = store.listing.ordered(mask, sort or "published", end)
        return _Listed(shown, int(mask.sum()))
    if sort in (None, "changed"):
        total = store.listing.count_changed()
        return _Listed(store.listing.changed(end), total)
    from papertrail.search.filter import mask_of

    mask = mask_of(store.listing.changed(), store.works.last_key() + 1)
    shown = store.listing.ordered(mask, sort, end)
    return _Listed(shown, int(mask.sum()))


def _parsed(text: str, criteria: Filter) -> Query:
    if not text.strip():
        return Query(criteria=criteria)
    from papertrail.search.query import both, parse

    query = parse(text, clock.today())
    return replace(query, criteria=both(query.criteria, criteria))


@dataclass(frozen=True, slots=True)
class Matching:
    """The works that meet a query.

    Attributes:
        query: as it was read.
        mask: for each key whether the work meets it, bool [n].
        ranked: keys, the best match first; None for a query without words.
        pending: how many works the keyword index does not cover yet.
    """

    query: Query
    mask: "Mask"
    ranked: list[int] | None
    pending: int


def matching(resources: Resources, text: str) -> Matching:
    """Find the works that meet a query; all its words have to be there.

    Raises:
        IndexingError: words are looked for, and the keyword index can't be used.
    """
    return _found(resources, _parsed(text, Filter()))


def _found(resources: Resources, query: Query) -> Matching:
    from papertrail.search.filter import mask_of, passing
    from papertrail.search.retrievers import KeywordRetriever

    store = resources.store
    keyword = KeywordRetriever(resources.keywords, skip_common=False)
    mask = passing(store, query, keyword.having)
    if mask is None:
        mask = store.works.passing(Filter())
    if not _has_words(query):
        return Matching(query, mask, None, 0)
    ranked = _with_words(query, keyword, mask, store.works.last_key())
    return Matching(query, mask_of(ranked, len(mask)), ranked, _pending(resources))


def _matching(resources: Resources, query: Query, options: ListOptions) -> _Listed:
    listing, sort, end = resources.store.listing, options.sort, options.end
    if _is_about_own(query) and sort in (None, "changed"):
        keys = listing.own(query.criteria)
        shown = listing.changed_among(keys, end)
        return _Listed(shown, len(keys), query.remarks)
    found = _found(resources, query)
    if found.ranked is not None and (query.wanted or query.phrases):
        sort = sort or "relevance"
    if sort == "relevance":
        if found.ranked is None:
            raise _without_words()
        shown = found.ranked[:end]
    else:
        usual = "changed" if _asks_for_own(query.criteria) else "published"
        shown = listing.ordered(found.mask, sort or usual, end)
    total = int(found.mask.sum())
    return _Listed(shown, total, query.remarks, found.pending)


def _pending(resources: Resources) -> int:
    from papertrail.indexing.keywords import pending_keywords

    return pending_keywords(resources.store, resources.keywords())


def _asks_for_own(criteria: Filter) -> bool:
    """Decide whether a filter asks for what the reader keeps about papers."""
    is_state = criteria.statuses and NEW not in map(canonical, criteria.statuses)
    return bool(is_state or criteria.tags or "note" in criteria.has)


def _is_about_own(query: Query) -> bool:
    """Decide whether a query asks for nothing but what the reader keeps about papers."""
    criteria = query.criteria
    own = Filter(statuses=criteria.statuses, tags=criteria.tags, has=criteria.has)
    same = Query(criteria=own, remarks=query.remarks)
    return query == same and _asks_for_own(criteria) and NEW not in map(canonical, own.statuses)


def _has_words(query: Query) -> bool:
    """Decide whether a query has conditions on words that its filters do not include."""
    from papertrail.types.query import has_filter

    demands = [condition for condition in query.conditions if not has_filter(condition)]
    return bool(query.wanted or query.phrases or query.excluded or demands)


def _with_words(query: Query, keyword: "KeywordRetriever", mask: "Mask", most: int) -> list[int]:
    """Return the papers of a mask that have all words of a query, the best match first."""
    from papertrail.search.query.lexer import says_something
    from papertrail.search.retrievers import Unavailable

    if failure := keyword.open():
        raise failure.error
    words = filter(says_something, query.wanted.split())
    query = replace(query, phrases=(*query.phrases, *words))
    if not query.text:
        return keyword.newest(query, mask, max(most, 1))
    ranking = keyword.retrieve(query, mask, max(most, 1))
    if isinstance(ranking, Unavailable):
        raise ranking.error
    return list(ranking.scores)


def _without_words() -> UsageError:
    return UsageError("the order relevance needs words to look for")
