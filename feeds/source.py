"""Define a source of papers: its protocol, its batches, and the request for them."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from feeds.paper import Paper

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Cursor: TypeAlias = Mapping[str, Json]


class Status(StrEnum):
    """The outcome of a fetch."""

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
    """An upstream's announcement of one day, as evidence that nothing was missed.

    Attributes:
        day: of the announcement, as the upstream counts its days.
        expected: how many papers the upstream says that it announced, or None where it does not
            say.
        seen: the identifiers, as (scheme, value), of those that were seen.
        note: one line for people.
    """

    day: date
    status: Status
    expected: int | None
    seen: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers to store together, and the cursor to save with them.

    Attributes:
        cursor: the whole cursor to save after the papers; saving it earlier could lose papers.
        status: the outcome of the fetch, if this batch decides it.
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


class StoredPapers(Protocol):
    """Answer a source's questions about what is stored of its papers.

    An implementation can be pickled, so that a source may run in another thread or process. Each
    answer includes every batch of this source that was yielded before.
    """

    def count_submitted(self, start: datetime, end: datetime) -> int:
        """Count the source's papers that were submitted between two minutes, both included."""

    def has_abstract(self, scheme: str, value: str) -> bool:
        """Return whether the paper with an identifier is stored with an abstract."""


@dataclass(frozen=True, slots=True)
class NothingStored:
    """An empty store, for a fetch whose papers are not stored."""

    def count_submitted(self, _start: datetime, _end: datetime) -> int:
        """Return 0."""
        return 0

    def has_abstract(self, _scheme: str, _value: str) -> bool:
        """Return False."""
        return False


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A request for the papers of a source that are not stored yet.

    Attributes:
        now: the clock (aware, UTC).
        cursor: as saved after the last batch that was stored; empty at first.
        since: fetch back to this moment even if an earlier fetch did not reach it (aware, UTC).
        stored: the papers of the source that are stored.
    """

    now: datetime
    cursor: Cursor
    since: datetime | None
    stored: StoredPapers = NothingStored()

    @property
    def held(self) -> Callable[[datetime, datetime], int]:
        """The former name of `stored.count_submitted`, deprecated since 0.2."""
        _warn_of_former_name("held", "stored.count_submitted")
        return self.stored.count_submitted

    @property
    def knows(self) -> Callable[[str, str], bool]:
        """The former name of `stored.has_abstract`, deprecated since 0.2."""
        _warn_of_former_name("knows", "stored.has_abstract")
        return self.stored.has_abstract


def _warn_of_former_name(former: str, present: str) -> None:
    warnings.warn(
        f"FetchRequest.{former} is now FetchRequest.{present}; it will be removed in 0.3",
        DeprecationWarning,
        stacklevel=3,
    )


class Source(Protocol):
    """The protocol of a source, where papers come from.

    A source may have an attribute `authority`, the identifiers that it speaks for, see
    `feeds.authority`. Without one, or with none, it can add papers of its own, but changes nothing
    of what another source has given.
    """

    @property
    def name(self) -> str:
        """The name that the user gives it, such as `arxiv:cs.LG`."""

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield what is new; the caller stores each batch before it asks for the next.

        Raises:
            FeedError: what was yielded before stays good, and a later call goes on from its cursor.
        """
