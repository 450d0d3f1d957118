"""Digests: as recorded, and with their works for rendering."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, Literal
from uuid import uuid4

from papertrail.types.work import Event, Work

REPORTED = ("new_version", "accepted", "published", "withdrawn", "removed")
"""What a reader wants to know of a paper; a changed abstract comes with a new version."""


Role = Literal["match", "exploration", "similar"]


@dataclass(frozen=True, slots=True)
class DigestPaper:
    """A work in a digest.

    Attributes:
        rank: its place among the papers of the topic, from 1.
        score: how well it fits the topic.
        why: reasons for the match, ready for JSON.
        role: `match` fits the topic; `exploration` is just below its cut-off and is shown to
            learn from; `similar` is nearly the same as the paper before it that is not `similar`,
            and folded under it.
    """

    topic: str
    rank: int
    work: int
    score: float
    why: Mapping[str, Any]
    role: Role = "match"


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The state of a source when a digest was made.

    Attributes:
        considered: how many of the works that the digest considered it shows.
    """

    name: str
    status: str
    considered: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest.

    Attributes:
        created: the moment it was made, ISO 8601, UTC.
        considered: how many works were compared with the topics.
        last_work: the works up to this id were considered in this digest or an earlier one, or
            wait to be.
        carried: how many of the considered works had waited since an earlier digest.
        events: ids of the events that it reports.
        uid: a name that no other digest has, in any home: 32 hexadecimal digits.
    """

    created: str
    considered: int
    last_work: int
    sources: tuple[SourceHealth, ...]
    papers: tuple[DigestPaper, ...]
    carried: int = 0
    events: tuple[int, ...] = ()
    uid: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper in a digest, as it is shown.

    Attributes:
        score: how well it fits the topic.
        why: `sentence`, the sentence that matched; `terms`, words that counted; and whatever
            else a topic reports.
        role: `match`, or `exploration` for a paper just below the topic's cut-off.
        similar: papers that are nearly the same, folded under this one.
    """

    work: Work
    score: float
    why: dict[str, Any]
    role: Role = "match"
    similar: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A topic's papers, best first."""

    topic: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class News:
    """The events of a paper that the reader saved or liked."""

    work: Work
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest, ready to be rendered.

    Attributes:
        digest: what is recorded of it.
        sections: one for each topic.
        news: of papers that the reader saved or liked.
    """

    digest: Digest
    sections: tuple[Section, ...]
    news: tuple[News, ...] = ()

    @property
    def day(self) -> date:
        """The day it was made."""
        return date.fromisoformat(self.digest.created[:10])

    @property
    def entries(self) -> Iterator[Entry]:
        """All its papers, in the order in which they are shown."""
        return chain.from_iterable(section.entries for section in self.sections)

    @property
    def works(self) -> list[Work]:
        """All works that it shows, folded ones after those that they resemble."""
        return list(chain.from_iterable((entry.work, *entry.similar) for entry in self.entries))

    @property
    def quiet(self) -> bool:
        """Whether it has nothing to read."""
        return not self.works and not self.news
