"""Store what is known of retractions, and the identity of the home."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from papertrail.clock import iso
from papertrail.store.reader.rows import ReaderRows

HELD = (
    "SELECT work, min(since) AS since FROM ("
    "SELECT work, marked AS since FROM marks WHERE reader = :reader"
    " AND kind IN ('like', 'later', 'reading', 'read')"
    " UNION ALL SELECT work, added FROM tags WHERE reader = :reader"
    " UNION ALL SELECT work, created FROM notes WHERE reader = :reader) GROUP BY work"
)
"""The works that a reader liked, saved, read, tagged or noted, and since when."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A DOI of a work that is to be checked; `etag` is of the last answer."""

    work: int
    doi: str
    etag: str | None


class Alerts(ReaderRows):
    """Retractions of works, and which DOIs of a reader's works are to be checked."""

    def home_uid(self) -> str:
        """Return a name of 32 hexadecimal digits that no other home has."""
        (uid,) = self._connection.execute("SELECT uid FROM home_identity").fetchone()
        return str(uid)

    def retracted(self, works: Iterable[int]) -> dict[int, str]:
        """Return those of some works that are retracted, each with how it is known."""
        rows = self._connection.execute(
            "SELECT work, detail FROM events WHERE kind = 'retracted'"
            " AND work IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
            [json.dumps(list(works))],
        )
        return dict(map(tuple, rows))

    def unchecked(self, before: datetime) -> list[Unchecked]:
        """Return the DOIs of the reader's works that were not checked since, the oldest first."""
        rows = self._connection.execute(
            f"SELECT held.work, value, etag FROM ({HELD}) AS held"  # noqa: S608 - a constant
            " JOIN identifiers ON identifiers.work = held.work AND scheme = 'doi'"
            " LEFT JOIN retraction_checks ON doi = value"
            " WHERE checked IS NULL OR checked < :before ORDER BY checked, held.work",
            {"reader": self._reader, "before": iso(before)},
        )
        return [Unchecked(*row) for row in rows]


class AlertWriter:
    """Write checks for retractions, and what they found."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def checked(self, doi: str, etag: str | None, now: datetime) -> None:
        """Record that a DOI was checked."""
        self._connection.execute(
            "INSERT OR REPLACE INTO retraction_checks (doi, checked, etag) VALUES (?, ?, ?)",
            [doi, iso(now), etag],
        )

    def note(self, work: int, kind: str, detail: str, now: datetime) -> bool:
        """Record an event of a work, once for each kind and detail; return whether it is new."""
        done = self._connection.execute(
            "INSERT INTO events (work, kind, version, detail, happened)"
            " SELECT id, ?2, version, ?3, ?4 FROM works WHERE id = ?1 AND NOT EXISTS"
            " (SELECT 1 FROM events WHERE work = ?1 AND kind = ?2 AND detail = ?3)",
            [work, kind, detail, iso(now)],
        )
        return bool(done.rowcount)
