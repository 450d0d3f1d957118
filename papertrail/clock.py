"""The clock, which `PAPERTRAIL_NOW` can set for reproducible runs and for rendering the past."""

import os
from datetime import UTC, datetime

from papertrail.errors import ConfigError

VARIABLE = "PAPERTRAIL_NOW"


def now() -> datetime:
    """Return the current moment, in UTC to the second.

    Raises:
        ConfigError: `PAPERTRAIL_NOW` is set to something that is not an ISO 8601 moment.
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
    return (
        (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        .astimezone(UTC)
        .replace(microsecond=0)
    )


def iso(moment: datetime) -> str:
    """Write a moment as it is stored: UTC, to the second, so that texts sort as the moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
