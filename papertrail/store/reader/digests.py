"""Store a reader's digests as they were made: none shows a paper twice, each can be shown again."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from papertrail.errors import BusyError
from papertrail.store.reader.alerts import HELD
from papertrail.store.reader.rows import ReaderRows
from papertrail.types.digest import REPORTED, Digest, DigestPaper, SourceHealth


class Digests(ReaderRows):
    """One reader's rows of `digests`, `digest_papers`, `digest_events`, `shown` and `waiting`."""

    def considered_up_to(self, now: str) -> int:
        """Return the id of the last work that the digests up to a moment considered, or 0.

        A digest that was made while the clock was ahead does not count, not even the only one: it
        left works out as too old that are not. Works that were shown are recorded one by one.
        """
        row = self._connection.execute(
            "SELECT last_work FROM digests WHERE reader = ? AND created <= ?"
            " ORDER BY created DESC, id DESC LIMIT 1",
            [self._reader, now],
        ).fetchone()
        if not row:
            return 0
        return int(row[0])

    def waiting(self) -> dict[int, str]:
        """Return the works to consider again, each with the moment since when it waits."""
        rows = self._connection.execute(
            "SELECT work, since FROM waiting WHERE reader = ?", [self._reader]
        )
        return {row["work"]: row["since"] for row in rows}

    def unknown(self, works: Sequence[int]) -> list[int]:
        """Return the works, in order, that no digest has shown and the reader has not marked."""
        rows = self._connection.execute(
            "SELECT value FROM json_each(:works)"
            " WHERE EXISTS (SELECT 1 FROM shown WHERE work = value AND reader = :reader)"
            " OR EXISTS (SELECT 1 FROM marks WHERE work = value AND reader = :reader)",
            {"works": json.dumps(list(works)), "reader": self._reader},
        )
        known = {row["value"] for row in rows}
        return [work for work in works if work not in known]

    def unreported_events(self) -> list[int]:
        """Return the events of works since the reader liked, saved, read, tagged or noted them."""
        rows = self._connection.execute(
            f"SELECT events.id FROM ({HELD}) AS held JOIN events ON events.work = held.work"  # noqa: S608
            " WHERE happened >= since AND events.kind IN (SELECT value FROM json_each(:kinds))"
            " AND NOT EXISTS"
            " (SELECT 1 FROM digest_events WHERE event = events.id AND reader = :reader)"
            " ORDER BY events.id",
            {"reader": self._reader, "kinds": json.dumps(REPORTED)},
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
        return self._read("AND id <= ? ORDER BY id DESC LIMIT ?", (number, count))

    def numbers_of(self, day: str) -> list[int]:
        """Return the ids of the digests of a day, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM digests WHERE reader = ? AND day = ? ORDER BY id", [self._reader, day]
        )
        return [row["id"] for row in rows]

    def of_day(self, day: str) -> list[Digest]:
        """Return the digest of a day and its additions, oldest first."""
        return self._read("AND day = ? ORDER BY id", (day,))

    def days(self, count: int) -> list[tuple[str, int]]:
        """Return the days with digests, newest first, and how many papers each shows."""
        rows = self._connection.execute(
            "SELECT day, (SELECT count(DISTINCT work) FROM digest_papers JOIN digests AS made"
            " ON made.id = digest WHERE made.day = digests.day AND made.reader = digests.reader"
            " AND role != 'more') AS papers"
            " FROM digests WHERE reader = ? GROUP BY day ORDER BY day DESC LIMIT ?",
            [self._reader, count],
        )
        return [(row["day"], row["papers"]) for row in rows]

    def of_days(self, first: str, last: str) -> list[Digest]:
        """Return the digests from a day to another, both included, newest first."""
        return self._read("AND day BETWEEN ? AND ? ORDER BY day DESC, id DESC", (first, last))

    def _read(self, which: str, values: Iterable[object]) -> list[Digest]:
        rows = self._connection.execute(
            f"SELECT * FROM digests WHERE reader = ? {which}",  # noqa: S608 - constants
            (self._reader, *values),
        )
        return list(map(self._digest, rows.fetchall()))

    def shown_under(self, topic: str) -> list[int]:
        """Return the works that digests have shown under a topic."""
        rows = self._connection.execute(
            "SELECT DISTINCT work FROM digest_papers JOIN digests ON digests.id = digest"
            " WHERE reader = ? AND topic = ? AND role != 'more'",
            [self._reader, topic],
        )
        return [work for (work,) in rows]

    def shown_for(self, topic: str) -> set[int]:
        """Return the works that digests showed for a topic."""
        rows = self._connection.execute(
            "SELECT DISTINCT work FROM digest_papers JOIN digests ON digests.id = digest"
            " WHERE topic = ? AND reader = ? AND role != 'more'",
            [topic, self._reader],
        )
        return {work for (work,) in rows}

    def shown_since(self, topic: str, count: int) -> dict[int, str]:
        """Return the works that digests showed for a topic last, and when they did first."""
        rows = self._connection.execute(
            "SELECT work, min(created) AS first FROM digest_papers"
            " JOIN digests ON digests.id = digest"
            " WHERE topic = ? AND reader = ? AND role != 'more'"
            " GROUP BY work ORDER BY first DESC, work DESC LIMIT ?",
            [topic, self._reader, count],
        )
        return dict(map(tuple, rows))

    def topic_of(self, work: int) -> str:
        """Return the topic under which a work was shown last, or an empty string."""
        row = self._connection.execute(
            "SELECT topic FROM digest_papers JOIN digests ON digests.id = digest"
            " WHERE work = ? AND reader = ? ORDER BY digest DESC LIMIT 1",
            [work, self._reader],
        ).fetchone()
        if not row:
            return ""
        return str(row["topic"])

    def _digest(self, row: sqlite3.Row) -> Digest:
        rows = self._connection.execute(
            "SELECT topic, rank, work, score, why, role FROM digest_papers WHERE digest = ?"
            " ORDER BY topic, rank",
            [row["id"]],
        )
        papers = [DigestPaper(**{**dict(paper), "why": json.loads(paper["why"])}) for paper in rows]
        events = self._connection.execute(
            "SELECT event FROM digest_events WHERE digest = ? ORDER BY event", [row["id"]]
        )
        return Digest(
            row["created"],
            row["considered"],
            row["last_work"],
            tuple(SourceHealth(*source) for source in json.loads(row["sources"])),
            tuple(paper for paper in papers if paper.role != "more"),
            row["carried"],
            tuple(event["event"] for event in events),
            row["uid"],
            row["day"],
            row["kind"],
            tuple(paper for paper in papers if paper.role == "more"),
            row["best"],
        )


class DigestWriter(ReaderRows):
    """Write one reader's digests."""

    def add(self, digest: Digest, waiting: Mapping[int, str] | None = None) -> int:
        """Record a digest, and its papers as shown; return its id.

        Args:
            digest: what was chosen.
            waiting: the works that the next digest considers again, each with the moment since
                when it waits.

        Raises:
            BusyError: another process showed one of its papers or events first.
        """
        number = self._insert(digest)
        self._insert_papers(number, digest)
        try:
            self._insert_shown(number, digest)
        except sqlite3.IntegrityError as error:
            raise BusyError(
                "another digest has shown some of these papers meanwhile", "make it again"
            ) from error
        self._connection.execute("DELETE FROM waiting WHERE reader = ?", [self._reader])
        self._connection.executemany(
            "INSERT INTO waiting (work, reader, since) VALUES (?, ?, ?)",
            [(work, self._reader, since) for work, since in (waiting or {}).items()],
        )
        return number

    def _insert(self, digest: Digest) -> int:
        sources = [(source.name, source.status, source.considered) for source in digest.sources]
        cursor = self._connection.execute(
            "INSERT INTO digests"
            " (reader, created, considered, last_work, sources, carried, uid, day, kind, best)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                self._reader,
                digest.created,
                digest.considered,
                digest.last_work,
                json.dumps(sources),
                digest.carried,
                digest.uid,
                digest.day,
                digest.kind,
                digest.best,
            ],
        )
        return int(cursor.lastrowid or 0)

    def _insert_papers(self, number: int, digest: Digest) -> None:
        rows = [
            (
                number,
                paper.topic,
                paper.rank,
                paper.work,
                paper.score,
                json.dumps(dict(paper.why)),
                paper.role,
            )
            for paper in (*digest.papers, *digest.more)
        ]
        self._connection.executemany(
            "INSERT INTO digest_papers (digest, topic, rank, work, score, why, role)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def _insert_shown(self, number: int, digest: Digest) -> None:
        self._connection.executemany(
            "INSERT INTO shown (work, reader, digest) VALUES (?, ?, ?)",
            [(paper.work, self._reader, number) for paper in digest.papers],
        )
        self._connection.executemany(
            "INSERT INTO digest_events (event, reader, digest) VALUES (?, ?, ?)",
            [(event, self._reader, number) for event in digest.events],
        )
