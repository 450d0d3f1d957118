"""Bring the words of abstracts or passages forward from the database."""

from collections.abc import Callable, Iterator

from index.keywords import analysis
from index.keywords.index import Change, KeywordIndex
from index.keywords.query import AllOf, AnyOf, Clause, Phrase, Span, Tag, Without
from papertrail.indexing.changes import batches, count_pending
from papertrail.indexing.corpus import ABSTRACTS, Corpus
from papertrail.store import Store
from papertrail.text.words import label
from papertrail.types import query as asked
from papertrail.types.dates import day_number
from papertrail.types.filter import Filter
from papertrail.workspace import Home

CHUNK = 4096
"""Changes in one commit of the index, about a second on a laptop."""
EVERYTHING = Span(0)
"""A clause that every work meets; alone it lists the newest first."""
_MOST_YEARS = 100


def open_keywords(home: Home, corpus: Corpus = ABSTRACTS) -> KeywordIndex:
    """Open the index of a corpus's words; where there is none it is empty.

    Raises:
        DamagedIndexError: it can't be used.
    """
    return KeywordIndex.open(home.index / corpus.folder / "keywords")


def catch_up_keywords(
    store: Store,
    keywords: KeywordIndex,
    progress: Callable[[int], None] | None = None,
    corpus: Corpus = ABSTRACTS,
) -> int:
    """Index what is new or changed in the database, in order, one commit for each chunk.

    Args:
        store: the texts.
        keywords: the index to bring forward.
        progress: called with how many more changes are done.
        corpus: which texts.

    Returns:
        The number of changes that were indexed.
    """
    done = 0

    def changes() -> Iterator[Change]:
        nonlocal done
        for batch in batches(store, keywords.sequence, CHUNK, corpus):
            yield Change(corpus.entries(store, batch), corpus.gone(store, batch), batch[-1].change)
            done += len(batch)
            if progress:
                progress(len(batch))

    if keywords.sequence != corpus.last_change(store):
        keywords.write(changes())
    return done


def pending_keywords(store: Store, keywords: KeywordIndex, corpus: Corpus = ABSTRACTS) -> int:
    """Return how many changes the index lacks."""
    return count_pending(store, keywords.sequence, corpus)


def clause_of(condition: asked.Condition) -> Clause:
    """Return a condition on the words of papers as a clause.

    Which words a title has is indexed, not in which order: a phrase is in the title if it is in
    the text and all its words are in the title; and likewise for the abstract.

    Raises:
        ValueError: it depends on a filter.
    """
    match condition:
        case asked.Term(text, place):
            terms = []
            if place:
                terms = analysis.terms(text)
            if place == "title":
                return AllOf((Phrase(text), *(Tag((f"title:{term}",)) for term in terms)))
            if place:
                missing = tuple(f"title-only:{term}" for term in terms)
                return AllOf((Phrase(text), Without(Tag(missing))))
            return Phrase(text)
        case asked.Not(part):
            return Without(clause_of(part))
        case asked.AllOf(parts):
            return AllOf(tuple(map(clause_of, parts)))
        case asked.AnyOf(parts):
            return AnyOf(tuple(map(clause_of, parts)))
        case _:
            raise ValueError("a filter is no clause")


def clauses(criteria: Filter) -> tuple[Clause, ...]:
    """Return clauses that every work meets which passes a filter, to narrow what is searched."""
    found: list[Clause] = []
    if criteria.categories:
        found.append(Tag(tuple(f"cat:{label(name)}" for name in criteria.categories)))
    if criteria.sources:
        found.append(Tag(tuple(f"source:{label(name)}" for name in criteria.sources)))
    if criteria.since or criteria.until:
        # A work of which only the year is known sorts before all days of that year.
        least = None
        if criteria.since:
            least = int(criteria.since[:4]) * 10_000
        found.append(Span(least, day_number(criteria.until) if criteria.until else None))
    first, last = criteria.first_year, criteria.last_year
    if first is not None and last is not None and 0 <= last - first < _MOST_YEARS:
        found.append(Tag(tuple(f"year:{year}" for year in range(first, last + 1))))
    return tuple(found)
