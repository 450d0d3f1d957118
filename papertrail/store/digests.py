"""Digests as they were made, so that no paper is shown twice and any of them can be shown again."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from papertrail.errors import BusyError
from papertrail.types.digest import TOLD, Digest, DigestPaper, SourceHealth


class Digests:
    """The tables `digests` and `digest_papers`, and the ledger: `shown`, `waiting` and
    `digest_events`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, digest: Digest, waiting: Mapping[int, str] | None = None) -> int:
        """Record a digest, its papers as shown for ever; return its id. To be called in a
        transaction.

        Args:
            digest: what was chosen.
            waiting: the works that the next digest shall consider again, each with the moment
                since when it waits.

        Raises:
            BusyError: one of its papers or events was shown meanwhile.
        """
        run = self._connection.executemany
        cursor = self._connection.execute(
            "INSERT INTO digests (created, considered, last_work, sources, carried, uid) VALUES (?, ?, ?, ?, ?, ?)",
            [
                digest.created,
                digest.considered,
                digest.last_work,
                json.dumps(
                    [(source.name, source.status, source.considered) for source in digest.sources]
                ),
                digest.carried,
                digest.uid,
            ],
        )
        number = int(cursor.lastrowid or 0)
        run(
            "INSERT INTO digest_papers (digest, topic, rank, work, score, why, role) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    paper.topic,
                    paper.rank,
                    paper.work,
                    paper.score,
                    json.dumps(dict(paper.why)),
                    paper.role,
                )
                for paper in digest.papers
            ],
        )
        try:
            run(
                "INSERT INTO shown (work, digest) VALUES (?, ?)",
                [(paper.work, number) for paper in digest.papers],
            )
            run(
                "INSERT INTO digest_events (event, digest) VALUES (?, ?)",
                [(event, number) for event in digest.events],
            )
        except sqlite3.IntegrityError as error:
            raise BusyError(
                "another digest has shown some of these papers meanwhile", "make it again"
            ) from error
        self._connection.execute("DELETE FROM waiting")
        run("INSERT INTO waiting (work, since) VALUES (?, ?)", list((waiting or {}).items()))
        return number

    def considered_up_to(self, now: str) -> int:
        """Return the id of the last work that the digests up to a moment looked at, or 0.

        A digest that was made while the clock went ahead counts only where there is no other: it
        took works for too old that are not. What was shown is known by itself.
        """
        (key,) = self._connection.execute(
            "SELECT coalesce((SELECT last_work FROM digests WHERE created <= ? ORDER BY created DESC, id DESC LIMIT 1),"
            " (SELECT max(last_work) FROM digests), 0)",
            [now],
        ).fetchone()
        return int(key)

    def waiting(self) -> dict[int, str]:
        """Return the works that wait to be considered again, each with the moment since when it
        waits.
        """
        return {
            row["work"]: row["since"]
            for row in self._connection.execute("SELECT work, since FROM waiting")
        }

    def unknown(self, works: Sequence[int]) -> list[int]:
        """Return those of some works, in their order, that no digest has shown and the reader has
        not marked.
        """
        rows = self._connection.execute(
            "SELECT value FROM json_each(?) WHERE value IN (SELECT work FROM shown UNION ALL SELECT work FROM marks)",
            [json.dumps(list(works))],
        )
        known = {row["value"] for row in rows}
        return [work for work in works if work not in known]

    def untold_events(self) -> list[int]:
        """Return the events, oldest first, of works that the reader likes, saved or reads, since
        they were marked.
        """
        rows = self._connection.execute(
            "SELECT DISTINCT events.id FROM marks JOIN events ON events.work = marks.work"
            " WHERE marks.kind IN ('like', 'save', 'reading', 'read') AND happened >= marked"
            " AND events.kind IN (SELECT value FROM json_each(?))"
            " AND NOT EXISTS (SELECT 1 FROM digest_events WHERE event = events.id) ORDER BY events.id",
            [json.dumps(TOLD)],
        )
        return [row["id"] for row in rows]

    def last(self) -> Digest | None:
        """Return the newest digest, or None."""
        return next(iter(self._read("ORDER BY id DESC LIMIT 1", ())), None)

    def first(self) -> Digest | None:
        """Return the oldest digest, or None."""
        return next(iter(self._read("ORDER BY id LIMIT 1", ())), None)

    def up_to(self, number: int, count: int) -> list[Digest]:
        """Return a recorded digest and those before it, newest first."""
        return self._read("WHERE id <= ? ORDER BY id DESC LIMIT ?", (number, count))

    def numbered(self, numbers: Sequence[int]) -> list[Digest]:
        """Return recorded digests by their ids, oldest first."""
        return self._read(
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (json.dumps(list(numbers)),)
        )

    def numbers_of(self, day: str) -> list[int]:
        """Return the ids of the digests of a day, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM digests WHERE substr(created, 1, 10) = ? ORDER BY id", [day]
        )
        return [row["id"] for row in rows]

    def made_on(self, day: str) -> list[Digest]:
        """Return the digests of a day, oldest first."""
        return self._read("WHERE substr(created, 1, 10) = ? ORDER BY id", (day,))

    def made_since(self, day: str) -> list[Digest]:
        """Return the digests from a day on, newest first."""
        return self._read("WHERE created >= ? ORDER BY created DESC, id DESC", (day,))

    def _read(self, which: str, values: Iterable[object]) -> list[Digest]:
        rows = self._connection.execute(f"SELECT * FROM digests {which}", tuple(values))  # noqa: S608 - constants
        return [self._digest(row) for row in rows.fetchall()]

    def shown_under(self, topic: str) -> list[int]:
        """Return the works that digests have shown under a topic."""
        rows = self._connection.execute(
            "SELECT DISTINCT work FROM digest_papers WHERE topic = ?", [topic]
        )
        return [work for (work,) in rows]

    def topic_of(self, work: int) -> str:
        """Return the topic under which a work was shown last, or an empty string."""
        row = self._connection.execute(
            "SELECT topic FROM digest_papers WHERE work = ? ORDER BY digest DESC LIMIT 1", [work]
        ).fetchone()
        return str(row["topic"]) if row else ""

    def _digest(self, row: sqlite3.Row) -> Digest:
        papers = self._connection.execute(
            "SELECT topic, rank, work, score, why, role FROM digest_papers WHERE digest = ? ORDER BY topic, rank",
            [row["id"]],
        )
        events = self._connection.execute(
            "SELECT event FROM digest_events WHERE digest = ? ORDER BY event", [row["id"]]
        )
        return Digest(
            row["created"],
            row["considered"],
            row["last_work"],
            tuple(SourceHealth(*source) for source in json.loads(row["sources"])),
            tuple(
                DigestPaper(**{**dict(paper), "why": json.loads(paper["why"])}) for paper in papers
            ),
            row["carried"],
            tuple(event["event"] for event in events),
            row["uid"],
        )
