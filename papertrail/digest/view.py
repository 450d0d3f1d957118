"""Load the papers of a digest, for rendering."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from papertrail.store import Store
from papertrail.types.digest import Digest, DigestPaper, DigestView, Entry, News, Section

if TYPE_CHECKING:
    from papertrail.types.work import Event


def view_of(store: Store, digest: Digest, topics: Sequence[str] = ()) -> DigestView:
    """Return a digest with its papers.

    Args:
        store: the papers.
        digest: what was chosen, recorded or not.
        topics: names, in the order of their sections, which are there even if empty; others follow.
    """
    return DigestView(
        digest,
        _sections(store, digest.papers, topics),
        _news(store, digest),
        _sections(store, digest.more),
    )


def _sections(
    store: Store, papers: Sequence[DigestPaper], topics: Sequence[str] = ()
) -> tuple[Section, ...]:
    works = {work.key: work for work in store.works.get([paper.work for paper in papers])}
    links = store.citations.links(works)
    entries: dict[str, list[Entry]] = {topic: [] for topic in topics}
    for paper in papers:
        shown = entries.setdefault(paper.topic, [])
        # Of two works that turned out to be one, the second is gone.
        work = works.pop(paper.work, None)
        if work is None:
            continue
        if paper.role == "similar" and shown:
            shown[-1] = replace(shown[-1], similar=(*shown[-1].similar, work))
        else:
            entry = Entry(
                work,
                paper.score,
                dict(paper.why),
                paper.role,
                topic=paper.topic,
                links=links.get(work.key, ()),
            )
            shown.append(entry)
    return tuple(Section(topic, tuple(shown)) for topic, shown in entries.items())


def _news(store: Store, digest: Digest) -> tuple[News, ...]:
    events: dict[int, list[Event]] = {}
    for key, event in store.works.events_by_id(digest.events):
        events.setdefault(key, []).append(event)
    return tuple(News(work, tuple(events[work.key])) for work in store.works.get(list(events)))


def merged(digests: Sequence[Digest]) -> Digest:
    """Merge the digests of a day, at least one, into one with the last one's sources."""
    return replace(
        digests[-1],
        kind="day",
        considered=sum(digest.considered for digest in digests),
        carried=sum(digest.carried for digest in digests),
        papers=tuple(chain.from_iterable(digest.papers for digest in digests)),
        events=tuple(chain.from_iterable(digest.events for digest in digests)),
        more=tuple(chain.from_iterable(digest.more for digest in digests)),
    )
