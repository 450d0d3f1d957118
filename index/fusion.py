"""Two rankings as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores [n] as standard deviations from their mean, zeros where all are equal."""
    deviation = scores.std()
    return (scores - scores.mean()) / deviation if deviation > 0 else np.zeros_like(scores)


def fuse(some: NDArray[np.float32], others: NDArray[np.float32], weight: float) -> NDArray[np.float32]:
    """Return one score for each of n candidates [n] from two on scales of their own.

    Both are taken as standard deviations over the candidates, which keeps how far one stands out; ranks would not.

    Args:
        some: [n].
        others: [n], of the same candidates.
        weight: of `some`, from 0 to 1; `others` have the rest.
    """
    return weight * standard(some) + (1 - weight) * standard(others)


def towards(query: NDArray[np.float32], vectors: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Return a query vector moved towards the vectors of what was found first, of unit length.

    One step of Rocchio's relevance feedback without negative examples: J. J. Rocchio, Relevance feedback in information
    retrieval, in The SMART Retrieval System, 1971.

    Args:
        query: [dim].
        vectors: [n, dim], n at least 1.
        share: from 0, the query, to 1, the mean of the vectors.
    """
    moved = (1 - share) * query + share * vectors.mean(axis=0)
    length = np.linalg.norm(moved)
    return moved / length if length > 0 else query
