"""Record what the reader thinks of papers, and list marked ones."""

from collections.abc import Sequence

from papertrail import clock
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import UsageError
from papertrail.types.mark import NEW, OPINIONS, STATUSES, Mark, MarkedWork, canonical
from papertrail.types.work import Work

KINDS = (*OPINIONS, *STATUSES)


def mark(
    resources: Resources, kind: str, papers: Sequence[str], topic: str | None = None
) -> list[Work]:
    """Mark papers; return them.

    Args:
        resources: the home.
        kind: an opinion (like, dislike) or a state (new, later, reading, read, discarded).
        papers: ids, as for `papertrail.core.papers.resolve`.
        topic: what the opinion is about; None for the topic under which a digest showed the paper
            last, else for all topics.

    Raises:
        UsageError: there is no such kind, or a state is given a topic.
        ConfigError: there is no such topic.
        NotFoundError: one of the papers is not stored; none is marked.
    """
    kind = canonical(kind)
    if kind not in (*KINDS, NEW):
        names = ", ".join((*OPINIONS, NEW, *STATUSES))
        raise UsageError(f"unknown mark {kind!r}; the marks are {names}")
    if topic and kind not in OPINIONS:
        raise UsageError("only an opinion is about a topic")
    store, named = resources.store, resources.config.topic(topic).name if topic else None
    works = [resolve(resources, paper) for paper in papers]
    keys = [work.key for work in works]
    with (
        store.transaction() as tx,
        tx.journal.recording(f"mark {kind}", keys, clock.now()),
    ):
        if kind == NEW:
            tx.marks.clear_state(keys)
        for key in keys if kind != NEW else ():
            about = ""
            if kind in OPINIONS:
                about = named or _shown_for(resources, key)
            tx.marks.set([key], kind, clock.now(), about)
    return works


def unmark(resources: Resources, papers: Sequence[str]) -> list[Work]:
    """Remove all marks of papers; return them.

    Raises:
        NotFoundError: one of the papers is not stored; no mark is removed.
    """
    store = resources.store
    works = [resolve(resources, paper) for paper in papers]
    keys = [work.key for work in works]
    with store.transaction() as tx, tx.journal.recording("mark none", keys, clock.now()):
        tx.marks.clear(keys)
    return works


def list_marked(resources: Resources, kinds: Sequence[str] = ()) -> tuple[MarkedWork, ...]:
    """Return the works with marks of some kinds, or of any, the latest marked first."""
    store = resources.store
    marks: dict[int, list[Mark]] = {}
    for found in reversed(store.marks.all([canonical(kind) for kind in kinds or KINDS])):
        marks.setdefault(found.work, []).append(found)
    return tuple(MarkedWork(work, tuple(marks[work.key])) for work in store.works.get(list(marks)))


def _shown_for(resources: Resources, key: int) -> str:
    """Return the configured topic under which a digest showed a paper last, or an empty string."""
    shown = resources.store.digests.topic_of(key)
    return shown if shown in {topic.name for topic in resources.config.topics} else ""
