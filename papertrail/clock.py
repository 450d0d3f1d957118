"""The clock, which `PAPERTRAIL_NOW` can set for reproducible runs and for rendering the past."""

import os
from datetime import UTC, datetime

from papertrail.errors import ConfigError

VARIABLE = "PAPERTRAIL_NOW"
_YEARS = range(1900, 3000)


def now() -> datetime:
    """Return the current moment, in UTC to the second.

    Raises:
        ConfigError: `PAPERTRAIL_NOW` is set to something that is not an ISO 8601 moment, or is
            centuries away.
    """
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
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def iso(moment: datetime) -> str:
    """Write a moment as it is stored: UTC, to the second, so that texts sort as the moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
