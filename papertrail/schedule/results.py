"""What came of the runs: a small file, so that it can also tell of a damaged database."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from papertrail.clock import iso
from papertrail.schedule.timetable import Timetable

ATTEMPTS = 3
"""How often a due run is tried, and how many failures in a row are told about."""
RETRY = timedelta(minutes=50)
"""From one attempt to the next, a little less than the hour of the guard in a crontab."""
_KEPT = 100
_INTERRUPTED = "it ended without a word: killed, or the machine was switched off"


@dataclass(frozen=True, slots=True)
class Result:
    """One run.

    Attributes:
        started: a moment, ISO 8601, UTC.
        ended: likewise, or None.
        status: running; done; part (a source or a channel failed); failed; or stopped on request.
        note: what went wrong, in one line.
        told: whether a notice about this and the failures before was sent.
    """

    started: str
    ended: str | None = None
    status: str = "running"
    note: str = ""
    told: bool = False


class Results:
    """The file of results; only the process that holds the lock of runs writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Result]:
        """Return the results, oldest first; a damaged file counts as none."""
        try:
            return [Result(**item) for item in json.loads(self._path.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            return []

    def settled(self) -> list[Result]:
        """Return the results when nothing runs: one that did not end was interrupted."""
        return [
            replace(item, status="failed", note=_INTERRUPTED) if item.status == "running" else item
            for item in self.read()
        ]

    def begin(self, now: datetime) -> None:
        """Record that a run begins."""
        self._write([*self.settled(), Result(iso(now))])

    def end(self, status: str, note: str, now: datetime) -> None:
        """Record what came of the run that began last."""
        *earlier, last = self.read()
        self._write([*earlier, replace(last, status=status, note=note, ended=iso(now))])

    def told(self) -> None:
        """Record that the failures up to the last were told about."""
        *earlier, last = self.read()
        self._write([*earlier, replace(last, told=True)])

    def _write(self, results: Sequence[Result]) -> None:
        from index.atomic import write_atomic

        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = [asdict(result) for result in results[-_KEPT:]]
        write_atomic(
            self._path, json.dumps(content, indent=1, ensure_ascii=False).encode(), mode=0o600
        )


def is_due(timetable: Timetable, results: Sequence[Result], now: datetime) -> bool:
    """Tell whether a run is due: a due moment has passed, no run since then succeeded, and it is
    not tried too often.

    Runs that began after `now` are not looked at: the clock was set back, and a run too many does
    no harm.
    """
    slot = iso(timetable.last(now))
    since = [result for result in results if slot <= result.started <= iso(now)]
    if any(result.status in ("done", "part") for result in since):
        return False
    if sum(result.status == "failed" for result in since) >= ATTEMPTS:
        return False
    return not since or since[-1].started <= iso(now - RETRY)


def failures_to_tell(results: Sequence[Result]) -> list[Result]:
    """Return the failures at the end of some results if they are many enough and nobody was told;
    else nothing.
    """
    failures: list[Result] = []
    for result in reversed(results):
        if result.status == "failed":
            failures.insert(0, result)
        elif result.status != "stopped":
            break
    told = any(result.told for result in failures)
    return failures if len(failures) >= ATTEMPTS and not told else []
