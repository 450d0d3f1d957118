"""Sources: their state, announcements and reconciliations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as the last update left it; moments in ISO 8601, UTC."""

    name: str
    status: str | None
    note: str
    last_attempt: str | None
    last_success: str | None
    newest: str | None
    """Day of the newest paper."""


@dataclass(frozen=True, slots=True)
class Day:
    """One announcement of a source, and how much of it is stored.

    Attributes:
        expected: papers by the upstream's own count, or None where it gives none.
        seen: papers that were seen in it.
        stored: of these, how many are stored.
    """

    source: str
    day: str
    status: str
    expected: int | None
    seen: int
    stored: int
    note: str

    @property
    def missing(self) -> int:
        """The number of papers known to be missing."""
        return max(self.expected or 0, self.seen) - self.stored


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A comparison of what is stored with all that an upstream has.

    Attributes:
        expected: papers that the upstream has.
        held: of these, stored before the comparison, which stored the others.
    """

    source: str
    since: str
    until: str
    expected: int
    held: int
    checked: str
