"""Store a reader's deliveries: recorded before a digest is sent and after, so none is lost."""

import uuid
from collections.abc import Iterable, Sequence

from papertrail.store.reader.rows import ReaderRows
from papertrail.types.delivery import Delivery

_OPEN = "state IN ('planned', 'sending', 'failed')"


class Deliveries(ReaderRows):
    """One reader's rows of `deliveries` and `enclosed`."""

    def missed(self, channel: str, *, before: int, fresh: str, recent: str) -> list[int]:
        """Return the digests, oldest first, that were shown but never planned for a channel.

        Digests without papers and news are left out, and so are those before the last one that was
        planned for the channel.

        Args:
            channel: the channel's name.
            before: only digests with a lower id.
            fresh: for a channel without any delivery: only digests made since this moment.
            recent: for another channel: only digests made since this moment.
        """
        rows = self._connection.execute(
            "WITH had AS (SELECT digest FROM deliveries"
            " WHERE reader = :reader AND channel = :channel"
            " UNION ALL SELECT enclosed.digest FROM enclosed"
            " JOIN deliveries ON deliveries.id = delivery"
            " WHERE reader = :reader AND channel = :channel)"
            " SELECT id FROM digests WHERE reader = :reader AND id < :before"
            " AND id > coalesce((SELECT max(digest) FROM had), 0)"
            " AND created >= iif(EXISTS (SELECT 1 FROM had), :recent, :fresh)"
            " AND (EXISTS (SELECT 1 FROM digest_papers WHERE digest = digests.id)"
            " OR EXISTS (SELECT 1 FROM digest_events WHERE digest = digests.id)) ORDER BY id",
            {
                "reader": self._reader,
                "channel": channel,
                "before": before,
                "fresh": fresh,
                "recent": recent,
            },
        )
        return [row["id"] for row in rows]

    def enclosed(self, delivery: Delivery) -> list[int]:
        """Return the further digests that a delivery contains, oldest first."""
        rows = self._connection.execute(
            "SELECT digest FROM enclosed WHERE delivery = ? ORDER BY digest", [delivery.id]
        )
        return [row["digest"] for row in rows]

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
        missing = [channel for channel in channels if not self._is_enclosed(digest, channel)]
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT INTO deliveries (reader, digest, channel, key, state, moment)"
            " VALUES (?, ?, ?, ?, 'planned', ?)"
            " ON CONFLICT (digest, channel) DO UPDATE SET state = 'planned'"
            " WHERE state = 'dropped'",
            [(self._reader, digest, channel, uuid.uuid4().hex, moment) for channel in missing],
        )
        return self._connection.total_changes - before

    def enclose(self, digest: int, channel: str, others: Sequence[int]) -> None:
        """Record that the planned delivery of a digest also contains others."""
        self._connection.executemany(
            "INSERT INTO enclosed (delivery, digest)"
            " SELECT id, ? FROM deliveries WHERE reader = ? AND digest = ? AND channel = ?",
            [(other, self._reader, digest, channel) for other in others],
        )

    def _is_enclosed(self, digest: int, channel: str) -> bool:
        """Return whether another digest's delivery to a channel, not dropped, contains this one."""
        of_channel = (
            "digest = ? AND delivery IN (SELECT id FROM deliveries WHERE reader = ? AND channel = ?"
        )
        self._connection.execute(
            f"DELETE FROM enclosed WHERE {of_channel} AND state = 'dropped')",  # noqa: S608 - a constant
            [digest, self._reader, channel],
        )
        found = self._connection.execute(
            f"SELECT 1 FROM enclosed WHERE {of_channel})",  # noqa: S608 - as above
            [digest, self._reader, channel],
        )
        return found.fetchone() is not None

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
        state = "sending" if delivery.in_doubt else "failed"
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
