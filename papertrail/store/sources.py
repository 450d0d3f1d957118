"""How far each source was read, and how it stood."""

import json
import sqlite3
from dataclasses import dataclass

from feeds.source import Cursor


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as the last update left it; moments in ISO 8601, UTC."""

    name: str
    status: str | None
    note: str
    last_attempt: str | None
    last_success: str | None
    newest: str | None
    """Day of the newest paper."""


class Sources:
    """The table `sources`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def cursor(self, name: str) -> Cursor:
        """Return a source's cursor, empty where it was never read."""
        row = self._connection.execute("SELECT cursor FROM sources WHERE name = ?", [name]).fetchone()
        cursor: Cursor = json.loads(row["cursor"]) if row else {}
        return cursor

    def save_cursor(self, name: str, cursor: Cursor) -> None:
        """Remember a cursor; to be called in the transaction that stores the papers before it."""
        self._connection.execute(
            "INSERT INTO sources (name, cursor) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor",
            [name, json.dumps(dict(cursor))],
        )

    def record(self, name: str, status: str, note: str, moment: str, *, succeeded: bool) -> None:
        """Remember how an attempt to read a source ended."""
        self._connection.execute(
            "INSERT INTO sources (name, cursor, status, note, last_attempt, last_success) VALUES (?, '{}', ?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET status = excluded.status, note = excluded.note,"
            " last_attempt = excluded.last_attempt, last_success = coalesce(excluded.last_success, last_success)",
            [name, status, note, moment, moment if succeeded else None],
        )

    def states(self) -> dict[str, SourceState]:
        """Return every source that was ever read."""
        rows = self._connection.execute(
            "SELECT name, status, note, last_attempt, last_success,"
            " (SELECT max(coalesce(announced, substr(submitted, 1, 10)))"
            "  FROM appearances JOIN works ON works.id = appearances.work WHERE source = name) AS newest"
            " FROM sources"
        )
        return {row["name"]: SourceState(**dict(row)) for row in rows}
