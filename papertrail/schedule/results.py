"""Store results of scheduled runs in a small file, so that it also records a damaged database."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from papertrail.clock import iso
from papertrail.types.schedule import RunResult
from papertrail.types.timetable import Timetable

ATTEMPTS = 3
"""The tries of a due run, and the failures in a row after which a notice is sent."""
RETRY = timedelta(minutes=50)
"""The time between two tries, a little less than the hour of the guard in a crontab."""
_KEPT = 100
_INTERRUPTED = "it ended without a word: killed, or the machine was switched off"


class Results:
    """The file of results; only the process that holds the lock of runs writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[RunResult]:
        """Return the results, oldest first; a damaged file counts as none."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            return list(map(_result, stored))
        except (OSError, ValueError, TypeError, AttributeError):
            return []

    def settled(self) -> list[RunResult]:
        """Return the results when nothing runs: one that did not end was interrupted."""
        return [
            replace(item, status="failed", note=_INTERRUPTED) if item.status == "running" else item
            for item in self.read()
        ]

    def begin(self, now: datetime) -> None:
        """Record that a run begins."""
        self._write([*self.settled(), RunResult(iso(now))])

    def end(self, status: str, note: str, now: datetime) -> None:
        """Record the outcome of the run that began last."""
        *earlier, last = self.read()
        self._write([*earlier, replace(last, status=status, note=note, ended=iso(now))])

    def record_notice(self) -> None:
        """Record that a notice about the failures up to the last was sent."""
        *earlier, last = self.read()
        self._write([*earlier, replace(last, notified=True)])

    def _write(self, results: Sequence[RunResult]) -> None:
        from index.atomic import write_atomic

        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = list(map(asdict, results[-_KEPT:]))
        write_atomic(
            self._path, json.dumps(content, indent=1, ensure_ascii=False).encode(), mode=0o600
        )


def is_due(timetable: Timetable, results: Sequence[RunResult], now: datetime) -> bool:
    """Return whether a due moment has passed since which no run succeeded or was tried too often.

    Runs that began after `now` do not count: the clock was set back, and one run too many does no
    harm.
    """
    slot = iso(timetable.last(now))
    since = [result for result in results if slot <= result.started <= iso(now)]
    if any(result.status in ("done", "part") for result in since):
        return False
    if sum(result.status == "failed" for result in since) >= ATTEMPTS:
        return False
    return not since or since[-1].started <= iso(now - RETRY)


def failures_to_report(results: Sequence[RunResult]) -> list[RunResult]:
    """Return the failures at the end of some results if they need a notice, else nothing."""
    failures: list[RunResult] = []
    for result in reversed(results):
        if result.status == "failed":
            failures.insert(0, result)
        elif result.status != "stopped":
            break
    notified = any(result.notified for result in failures)
    if len(failures) >= ATTEMPTS and not notified:
        return failures
    return []


def _result(item: dict[str, Any]) -> RunResult:
    # The name in files of earlier versions.
    notified = item.pop("told", False)
    return RunResult(**{"notified": notified, **item})
