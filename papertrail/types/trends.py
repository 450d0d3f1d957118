"""Trends: counts and shares of papers over weeks, and rising terms."""

from dataclasses import dataclass

WHOLE, PART, UNREAD = "whole", "part", "unread"
KINDS = ("topic", "term", "venue")
"""What trends can be grouped by."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the store.

    Attributes:
        monday: its first day, ISO 8601.
        papers: stored papers that first appeared in it.
        looked_at: of these, the papers that a topic was compared with; all, or a sample.
        state: whole if every feed was read for all its days, part if for some, unread if for none.
    """

    monday: str
    papers: int
    looked_at: int
    state: str


@dataclass(frozen=True, slots=True)
class Point:
    """A series in one week.

    Attributes:
        count: papers.
        share: of the papers that were looked at.
        low: of the confidence interval of the share.
        high: likewise.
    """

    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Series:
    """A topic, a term, a venue or a query over weeks.

    Attributes:
        kind: topic, term, venue or query.
        points: one a week; None in a week that was not read, or has no papers.
    """

    name: str
    kind: str
    points: tuple[Point | None, ...]

    @property
    def total(self) -> int:
        """The papers of all weeks."""
        return sum(point.count for point in self.points if point)


@dataclass(frozen=True, slots=True)
class RisingTerm:
    """A term that is more frequent in the recent weeks than in those before.

    Attributes:
        recent: papers of the recent weeks that have it.
        earlier: papers of the earlier weeks that have it.
        recent_share: of the papers of the recent weeks.
        earlier_share: of the papers of the earlier weeks.
        least: the lower end of the interval of 95 % of the shrunken odds ratio.
        z: the shrunken log-odds ratio in standard deviations.
        p: one-sided.
        q: p, corrected for the number of terms that were tested.
    """

    term: str
    recent: int
    earlier: int
    recent_share: float
    earlier_share: float
    least: float
    z: float
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class Rising:
    """The terms that rise.

    Attributes:
        since: the first day of the recent weeks.
        recent: papers of the recent weeks that were read.
        earlier: papers of the earlier weeks that were read.
        tested: terms that were tested.
        terms: those that pass, by the least plausible ratio, largest first.
    """

    since: str
    recent: int
    earlier: int
    tested: int
    terms: tuple[RisingTerm, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """Counts and shares of papers over weeks, the present week last.

    Attributes:
        rising: None if it was not asked for.
        remarks: what limits the figures.
    """

    weeks: tuple[Week, ...]
    series: tuple[Series, ...]
    rising: Rising | None = None
    remarks: tuple[str, ...] = ()
