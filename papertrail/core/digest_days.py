"""List the days of which there are digests."""

from papertrail.core.resources import Resources
from papertrail.types.digest import DigestDay

DEFAULT_COUNT = 366


def digest_days(resources: Resources, count: int = DEFAULT_COUNT) -> tuple[DigestDay, ...]:
    """Return the days of which a digest was recorded, the newest first, at most `count`."""
    return tuple(DigestDay(day, papers) for day, papers in resources.store.digests.days(count))
