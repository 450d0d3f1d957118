"""Choose results that differ from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

RELEVANCE = 0.7
"""The weight of relevance against difference."""


def diverse(
    scores: NDArray[np.float32],
    vectors: NDArray[np.float32],
    count: int,
    relevance: float = RELEVANCE,
    accept: Callable[[int], bool] | None = None,
) -> NDArray[np.int64]:
    """Return the places of results in the order of maximal marginal relevance.

    Each next one is the best by `relevance` times its score minus the rest times its similarity to
    the closest one that was chosen before. Carbonell and Goldstein 1998,
    https://doi.org/10.1145/290941.291025.

    Args:
        scores: [n], larger is better, on any scale.
        vectors: [n, dim], of unit length.
        count: How many to choose.
        relevance: From 0 (only difference) to 1 (only relevance).
        accept: Called with each place in its turn; one that it rejects is left out.

    Returns:
        int64, at most [min(n, count)].
    """
    if not len(scores):
        return np.empty(0, dtype=np.int64)
    worth = _levelled(scores)
    closest = np.zeros(len(worth), dtype=np.float32)
    left = np.ones(len(worth), dtype=bool)
    chosen: list[int] = []
    while left.any() and len(chosen) < count:
        marginal = np.where(left, relevance * worth - (1 - relevance) * closest, -np.inf)
        best = int(marginal.argmax())
        left[best] = False
        if accept is not None and not accept(best):
            continue
        chosen.append(best)
        closest = np.maximum(closest, vectors @ vectors[best])
    return np.array(chosen, dtype=np.int64)


def _levelled(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores from 0 to 1, the scale of similarities; all 1 where they are all alike."""
    low, high = scores.min(), scores.max()
    levelled: NDArray[np.float32] = (
        (scores - low) / (high - low) if high > low else np.ones_like(scores)
    )
    return levelled
