"""Digests as they were made, so that no paper is shown twice and any of them can be shown again."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DigestPaper:
    """A work in a digest.

    Attributes:
        score: cosine similarity to the topic, from -1 to 1.
        why: what to tell the reader about the match, ready for JSON.
    """

    topic: str
    rank: int
    work: int
    score: float
    why: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest.

    Attributes:
        created: the moment it was made, ISO 8601, UTC.
        considered: how many new works were compared with the topics.
        last_work: the works up to this id were considered in this digest or an earlier one.
        sources: (name, status) of each source at that time.
    """

    created: str
    considered: int
    last_work: int
    sources: tuple[tuple[str, str], ...]
    papers: tuple[DigestPaper, ...]


class Digests:
    """The tables `digests` and `digest_papers`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, digest: Digest) -> int:
        """Record a digest and return its number."""
        cursor = self._connection.execute(
            "INSERT INTO digests (created, considered, last_work, sources) VALUES (?, ?, ?, ?)",
            [digest.created, digest.considered, digest.last_work, json.dumps(digest.sources)],
        )
        self._connection.executemany(
            "INSERT INTO digest_papers (digest, topic, rank, work, score, why) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (cursor.lastrowid, paper.topic, paper.rank, paper.work, paper.score, json.dumps(dict(paper.why)))
                for paper in digest.papers
            ],
        )
        number = cursor.lastrowid
        if number is None:
            raise sqlite3.DatabaseError("a digest was not recorded")
        return number

    def get(self, number: int) -> Digest:
        """Return a recorded digest by its number."""
        return self._digest(self._connection.execute("SELECT * FROM digests WHERE id = ?", [number]).fetchone())

    def last(self) -> Digest | None:
        """Return the newest digest, or None."""
        row = self._connection.execute("SELECT * FROM digests ORDER BY id DESC LIMIT 1").fetchone()
        return self._digest(row) if row else None

    def made_on(self, day: str) -> list[Digest]:
        """Return the digests of a day, oldest first."""
        rows = self._connection.execute("SELECT * FROM digests WHERE substr(created, 1, 10) = ? ORDER BY id", [day])
        return [self._digest(row) for row in rows.fetchall()]

    def topic_of(self, work: int) -> str:
        """Return the topic under which a work was shown last, or an empty string."""
        row = self._connection.execute(
            "SELECT topic FROM digest_papers WHERE work = ? ORDER BY digest DESC LIMIT 1", [work]
        ).fetchone()
        return str(row["topic"]) if row else ""

    def _digest(self, row: sqlite3.Row) -> Digest:
        papers = self._connection.execute(
            "SELECT topic, rank, work, score, why FROM digest_papers WHERE digest = ? ORDER BY topic, rank", [row["id"]]
        )
        return Digest(
            row["created"],
            row["considered"],
            row["last_work"],
            tuple((name, status) for name, status in json.loads(row["sources"])),
            tuple(DigestPaper(**{**dict(paper), "why": json.loads(paper["why"])}) for paper in papers),
        )
