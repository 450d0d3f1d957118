"""The digest: of what arrived since the last one, the papers that match a topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from papertrail.clock import iso
from papertrail.config import Topic
from papertrail.indexing import Semantics
from papertrail.search import best_sentences
from papertrail.store import Digest, DigestPaper, Store, Work
from papertrail.topics import Fit, background, cut_off, fit, shared_terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper in a digest, as it is shown.

    Attributes:
        why: `sentence`, the sentence that matched; `terms`, words that it shares with the topic.
    """

    work: Work
    score: float
    why: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A topic's papers, best first."""

    topic: str
    entries: tuple[Entry, ...]


def compose(
    store: Store,
    semantics: Semantics,
    topics: Sequence[Topic],
    now: datetime,
    max_age_days: int,
    since: str | None = None,
) -> Digest:
    """Choose the papers of a digest, without recording it.

    Args:
        store: the papers.
        semantics: their embeddings.
        topics: what to look out for; a paper goes to the topic it fits best.
        now: the clock.
        max_age_days: papers listed or submitted longer ago are no news, though they may have been fetched only now.
        since: look at everything from this day on instead of what arrived since the last digest.
    """
    last = store.digests.last()
    after = last.last_work if last and not since else 0
    keys = store.works.arrived_after(after, since or f"{now - timedelta(days=max_age_days):%Y-%m-%d}")
    found, vectors = semantics.vectors.vectors(keys)
    # What is not indexed yet waits for the next digest, and so does all that came later, to keep the ledger one number.
    unindexed = min(set(keys) - {int(key) for key in found}, default=None)
    last_work = store.works.last_key() if unindexed is None else unindexed - 1
    keep = (found <= last_work) if since is None else found > 0
    chosen = _choose(store, semantics, topics, found[keep], vectors[keep]) if keep.any() else ()
    states = store.sources.states().values()
    return Digest(
        created=iso(now),
        considered=int(keep.sum()),
        last_work=max(after, last_work),
        sources=tuple((state.name, state.status or "") for state in states),
        papers=tuple(chosen),
    )


def sections(store: Store, digest: Digest, topics: Sequence[Topic]) -> list[Section]:
    """Return a digest with its works, topics in the order of the configuration, then those it no longer has."""
    works = {work.key: work for work in store.works.get([paper.work for paper in digest.papers])}
    order = dict.fromkeys([*(topic.name for topic in topics), *(paper.topic for paper in digest.papers)])
    return [
        Section(
            name,
            tuple(
                Entry(works[paper.work], paper.score, dict(paper.why))
                for paper in digest.papers
                if paper.topic == name and paper.work in works
            ),
        )
        for name in order
    ]


def _choose(
    store: Store,
    semantics: Semantics,
    topics: Sequence[Topic],
    keys: "NDArray[np.int64]",
    vectors: "NDArray[np.float32]",
) -> list[DigestPaper]:
    import numpy as np

    if not topics:
        return []
    fits = [fit(semantics, topic, vectors) for topic in topics]
    usual = background(semantics)
    cut_offs = [cut_off(topic, fitted.against(usual)) for topic, fitted in zip(topics, fits, strict=True)]
    margins = np.stack([fitted.scores - least for fitted, least in zip(fits, cut_offs, strict=True)])
    home = margins.argmax(axis=0)
    chosen: list[DigestPaper] = []
    for number, (topic, fitted) in enumerate(zip(topics, fits, strict=True)):
        members = np.flatnonzero((home == number) & (margins[number] >= 0))
        best = members[np.argsort(-fitted.scores[members], kind="stable")][: topic.limit]
        chosen += _explain(store, semantics, topic, fitted, keys, best)
    return chosen


def _explain(
    store: Store, semantics: Semantics, topic: Topic, fitted: Fit, keys: "NDArray[np.int64]", best: "NDArray[np.int64]"
) -> list[DigestPaper]:
    works = store.works.get([int(keys[row]) for row in best])
    papers = []
    for rank, (row, work) in enumerate(zip(best, works, strict=True), 1):
        query = fitted.descriptions[fitted.closest[row]]
        (sentence,) = best_sentences(semantics, query, [work.abstract])
        terms = shared_terms(topic, f"{work.title} {work.abstract}")
        why = {"terms": terms, "sentence": sentence}
        papers.append(DigestPaper(topic.name, rank, work.key, round(float(fitted.scores[row]), 4), why))
    return papers
