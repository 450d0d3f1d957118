"""Read days as users write them."""

from papertrail import clock
from papertrail.errors import UsageError


def parse_day(text: str) -> str:
    """Return the day that a text means, such as 2026-06-17, today, yesterday, 7d, 2w, 3m or 1y.

    Returns:
        The day in ISO 8601.

    Raises:
        UsageError: it means none.
    """
    from papertrail.search.query import day

    read = day(text, clock.today())
    if read is None:
        raise UsageError(
            f"{text!r} is no day; write 2026-06-17, today, yesterday, or an age such as 7d or 2w"
        )
    return read
