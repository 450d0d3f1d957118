"""Fuse the rankings of both retrievers into one."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from papertrail.search.boosts import boosts
from papertrail.search.retrievers import KeywordRetriever, SemanticRetriever
from papertrail.types.query import Query
from papertrail.types.search import Ranking

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.store.works import Heading

SEMANTIC_WEIGHT = 0.6
"""The weight of standard deviations in meaning; it and the next two were chosen with
benchmarks/quality.py on the dev sets."""
FEEDBACK = 3
"""First papers towards which the query's vector is moved before the candidates are fused again."""
FEEDBACK_SHARE = 0.3
_NONE = Ranking({}, {})


@dataclass(frozen=True, slots=True)
class FusedRanking:
    """Candidates in their order, with each retriever's contribution.

    Attributes:
        keys: best first.
        scores: by key; empty for a listing.
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
    for _ in range(2):
        meaning = vectors @ vector
        scores, share = fuse(meaning, words, SEMANTIC_WEIGHT, boost)
        order = np.argsort(-scores, kind="stable")
        vector = towards(vector, vectors[order[:FEEDBACK]], FEEDBACK_SHARE)
    ordered = keys[order]
    return FusedRanking(
        ordered.tolist(),
        _by_key(ordered, scores[order].clip(0, 1)),
        Ranking(near.ranks, _by_key(keys, meaning), share),
        Ranking(matches.ranks, _by_key(keys, words), 1 - share),
    )


def _by_key(keys: "NDArray[np.int64]", values: "NDArray[np.float32]") -> dict[int, float]:
    return dict(zip(keys.tolist(), values.tolist(), strict=True))
