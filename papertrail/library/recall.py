"""Decide when noted papers come back: each time after a longer interval.

Expanding intervals keep what was read in memory with few repetitions (Cepeda et al. 2006,
https://doi.org/10.1037/0033-2909.132.3.354). The schedule depends on days alone, so it is the same
whenever it is asked for on a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

INTERVALS = (1, 3, 7, 14, 30, 60, 120, 240, 365)
"""Days from one time to the next; the last one is repeated. Chosen by hand."""
COUNT = 3
"""Papers that come back on a day."""


@dataclass(frozen=True, slots=True)
class NotedWork:
    """A work with a note.

    Attributes:
        noted: the day on which the note was last changed.
        recalled: the last day on which it came back, or None.
        times: how often it came back.
    """

    work: int
    noted: date
    recalled: date | None = None
    times: int = 0

    @property
    def last(self) -> date:
        """The last day on which the reader saw the note."""
        return max(self.noted, self.recalled or self.noted)

    @property
    def due(self) -> date:
        """The day on which it comes back."""
        return self.last + timedelta(days=INTERVALS[min(self.times, len(INTERVALS) - 1)])


def due_on(day: date, noted: Sequence[NotedWork], count: int = COUNT) -> list[NotedWork]:
    """Return the works that come back on a day, those first that are the most overdue.

    What came back on that day already comes again. How overdue a work is counts in relation to its
    interval: a week late is much after a day and little after a year.
    """
    today = [each for each in noted if each.recalled == day]
    due = [each for each in noted if each.recalled != day and each.due <= day]
    due.sort(key=lambda each: (-_lateness(each, day), each.work))
    return [*sorted(today, key=lambda each: each.work), *due][: max(count, len(today))]


def _lateness(noted: NotedWork, day: date) -> float:
    return (day - noted.last) / (noted.due - noted.last)
