"""Decide which works pass a filter, as one mask over all keys."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from papertrail.dedup.venues import is_venue
from papertrail.store.author_names import written_by
from papertrail.store.facets import Facets
from papertrail.store.transaction import reading
from papertrail.text.words import label
from papertrail.types.filter import Filter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NO_YEAR = 9999


def passing(connection: sqlite3.Connection, reader: str, criteria: Filter) -> "NDArray[np.bool_]":
    """Return for each key, from 0 to the last one, whether there is such a work and it passes.

    Args:
        connection: the database.
        reader: whose marks count.
        criteria: the filter.
    """
    import numpy as np

    with reading(connection):
        facets = Facets(connection)
        masks = [facets.days() >= 0] if criteria == Filter() else [*_in_time(facets, criteria)]
        for facet, names, is_one in (
            ("category", criteria.categories, _is_same),
            ("source", criteria.sources, _is_same),
            ("venue", criteria.venues, is_venue),
        ):
            if names:
                masks.append(facets.having(facet, partial(_is_any, is_one, names)))
        if criteria.statuses:
            masks.append(_at(facets.size, _marked(connection, reader, criteria.statuses)))
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


def _marked(connection: sqlite3.Connection, reader: str, statuses: Sequence[str]) -> list[int]:
    kinds = json.dumps(list(map(label, statuses)))
    rows = connection.execute(
        "SELECT work FROM marks WHERE reader = ? AND kind IN (SELECT value FROM json_each(?))",
        [reader, kinds],
    )
    return [work for (work,) in rows]


def _is_any(is_one: Callable[[str, str], bool], wanted: Sequence[str], value: str) -> bool:
    return any(is_one(value, one) for one in wanted)


def _is_same(value: str, wanted: str) -> bool:
    return label(value) == label(wanted)
