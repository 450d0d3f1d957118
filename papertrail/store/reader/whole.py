"""Read and write all that a reader keeps, as rows for export to another home."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from papertrail.store.reader.rows import ReaderRows

ABOUT_WORKS = {
    "marks": ("topic", "aspect", "kind", "marked"),
    "tags": ("folded", "name", "added"),
    "priorities": ("priority", "changed"),
    "notes": ("created", "changed", "text"),
    "recalls": ("day", "times"),
    "citation_keys": ("key", "folded", "given"),
    "waiting": ("since",),
}
"""The tables with rows about works, and their columns after work and reader."""
_DELIVERY = ("channel", "key", "state", "attempts", "error", "moment")
_SEPARATED = ("scheme", "value", "other_scheme", "other_value")
_EVENT = ("kind", "version", "detail", "happened")

Row = dict[str, Any]


class WholeReader(ReaderRows):
    """All rows of one reader, and what is corrected by hand about works."""

    def about_works(self) -> dict[int, dict[str, list[Row]]]:
        """Return the rows about each work, by table."""
        found: dict[int, dict[str, list[Row]]] = {}
        for table, columns in ABOUT_WORKS.items():
            rows = self._connection.execute(
                f"SELECT work, {', '.join(columns)} FROM {table} WHERE reader = ?"  # noqa: S608 - constants
                f" ORDER BY work, {', '.join(columns)}",
                [self._reader],
            )
            for row in map(dict, rows):
                found.setdefault(row.pop("work"), {}).setdefault(table, []).append(row)
        return dict(sorted(found.items()))

    def digest_numbers(self) -> list[int]:
        """Return the ids of all digests, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM digests WHERE reader = ? ORDER BY id", [self._reader]
        )
        return [number for (number,) in rows]

    def deliveries(self, digest: int) -> list[Row]:
        """Return the deliveries of a digest."""
        rows = self._connection.execute(
            f"SELECT {', '.join(_DELIVERY)} FROM deliveries WHERE digest = ? ORDER BY id",  # noqa: S608 - constants
            [digest],
        )
        return list(map(dict, rows))

    def events(self, works: Sequence[int]) -> Iterator[tuple[int, int, Row]]:
        """Yield the events of works as (id, work, row), oldest first."""
        rows = self._connection.execute(
            f"SELECT id, work, {', '.join(_EVENT)} FROM events"  # noqa: S608 - constants
            " WHERE work IN (SELECT value FROM json_each(?)) ORDER BY id",
            [json.dumps(list(works))],
        )
        for row in map(dict, rows):
            yield row.pop("id"), row.pop("work"), row

    def separated(self) -> list[Row]:
        """Return the pairs of identifiers that a person separated."""
        rows = self._connection.execute(
            f"SELECT {', '.join(_SEPARATED)} FROM not_duplicates ORDER BY {', '.join(_SEPARATED)}"  # noqa: S608 - constants
        )
        return list(map(dict, rows))

    def work_keys(self) -> list[int]:
        """Return the keys of all works, in the order in which they were stored."""
        return [key for (key,) in self._connection.execute("SELECT id FROM works ORDER BY id")]

    def is_empty(self) -> bool:
        """Return whether the reader has kept nothing yet."""
        return not any(
            self._connection.execute(
                f"SELECT 1 FROM {table} WHERE reader = ? LIMIT 1",  # noqa: S608 - constants
                [self._reader],
            ).fetchone()
            for table in (*ABOUT_WORKS, "digests", "saved_searches")
        )


class WholeWriter(WholeReader):
    """Write rows as another home had them."""

    def add_about(self, work: int, tables: Mapping[str, Iterable[Row]]) -> None:
        """Write rows about a work; of several of a place the first stays."""
        for table, columns in ABOUT_WORKS.items():
            self._connection.executemany(
                f"INSERT OR IGNORE INTO {table} (work, reader, {', '.join(columns)})"  # noqa: S608 - constants
                f" VALUES (?, ?{', ?' * len(columns)})",
                [
                    (work, self._reader, *(row[column] for column in columns))
                    for row in tables.get(table, ())
                ],
            )

    def add_deliveries(self, digest: int, rows: Iterable[Row]) -> None:
        """Write the deliveries of a digest."""
        self._connection.executemany(
            f"INSERT INTO deliveries (digest, reader, {', '.join(_DELIVERY)})"  # noqa: S608 - constants
            f" VALUES (?, ?{', ?' * len(_DELIVERY)})",
            [(digest, self._reader, *(row[column] for column in _DELIVERY)) for row in rows],
        )

    def add_separated(self, rows: Iterable[Row]) -> None:
        """Write the pairs of identifiers that a person separated."""
        self._connection.executemany(
            f"INSERT OR IGNORE INTO not_duplicates ({', '.join(_SEPARATED)})"  # noqa: S608 - constants
            " VALUES (?, ?, ?, ?)",
            [[row[column] for column in _SEPARATED] for row in rows],
        )

    def replace_events(self, work: int, rows: Iterable[Row]) -> list[int]:
        """Write the events of a work in place of those that it has; return their ids."""
        self._connection.execute("DELETE FROM events WHERE work = ?", [work])
        ids = []
        for row in rows:
            cursor = self._connection.execute(
                f"INSERT INTO events (work, {', '.join(_EVENT)}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - constants
                [work, *(row[column] for column in _EVENT)],
            )
            ids.append(int(cursor.lastrowid or 0))
        return ids
