"""What every source of papers offers, whatever its upstream looks like."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from feeds.paper import Paper

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Cursor: TypeAlias = Mapping[str, Json]


class Status(StrEnum):
    """How a source stood at the end of a fetch."""

    CURRENT = "current"
    QUIET = "quiet"
    """The upstream says that there is nothing: a weekend, a holiday."""
    STALE = "stale"
    """The upstream still shows an earlier day."""
    THROTTLED = "throttled"
    PARTIAL = "partial"
    """Some of what the upstream has was stored, the rest failed."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an upstream announced on one day, as evidence that nothing was missed.

    Attributes:
        day: of the announcement, as the upstream counts its days.
        expected: how many papers the upstream says that it announced, or None where it does not
            say.
        seen: their identifiers as (scheme, value), as far as they were seen.
        note: one line for people.
    """

    day: date
    status: Status
    expected: int | None
    seen: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers to store together, and what to remember once they are stored.

    Attributes:
        cursor: the whole cursor to save after the papers; saving it earlier could lose papers.
        status: how the source stands, where this batch tells.
        note: one line for people about the status.
        news: the papers that are not stored yet have appeared since the last fetch. Without it,
            those that carry no date of their own are no news: a listing read for the first time may
            be years old.
        announcements: days of which this batch completes what is seen.
        removed: identifiers, as (scheme, value), of papers that the upstream has taken away.
    """

    papers: tuple[Paper, ...]
    cursor: Cursor
    status: Status | None = None
    note: str = ""
    news: bool = False
    removed: tuple[tuple[str, str], ...] = ()
    announcements: tuple[Announcement, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What a source needs to know to bring what is missing.

    Attributes:
        now: the clock (aware, UTC).
        cursor: as saved after the last batch that was stored; empty at first.
        since: fetch back to this moment even where an earlier fetch did not reach (aware, UTC).
        held: counts the source's papers that are stored and were submitted between two moments,
            both minutes included.
        knows: tells whether an identifier, as (scheme, value), is stored with an abstract.
    """

    now: datetime
    cursor: Cursor
    since: datetime | None
    held: Callable[[datetime, datetime], int]
    knows: Callable[[str, str], bool] = lambda _scheme, _value: False


class Source(Protocol):
    """A place that papers come from.

    A source may have an attribute `authority`, the identifiers that it speaks for, see
    `feeds.authority`. Without one, or with none, it can add papers of its own, but changes nothing
    that another source said.
    """

    @property
    def name(self) -> str:
        """The name that the user gives it, such as `arxiv:cs.LG`."""

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield what is new; the caller stores each batch before it asks for the next.

        Raises:
            FeedError: what was yielded before stays good, and a later call goes on from its cursor.
        """
