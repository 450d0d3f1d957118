"""Look up what a reader did when, and count it; store when noted papers came back."""

import json
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from papertrail.store.reader.rows import ReaderRows


class NoteDays(NamedTuple):
    """When a note was changed, as a moment, and when and how often its paper came back."""

    work: int
    changed: str
    recalled: str | None
    times: int


class Activity(ReaderRows):
    """What one reader did."""

    def in_state(self, states: Sequence[str], since: str = "") -> list[tuple[int, str]]:
        """Return works that were put into some states since a moment, and when, latest first."""
        rows = self._connection.execute(
            "SELECT work, marked FROM marks WHERE reader = ? AND aspect = 'status'"
            " AND kind IN (SELECT value FROM json_each(?)) AND marked >= ?"
            " ORDER BY marked DESC, work DESC",
            [self._reader, json.dumps(list(states)), since],
        )
        return [(work, marked) for work, marked in rows]

    def liked_and_new(self) -> list[tuple[int, str]]:
        """Return works that are liked and have no state, and since when, latest first."""
        rows = self._connection.execute(
            "SELECT work, max(marked) AS liked FROM marks AS likes"
            " WHERE reader = ?1 AND kind = 'like' AND NOT EXISTS"
            " (SELECT 1 FROM marks WHERE marks.work = likes.work AND reader = ?1"
            " AND (aspect = 'status' OR kind = 'dislike'))"
            " GROUP BY work ORDER BY liked DESC, work DESC",
            [self._reader],
        )
        return [(work, liked) for work, liked in rows]

    def shown_and_new(self, since: str) -> list[tuple[int, str]]:
        """Return works that digests showed since a moment and that are not marked, latest first."""
        rows = self._connection.execute(
            "SELECT DISTINCT work, created FROM shown JOIN digests ON digests.id = shown.digest"
            " WHERE shown.reader = ?1 AND created >= ?2 AND NOT EXISTS"
            " (SELECT 1 FROM marks WHERE marks.work = shown.work AND reader = ?1)"
            " ORDER BY created DESC, work DESC",
            [self._reader, since],
        )
        return [(work, created) for work, created in rows]

    def noted(self, since: str = "") -> list[NoteDays]:
        """Return when the notes that changed since a moment did so, the latest first."""
        rows = self._connection.execute(
            "SELECT notes.work, changed, day, coalesce(times, 0) FROM notes LEFT JOIN recalls"
            " ON recalls.work = notes.work AND recalls.reader = notes.reader"
            " WHERE notes.reader = ? AND changed >= ? ORDER BY changed DESC, notes.work DESC",
            [self._reader, since],
        )
        return [NoteDays(*row) for row in rows]

    def kinds(self) -> dict[str, int]:
        """Count works by mark; an opinion for several topics counts once."""
        return self._counts(
            "SELECT kind, count(DISTINCT work) FROM marks WHERE reader = ? GROUP BY kind"
        )

    def tags(self) -> dict[str, int]:
        """Count works by tag, the most used first."""
        return self._counts(
            "SELECT min(name), count(*) FROM tags WHERE reader = ?"
            " GROUP BY folded ORDER BY count(*) DESC, folded"
        )

    def moments(self, since: str) -> dict[str, list[str]]:
        """Return the moments of what happened since one: by state, and for `stored` and `noted`."""
        found: dict[str, list[str]] = {"stored": [], "noted": []}
        rows = self._connection.execute(
            "SELECT kind, marked FROM marks"
            " WHERE reader = ?1 AND aspect = 'status' AND marked >= ?2"
            " UNION ALL SELECT 'noted', changed FROM notes WHERE reader = ?1 AND changed >= ?2",
            [self._reader, since],
        )
        for kind, moment in rows:
            found.setdefault(kind, []).append(moment)
        # Works get rising keys as they are stored, so the older ones need not be read.
        stored = self._connection.execute("SELECT fetched FROM works ORDER BY id DESC")
        found["stored"] += takewhile(lambda moment: moment >= since, (row[0] for row in stored))
        return found

    def pages(self, works: Sequence[int]) -> dict[int, int]:
        """Return the number of pages of the works whose PDF was fetched."""
        known = self._connection.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'documents'"
        ).fetchone()
        if not known:
            return {}
        rows = self._connection.execute(
            "SELECT work, pages FROM documents WHERE pages > 0"
            " AND work IN (SELECT value FROM json_each(?))",
            [json.dumps(list(works))],
        )
        return dict(rows.fetchall())

    def _counts(self, query: str) -> dict[str, int]:
        rows: Iterable[Sequence[Any]] = self._connection.execute(query, [self._reader])
        return {name: count for name, count in rows}  # noqa: C416 - rows are no pairs to mypy


class RecallWriter(ReaderRows):
    """Write when noted papers came back."""

    def recall(self, works: Iterable[int], day: str) -> None:
        """Record that papers came back on a day; a day counts once."""
        self._connection.executemany(
            "INSERT INTO recalls (work, reader, day, times) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (work, reader) DO UPDATE SET day = excluded.day, times = times + 1"
            " WHERE day != excluded.day",
            [(work, self._reader, day) for work in works],
        )
