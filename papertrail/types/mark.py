"""Marks: what the reader thinks of works, and how far reading them has come."""

from dataclasses import dataclass

OPINIONS = ("like", "dislike")


STATUSES = ("save", "reading", "read", "skip")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark.

    Attributes:
        kind: an opinion or a reading status.
        topic: that an opinion is about; empty for all topics, and for a reading status.
        marked: the moment, ISO 8601, UTC.
    """

    work: int
    kind: str
    topic: str
    marked: str
