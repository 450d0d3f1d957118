"""Find time zones by name, and read times that have none."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from papertrail.errors import UsageError

_SYSTEM = Path("/etc/localtime")


def find(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"there is no time zone {name!r}; names are like Europe/Vienna") from None


def own() -> ZoneInfo:
    """Return the time zone of the system; UTC if it has no name."""
    names = [os.environ.get("TZ", "").lstrip(":")]
    if _SYSTEM.is_symlink():
        names.append(str(_SYSTEM.resolve()).partition("zoneinfo/")[2])
    for name in filter(None, names):
        try:
            return find(name)
        except UsageError:
            continue
    return ZoneInfo("UTC")


def placed(text: str, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    """Return the moment of a time without zone, and whether its clock was set back then.

    The earlier of two moments is taken where clocks show the time twice; there is none where they
    skip it.
    """
    moment = datetime.fromisoformat(text).replace(tzinfo=zone)
    back = datetime.fromtimestamp(moment.timestamp(), zone)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        return None, False
    return moment, moment.utcoffset() != moment.replace(fold=1).utcoffset()
