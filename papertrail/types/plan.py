"""Plans: what to visit at a conference."""

from dataclasses import dataclass
from datetime import datetime

from feeds.conferences.programme import Presentation

CHOICES = ("must", "skip")


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme of an edition as it was fetched.

    Attributes:
        edition: such as `icml:2025`.
        fetched: the moment, in ISO 8601, UTC.
    """

    edition: str
    name: str
    fetched: str
    presentations: tuple[Presentation, ...]
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A presentation as a reader sees it.

    Attributes:
        id: `icml:2025/NUMBER`, which `must` and `skip` take.
        number: its place in the plan, from 1.
        paper: the id of the stored paper, or None.
        relevance: to the closest topic, from 0 to 1.
        topic: that topic, or empty.
        why: in words.
        read: the reader has read the paper, or has discarded it.
        choice: must, skip or empty.
        chosen: it is one of the best.
        visit: when to be there, if it is.
        conflicts: the numbers of items at the same time.
        change: what is new about it since the last look, or empty.
    """

    id: str
    number: int
    presentation: Presentation
    paper: str | None
    relevance: float
    topic: str
    why: str
    read: bool
    choice: str = ""
    chosen: bool = False
    visit: tuple[datetime, datetime] | None = None
    conflicts: tuple[int, ...] = ()
    change: str = ""


@dataclass(frozen=True, slots=True)
class PlanSession:
    """Items at one time in one room; no time if the programme has none."""

    name: str
    room: str
    start: datetime | None
    end: datetime | None
    items: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for an edition.

    Attributes:
        zone: the name of the time zone in which it is shown.
        fetched: when the programme was fetched.
        total: presentations in the programme.
        best: how many were asked for, or None.
        changes: what changed since the last look, in words.
        remarks: what the reader should know about it, in words.
    """

    edition: str
    name: str
    zone: str
    fetched: str
    total: int
    best: int | None
    sessions: tuple[PlanSession, ...]
    changes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[PlanItem, ...]:
        """All items, in their order."""
        return tuple(item for session in self.sessions for item in session.items)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in a calendar; moments in ISO 8601, UTC.

    Attributes:
        uid: stays the same as long as the plan has it.
        sequence: how often it changed.
        changed: when it last did.
        cancelled: the plan no longer has it.
    """

    uid: str
    title: str
    start: str
    end: str
    place: str
    about: str
    url: str
    sequence: int = 0
    changed: str = ""
    cancelled: bool = False
