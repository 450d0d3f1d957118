"""Digests: as recorded, and with their works for rendering."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, Literal
from uuid import uuid4

from papertrail.types.document import Link
from papertrail.types.work import Event, Work

REPORTED = ("new_version", "accepted", "published", "withdrawn", "retracted", "concern", "removed")
"""What a reader wants to know of a paper; a changed abstract comes with a new version."""


Role = Literal["match", "exploration", "similar", "more"]
Kind = Literal["day", "addition", "more"]
BEST = "Best of all topics"
"""The title of the section of the papers that are read first."""


@dataclass(frozen=True, slots=True)
class DigestPaper:
    """A work in a digest.

    Attributes:
        rank: its place among the papers of the topic, from 1.
        score: how well it fits the topic.
        why: reasons for the match, ready for JSON.
        role: `match` fits the topic; `exploration` is just below its cut-off and is shown to
            learn from; `similar` is nearly the same as the paper before it that is not `similar`,
            and folded under it; `more` matches too, and a limit cut it.
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
        day: the reader's day that it is of, ISO 8601; by default that of `created` in UTC.
        kind: `day` for the digest of a day, `addition` for what came later on that day, `more` for
            what limits cut, which is never recorded.
        more: papers that match and that a limit cut, best first in each topic.
        best: the most papers that are read first, over all topics; 0 for each under its topic.
        since: the day from which on all papers were looked at, known or not, ISO 8601; empty for
            what is new since the last digest. Never recorded.
    """

    created: str
    considered: int
    last_work: int
    sources: tuple[SourceHealth, ...]
    papers: tuple[DigestPaper, ...]
    carried: int = 0
    events: tuple[int, ...] = ()
    uid: str = field(default_factory=lambda: uuid4().hex)
    day: str = ""
    kind: Kind = "day"
    more: tuple[DigestPaper, ...] = ()
    best: int = 0
    since: str = ""

    def __post_init__(self) -> None:
        """Fill in the day."""
        if not self.day:
            object.__setattr__(self, "day", self.created[:10])

    @property
    def quiet(self) -> bool:
        """Whether it has nothing to read."""
        return not self.papers and not self.events


@dataclass(frozen=True, slots=True)
class DigestDay:
    """A day of which there is a digest; `papers` counts what the digest and its additions show."""

    day: str
    papers: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper in a digest, as it is shown.

    Attributes:
        score: how well it fits the topic.
        why: `sentence`, the sentence that matched; `terms`, words that counted; and whatever
            else a topic reports.
        role: `match`, or `exploration` for a paper just below the topic's cut-off.
        similar: papers that are nearly the same, folded under this one.
        topic: the topic that it fits best.
        links: to code, data and sites of projects.
    """

    work: Work
    score: float
    why: dict[str, Any]
    role: Role = "match"
    similar: tuple[Work, ...] = ()
    topic: str = ""
    links: tuple[Link, ...] = ()


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
        more: for each topic that has any, the papers that its limit cut.
    """

    digest: Digest
    sections: tuple[Section, ...]
    news: tuple[News, ...] = ()
    more: tuple[Section, ...] = ()

    @property
    def day(self) -> date:
        """The reader's day that it is of."""
        return date.fromisoformat(self.digest.day)

    @property
    def best(self) -> tuple[Entry, ...]:
        """The best papers of all topics, best first; none where all are few, or of one topic."""
        listed = [entry for section in self.sections for entry in section.entries]
        topics = {entry.topic for entry in listed}
        if not 0 < self.digest.best < len(listed) or len(topics) == 1:
            return ()
        matches = [entry for entry in listed if entry.role == "match"]
        return tuple(sorted(matches, key=lambda entry: -entry.score)[: self.digest.best])

    @property
    def layout(self) -> tuple[Section, ...]:
        """The sections as they are read: the best papers of all topics, then others by topic."""
        best = self.best
        if not best:
            return self.sections
        first = {entry.work.key for entry in best}
        rest = [
            Section(section.topic, tuple(e for e in section.entries if e.work.key not in first))
            for section in self.sections
        ]
        had_none = {section.topic for section in self.sections if not section.entries}
        kept = [section for section in rest if section.entries or section.topic in had_none]
        return (Section(BEST, best), *kept)

    @property
    def entries(self) -> Iterator[Entry]:
        """All its papers, in the order in which they are shown."""
        return chain.from_iterable(section.entries for section in self.layout)

    @property
    def works(self) -> list[Work]:
        """All works that it shows, folded ones after those that they resemble."""
        return list(chain.from_iterable((entry.work, *entry.similar) for entry in self.entries))

    @property
    def quiet(self) -> bool:
        """Whether it has nothing to read."""
        return not self.works and not self.news
