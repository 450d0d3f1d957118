"""Render the entries of a plan as an iCalendar file (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from papertrail.errors import UsageError
from papertrail.types.plan import Entry


def as_calendar(name: str, zone: str, entries: Sequence[Entry]) -> bytes:
    """Return a calendar whose times are in a zone, with the rules of that zone.

    Raises:
        UsageError: icalendar is not installed.
    """
    try:
        from icalendar import Calendar
        from icalendar import Event as CalendarEvent
    except ImportError:
        raise UsageError(
            "calendars need the package icalendar; run: pip install 'papertrail[calendar]'"
        ) from None
    calendar = Calendar()
    calendar.add("PRODID", "-//papertrail//plan//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", _plain(name))
    place = UTC if zone in ("UTC", "Etc/UTC") else ZoneInfo(zone)
    for entry in entries:
        event = CalendarEvent()
        event.add("UID", entry.uid)
        event.add("SEQUENCE", entry.sequence)
        event.add("DTSTAMP", datetime.fromisoformat(entry.changed))
        event.add("LAST-MODIFIED", datetime.fromisoformat(entry.changed))
        event.add("DTSTART", datetime.fromisoformat(entry.start).astimezone(place))
        event.add("DTEND", datetime.fromisoformat(entry.end).astimezone(place))
        event.add("SUMMARY", _plain(entry.title))
        event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
        if entry.place:
            event.add("LOCATION", _plain(entry.place))
        if entry.about:
            event.add("DESCRIPTION", _plain(entry.about))
        if entry.url:
            event.add("URL", entry.url)
        calendar.add_component(event)
    years = [int(entry.start[:4]) for entry in entries] or [1970]
    calendar.add_missing_timezones(
        first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1)
    )
    return bytes(calendar.to_ical())


def _plain(text: str) -> str:
    """Return text without control characters, which no calendar may hold; lines stay."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())
