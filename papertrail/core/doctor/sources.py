"""Examine what the last update said of the sources."""

from collections.abc import Iterator

from papertrail.core.doctor.fault import Fault
from papertrail.core.resources import Resources
from papertrail.core.status import source_states


def faults(resources: Resources) -> Iterator[Fault]:
    """Yield a fault for each followed source that fails or lacks announced papers."""
    for source in source_states(resources):
        if not source.followed:
            continue
        if source.error is not None:
            since = source.last_success or "never"
            yield Fault(
                f"{source.name} is {source.status}: {source.error or 'no reason is known'} "
                f"(last read: {since})",
                f"run: papertrail update {source.name}",
            )
        elif source.missing:
            yield Fault(
                f"{source.name} lacks {source.missing:,} announced papers",
                f"run: papertrail update {source.name}",
            )
