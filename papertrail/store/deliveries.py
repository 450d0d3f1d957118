"""The ledger of deliveries: written before anything is sent and again after, so that nothing is
lost or doubled.
"""

import sqlite3
import uuid
from collections.abc import Iterable, Sequence

from papertrail.types.delivery import Delivery

_OPEN = "state IN ('planned', 'sending', 'failed')"


class Deliveries:
    """The table `deliveries`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def plan(self, digest: int, channels: Iterable[str], moment: str) -> int:
        """Record that a digest is to go to channels, leaving out those that it went to; return how
        many are new.

        To be called in the transaction that records the digest.
        """
        wanting = [channel for channel in channels if not self._is_enclosed(digest, channel)]
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT INTO deliveries (digest, channel, key, state, moment) VALUES (?, ?, ?, 'planned', ?)"
            " ON CONFLICT (digest, channel) DO UPDATE SET state = 'planned' WHERE state = 'dropped'",
            [(digest, channel, uuid.uuid4().hex, moment) for channel in wanting],
        )
        return self._connection.total_changes - before

    def missed(self, channel: str, *, before: int, fresh: str, recent: str) -> list[int]:
        """Return the digests, oldest first, that were shown and that a channel was never to get.

        Digests without papers and news are left out, and so are those before the last one that the
        channel was to get.

        Args:
            channel: the channel's name.
            before: only digests with a lower id.
            fresh: for a channel that was never to get any: only digests made since this moment.
            recent: for another channel: only digests made since this moment.
        """
        rows = self._connection.execute(
            "WITH had AS (SELECT digest FROM deliveries WHERE channel = :channel UNION ALL SELECT enclosed.digest"
            " FROM enclosed JOIN deliveries ON deliveries.id = delivery WHERE channel = :channel)"
            " SELECT id FROM digests WHERE id < :before AND id > coalesce((SELECT max(digest) FROM had), 0)"
            " AND created >= iif(EXISTS (SELECT 1 FROM had), :recent, :fresh)"
            " AND (EXISTS (SELECT 1 FROM digest_papers WHERE digest = digests.id)"
            " OR EXISTS (SELECT 1 FROM digest_events WHERE digest = digests.id)) ORDER BY id",
            {"channel": channel, "before": before, "fresh": fresh, "recent": recent},
        )
        return [row["id"] for row in rows]

    def enclose(self, digest: int, channel: str, others: Sequence[int]) -> None:
        """Record that the planned delivery of a digest also holds others. To be called in the same
        transaction.
        """
        self._connection.executemany(
            "INSERT INTO enclosed (delivery, digest) SELECT id, ? FROM deliveries WHERE digest = ? AND channel = ?",
            [(other, digest, channel) for other in others],
        )

    def enclosed(self, delivery: Delivery) -> list[int]:
        """Return the digests that a delivery holds besides its own, oldest first."""
        rows = self._connection.execute(
            "SELECT digest FROM enclosed WHERE delivery = ? ORDER BY digest", [delivery.id]
        )
        return [row["digest"] for row in rows]

    def _is_enclosed(self, digest: int, channel: str) -> bool:
        """Return whether a digest went, or is to go, to a channel with another one; not so if that
        was dropped.
        """
        of_channel = "digest = ? AND delivery IN (SELECT id FROM deliveries WHERE channel = ?"
        self._connection.execute(
            f"DELETE FROM enclosed WHERE {of_channel} AND state = 'dropped')",  # noqa: S608 - a constant
            [digest, channel],
        )
        found = self._connection.execute(
            f"SELECT 1 FROM enclosed WHERE {of_channel})",  # noqa: S608 - as above
            [digest, channel],
        )
        return found.fetchone() is not None

    def open(self) -> list[Delivery]:
        """Return what is neither confirmed nor dropped, oldest first."""
        return self._read(f"WHERE {_OPEN} ORDER BY digest, id", [])

    def recent(self, count: int) -> list[Delivery]:
        """Return the newest deliveries, newest first."""
        return self._read("ORDER BY digest DESC, id DESC LIMIT ?", [count])

    def confirmed_before(self, delivery: Delivery, count: int) -> list[str]:
        """Return the keys of the last digests that the channel got before this one, oldest first."""
        rows = self._read(
            "WHERE channel = ? AND digest < ? AND state = 'confirmed' ORDER BY digest DESC LIMIT ?",
            [delivery.channel, delivery.digest, count],
        )
        return [row.key for row in reversed(rows)]

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
        """Record that the channel surely has it not, unless an earlier attempt left that in doubt."""
        state = "sending" if delivery.in_doubt else "failed"
        self._set(delivery, moment, "state = ?, error = ?", [state, error])

    def doubt(self, delivery: Delivery, error: str, moment: str) -> None:
        """Record that it is not known whether the channel has it."""
        self._set(delivery, moment, "state = 'sending', error = ?", [error])

    def drop(self, channel: str, moment: str) -> int:
        """Give up what is open for a channel; return how many deliveries that were."""
        cursor = self._connection.execute(
            f"UPDATE deliveries SET state = 'dropped', moment = ? WHERE channel = ? AND {_OPEN}",  # noqa: S608 - a constant
            [moment, channel],
        )
        return cursor.rowcount

    def _set(self, delivery: Delivery, moment: str, change: str, values: list[str]) -> None:
        self._connection.execute(
            f"UPDATE deliveries SET moment = ?, {change} WHERE id = ?",  # noqa: S608 - the change is written above
            [moment, *values, delivery.id],
        )

    def _read(self, rest: str, values: list[object]) -> list[Delivery]:
        rows = self._connection.execute(
            f"SELECT id, digest, channel, key, state, attempts, error, moment FROM deliveries {rest}",  # noqa: S608 - as above
            values,
        )
        return [Delivery(*row) for row in rows.fetchall()]
