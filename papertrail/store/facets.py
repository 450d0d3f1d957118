"""Look up the days, years, categories, sources and venues of works by blocks of keys.

It is quick for millions of works and exact at any moment. For each block of 4,096 keys the table
`facet_blocks` has the day and the year of each work, and `facets` has, for each value in it, which
works have it. Triggers drop a block when something in it changes; a missing block is
derived from the works, in memory by readers and stored by `fill`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from papertrail.types.dates import PUBLISHED_SQL, YEAR_SQL, day_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BITS = 12
"""A block is the keys that are equal but for that many last bits; the triggers have it too."""
SIZE = 1 << BITS


@dataclass(frozen=True, slots=True)
class _Block:
    """A block, derived from the works.

    Attributes:
        days: 20260615, or 20260000 where only the year is known, 0 for none, -1 where there is
            no work; int32 [4096].
        years: of the venue's edition, else of the day; 0 for none, -1 where there is no work;
            int16 [4096].
        members: which works have a value, by facet and value, as places in the block.
    """

    days: "NDArray[np.int32]"
    years: "NDArray[np.int16]"
    members: dict[tuple[str, str], list[int]] = field(default_factory=dict)


class Facets:
    """The facets of all works, as of one moment; to be used within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM works").fetchone()
        self.size = last + 1
        """One more than the last key."""
        self._count = (last >> BITS) + 1
        stored = {block for (block,) in connection.execute("SELECT block FROM facet_blocks")}
        self._fresh = {
            block: _derive(connection, block) for block in range(self._count) if block not in stored
        }

    def days(self) -> "NDArray[np.int32]":
        """Return the day of each key, as in `_Block`, int32 [size]."""
        import numpy as np

        return np.frombuffer(self._column("days"), np.int32)[: self.size]

    def years(self) -> "NDArray[np.int16]":
        """Return the year of each key, as in `_Block`, int16 [size]."""
        import numpy as np

        return np.frombuffer(self._column("years"), np.int16)[: self.size]

    def having(self, facet: str, is_wanted: Callable[[str], bool]) -> "NDArray[np.bool_]":
        """Return whether each key has a wanted value of a facet, bool [size].

        Args:
            facet: category, source or venue.
            is_wanted: decides about a value.
        """
        import numpy as np

        packed = np.zeros((self._count, SIZE // 8), dtype=np.uint8)
        for block, works in self._works(facet, is_wanted):
            packed[block] |= (
                np.frombuffer(works, np.uint8) if len(works) == SIZE // 8 else _bits(works)
            )
        return np.unpackbits(packed, bitorder="little").view(bool)[: self.size]

    def _works(self, facet: str, is_wanted: Callable[[str], bool]) -> Iterator[tuple[int, bytes]]:
        # From value to value, without reading the rows in between.
        values = self._connection.execute(
            "WITH RECURSIVE found (value) AS ("
            " SELECT min(value) FROM facets WHERE facet = ?1 UNION ALL"
            " SELECT (SELECT min(value) FROM facets WHERE facet = ?1 AND value > found.value)"
            " FROM found WHERE found.value IS NOT NULL"
            ") SELECT value FROM found WHERE value IS NOT NULL",
            [facet],
        )
        wanted = [value for (value,) in values if is_wanted(value)]
        yield from self._connection.execute(
            "SELECT block, works FROM facets WHERE facet = ?"
            " AND value IN (SELECT value FROM json_each(?))",
            [facet, json.dumps(wanted)],
        )
        for block, fresh in self._fresh.items():
            for (kind, value), places in fresh.members.items():
                if kind == facet and is_wanted(value):
                    yield block, _packed(places)

    def _column(self, name: str) -> bytes:
        stored = dict(
            self._connection.execute(f"SELECT block, {name} FROM facet_blocks").fetchall()  # noqa: S608
        )
        return b"".join(
            getattr(self._fresh[block], name).tobytes() if block in self._fresh else stored[block]
            for block in range(self._count)
        )


def fill(connection: sqlite3.Connection) -> None:
    """Store the blocks that are missing; to be called in a transaction."""
    for block, fresh in Facets(connection)._fresh.items():  # noqa: SLF001 - of this module
        connection.execute(
            "INSERT INTO facet_blocks (block, days, years) VALUES (?, ?, ?)",
            [block, fresh.days.tobytes(), fresh.years.tobytes()],
        )
        connection.executemany(
            "INSERT INTO facets (facet, value, block, works) VALUES (?, ?, ?, ?)",
            [
                (facet, value, block, _packed(places))
                for (facet, value), places in fresh.members.items()
            ],
        )


def _derive(connection: sqlite3.Connection, block: int) -> _Block:
    """Derive a block from the works."""
    import numpy as np

    found = _Block(np.full(SIZE, -1, np.int32), np.full(SIZE, -1, np.int16))
    first = block << BITS
    span = [first, first + SIZE - 1]
    for key, day, year, venue in connection.execute(
        f"SELECT id, {PUBLISHED_SQL}, {YEAR_SQL}, venue FROM works WHERE id BETWEEN ? AND ?",  # noqa: S608
        span,
    ):
        found.days[key - first] = day_number(day)
        found.years[key - first] = year or 0
        if venue:
            found.members.setdefault(("venue", venue), []).append(key - first)
    for facet, table, column, separator in (
        ("category", "categories", "name", "."),
        ("source", "appearances", "source", ":"),
    ):
        rows = connection.execute(
            f"SELECT work, {column} FROM {table} WHERE work BETWEEN ? AND ?",  # noqa: S608
            span,
        )
        # The part before the separator is a value of its own: "cs" has all that cs.LG has.
        for key, value in rows:
            for name in {value, value.partition(separator)[0]}:
                found.members.setdefault((facet, name), []).append(key - first)
    return found


def _packed(places: list[int]) -> bytes:
    """Return places in a block as stored: as 16-bit numbers, or as bits if that is shorter."""
    import numpy as np

    listed = np.array(sorted(set(places)), dtype="<u2").tobytes()
    return listed if len(listed) < SIZE // 8 else _bits(listed).tobytes()


def _bits(listed: bytes) -> "NDArray[np.uint8]":
    import numpy as np

    bits = np.zeros(SIZE, dtype=bool)
    bits[np.frombuffer(listed, "<u2")] = True
    return np.packbits(bits, bitorder="little")
