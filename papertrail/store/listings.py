"""Read lists of works: by their day, and what a list shows of those in view."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from feeds.bounds import TITLE, shortened
from papertrail.store.facets import Facets
from papertrail.types.dates import LISTED_SQL, PUBLISHED_SQL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ANNOUNCED_AFTER = timedelta(days=92)
"""The longest time from submission to announcement that is looked at: it bounds what is read, and
arXiv announces within a week."""
_AT_ONCE = 20_000
"""Titles that are compared by one statement, so that its list of keys stays short."""


class Listings:
    """Lists of works, which belong to no reader."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def titles(self, keys: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return (title, day) of some works by key; the day is "" where none is known."""
        rows = self._connection.execute(
            f"SELECT id, title, {PUBLISHED_SQL} FROM works"  # noqa: S608 - a constant
            " WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps([int(key) for key in keys])],
        )
        return {key: (shortened(title, TITLE), day or "") for key, title, day in rows}

    def titled_with(self, text: str, keys: Sequence[int]) -> list[int]:
        """Return those of some works whose title has a text in it, in any case, in their order."""
        wanted = text.casefold()
        found = set[int]()
        for start in range(0, len(keys), _AT_ONCE):
            rows = self._connection.execute(
                "SELECT id, title FROM works WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps([int(key) for key in keys[start : start + _AT_ONCE]])],
            )
            found |= {key for key, title in rows if wanted in title.casefold()}
        return [key for key in keys if key in found]

    def newest_first(self, mask: "NDArray[np.bool_]") -> list[int]:
        """Return the works of a mask over all keys by their day, the newest first.

        Those of one day follow in the order in which they were stored, the last first.
        """
        import numpy as np

        keys = np.flatnonzero(mask)[::-1]
        days = Facets(self._connection).days()
        # What was stored since the mask was made is not in it.
        order = np.argsort(-days[keys], kind="stable")
        newest: list[int] = keys[order].tolist()
        return newest

    def listed_on(self, day: str) -> list[int]:
        """Return the works that were announced on a day, or else submitted, as they were stored."""
        first = date.fromisoformat(day) - min(_ANNOUNCED_AFTER, date.fromisoformat(day) - date.min)
        rows = self._connection.execute(
            # Two searches of the index of submissions, the second for what only a feed announced.
            f"SELECT id FROM works WHERE submitted >= ? AND submitted < ? AND {LISTED_SQL} = ?"  # noqa: S608
            " UNION SELECT id FROM works WHERE submitted IS NULL AND announced = ? ORDER BY id",
            [first.isoformat(), f"{day}U", day, day],
        )
        return [key for (key,) in rows]

    def last_listed(self) -> str | None:
        """Return the last day for which `listed_on` has a work, or None."""
        (last,) = self._connection.execute("SELECT max(submitted) FROM works").fetchone()
        first = date.fromisoformat(last[:10]) - _ANNOUNCED_AFTER if last else date.min
        (day,) = self._connection.execute(
            f"SELECT max({LISTED_SQL}) FROM works WHERE submitted >= ? OR submitted IS NULL",  # noqa: S608
            [first.isoformat()],
        ).fetchone()
        return str(day) if day else None
