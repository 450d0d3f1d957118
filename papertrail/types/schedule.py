"""Scheduled runs: when they are due, and their results."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from papertrail.types.timetable import Timetable


@dataclass(frozen=True, slots=True)
class RunResult:
    """One scheduled run.

    Attributes:
        started: the moment, ISO 8601, UTC.
        ended: likewise, or None.
        status: running; done; part (a source or a channel failed); failed; or stopped on request.
        note: what went wrong, in one line.
        notified: whether a notice about this failure and those before was sent.
    """

    started: str
    ended: str | None = None
    status: str = "running"
    note: str = ""
    notified: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """A home's entry in a scheduler.

    Attributes:
        scheduler: cron or systemd.
        next: the next due moment, in local time.
    """

    scheduler: str
    timetable: Timetable
    next: datetime


@dataclass(frozen=True, slots=True)
class Installation:
    """A newly installed entry.

    Attributes:
        next: the next due moment, in local time; None where the entry can't be read back.
        removed_from: other schedulers, out of which earlier entries were taken.
        has_channels: whether runs have a channel to deliver to.
        unavailable_secrets: (variable, channel) of secrets that only this process can see.
    """

    scheduler: str
    timetable: Timetable
    next: datetime | None
    removed_from: tuple[str, ...]
    has_channels: bool
    unavailable_secrets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """The schedule of a home, and the last results of its runs.

    Attributes:
        entry: None if nothing is scheduled.
        log: the log file of the runs.
        last: the last results, oldest first.
    """

    entry: ScheduleEntry | None
    log: Path
    last: tuple[RunResult, ...]
