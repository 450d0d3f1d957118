"""Compute when runs are due, at times of day on days of the week, in local time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Timetable:
    """Times of day and days of the week, both sorted.

    Attributes:
        at: at least one time.
        days: 0 is Monday; at least one.
    """

    at: tuple[time, ...] = (time(7, 30),)
    days: tuple[int, ...] = tuple(range(_WEEK))

    @property
    def times(self) -> str:
        """The times as `times()` reads them."""
        return ",".join(f"{moment:%H:%M}" for moment in self.at)

    @property
    def weekdays(self) -> str:
        """The days as `weekdays()` reads them."""
        return "daily" if len(self.days) == _WEEK else ",".join(DAYS[day] for day in self.days)

    def last(self, now: datetime) -> datetime:
        """Return the newest due moment not after `now` (aware, in any zone), in local time."""
        local = now.astimezone()
        return max(moment for moment in self._around(local) if moment <= local)

    def following(self, now: datetime) -> datetime:
        """Return the first due moment after `now` (aware, in any zone), in local time."""
        local = now.astimezone()
        return min(moment for moment in self._around(local) if moment > local)

    def _around(self, local: datetime) -> Iterator[datetime]:
        """Yield the due moments from eight days before to eight days after."""
        for offset in range(-_WEEK - 1, _WEEK + 2):
            day = local.date() + timedelta(days=offset)
            if day.weekday() in self.days:
                # A naive moment becomes local time with the offset of that day, not of today.
                yield from (datetime.combine(day, moment).astimezone() for moment in self.at)


def times(text: str) -> tuple[time, ...]:
    """Read times of day such as "07:30" or "07:30,18:00".

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    found = [_TIME.fullmatch(part.strip()) for part in text.split(",")]
    if not all(found):
        raise ValueError('a time of day such as "07:30", or several as "07:30,18:00"')
    return tuple(sorted({time(int(match[1]), int(match[2])) for match in found if match}))


def weekdays(text: str) -> tuple[int, ...]:
    """Read days of the week: "daily", "mon-fri", "mon,wed,sat-sun".

    Raises:
        ValueError: they are none; the message says what is expected.
    """
    if text.strip().lower() == "daily":
        return tuple(range(_WEEK))
    days: set[int] = set()
    for part in text.lower().split(","):
        ends = [name.strip()[:3] for name in part.split("-", 1)]
        if not set(ends) <= set(DAYS):
            raise ValueError('days such as "mon-fri", "mon,thu", "sat-sun" or "daily"')
        start, end = DAYS.index(ends[0]), DAYS.index(ends[-1])
        days |= {day % _WEEK for day in range(start, end + 1 if end >= start else end + _WEEK + 1)}
    return tuple(sorted(days))
