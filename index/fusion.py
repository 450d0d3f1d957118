"""Fuse semantic and keyword scores into one ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def fuse(
    some: NDArray[np.float32],
    others: NDArray[np.float32],
    weight: float,
    boosts: NDArray[np.float32] | float = 0.0,
) -> tuple[NDArray[np.float32], float]:
    """Return one score for each of n candidates from two, and the share that `some` make up.

    Both count in their standard deviations over the candidates, which keeps how far one is ahead of
    the others, as ranks would not. That is linear in both, so a weighted mean has the same order,
    and is easier to read: 1 is the best.

    Args:
        some: [n], 1 at most, such as cosine similarities.
        others: [n], not negative; they count as shares of the best of them.
        weight: of `some`, from 0 to 1; `others` have the rest. Scores that are all equal have no
            weight.
        boosts: [n], added to the scores, in standard deviations.

    Returns:
        share * some + (1 - share) * others / max(others), [n], 1 at most before boosts; and the
        share, from 0 to 1.
    """
    best = others.max()
    relative = others / best if best > 0 else others
    counts = [
        part / scores.std() if scores.std() > 0 else 0.0
        for part, scores in ((weight, some), (1 - weight, relative))
    ]
    whole = sum(counts) or 1.0
    share = float(counts[0] / whole) if any(counts) else weight
    scores = share * some + (1 - share) * relative + boosts / whole
    return scores.astype(np.float32), share


def towards(
    query: NDArray[np.float32], vectors: NDArray[np.float32], share: float
) -> NDArray[np.float32]:
    """Return a query vector moved towards the vectors of what was found first, of unit length.

    One step of Rocchio's relevance feedback without negative examples: J. J. Rocchio, Relevance
    feedback in information retrieval, in The SMART Retrieval System, 1971.

    Args:
        query: [dim].
        vectors: [n, dim], n at least 1.
        share: from 0, the query, to 1, the mean of the vectors.
    """
    moved = (1 - share) * query + share * vectors.mean(axis=0)
    length = np.linalg.norm(moved)
    if length > 0:
        unit: NDArray[np.float32] = moved / length
        return unit
    return query
