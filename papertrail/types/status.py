"""The state of a home: its sources, indexes, models and deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from papertrail.types.exit_code import ExitCode
from papertrail.types.source import Day, Reconciliation


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The coverage of the store by one index.

    Attributes:
        pending: papers that it lacks: all, if it can't be used.
        error: why it can't be used, or None.
    """

    pending: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model.

    Attributes:
        name: its name.
        dim: the length of its vectors, None if that is not known.
        engines: how many of them each engine made, such as `openvino cpu int8`.
    """

    name: str
    dim: int | None
    engines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextModelStatus:
    """A newly chosen model, whose vectors are not complete yet.

    Attributes:
        indexed: papers that have a vector of it.
        pending: papers that have none yet.
        error: why it can't be used, or None.
    """

    name: str
    dim: int | None
    indexed: int
    pending: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Digests that are still to be delivered to one channel.

    Attributes:
        digests: how many.
        error: why the last attempt failed, or an empty string.
    """

    channel: str
    digests: int
    error: str


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source as the last update left it, and its last days.

    Attributes:
        status: one of `feeds.source.Status`; None if it was never read.
        last_success: the moment, ISO 8601, UTC.
        newest: the day of its newest paper.
        error: why papers may be missing, or None.
        note: what else it reported.
        followed: whether the configuration names it.
        days: its announcements, oldest first.
        reconciliation: its last comparison with all that the upstream has.
        reconciled: the first and the last day of the period that its comparisons cover together.
    """

    name: str
    followed: bool
    status: str | None = None
    last_success: str | None = None
    newest: str | None = None
    error: str | None = None
    note: str = ""
    days: tuple[Day, ...] = ()
    reconciliation: Reconciliation | None = None
    reconciled: tuple[str, str] | None = None

    @property
    def missing(self) -> int:
        """The number of announced papers that are not stored."""
        return sum(day.missing for day in self.days)


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a home.

    Attributes:
        indexed: papers that every usable index covers.
        pending: papers that one of them lacks.
        model: the one whose vectors answer.
        next_model: the one that is configured, while its vectors are not complete.
        problems: contradictions between the parts of the home, which nothing repairs by itself.
    """

    papers: int
    indexed: int
    pending: int
    vectors: IndexStatus
    keywords: IndexStatus
    model: ModelStatus
    next_model: NextModelStatus | None
    undelivered: tuple[Undelivered, ...]
    sources: tuple[SourceStatus, ...]
    problems: tuple[str, ...] = ()

    @property
    def outcome(self) -> ExitCode:
        """PARTIAL if anything is wrong, missing, undelivered or can't be searched."""
        faults = (
            bool(self.problems),
            bool(self.undelivered),
            bool(self.vectors.error or self.keywords.error),
            any(source.error or source.missing for source in self.sources),
        )
        return ExitCode.PARTIAL if any(faults) else ExitCode.DONE
