"""Show progress on standard error: notes, a bar on a terminal, else a line now and then."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from papertrail.cli.output import note
from papertrail.render.escaping import printable
from papertrail.types.progress import Advance, Progress

if TYPE_CHECKING:
    from papertrail.types.source import Reconciliation
    from papertrail.types.update import SourceReport

_QUIET_SECONDS = 15.0
"""Seconds between two lines about the same step."""


class CommandProgress(Progress):
    """Prints what acts report."""

    def __init__(self) -> None:
        self._last_line = time.monotonic()

    def note(self, message: str) -> None:
        """Print a note."""
        note(_harmless(message))

    def detail(self, message: str) -> None:
        """Print a note that belongs to the step in progress."""
        note(f"  {_harmless(message)}")

    @contextmanager
    def track(self, total: int, unit: str) -> Iterator[Advance]:
        """Draw a bar on a terminal, else print a line now and then."""
        shown = _bar if sys.stderr.isatty() else _lines
        with shown(total, unit) as advance:
            yield advance

    def fetched(self, report: "SourceReport") -> None:
        """Print how much a long fetch has brought, every few seconds."""
        if time.monotonic() - self._last_line >= _QUIET_SECONDS:
            self._last_line = time.monotonic()
            self.detail(f"{report.name}: {report.fetched:,} fetched so far, {report.new:,} new")

    def source_ended(self, report: "SourceReport") -> None:
        """Print how a source was read."""
        from papertrail.render.listings import source_report

        note(source_report(report))

    def reconciled(self, name: str, result: "Reconciliation | str") -> None:
        """Print the result of comparing a source with its upstream."""
        from papertrail.render.listings import reconciliation

        if isinstance(result, str):
            note(f"{printable(name)}: not proven: {printable(result)}")
        else:
            note(f"{printable(name):<16} {reconciliation(name, result)}")


def announce_conversions() -> None:
    """Print a line as soon as a model is converted, which takes seconds in which nothing moves."""
    log = logging.getLogger("index.embedding.engines.convert")
    if not log.handlers:
        log.addHandler(_Notes(logging.INFO))
        log.setLevel(logging.INFO)
        log.propagate = False


class _Notes(logging.Handler):
    """Prints log records as notes."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one."""
        note(_harmless(record.getMessage()))


def _harmless(message: str) -> str:
    # Columns of a line that is harmless already stay where they are.
    return message if message.isprintable() else printable(message)


@contextmanager
def _bar(total: int, unit: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, rate="")

        def draw(count: int) -> None:
            bar.advance(task, count)
            speed = bar.tasks[0].speed
            bar.update(task, rate=_rate(speed, unit) if speed else "")

        yield draw


@contextmanager
def _lines(total: int, unit: str) -> Iterator[Advance]:
    started = last_line = time.monotonic()
    done = 0

    def print_now_and_then(count: int) -> None:
        nonlocal done, last_line
        done += count
        now = time.monotonic()
        if now - last_line >= _QUIET_SECONDS:
            last_line = now
            rate = done / (now - started)
            left = f", {(total - done) / rate:.0f} s left" if done else ""
            note(f"  {done:,} of {total:,}, {_rate(rate, unit)}{left}")

    yield print_now_and_then


def _rate(rate: float, unit: str) -> str:
    """Return how fast a step is: by the second, or by the minute where it is slow."""
    if 0 < rate < 1:
        return f"{rate * 60:.0f} {unit}/min"
    return f"{rate:.0f} {unit}/s"
