"""Put works in the orders of lists, without reading more of them than a list shows."""

import heapq
import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from papertrail.store.facets import Facets
from papertrail.store.reader.rows import ReaderRows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

_MOMENTS = {
    "marks": "marked",
    "tags": "added",
    "priorities": "changed",
    "notes": "changed",
}
"""The tables of what a reader keeps about works, and when each row was written."""


class Listing(ReaderRows):
    """The orders of one reader's lists; all but that of titles begin with the latest or highest.

    Works that are equal in an order follow each other as they were stored, the latest first.
    """

    def changed(self, count: int | None = None) -> list[int]:
        """Return the works about which the reader keeps anything, the last changed first."""
        return list(islice(self._changed(), count))

    def count_changed(self) -> int:
        """Count the works about which the reader keeps anything."""
        counted, earlier = 0, list[str]()
        for table in _MOMENTS:
            unseen = " ".join(
                f"AND NOT EXISTS (SELECT 1 FROM {other} AS others WHERE reader = :reader"  # noqa: S608 - constants
                " AND others.work = rows.work)"
                for other in earlier
            )
            (found,) = self._connection.execute(
                f"SELECT count(*) FROM (SELECT work FROM {table} AS rows"  # noqa: S608 - constants
                f" WHERE reader = :reader {unseen} GROUP BY work)",
                {"reader": self._reader},
            ).fetchone()
            counted += int(found)
            earlier.append(table)
        return counted

    def ordered(self, mask: "Mask", order: str, count: int | None = None) -> list[int]:
        """Return the first works of a mask in an order.

        Args:
            mask: for each key whether the work is listed, bool [n].
            order: changed, added, published, priority or title.
            count: the most works; None for all.
        """
        if order == "changed":
            return list(islice(self._changed_in(mask), count))
        if order == "title":
            return self._by_title(mask, count)
        import numpy as np

        keys = np.flatnonzero(mask)[::-1]
        if order != "added":
            days = Facets(self._connection).days()
            keys = keys[np.argsort(-days[keys], kind="stable")]
        if order == "priority":
            priorities = np.zeros(len(mask), np.int64)
            for work, priority in self._priorities():
                priorities[work] = priority
            keys = keys[np.argsort(-priorities[keys], kind="stable")]
        return keys[:count].tolist()  # type: ignore[no-any-return]

    def _changed(self) -> Iterator[int]:
        rows = [
            self._connection.execute(
                f"SELECT {moment}, work FROM {table} WHERE reader = ?"  # noqa: S608 - constants
                f" ORDER BY {moment} DESC, work DESC",
                [self._reader],
            )
            for table, moment in _MOMENTS.items()
        ]
        seen = set[int]()
        for _, work in heapq.merge(*(map(tuple, found) for found in rows), reverse=True):
            if work not in seen:
                seen.add(work)
                yield work

    def _changed_in(self, mask: "Mask") -> Iterator[int]:
        rest = mask.copy()
        for work in self._changed():
            if work < len(rest) and rest[work]:
                rest[work] = False
                yield work
        yield from rest.nonzero()[0][::-1].tolist()

    def _by_title(self, mask: "Mask", count: int | None) -> list[int]:
        listed = mask.nonzero()[0].tolist()
        (stored,) = self._connection.execute("SELECT count(*) FROM works").fetchone()
        # Comparing each key with a list takes longer than sorting.
        condition = "WHERE id IN (SELECT value FROM json_each(?1))" if len(listed) < stored else ""
        rows = self._connection.execute(
            f"SELECT id FROM works {condition} ORDER BY title COLLATE NOCASE, id DESC LIMIT ?2",  # noqa: S608 - constants
            [json.dumps(listed) if condition else "", -1 if count is None else count],
        )
        return [key for (key,) in rows]

    def _priorities(self) -> list[tuple[int, int]]:
        rows = self._connection.execute(
            "SELECT work, priority FROM priorities WHERE reader = ?", [self._reader]
        )
        return [(work, priority) for work, priority in rows]
