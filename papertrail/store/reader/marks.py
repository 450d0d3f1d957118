"""Store a reader's marks: opinions of works and reading states."""

import json
from collections.abc import Iterable
from datetime import datetime

from papertrail.clock import iso
from papertrail.store.reader.rows import ReaderRows
from papertrail.types.mark import OPINIONS, STATUSES, Mark, canonical


class Marks(ReaderRows):
    """One reader's rows of `marks`: for each work an opinion per topic and a reading state."""

    def of(self, works: Iterable[int]) -> list[Mark]:
        """Return the marks of works, oldest first."""
        # The plus keeps SQLite from reading all marks of the reader by an index.
        rows = self._connection.execute(
            "SELECT work, kind, topic, marked FROM marks WHERE +reader = ?"
            " AND work IN (SELECT value FROM json_each(?))"
            " ORDER BY marked, work, topic, aspect",
            [self._reader, json.dumps(list(works))],
        )
        return [Mark(**dict(row)) for row in rows]

    def opinions(self, topic: str) -> list[Mark]:
        """Return the opinions that count for a topic, its own and general ones, oldest first.

        Where a work has both, the topic's own counts.
        """
        found = self._select("aspect = 'opinion' AND topic IN ('', ?)", topic)
        own = {mark.work for mark in found if mark.topic}
        return [mark for mark in found if mark.topic or mark.work not in own]

    def all(self, kinds: Iterable[str] = OPINIONS + STATUSES) -> list[Mark]:
        """Return all marks of some kinds, oldest first."""
        return self._select("kind IN (SELECT value FROM json_each(?))", json.dumps(list(kinds)))

    def _select(self, condition: str, value: str) -> list[Mark]:
        rows = self._connection.execute(
            f"SELECT work, kind, topic, marked FROM marks WHERE reader = ? AND {condition}"  # noqa: S608 - constants
            " ORDER BY marked, work, topic, aspect",
            [self._reader, value],
        )
        return [Mark(**dict(row)) for row in rows]


class MarkWriter(ReaderRows):
    """Write one reader's marks. What a person changes goes through `JournalWriter.recording`."""

    def set(self, works: Iterable[int], kind: str, now: datetime, topic: str = "") -> None:
        """Mark works; what contradicts it goes.

        Raises:
            ValueError: there is no such kind, or a state is given a topic.
        """
        kind = canonical(kind)
        if kind not in OPINIONS + STATUSES:
            raise ValueError(f"{kind!r} is no mark")
        if topic and kind in STATUSES:
            raise ValueError("a state belongs to no topic")
        aspect = "status"
        if kind in OPINIONS:
            aspect = "opinion"
        self._connection.executemany(
            "INSERT OR REPLACE INTO marks (work, reader, topic, aspect, kind, marked)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(work, self._reader, topic, aspect, kind, iso(now)) for work in works],
        )

    def clear_state(self, works: Iterable[int]) -> None:
        """Make works new again; opinions stay."""
        self._connection.executemany(
            "DELETE FROM marks WHERE work = ? AND reader = ? AND aspect = 'status'",
            [(work, self._reader) for work in works],
        )

    def clear(self, works: Iterable[int]) -> None:
        """Take all marks off works."""
        self._connection.executemany(
            "DELETE FROM marks WHERE work = ? AND reader = ?",
            [(work, self._reader) for work in works],
        )
