"""The clock, which `PAPERTRAIL_NOW` can set for reproducible runs and for rendering the past.

Moments are stored in UTC. Days are the reader's: those of the system's time zone, which the
environment variable TZ can set. An offset in `PAPERTRAIL_NOW`, such as +09:00, replaces the zone.
"""

import os
from datetime import UTC, date, datetime

from papertrail.errors import ConfigError

VARIABLE = "PAPERTRAIL_NOW"
_YEARS = range(1900, 3000)


def now() -> datetime:
    """Return the current moment, in UTC to the second.

    Raises:
        ConfigError: `PAPERTRAIL_NOW` is set to something that is not an ISO 8601 moment, or is
            centuries away.
    """
    return _moment().astimezone(UTC)


def local(moment: datetime | None = None) -> datetime:
    """Return a moment, by default the current one, in the reader's time zone. Raises as `now`."""
    current = _moment()
    # Without a zone, Python asks the system for the offset that was in force at that moment.
    zone = None
    if current.utcoffset():
        zone = current.tzinfo
    return (moment or current).astimezone(zone)


def today() -> date:
    """Return the reader's day. Raises as `now`."""
    return local().date()


def iso(moment: datetime) -> str:
    """Write a moment as it is stored: UTC, to the second, so that texts sort as the moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment() -> datetime:
    """Return the current moment to the second: in UTC, or as `PAPERTRAIL_NOW` has it."""
    fixed = os.environ.get(VARIABLE)
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        raise ConfigError(
            f"{VARIABLE}={fixed!r} is no ISO 8601 moment", "write it like 2026-06-17T08:00:00Z"
        ) from None
    # Before anything is computed with it: at the ends of the calendar no day is before or after.
    if moment.year not in _YEARS:
        raise ConfigError(
            f"{VARIABLE}={fixed!r} is not in the years {_YEARS[0]} to {_YEARS[-1]}",
            "write it like 2026-06-17T08:00:00Z",
        )
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0)
