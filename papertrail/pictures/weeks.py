"""Cut time into weeks, and decide which weeks the feeds were read for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papertrail.types.trends import PART, UNREAD, WHOLE

MOST_WEEKS = 520
"""Ten years."""
_WEEK = timedelta(weeks=1)


class Period(NamedTuple):
    """The days that a source was read for, both included.

    Attributes:
        failed: days in between on which reading failed.
    """

    first: date
    last: date
    failed: frozenset[date] = frozenset()


def mondays(first: date, last: date) -> tuple[date, ...]:
    """Return the first days of the weeks from one day to another, both weeks included.

    Weeks begin on Monday, as those of ISO 8601.
    """
    monday = first - timedelta(days=first.weekday())
    count = (last - monday).days // 7 + 1
    return tuple(monday + number * _WEEK for number in range(count))


def weeks_of(days: NDArray[np.int32], first: date, count: int) -> NDArray[np.int32]:
    """Return the week of each day, int32 [n]; -1 for those outside, and where no day is known.

    Args:
        days: such as 20260617; without a month, such as 20260000, no day is known.
        first: the first Monday.
        count: the number of weeks.
    """
    found = np.full(len(days), -1, dtype=np.int32)
    last = first + count * _WEEK - timedelta(days=1)
    inside = (days >= _number(first)) & (days <= _number(last))
    values, places = np.unique(days[inside], return_inverse=True)
    each = [_week(int(value), first) for value in values]
    found[inside] = np.array(each, dtype=np.int32)[places]
    return found


def state_of(monday: date, today: date, periods: Sequence[Period]) -> str:
    """Decide whether a week was read: whole, part or unread.

    A day counts as read for a source if it is inside of the source's period and reading it did not
    fail. Days after today make a week one that was read in part.
    """
    days = [monday + timedelta(days=number) for number in range(7)]
    read = [
        day <= today and period.first <= day <= period.last and day not in period.failed
        for period in periods
        for day in days
    ]
    if read and all(read):
        return WHOLE
    return PART if any(read) else UNREAD


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _week(day: int, first: date) -> int:
    """Return the week of a day, -1 for a day that no calendar has."""
    try:
        found = date(day // 10_000, day // 100 % 100, day % 100)
    except ValueError:
        return -1
    return (found - first).days // 7
