"""Propose what to read next, and say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from index.errors import IndexingError
from papertrail import clock
from papertrail.clock import iso
from papertrail.core.resources import Resources
from papertrail.library.queue import Candidate, choose, pages_in
from papertrail.types.library import Annotations, LibraryPaper, ReadingPlan, Suggestion
from papertrail.types.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.topics.ranker import Scores

MOST = 500
"""Papers that are compared, those that were put on the list last."""
SHOWN_DAYS = 14
"""Days of digests from which papers are proposed if nothing else waits."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well papers fit the topics: by key the relevance and the topic, and the vectors."""

    topics: dict[int, tuple[float, str]]
    vectors: "dict[int, NDArray[np.float32]]"
    remark: str = ""


def next_papers(resources: Resources, count: int) -> ReadingPlan:
    """Return what to read next, the best first.

    Papers that are being read or wait for later are chosen from, and liked ones without a state; if
    these are too few, also those that digests of the last two weeks showed.
    """
    activity = resources.store.activity
    since = dict([*activity.in_state(("reading", "later")), *activity.liked_and_new()])
    if len(since) < count:
        recent = iso(clock.now() - timedelta(days=SHOWN_DAYS))
        since = {**dict(activity.shown_and_new(recent)), **since}
    if not since:
        return ReadingPlan((), 0)
    keys = sorted(since, key=lambda work: since[work], reverse=True)[:MOST]
    works = resources.store.works.get(keys)
    own = resources.store.library.of(keys)
    fit = _fit(resources, keys)
    pages = activity.pages(keys)
    candidates = [
        _candidate(work, own[work.key], since[work.key], fit, pages.get(work.key)) for work in works
    ]
    papers = {work.key: LibraryPaper(work, own[work.key]) for work in works}
    chosen = choose(candidates, _matrix(keys, fit), count)
    suggestions = [
        Suggestion(
            papers[candidate.work],
            round(score, 4),
            candidate.relevance,
            candidate.topic,
            candidate.waiting,
            candidate.pages,
            is_different,
        )
        for candidate, score, is_different in chosen
    ]
    return ReadingPlan(tuple(suggestions), len(since), tuple(filter(None, [fit.remark])))


def _candidate(work: Work, own: Annotations, since: str, fit: _Fit, pages: int | None) -> Candidate:
    relevance, topic = fit.topics.get(work.key, (None, ""))
    return Candidate(
        work=work.key,
        relevance=relevance,
        topic=topic,
        waiting=max((clock.now() - datetime.fromisoformat(since)).days, 0),
        priority=own.priority,
        begun=own.state == "reading",
        pages=pages or pages_in(work.comment),
    )


def _fit(resources: Resources, keys: Sequence[int]) -> _Fit:
    """Compare papers with the topics; a remark says why that is impossible."""
    topics = resources.config.topics
    if not topics:
        return _Fit({}, {}, "there is no topic to compare with: papertrail topics add NAME")
    from papertrail.topics import Ranker

    try:
        ranker = Ranker.open(resources.store, resources.semantics(), topics)
        scores = ranker.score(keys)
    except (IndexingError, OSError) as error:
        return _Fit({}, {}, f"without regard to topics: {error}")
    names = [topic.name for topic in topics]
    return _Fit(_best(scores, names), dict(zip(scores.keys.tolist(), scores.vectors, strict=True)))


def _best(scores: "Scores", names: Sequence[str]) -> dict[int, tuple[float, str]]:
    """Return for each paper its greatest relevance and the topic of it."""
    best = scores.relevance.argmax(axis=0)
    return {
        key: (round(float(scores.relevance[topic, row]), 4), names[topic])
        for row, (key, topic) in enumerate(zip(scores.keys.tolist(), best.tolist(), strict=True))
    }


def _matrix(keys: Sequence[int], fit: _Fit) -> "NDArray[np.float32]":
    """Return the vectors of papers, zero where there is none, [n, dim]."""
    import numpy as np

    size = len(next(iter(fit.vectors.values()))) if fit.vectors else 1
    nothing = np.zeros(size, np.float32)
    return np.array([fit.vectors.get(key, nothing) for key in keys], np.float32)
