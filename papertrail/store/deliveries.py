"""The ledger of deliveries: written before anything is sent and again after, so that nothing is
lost or doubled.
"""

import sqlite3
import uuid
from collections.abc import Iterable

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
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT INTO deliveries (digest, channel, key, state, moment) VALUES (?, ?, ?, 'planned', ?)"
            " ON CONFLICT (digest, channel) DO UPDATE SET state = 'planned' WHERE state = 'dropped'",
            [(digest, channel, uuid.uuid4().hex, moment) for channel in channels],
        )
        return self._connection.total_changes - before

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
