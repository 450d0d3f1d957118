"""Look up the days, years, categories, sources and venues of works by blocks of keys.

It is quick for millions of works and exact at any moment. For each block of 4,096 keys the table
`facet_blocks` has the day and the year of each work, and `facets` has, for each value in it, which
works have it. Triggers drop a block when something in it changes; a missing block is derived from
the works, in memory by readers and stored by `fill`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feeds.bounds import LAST_YEAR
from papertrail.store.transaction import writing
from papertrail.types.dates import PUBLISHED_SQL, YEAR_SQL, day_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BITS = 12
"""A block is the keys that are equal but for that many last bits; the triggers have it too."""
SIZE = 1 << BITS
_AT_ONCE = 16
"""Blocks that are stored in one transaction: about a second, so that other processes can write in
between."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A block, derived from the works.

    Attributes:
        days: 20260615, or 20260000 where only the year is known, 0 for none, -1 where there is no
            work; int32 [4096].
        years: of the venue's edition, else of the day; 0 for none, -1 where there is no work; int16
            [4096].
        members: which works have a value, by facet and value, as places in the block.
    """

    days: "NDArray[np.int32]"
    years: "NDArray[np.int16]"
    members: dict[tuple[str, str], list[int]] = field(default_factory=dict)


class Facets:
    """The facets of all works, as of the moment of the transaction that reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.size = _size(connection)
        """One more than the last key."""
        self._count = _blocks(self.size)
        self._fresh = {block: _derive(connection, block) for block in _missing(connection)}

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
    """Store the missing blocks, in short transactions or as parts of the open one."""
    missing = _missing(connection)
    for start in range(0, len(missing), _AT_ONCE):
        with writing(connection):
            for block in missing[start : start + _AT_ONCE]:
                _store(connection, block, _derive(connection, block))


def _store(connection: sqlite3.Connection, block: int, derived: _Block) -> None:
    stored = connection.execute(
        "INSERT OR IGNORE INTO facet_blocks (block, days, years) VALUES (?, ?, ?)",
        [block, derived.days.tobytes(), derived.years.tobytes()],
    )
    if stored.rowcount:
        connection.executemany(
            "INSERT INTO facets (facet, value, block, works) VALUES (?, ?, ?, ?)",
            [
                (facet, value, block, _packed(places))
                for (facet, value), places in derived.members.items()
            ],
        )


def _size(connection: sqlite3.Connection) -> int:
    """Return one more than the last key."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM works").fetchone()
    return int(last) + 1


def _blocks(size: int) -> int:
    return (size - 1 >> BITS) + 1


def _missing(connection: sqlite3.Connection) -> list[int]:
    """Return the blocks that are not stored, in order."""
    stored = {block for (block,) in connection.execute("SELECT block FROM facet_blocks")}
    return [block for block in range(_blocks(_size(connection))) if block not in stored]


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
        # Databases of earlier versions may hold years that no calendar has.
        found.years[key - first] = year if year and 0 < year <= LAST_YEAR else 0
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
    if len(listed) < SIZE // 8:
        return listed
    return _bits(listed).tobytes()


def _bits(listed: bytes) -> "NDArray[np.uint8]":
    import numpy as np

    bits = np.zeros(SIZE, dtype=bool)
    bits[np.frombuffer(listed, "<u2")] = True
    return np.packbits(bits, bitorder="little")
