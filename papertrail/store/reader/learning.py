"""Store what a reader did with the steps of ways."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from papertrail.clock import iso
from papertrail.store.reader.rows import ReaderRows
from papertrail.types.learning import StepProgress


class LearningRows(ReaderRows):
    """One reader's progress."""

    def steps(self) -> dict[str, StepProgress]:
        """Return all steps with a state, by id."""
        rows = self._connection.execute(
            "SELECT step, state, note, changed, recalled, times FROM learn_steps WHERE reader = ?",
            [self._reader],
        )
        return {row["step"]: StepProgress(**dict(row)) for row in rows}

    def last(self) -> tuple[str, str, list[str], list[str]] | None:
        """Return topic, level, known concepts and ids of the way that was shown last."""
        row = self._connection.execute(
            "SELECT topic, level, known, steps FROM learn_topics WHERE reader = ?"
            " ORDER BY shown DESC, topic LIMIT 1",
            [self._reader],
        ).fetchone()
        if row is None:
            return None
        return row["topic"], row["level"], json.loads(row["known"]), json.loads(row["steps"])


class LearningWriter(ReaderRows):
    """Write one reader's progress."""

    def set_state(self, step: str, state: str, note: str, now: datetime) -> None:
        """Save what was done with a step; no state forgets it."""
        if not state:
            self._connection.execute(
                "DELETE FROM learn_steps WHERE reader = ? AND step = ?", [self._reader, step]
            )
            return
        self._connection.execute(
            "INSERT OR REPLACE INTO learn_steps (reader, step, state, note, changed)"
            " VALUES (?, ?, ?, ?, ?)",
            [self._reader, step, state, note, iso(now)],
        )

    def recalled(self, step: str, day: date) -> None:
        """Record that a note came back on a day."""
        self._connection.execute(
            "UPDATE learn_steps SET recalled = ?, times = times + 1 WHERE reader = ? AND step = ?",
            [day.isoformat(), self._reader, step],
        )

    def show(
        self, topic: str, level: str, known: Sequence[str], steps: Sequence[str], now: datetime
    ) -> None:
        """Remember the way that was shown last, so that its numbers name steps."""
        self._connection.execute(
            "INSERT OR REPLACE INTO learn_topics (reader, topic, level, known, steps, shown)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [self._reader, topic, level, json.dumps([*known]), json.dumps([*steps]), iso(now)],
        )
