"""Read what papers over time are counted from: days, venues, texts, and what was read."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from feeds.bounds import TITLE, shortened
from papertrail.store.facets import Facets
from papertrail.store.transaction import reading
from papertrail.types.work import paper_text, preference

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ANNOUNCED_WITHIN = timedelta(days=4)
"""What is submitted to arXiv on a Thursday evening is announced by Tuesday, holidays aside."""
_FAILED = ("throttled", "partial", "failed")


class ReadPeriod(NamedTuple):
    """The days that a source was read for, ISO 8601, and the days between that failed.

    Attributes:
        is_dated: whether the source says which days it was read for; else they are those on which
            papers of it came in.
    """

    source: str
    first: str
    last: str
    failed: tuple[str, ...]
    is_dated: bool


class Sketch(NamedTuple):
    """What a map shows of a work; what is not known is an empty string."""

    key: int
    id: str
    title: str
    url: str
    venue: str
    category: str


class Timeline:
    """The days of works, and the days that sources were read for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def days(self) -> "NDArray[np.int32]":
        """Return the day of each key from 0 on, int32 [n]: see `papertrail.store.facets`."""
        with reading(self._connection):
            return Facets(self._connection).days().copy()

    def venues(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the venues of those of some works that have one."""
        rows = self._connection.execute(
            "SELECT id, venue FROM works WHERE venue != ''"
            " AND id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(map(int, keys)))],
        )
        return {row["id"]: row["venue"] for row in rows}

    def texts(self, keys: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield the key and the text of each of some works."""
        rows = self._connection.execute(
            "SELECT id, title, abstract FROM works WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(map(int, keys)))],
        )
        for row in rows:
            yield row["id"], paper_text(row["title"], row["abstract"])

    def sketches(self, keys: Sequence[int]) -> list[Sketch]:
        """Return what a map shows of some works, by ascending keys; unknown keys are left out."""
        wanted = json.dumps(list(map(int, keys)))
        names: dict[int, tuple[str, str]] = {}
        for work, scheme, value in self._connection.execute(
            "SELECT work, scheme, value FROM identifiers"
            " WHERE work IN (SELECT value FROM json_each(?))",
            [wanted],
        ):
            names[work] = min(names.get(work, (scheme, value)), (scheme, value), key=preference)
        rows = self._connection.execute(
            "SELECT id, title, url, coalesce(venue, '') AS venue, coalesce((SELECT name"
            " FROM categories WHERE work = works.id AND position = 0), '') AS category"
            " FROM works WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            [wanted],
        )
        return [
            Sketch(
                row["id"],
                ":".join(names.get(row["id"], ("", ""))),
                shortened(row["title"], TITLE),
                row["url"],
                row["venue"],
                row["category"],
            )
            for row in rows
        ]

    def read_periods(self) -> list[ReadPeriod]:
        """Return the days that each source was read for.

        They are the interval of its cursor, where it has one: all papers of these days are stored.
        Else they begin with the first announcement, or the first paper that came in.
        """
        failed: dict[str, list[str]] = {}
        for row in self._connection.execute(
            "SELECT source, day FROM days"
            " WHERE status IN (SELECT value FROM json_each(?)) ORDER BY day",
            [json.dumps(_FAILED)],
        ):
            failed.setdefault(row["source"], []).append(row["day"])
        rows = self._connection.execute(
            "SELECT name, status, substr(last_success, 1, 10) AS success,"
            " substr(cursor ->> 'from', 1, 10) AS since, substr(cursor ->> 'until', 1, 10) AS until,"
            " (SELECT min(day) FROM days WHERE source = name) AS announced,"
            " (SELECT substr(min(seen), 1, 10) FROM appearances WHERE source = name) AS seen"
            " FROM sources"
        )
        found = []
        for row in rows:
            is_dated = bool(row["since"] and row["until"]) or bool(row["announced"])
            first = row["since"] or row["announced"] or row["seen"]
            last = _last(row["until"], row["success"])
            if first and last:
                days = tuple(failed.get(row["name"], ()))
                found.append(ReadPeriod(row["name"], first, last, days, is_dated))
        return found


def _last(until: str | None, success: str | None) -> str | None:
    """Return the last day that a source was read for, given the end of its cursor's interval."""
    if until and success:
        settled = date.fromisoformat(success) - _ANNOUNCED_WITHIN
        return max(until, settled.isoformat())
    return until or success
