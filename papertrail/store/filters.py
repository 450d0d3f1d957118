"""Which works pass a filter, as one mask over all keys."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from papertrail.store.author_names import written_by
from papertrail.store.facets import Facets
from papertrail.store.transaction import reading
from papertrail.types.filter import Filter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NO_YEAR = 9999
_RENAMED = {"nips": "neurips"}


def passing(connection: sqlite3.Connection, criteria: Filter) -> "NDArray[np.bool_]":
    """Return for each key, from 0 to the last one, whether there is such a work and it passes."""
    import numpy as np

    with reading(connection):
        facets = Facets(connection)
        masks = [facets.days() >= 0] if criteria == Filter() else [*_in_time(facets, criteria)]
        for facet, names, is_one in (
            ("category", criteria.categories, _is_same),
            ("source", criteria.sources, _is_same),
            ("venue", criteria.venues, _is_venue),
        ):
            if names:
                masks.append(
                    facets.having(facet, partial(_is_any, is_one, [name.strip() for name in names]))
                )
        if criteria.statuses:
            masks.append(_at(facets.size, _marked(connection, criteria.statuses)))
        masks += [_at(facets.size, written_by(connection, author)) for author in criteria.authors]
    mask: NDArray[np.bool_] = np.logical_and.reduce(masks)
    return mask


def _in_time(facets: Facets, criteria: Filter) -> "Iterator[NDArray[np.bool_]]":
    if criteria.since or criteria.until:
        days = facets.days()
        if criteria.since:
            since = int(criteria.since.replace("-", ""))
            yield (days >= since) | (days == since // 10_000 * 10_000)
        if criteria.until:
            yield (days > 0) & (days <= int(criteria.until.replace("-", "")))
    if criteria.first_year is not None or criteria.last_year is not None:
        years = facets.years()
        yield (years >= max(criteria.first_year or 1, 1)) & (
            years <= (criteria.last_year or _NO_YEAR)
        )


def _at(size: int, keys: list[int]) -> "NDArray[np.bool_]":
    import numpy as np

    mask = np.zeros(size, dtype=bool)
    mask[keys] = True
    return mask


def _marked(connection: sqlite3.Connection, statuses: Sequence[str]) -> list[int]:
    kinds = json.dumps([status.strip().casefold() for status in statuses])
    rows = connection.execute(
        "SELECT work FROM marks WHERE kind IN (SELECT value FROM json_each(?))", [kinds]
    )
    return [work for (work,) in rows]


def _is_any(is_one: Callable[[str, str], bool], asked: Sequence[str], value: str) -> bool:
    return any(is_one(value, one) for one in asked)


def _is_same(value: str, asked: str) -> bool:
    return value.casefold() == asked.casefold()


def _is_venue(venue: str, asked: str) -> bool:
    """Tell whether a venue has all the words that were asked for."""
    wanted = _venue_words(asked)
    return bool(wanted) and wanted <= _venue_words(venue)


@lru_cache(4096)
def _venue_words(text: str) -> frozenset[str]:
    from papertrail.dedup.titles import words

    return frozenset(_RENAMED.get(word, word) for word in words(text))
