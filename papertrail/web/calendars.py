"""Lay the days of a source out as weeks: what was fetched, what is missing."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papertrail.types.source import Day
    from papertrail.types.status import SourceStatus

_WEEK = 7
_SIGNS = {
    "quiet": ("-", "no announcement"),
    "stale": ("~", "the day before was still shown"),
    "throttled": ("x", "throttled"),
    "partial": ("x", "read in part"),
    "failed": ("x", "failed"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a calendar.

    Attributes:
        kind: whole, missing, failed, quiet, proven, unknown, or outside for a day that is not
            reported; the name of its style.
        sign: what is printed, so that the calendar can be read without colours.
        words: what happened, as a sentence without a full stop.
    """

    day: str
    kind: str
    sign: str
    words: str


def weeks(source: "SourceStatus", today: date, count: int) -> list[list[Cell]]:
    """Return the last weeks of a source, the oldest first, each from Monday to Sunday."""
    known = {day.day: day for day in source.days}
    monday = today - timedelta(days=today.weekday(), weeks=count - 1)
    days = [monday + timedelta(days=number) for number in range(count * _WEEK)]
    cells = [_cell(source, day, known.get(day.isoformat()), today) for day in days]
    return [cells[start : start + _WEEK] for start in range(0, len(cells), _WEEK)]


def days_of(today: date, count: int) -> int:
    """Return how many days up to today some weeks have, of which the last is this one."""
    return (count - 1) * _WEEK + today.weekday() + 1


def _cell(source: "SourceStatus", day: date, known: "Day | None", today: date) -> Cell:
    name = day.isoformat()
    if day > today:
        return Cell(name, "outside", "", "")
    if known is None:
        return _unannounced(source, name)
    if known.missing > 0:
        expected = known.missing + known.stored
        return Cell(name, "missing", f"-{known.missing}", f"{known.missing} of {expected} missing")
    if known.status in _SIGNS:
        sign, words = _SIGNS[known.status]
        kind = "failed" if sign == "x" else "quiet"
        return Cell(name, kind, sign, words)
    if not known.stored:
        return Cell(name, "whole", "✓", "read")
    return Cell(name, "whole", f"{known.stored}", f"all {known.stored} stored")


def _unannounced(source: "SourceStatus", day: str) -> Cell:
    if source.reconciled and source.reconciled[0] <= day <= source.reconciled[1]:
        return Cell(day, "proven", "✓", "complete, by a comparison with the source")
    return Cell(day, "unknown", "·", "nothing is recorded")
