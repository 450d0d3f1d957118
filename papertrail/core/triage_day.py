"""Rank all papers of a day by the reader's topics, with a line where relevance ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papertrail.core.resources import Resources
from papertrail.types.triage import TriageList

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.topics.ranker import Ranker

_AT_ONCE = 2000
"""Papers that are compared with the topics at once, which bounds the memory that it takes."""


def papers_of_day(resources: Resources, day: str) -> TriageList:
    """Return the papers that were announced, or else submitted, on a day.

    First those that match a topic, most relevant first, then the others likewise, then those that
    are not indexed yet. Without topics, or if the vectors can't be used, a remark says so, and the
    order is that in which the papers were stored.
    """
    from datetime import date

    shown = date.fromisoformat(day)
    title = f"Papers of {shown:%A}, {shown.day} {shown:%B %Y}"
    keys = resources.store.listings.listed_on(day)
    if not keys:
        return TriageList(title, (), empty=_nothing(resources, day))
    ranker, reason = open_ranker(resources)
    if ranker is None:
        return TriageList(title, keys, remarks=(f"not ranked: {reason}",))
    return _ranked(title, keys, _scored(ranker, keys))


def _nothing(resources: Resources, day: str) -> str:
    last = resources.store.listings.last_listed()
    latest = f"; the latest are of {last}" if last else ""
    return f"no paper of {day} is stored{latest}; papertrail update fetches more"


def open_ranker(resources: Resources) -> "tuple[Ranker | None, str]":
    """Return the topics as they have learnt, or None and why they can't rank."""
    from index.errors import IndexingError
    from papertrail.topics import Ranker

    topics = resources.config.topics
    if not topics:
        return None, 'there is no topic; papertrail topics add "Meta-learning" adds one'
    try:
        return Ranker.open(resources.store, resources.semantics(), topics), ""
    except IndexingError as error:
        return None, "; ".join(filter(None, (error.message, error.hint)))


@dataclass(frozen=True, slots=True)
class _Scored:
    """Papers compared with the topics, [n] each.

    Attributes:
        relevance: to the topic that each fits best.
        matches: whether that reaches the topic's cut-off.
        topics: the name of that topic.
    """

    keys: "NDArray[np.int64]"
    relevance: "NDArray[np.float32]"
    matches: "NDArray[np.bool_]"
    topics: Sequence[str]


def _scored(ranker: "Ranker", keys: Sequence[int]) -> _Scored:
    import numpy as np

    found, relevance, matches = list[int](), list[float](), list[bool]()
    topics = list[str]()
    for start in range(0, len(keys), _AT_ONCE):
        scores = ranker.score(keys[start : start + _AT_ONCE])
        margins = scores.relevance - scores.cut_offs[:, None]
        best = margins.argmax(axis=0)
        rows = np.arange(len(best))
        found += scores.keys.tolist()
        relevance += scores.relevance[best, rows].tolist()
        matches += (margins[best, rows] >= 0).tolist()
        topics += [ranker.topics[number].name for number in best.tolist()]
    return _Scored(
        np.array(found, np.int64), np.array(relevance, np.float32), np.array(matches, bool), topics
    )


def _ranked(title: str, keys: Sequence[int], scored: _Scored) -> TriageList:
    import numpy as np

    order = np.lexsort((-scored.relevance, ~scored.matches)).tolist()
    ranked = scored.keys[order].tolist()
    relevant, known = int(scored.matches.sum()), set(ranked)
    waiting = [key for key in keys if key not in known]
    headings = {
        0: f"Relevant ({relevant})",
        relevant: f"Below your topics' cut-offs ({len(ranked) - relevant})",
    }
    if not relevant:
        headings = {0: f"None reaches your topics' cut-offs ({len(ranked)})"}
    if waiting:
        headings[len(ranked)] = f"Not indexed yet ({len(waiting)}); papertrail update does it"
    return TriageList(
        title,
        [*ranked, *waiting],
        headings=headings,
        scores=dict(zip(scored.keys.tolist(), scored.relevance.tolist(), strict=True)),
        why={
            key: {"topic": topic}
            for key, topic in zip(scored.keys.tolist(), scored.topics, strict=True)
        },
        relevant=relevant,
        explained=False,
    )


def reasons(ranker: "Ranker", key: int) -> Mapping[str, Any]:
    """Return why a paper fits its best topic, as a digest does; {} if it is not indexed."""
    scores = ranker.score([key])
    if not len(scores.keys):
        return {}
    margins = scores.relevance[:, 0] - scores.cut_offs
    best = int(margins.argmax())
    return {**ranker.why(scores, best, 0), "topic": ranker.topics[best].name}
