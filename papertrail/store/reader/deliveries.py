"""Store a reader's deliveries: recorded before a digest is sent and after, so none is lost."""

import uuid
from collections.abc import Iterable

from papertrail.store.reader.rows import ReaderRows
from papertrail.types.delivery import Delivery

_OPEN = "state IN ('planned', 'sending', 'failed')"


class Deliveries(ReaderRows):
    """One reader's rows of `deliveries`."""

    def missed(self, channel: str, *, today: str, oldest: str) -> list[int]:
        """Return the digests, oldest first, that a channel should have and that are not planned.

        These have papers or news and were made after the last one that was planned for it.

        Args:
            channel: the channel's name.
            today: a channel without any delivery begins with the digests of this day.
            oldest: for another channel: only digests of this day or later.
        """
        rows = self._connection.execute(
            "WITH had AS (SELECT max(digest) AS last FROM deliveries"
            " WHERE reader = :reader AND channel = :channel)"
            " SELECT id FROM digests, had WHERE reader = :reader AND id > coalesce(last, 0)"
            " AND day >= iif(last IS NULL, :today, :oldest)"
            " AND (EXISTS (SELECT 1 FROM digest_papers WHERE digest = digests.id AND role != 'more')"
            " OR EXISTS (SELECT 1 FROM digest_events WHERE digest = digests.id)) ORDER BY id",
            {"reader": self._reader, "channel": channel, "today": today, "oldest": oldest},
        )
        return [row["id"] for row in rows]

    def has_any(self, channel: str, day: str) -> bool:
        """Return whether a delivery of a day's digests to a channel was planned."""
        found = self._connection.execute(
            "SELECT 1 FROM deliveries JOIN digests ON digests.id = digest"
            " WHERE deliveries.reader = ? AND channel = ? AND day = ?",
            [self._reader, channel, day],
        )
        return found.fetchone() is not None

    def open(self) -> list[Delivery]:
        """Return the deliveries that are neither confirmed nor dropped, oldest first."""
        return self._read(f"AND {_OPEN} ORDER BY digest, id", [])

    def recent(self, count: int) -> list[Delivery]:
        """Return the newest deliveries, newest first."""
        return self._read("ORDER BY digest DESC, id DESC LIMIT ?", [count])

    def confirmed_before(self, delivery: Delivery, count: int) -> list[str]:
        """Return the keys of the channel's last confirmed deliveries before one, oldest first."""
        rows = self._read(
            "AND channel = ? AND digest < ? AND state = 'confirmed' ORDER BY digest DESC LIMIT ?",
            [delivery.channel, delivery.digest, count],
        )
        return [row.key for row in reversed(rows)]

    def _read(self, rest: str, values: list[object]) -> list[Delivery]:
        rows = self._connection.execute(
            "SELECT id, digest, channel, key,"  # noqa: S608 - as above
            " state, attempts, error, moment"
            f" FROM deliveries WHERE reader = ? {rest}",
            [self._reader, *values],
        )
        return [Delivery(*row) for row in rows.fetchall()]


class DeliveryWriter(ReaderRows):
    """Write one reader's deliveries."""

    def plan(self, digest: int, channels: Iterable[str], moment: str) -> int:
        """Plan a digest's delivery to channels that lack it; return how many are new."""
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT INTO deliveries (reader, digest, channel, key, state, moment)"
            " VALUES (?, ?, ?, ?, 'planned', ?)"
            " ON CONFLICT (digest, channel) DO UPDATE SET state = 'planned'"
            " WHERE state = 'dropped'",
            [(self._reader, digest, channel, uuid.uuid4().hex, moment) for channel in channels],
        )
        return self._connection.total_changes - before

    def begin(self, delivery: Delivery, moment: str) -> None:
        """Record that an attempt begins."""
        self._set(delivery, moment, "attempts = attempts + 1", [])

    def hand_over(self, delivery: Delivery, moment: str) -> None:
        """Record that from now on the channel may have it."""
        self._set(delivery, moment, "state = 'sending', error = ''", [])

    def confirm(self, delivery: Delivery, moment: str) -> None:
        """Record that the channel has it."""
        self._set(delivery, moment, "state = 'confirmed', error = ''", [])

    def fail(self, delivery: Delivery, error: str, moment: str) -> None:
        """Record a failure; after an earlier attempt without an answer, delivery stays in doubt."""
        state = "failed"
        if delivery.in_doubt:
            state = "sending"
        self._set(delivery, moment, "state = ?, error = ?", [state, error])

    def doubt(self, delivery: Delivery, error: str, moment: str) -> None:
        """Record that the attempt ended without an answer, so the channel may have it."""
        self._set(delivery, moment, "state = 'sending', error = ?", [error])

    def drop(self, channel: str, moment: str) -> int:
        """Drop the open deliveries of a channel; return how many."""
        cursor = self._connection.execute(
            "UPDATE deliveries SET state = 'dropped', moment = ?"  # noqa: S608 - a constant
            f" WHERE reader = ? AND channel = ? AND {_OPEN}",
            [moment, self._reader, channel],
        )
        return cursor.rowcount

    def _set(self, delivery: Delivery, moment: str, change: str, values: list[str]) -> None:
        self._connection.execute(
            f"UPDATE deliveries SET moment = ?, {change} WHERE id = ?",  # noqa: S608 - the change is written above
            [moment, *values, delivery.id],
        )
