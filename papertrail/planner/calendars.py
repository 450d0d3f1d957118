"""Read iCalendar files: programmes that a person gives."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.conferences.programme import Presentation, kind_of
from papertrail.errors import UsageError

if TYPE_CHECKING:
    from icalendar import Calendar, Component

_INSTALL = "run: pip install 'papertrail[calendar]'"


def presentations(body: bytes) -> list[Presentation]:
    """Return the events of a calendar.

    Raises:
        UsageError: it can't be read, or icalendar is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise UsageError(f"calendars need the package icalendar; {_INSTALL}") from None
    try:
        calendar = Calendar.from_ical(body)
    except (ValueError, IndexError, KeyError) as error:
        raise UsageError(f"the calendar can't be read: {error}") from error
    return _events(calendar)


def _events(calendar: "Calendar") -> list[Presentation]:
    found: dict[str, Presentation] = {}
    for event in calendar.walk("VEVENT"):
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        each = _presentation(event)
        if each:
            found.setdefault(each.number, each)
    return list(found.values())


def _presentation(event: "Component") -> Presentation | None:
    title = " ".join(str(event.get("SUMMARY", "")).split())
    if not title:
        return None
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    floating = None
    if start and end and (start.tzinfo is None or end.tzinfo is None):
        floating = (start.isoformat(), end.isoformat())
    if floating or (start and end and end <= start) or not (start and end):
        start = end = None
    recurrence = event.get("RECURRENCE-ID")
    named = f"{event.get('UID') or title}\n{recurrence.dt if recurrence else ''}"
    url = str(event.get("URL", ""))
    return Presentation(
        number=hashlib.sha256(named.encode(errors="replace")).hexdigest()[:12],
        kind=kind_of(f"{_categories(event)} {title}"),
        title=title,
        room=" ".join(str(event.get("LOCATION", "")).split()),
        start=start,
        end=end,
        floating=floating,
        url=url if url.startswith(("http://", "https://")) else "",
        abstract=str(event.get("DESCRIPTION", ""))[:20_000],
    )


def _moment(event: "Component", name: str) -> datetime | None:
    """Return a time of an event; a whole day is none."""
    value = event.get(name)
    moment = getattr(value, "dt", None)
    if moment is None and name == "DTEND" and event.get("DURATION"):
        start = _moment(event, "DTSTART")
        return start + event.get("DURATION").dt if start else None
    return moment if isinstance(moment, datetime) else None


def _categories(event: "Component") -> str:
    found = event.get("CATEGORIES")
    rows = found if isinstance(found, list) else [found]
    return " ".join(str(name) for row in rows for name in getattr(row, "cats", ()))
