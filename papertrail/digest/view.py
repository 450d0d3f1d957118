"""A digest with its papers, as every rendering takes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from papertrail.store import Digest, Event, Role, Store, Work


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper in a digest, as it is shown.

    Attributes:
        score: how well it fits the topic.
        why: `sentence`, the sentence that matched; `terms`, words that counted; and whatever else a topic tells.
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
    """What happened to a paper that the reader saved or liked."""

    work: Work
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest, ready to be rendered.

    Attributes:
        digest: what is recorded of it.
        sections: one for each topic.
        news: of papers that the reader knows.
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
        return (entry for section in self.sections for entry in section.entries)

    @property
    def works(self) -> list[Work]:
        """All works that it shows, folded ones after those that they resemble."""
        return [work for entry in self.entries for work in (entry.work, *entry.similar)]

    @property
    def quiet(self) -> bool:
        """Whether it has nothing to read."""
        return not self.works and not self.news


def edition(store: Store, digest: Digest, topics: Sequence[str] = ()) -> DigestView:
    """Return a digest with its papers.

    Args:
        store: the papers.
        digest: what was chosen, recorded or not.
        topics: names, in the order of their sections, which are there even if empty; others follow.
    """
    works = {work.key: work for work in store.works.get([paper.work for paper in digest.papers])}
    entries: dict[str, list[Entry]] = {topic: [] for topic in topics}
    for paper in digest.papers:
        shown = entries.setdefault(paper.topic, [])
        # Of two works that turned out to be one, the second is gone.
        work = works.pop(paper.work, None)
        if work is None:
            continue
        if paper.role == "similar" and shown:
            shown[-1] = replace(shown[-1], similar=(*shown[-1].similar, work))
        else:
            shown.append(Entry(work, paper.score, dict(paper.why), paper.role))
    sections = tuple(Section(topic, tuple(shown)) for topic, shown in entries.items())
    return DigestView(digest, sections, _news(store, digest))


def _news(store: Store, digest: Digest) -> tuple[News, ...]:
    events: dict[int, list[Event]] = {}
    for key, event in store.works.told(digest.events):
        events.setdefault(key, []).append(event)
    return tuple(News(work, tuple(events[work.key])) for work in store.works.get(list(events)))


def together(digests: Sequence[Digest]) -> Digest:
    """Return several digests, at least one, as one; how the sources stood is told by the last."""
    return replace(
        digests[-1],
        considered=sum(digest.considered for digest in digests),
        carried=sum(digest.carried for digest in digests),
        papers=tuple(paper for digest in digests for paper in digest.papers),
        events=tuple(event for digest in digests for event in digest.events),
    )
