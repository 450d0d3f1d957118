"""Store how far each source was read, and how the last attempts ended."""

import json
import sqlite3
from collections.abc import Sequence

from feeds.source import Announcement, Cursor
from papertrail.types.source import Day, Reconciliation, SourceState


class Sources:
    """The tables `sources`, `days` and `reconciliations`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def cursor(self, name: str) -> Cursor:
        """Return a source's cursor, empty where it was never read."""
        row = self._connection.execute(
            "SELECT cursor FROM sources WHERE name = ?", [name]
        ).fetchone()
        cursor: Cursor = json.loads(row["cursor"]) if row else {}
        return cursor

    def states(self) -> dict[str, SourceState]:
        """Return every source that was ever read."""
        rows = self._connection.execute(
            "SELECT name, status, note, last_attempt, last_success,"
            " (SELECT max(coalesce(announced, substr(submitted, 1, 10)))"
            "  FROM appearances JOIN works ON works.id = appearances.work"
            " WHERE source = name) AS newest"
            " FROM sources"
        )
        return {row["name"]: SourceState(**dict(row)) for row in rows}

    def shares(self, works: Sequence[int]) -> dict[str, int]:
        """Return how many of some works each source shows; those of none are left out."""
        rows = self._connection.execute(
            "SELECT source, count(DISTINCT work) AS works FROM appearances"
            " WHERE work IN (SELECT value FROM json_each(?)) GROUP BY source",
            [json.dumps(list(works))],
        )
        return {row["source"]: row["works"] for row in rows}

    def days(self, since: str) -> list[Day]:
        """Return the announcements from a day on, by source and day."""
        rows = self._connection.execute(
            "SELECT * FROM days WHERE day >= ? ORDER BY source, day", [since]
        )
        return [
            Day(
                row["source"],
                row["day"],
                row["status"],
                row["expected"],
                row["seen"],
                row["seen"] - len(json.loads(row["missing"])),
                row["note"],
            )
            for row in rows
        ]

    def reconciliations(self) -> dict[str, Reconciliation]:
        """Return each source's last reconciliation with its upstream."""
        rows = self._connection.execute("SELECT * FROM reconciliations ORDER BY checked, until")
        return {row["source"]: Reconciliation(**dict(row)) for row in rows}

    def reconciled_periods(self) -> dict[str, tuple[str, str]]:
        """Return the (first day, last day) that each source's reconciliations cover together."""
        periods: dict[str, tuple[str, str]] = {}
        for row in self._connection.execute(
            "SELECT source, since, until FROM reconciliations ORDER BY until, since"
        ):
            since, until = periods.get(row["source"], (row["since"], ""))
            # With a gap between two periods, only the later one counts.
            periods[row["source"]] = (
                min(since, row["since"]) if row["since"] <= until else row["since"],
                row["until"],
            )
        return periods


class SourceWriter:
    """Write how far each source was read, and how the attempts ended."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save_cursor(self, name: str, cursor: Cursor) -> None:
        """Save a cursor, with the papers before it."""
        self._connection.execute(
            "INSERT INTO sources (name, cursor) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor",
            [name, json.dumps(dict(cursor))],
        )

    def record(self, name: str, status: str, note: str, moment: str, *, succeeded: bool) -> None:
        """Record how an attempt to read a source ended."""
        self._connection.execute(
            "INSERT INTO sources (name, cursor, status, note, last_attempt, last_success)"
            " VALUES (?, '{}', ?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET status = excluded.status, note = excluded.note,"
            " last_attempt = excluded.last_attempt,"
            " last_success = coalesce(excluded.last_success, last_success)",
            [name, status, note, moment, moment if succeeded else None],
        )

    def record_day(self, name: str, announcement: Announcement, moment: str) -> None:
        """Record what was announced on a day, and which of it is not stored.

        Its papers must be stored before.
        """
        seen = sorted(set(announcement.seen))
        self._connection.execute(
            "INSERT INTO days (source, day, status, expected, seen, missing, note, checked)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (source, day) DO UPDATE SET status = excluded.status,"
            " expected = coalesce(excluded.expected, expected), seen = max(seen, excluded.seen),"
            " missing = CASE WHEN excluded.seen THEN excluded.missing ELSE missing END,"
            " note = excluded.note, checked = excluded.checked",
            [
                name,
                announcement.day.isoformat(),
                announcement.status,
                announcement.expected,
                len(seen),
                json.dumps(self._unstored(seen)),
                announcement.note,
                moment,
            ],
        )

    def recheck_days(self, name: str) -> None:
        """Look up again which of the missing papers are stored by now."""
        rows = self._connection.execute(
            "SELECT day, missing FROM days WHERE source = ? AND missing != '[]'", [name]
        )
        for row in rows.fetchall():
            missing = self._unstored(
                [(scheme, value) for scheme, value in json.loads(row["missing"])]
            )
            self._connection.execute(
                "UPDATE days SET missing = ? WHERE source = ? AND day = ?",
                [json.dumps(missing), name, row["day"]],
            )

    def make_up_days(self, name: str, day: str) -> None:
        """Mark failed days before one as current if nothing of them is missing any more."""
        self._connection.execute(
            "UPDATE days SET status = 'current', note = 'made up for on ' || ?2"
            " WHERE source = ?1 AND day < ?2 AND status IN ('throttled', 'partial', 'failed')"
            " AND missing = '[]'",
            [name, day],
        )

    def record_reconciliation(self, found: Reconciliation) -> None:
        """Record a comparison with all that an upstream has."""
        self._connection.execute(
            "INSERT OR REPLACE INTO reconciliations (source, since, until, expected, held,"
            " checked) VALUES (?, ?, ?, ?, ?, ?)",
            [found.source, found.since, found.until, found.expected, found.held, found.checked],
        )

    def _unstored(self, identifiers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        known = self._connection.execute(
            "SELECT scheme, identifiers.value FROM identifiers JOIN json_each(?) AS wanted"
            " ON scheme = wanted.value ->> 0 AND identifiers.value = wanted.value ->> 1",
            [json.dumps(identifiers)],
        )
        stored = {(scheme, value) for scheme, value in known}
        return [identifier for identifier in identifiers if identifier not in stored]
