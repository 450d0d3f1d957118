"""Record the progress of an update in a file, so that other processes can show it."""

import json
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.types.progress import Advance, Progress
from papertrail.types.update_progress import SourceProgress, UpdateProgress

if TYPE_CHECKING:
    from papertrail.core.resources import Resources
    from papertrail.types.source import Reconciliation
    from papertrail.types.update import SourceReport

_PAUSE = 0.3
"""Seconds between two writes of the file."""
_EMPTY = UpdateProgress(started="")


@contextmanager
def recorded(resources: "Resources") -> Iterator[None]:
    """Record what an update reports, and hand it on; the caller has the update lock."""
    recorder = ProgressRecorder(resources.home.update_progress, resources.progress)
    earlier, resources.progress = resources.progress, recorder
    try:
        yield
    except BaseException as error:
        recorder.end(getattr(error, "message", "") or type(error).__name__)
        raise
    else:
        recorder.end()
    finally:
        resources.progress = earlier


def read(resources: "Resources") -> UpdateProgress | None:
    """Return the progress of the update that is running, or of the last one; None before any."""
    from papertrail.locks import is_updating

    try:
        stored = json.loads(resources.home.update_progress.read_bytes())
        sources = tuple(SourceProgress(**each) for each in stored.pop("sources"))
        found = UpdateProgress(**stored, sources=sources)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return replace(found, is_running=not found.ended and is_updating(resources.home))


class ProgressRecorder(Progress):
    """Hands on what an update reports, and keeps the newest state in a file."""

    def __init__(self, file: Path, inner: Progress) -> None:
        """Begin the file."""
        self._file, self._inner = file, inner
        self._state = replace(_EMPTY, started=clock.iso(clock.now()))
        self._written = 0.0
        self._write()

    def end(self, error: str = "") -> None:
        """Record that the update has ended."""
        self._state = replace(self._state, ended=clock.iso(clock.now()), error=error, step="")
        self._write()

    def note(self, message: str) -> None:
        """Hand on a note."""
        self._inner.note(message)

    def detail(self, message: str) -> None:
        """Hand on a detail."""
        self._inner.detail(message)

    def track(self, total: int, unit: str) -> AbstractContextManager[Advance]:
        """Record each number of units, and hand it on."""
        return self._tracked(total, unit)

    @contextmanager
    def _tracked(self, total: int, unit: str) -> Iterator[Advance]:
        with self._inner.track(total, unit) as advance:
            self._change(replace(self._state, step=unit, done=0, total=total))

            def count(number: int) -> None:
                self._change(replace(self._state, done=self._state.done + number))
                advance(number)

            yield count

    def fetched(self, report: "SourceReport") -> None:
        """Record how much of a source was read."""
        self._source(SourceProgress(report.name, report.fetched, report.new))
        self._inner.fetched(report)

    def source_ended(self, report: "SourceReport") -> None:
        """Record how a source was read."""
        ended = SourceProgress(
            report.name, report.fetched, report.new, str(report.status), report.error or ""
        )
        self._source(ended)
        self._inner.source_ended(report)

    def reconciled(self, name: str, result: "Reconciliation | str") -> None:
        """Hand on a comparison."""
        self._inner.reconciled(name, result)

    def _source(self, source: SourceProgress) -> None:
        others = {each.name: each for each in self._state.sources}
        others[source.name] = source
        self._change(replace(self._state, sources=tuple(others.values())))

    def _change(self, state: UpdateProgress) -> None:
        self._state = state
        if time.monotonic() - self._written >= _PAUSE:
            self._write()

    def _write(self) -> None:
        self._written = time.monotonic()
        stored = asdict(self._state)
        del stored["is_running"]
        temporary = self._file.with_name(f"{self._file.name}.new")
        # An update does not fail since nobody can watch it; and this file need not survive a crash.
        with suppress(OSError):
            temporary.write_text(json.dumps(stored), encoding="utf-8")
            temporary.replace(self._file)
