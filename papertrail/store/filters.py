"""Which works pass a filter, as one mask over all keys."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from papertrail.titles import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PUBLISHED = "coalesce(substr(submitted, 1, 10), announced, CAST(year AS TEXT))"
"""The day, or only the year, that a paper's date means to a reader, as an SQL expression."""
_YEAR = f"coalesce(year, CAST(substr({PUBLISHED}, 1, 4) AS INTEGER))"
_RENAMED = {"nips": "neurips"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which works to look at. Of several values of one field any will do, except that all authors must be there.

    Attributes:
        since: first day, such as 2026-06-17; a work of which only the year is known passes where its year does.
        until: last day.
        categories: an archive such as "cs" stands for all its categories.
        venues: words of a venue, such as "NeurIPS" or "ICML 2024".
        authors: names or parts of names, given names in full or as initials.
        sources: a feed such as "arxiv:cs.LG", or what stands before its colon.
        statuses: marks that the reader gave, such as save or like.
        first_year: of the venue's edition, else of the work's day.
        last_year: as `first_year`.
    """

    since: str | None = None
    until: str | None = None
    categories: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None

    def __bool__(self) -> bool:
        """Tell whether it leaves anything out."""
        return self != Filter()


def passing(connection: sqlite3.Connection, criteria: Filter) -> "NDArray[np.bool_]":
    """Return for each key, from 0 to the last one, whether there is such a work and it passes."""
    import numpy as np

    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM works").fetchone()
    mask = np.zeros(last + 1, dtype=bool)
    where, values = _conditions(connection, criteria)
    rows = connection.execute(f"SELECT id FROM works WHERE {where}", values)  # noqa: S608 - fixed conditions
    mask[np.fromiter((key for (key,) in rows), np.int64)] = True
    return mask


def _conditions(connection: sqlite3.Connection, criteria: Filter) -> tuple[str, list[str | int]]:
    """Return a filter as an SQL condition and its values."""
    found: list[tuple[str, list[str | int]]] = [("1", [])]
    for condition, value in (
        (f"{PUBLISHED} >= substr(?, 1, length({PUBLISHED}))", criteria.since),
        (f"{PUBLISHED} <= ?", criteria.until),
        (f"{_YEAR} >= ?", criteria.first_year),
        (f"{_YEAR} <= ?", criteria.last_year),
    ):
        found += [(condition, [value])] if value is not None else []
    for table, column, names, separator in (
        ("categories", "name", criteria.categories, "."),
        ("appearances", "source", criteria.sources, ":"),
        ("marks", "kind", criteria.statuses, ":"),
    ):
        where, values = _any_of(column, names, separator)
        found += [(f"id IN (SELECT work FROM {table} WHERE {where})", values)] if names else []  # noqa: S608 - constants
    if criteria.venues:
        rows = connection.execute("SELECT DISTINCT venue FROM works WHERE venue IS NOT NULL")
        venues = [venue for (venue,) in rows if any(_is_venue(venue, asked) for asked in criteria.venues)]
        found.append(("venue IN (SELECT value FROM json_each(?))", [json.dumps(venues)]))
    for author in criteria.authors:
        keys = json.dumps(_written_by(connection, author))
        found.append(("id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))", [keys]))
    return " AND ".join(condition for condition, _ in found), [value for _, values in found for value in values]


def _any_of(column: str, names: Sequence[str], separator: str) -> tuple[str, list[str | int]]:
    """Return the condition that a column is one of some names, or lies below one as cs.LG below cs."""
    below = f"substr({column}, 1, length(?) + 1) = ? || '{separator}' COLLATE NOCASE"
    choice = f"{column} = ? COLLATE NOCASE OR {below}"
    return " OR ".join([choice] * len(names)), [name for name in names for _ in range(choice.count("?"))]


def _is_venue(venue: str, asked: str) -> bool:
    """Tell whether a venue has all the words that were asked for."""
    wanted = _venue_words(asked)
    return bool(wanted) and wanted <= _venue_words(venue)


@lru_cache(4096)
def _venue_words(text: str) -> frozenset[str]:
    return frozenset(_RENAMED.get(word, word) for word in words(text))


def _written_by(connection: sqlite3.Connection, asked: str) -> list[int]:
    """Return the works that have an author of a name."""
    family, _, given = asked.partition(",")
    wanted = words(f"{given} {family}")
    if not wanted:
        return []
    # A name in plain letters has the last word as it is asked for; of others the reading decides.
    rows = connection.execute(
        "SELECT work, name FROM authors WHERE name LIKE '%' || ? || '%' OR name GLOB ?", [wanted[-1], "*[^ -&(-~]*"]
    )
    return [work for work, name in rows if _is_author(name, wanted)]


def _is_author(name: str, wanted: Sequence[str]) -> bool:
    """Tell whether a name has the last word that is wanted, and the others in full or as initials."""
    found = words(name)
    return wanted[-1] in found and all(
        any(word == other or (1 in (len(word), len(other)) and word[0] == other[0]) for other in found)
        for word in wanted
    )
