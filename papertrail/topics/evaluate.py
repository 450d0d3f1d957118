"""Evaluate topics: how well they predict marks, what they find, and which topics are missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from papertrail.store import Store
from papertrail.topics.ranker import Opinions, Ranker, cut_off

FEWEST_LIKES = 4
"""The fewest likes of a topic that can be evaluated."""
FEWEST_TOGETHER = 3
"""The fewest likes that make a topic."""
_TOGETHER = 0.45
WEEKS = 12
_MOST_LOOKED_AT = 5000


@dataclass(frozen=True, slots=True)
class Foresight:
    """The evaluation of a topic that learnt the earlier marks, by the later ones.

    Attributes:
        learnt: marks that it was taught with.
        liked: likes that it was to find among `papers`: a sample of all, and those that digests
            showed. Papers without a mark count as not liked.
        precision: the share of likes in a digest of the topic's size.
        ndcg: of the likes, at that size.
        above_shown: how often a like came before a paper that the reader was shown and did not
            like, 0.5 being chance; None where there are no such papers.
        missed: the keys of the likes that it takes for irrelevant.
    """

    learnt: int
    liked: int
    papers: int
    precision: float
    ndcg: float
    above_shown: float | None
    missed: tuple[int, ...]


def look_back(ranker: Ranker, number: int, shown: Sequence[int]) -> Foresight | None:
    """Replay a topic's opinions: taught with the earlier ones, judged on the later ones.

    Args:
        ranker: of all topics.
        number: the topic's.
        shown: the keys of the papers that digests showed under it.

    Returns:
        None where there are fewer than four likes.
    """
    known = ranker.models[number]
    if len(known.liked) < FEWEST_LIKES:
        return None
    (early, late), (early_not, late_not) = _split(known.liked), _split(known.disliked)
    model = ranker.taught(number, Opinions(early, early_not, frozenset()))
    sample, background = ranker.usual
    unmarked = np.setdiff1d(shown, [*known.liked, *known.disliked])
    judged, papers = ranker.features([*late, *late_not, *unmarked.tolist()])
    kept = ~np.isin(sample, [*known.liked, *known.disliked, *unmarked])
    keys = np.concatenate([judged, np.array(sample, np.int64)[kept]])
    scores = np.concatenate(
        [model.weights.score(papers), model.weights.score(background.papers)[kept]]
    )
    wanted = np.isin(keys, late)
    likes, others = scores[wanted], scores[: len(judged)][~wanted[: len(judged)]]
    topic = ranker.topics[number]
    missed = keys[wanted & (model.calibration.relevance(scores) < cut_off(topic))]
    found = wanted[np.argsort(-scores, kind="stable")][: topic.limit]
    discounts = 1 / np.log2(np.arange(2, topic.limit + 2))
    ideal = discounts[: int(wanted.sum())].sum() or 1.0
    return Foresight(
        len(early) + len(early_not),
        int(wanted.sum()),
        len(keys),
        float(found.sum() / topic.limit),
        float((found * discounts[: len(found)]).sum() / ideal),
        float((likes[:, None] > others).mean()) if len(likes) and len(others) else None,
        tuple(missed.tolist()),
    )


def _split(keys: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    middle = (len(keys) + 1) // 2
    return keys[:middle], keys[middle:]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Liked papers that belong together.

    Attributes:
        terms: that distinguish them from other papers, most distinctive first.
        works: their keys.
    """

    terms: tuple[str, ...]
    works: tuple[int, ...]


def suggest(store: Store, ranker: Ranker) -> tuple[list[Suggestion], int]:
    """Group the liked papers that no topic would show; return the groups and the papers' number."""
    liked = list(dict.fromkeys(mark.work for mark in store.marks.all(["like"])))
    scores = ranker.score(liked)
    taught = list(chain.from_iterable(model.liked for model in ranker.models))
    matching = (scores.relevance >= scores.cut_offs[:, None]).any(axis=0)
    covered = matching | np.isin(scores.keys, taught)
    keys, vectors = scores.keys[~covered], scores.vectors[~covered]
    groups = []
    for rows in _clusters(vectors):
        if len(rows) >= FEWEST_TOGETHER:
            found, papers = ranker.features(keys[rows].tolist())
            groups.append(Suggestion(tuple(ranker.terms_of(papers, 3)), tuple(found.tolist())))
    return groups, len(keys)


def _clusters(vectors: NDArray[np.float32]) -> list[list[int]]:
    """Join the two most similar groups until none are similar enough; largest group first."""
    groups = [[row] for row in range(len(vectors))]
    similarities = vectors @ vectors.T

    def similarity(pair: tuple[int, int]) -> float:
        rows = np.ix_(groups[pair[0]], groups[pair[1]])
        return float(similarities[rows].mean())

    while len(groups) > 1:
        pairs = combinations(range(len(groups)), 2)
        best, (place, other) = max((similarity(pair), pair) for pair in pairs)
        if best < _TOGETHER:
            break
        groups[place] += groups.pop(other)
    return sorted(groups, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Findings:
    """The matches of a topic among the papers of the last weeks.

    Attributes:
        best: (key, relevance) of the most relevant, best first.
        borderline: the same of those closest to the cut-off, on either side.
        weeks: matches in each of the last twelve weeks, the present one last.
    """

    best: Sequence[tuple[int, float]]
    borderline: Sequence[tuple[int, float]]
    weeks: Sequence[int]


def findings(store: Store, ranker: Ranker, number: int, today: date, count: int = 5) -> Findings:
    """Return what a topic finds among the papers of twelve weeks, of at most the last 5,000."""
    since = today - timedelta(weeks=WEEKS)
    scores = ranker.score(store.works.arrived_after(0, since.isoformat())[-_MOST_LOOKED_AT:])
    relevance, least = scores.relevance[number], float(scores.cut_offs[number])
    order = np.argsort(-relevance, kind="stable")[:count]
    close = np.argsort(np.abs(relevance - least), kind="stable")
    near = [row for row in close if row not in order and relevance[row] > 0][:count]
    weeks = [0] * WEEKS
    for row in np.flatnonzero(relevance >= least):
        work = scores.works[int(row)]
        day = work.listed or work.published or ""
        if len(day) != len("2026-06-17"):
            continue
        age = (today - date.fromisoformat(day)).days // 7
        if 0 <= age < WEEKS:
            weeks[WEEKS - 1 - age] += 1

    def pairs(rows: Iterable[int]) -> list[tuple[int, float]]:
        return [(int(scores.keys[row]), float(relevance[row])) for row in rows]

    return Findings(pairs(order), pairs(near), weeks)
