"""The words of the stored papers, brought forward from the database."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from index.keywords.index import Change, Entry, KeywordIndex
from index.keywords.query import Clause, Span, Tag
from papertrail.indexing.catch_up import document
from papertrail.store import Store
from papertrail.types.filter import Filter
from papertrail.types.work import Work
from papertrail.workspace import Home

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 4096
"""Works in one commit of the index, about a second on a laptop."""
EVERYTHING = Span(0)
"""What every work meets; alone it lists the newest first."""
_MOST_YEARS = 100


def folder(home: Home) -> "Path":
    """Return where the index lies."""
    return home.index / "keywords"


def open_keywords(home: Home) -> KeywordIndex:
    """Open the index of words; where there is none it is empty.

    Raises:
        DamagedIndexError: it can't be used.
    """
    return KeywordIndex.open(folder(home))


def catch_up_keywords(
    store: Store, keywords: KeywordIndex, progress: Callable[[int], None] | None = None
) -> int:
    """Index what is new or changed in the database, in the order of its changes, committing chunk
    by chunk.

    Args:
        store: the truth.
        keywords: the index to bring forward.
        progress: is told how many more works are done.

    Returns:
        The number of works that were indexed.
    """
    done = 0

    def changes() -> Iterator[Change]:
        nonlocal done
        sequence = store.works.resume_after(keywords.sequence)
        while rows := store.works.changed_after(sequence, CHUNK):
            keys = [key for _, key, _, _ in rows]
            sequence = rows[-1][0]
            yield Change(
                [entry(work) for work in store.works.get(keys)],
                store.works.absorbed_into(keys),
                sequence,
            )
            done += len(rows)
            if progress:
                progress(len(rows))

    if keywords.sequence != store.works.last_change():
        keywords.write(changes())
    return done


def pending_keywords(store: Store, keywords: KeywordIndex) -> int:
    """Return how many works are not indexed in their present form."""
    return store.works.pending(store.works.resume_after(keywords.sequence))


def entry(work: Work) -> Entry:
    """Return what is indexed of a work."""
    tags = {f"cat:{name.lower()}" for name in work.categories}
    tags |= {f"cat:{name.lower().partition('.')[0]}" for name in work.categories}
    tags |= {f"source:{name.lower()}" for name in work.sources}
    tags |= {f"source:{name.lower().partition(':')[0]}" for name in work.sources}
    tags |= {f"year:{year}"} if (year := _year(work)) else set()
    names = tuple(spelling for author in work.authors for spelling in _spellings(author.name))
    return Entry(
        work.key,
        document(work.title, work.abstract),
        names,
        sorted(tags),
        _number(work.published or ""),
    )


def clauses(criteria: Filter) -> tuple[Clause, ...]:
    """Return clauses that every work meets which passes a filter, so that the index need not look
    at the others.
    """
    found: list[Clause] = []
    if criteria.categories:
        found.append(Tag(tuple(f"cat:{name.lower()}" for name in criteria.categories)))
    if criteria.sources:
        found.append(Tag(tuple(f"source:{name.lower()}" for name in criteria.sources)))
    if criteria.since or criteria.until:
        # A work of which only the year is known stands before all days of that year.
        least = int(criteria.since[:4]) * 10_000 if criteria.since else None
        found.append(Span(least, _number(criteria.until) if criteria.until else None))
    first, last = criteria.first_year, criteria.last_year
    if first is not None and last is not None and 0 <= last - first < _MOST_YEARS:
        found.append(Tag(tuple(f"year:{year}" for year in range(first, last + 1))))
    return tuple(found)


def _spellings(name: str) -> list[str]:
    """Return the forms in which a name may be asked for: without middle names, and with initials."""
    family, comma, given = (part.strip() for part in name.partition(","))
    names = given.split() if comma else name.split()[:-1]
    last = family if comma else "".join(name.split()[-1:])
    if not names or not last:
        return [name]
    initials = " ".join(part[0] for part in names)
    return list(
        dict.fromkeys(
            (
                f"{' '.join(names)} {last}",
                f"{names[0]} {last}",
                f"{initials} {last}",
                f"{names[0][0]} {last}",
            )
        )
    )


def _year(work: Work) -> int | None:
    return work.year or (int(work.published[:4]) if work.published else None)


def _number(day: str) -> int:
    """Return a day as 20260617, a year alone as 20260000, nothing as 0."""
    return int(day.replace("-", "").ljust(8, "0")) if day else 0
