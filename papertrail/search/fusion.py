"""Fuse the rankings of both retrievers into one."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.keywords import analysis
from papertrail.search.boosts import boosts
from papertrail.search.retrievers import KeywordRetriever, SemanticRetriever
from papertrail.types.query import Query
from papertrail.types.search import Ranking

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.store.works import Heading

SEMANTIC_WEIGHT = 0.6
"""The weight of standard deviations in meaning; it and the next five were chosen with
benchmarks/quality.py on the dev sets."""
FEEDBACK = 3
"""First papers towards which the query's vector is moved before the candidates are fused again."""
FEEDBACK_SHARE = 0.35
AGREED = 40
"""A first paper speaks for the others if it is among this many first ones of both retrievers."""
SHORT = 2
"""Terms of a query that is short."""
SHORT_WEIGHT = 0.85
"""The semantic weight for short queries: what a word means counts more than how often it is
said."""
_NONE = Ranking({}, {})


@dataclass(frozen=True, slots=True)
class FusedRanking:
    """Candidates in their order, with each retriever's contribution.

    Attributes:
        keys: best first.
        scores: by key, without the boosts by which they are ordered; empty for a listing.
    """

    keys: list[int]
    scores: dict[int, float]
    semantic: Ranking = _NONE
    keyword: Ranking = _NONE

    @classmethod
    def of_one(cls, *, semantic: Ranking = _NONE, keyword: Ranking = _NONE) -> "FusedRanking":
        """Return what only one retriever ranked."""
        scores = dict(semantic.scores or keyword.scores)
        return cls(list(scores), scores, semantic, keyword)


def fuse_rankings(
    query: Query,
    semantic: SemanticRetriever,
    near: Ranking,
    keyword: KeywordRetriever,
    matches: Ranking,
    headings: Callable[[Sequence[int]], list["Heading"]],
) -> FusedRanking:
    """Score all candidates by both retrievers, move the query towards the best, and fuse again.

    Args:
        query: with text.
        semantic: gives the vectors of candidates.
        near: what it found.
        keyword: scores candidates.
        matches: what it found.
        headings: gives the titles of candidates.
    """
    import numpy as np

    from index.fusion import fuse, towards

    keys = np.array(list(dict.fromkeys((*near.ranks, *matches.ranks))), dtype=np.int64)
    if not len(keys):
        return FusedRanking([], {})
    # Neither needs Python's lock for most of its time.
    with ThreadPoolExecutor(1) as background:
        reading = background.submit(semantic.embeddings, keys)
        unmatched = list(near.ranks.keys() - matches.ranks.keys())
        bm25 = {**matches.scores, **keyword.scores(query, unmatched)}
        boost = boosts(query, keyword, keys.tolist(), headings(keys.tolist()))
    words = np.array([bm25[key] for key in keys.tolist()], dtype=np.float32)
    vectors, vector = reading.result(), semantic.vector
    weight = SHORT_WEIGHT if _is_short(query) else SEMANTIC_WEIGHT
    for step in range(2):
        meaning = vectors @ vector
        scores, share = fuse(meaning, words, weight)
        boosted, _ = fuse(meaning, words, weight, boost)
        order = np.argsort(-boosted, kind="stable")
        first = order[:FEEDBACK]
        if step or not _agree(keys[first].tolist(), near, matches):
            break
        vector = towards(vector, vectors[first], FEEDBACK_SHARE)
    ordered = keys[order]
    return FusedRanking(
        ordered.tolist(),
        _by_key(ordered, scores[order].clip(0, 1)),
        Ranking(near.ranks, _by_key(keys, meaning), share),
        Ranking(matches.ranks, _by_key(keys, words), 1 - share),
    )


def _agree(keys: list[int], near: Ranking, matches: Ranking) -> bool:
    """Decide whether one of the first papers is among the first of both retrievers.

    Else the first ones are of one retriever alone, and would lead the query away.
    """
    return any(
        max(near.ranks.get(key, AGREED + 1), matches.ranks.get(key, AGREED + 1)) <= AGREED
        for key in keys
    )


def _is_short(query: Query) -> bool:
    return len(set(analysis.terms(query.text))) <= SHORT


def _by_key(keys: "NDArray[np.int64]", values: "NDArray[np.float32]") -> dict[int, float]:
    return dict(zip(keys.tolist(), values.tolist(), strict=True))
