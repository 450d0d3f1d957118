"""What is usual of papers: statistics of a large collection, blended with the home's own papers.

Scores mean something only against what other papers score. A fresh home has no others, so the
statistics of about ten thousand papers come with the package: the mean and the covariance of their
embeddings by the packaged model, and how many papers have a stem. They hold numbers and single
words, no text; `python -m papertrail.topics.make_background` makes them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from papertrail.topics.packing import unpack

FILE = "background.npz"
WORTH = 1000
"""The papers of a home that count as much as the statistics that come with the package."""
UNKNOWN_WORTH = 20
UNKNOWN_VARIANCE = 0.01
"""Of each coordinate, for a model of which nothing is known, counted as that many papers."""
RAREST = 6.0
"""The largest idf: a word that no paper has is not worth more than one of a few papers."""
_COMMONEST = 0.1


@dataclass(frozen=True)
class Usual:
    """What is usual of papers.

    Attributes:
        mean: [dim] of the embeddings.
        covariance: [dim, dim] of the embeddings.
        documents: the papers that were counted.
        frequencies: how many of them have a unit, as `phrases.units` returns it.
    """

    mean: NDArray[np.float32]
    covariance: NDArray[np.float32]
    documents: float
    frequencies: Mapping[str, float]

    def idf(self, unit: str) -> float:
        """Return the logarithm of how rare a unit is."""
        rare = math.log((self.documents + 1) / (self.frequencies.get(unit, 0) + 1))
        return min(max(rare, _COMMONEST), RAREST)

    def standardised(
        self, vectors: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return weights [v, dim] and offsets [v] that turn similarities into deviations.

        `papers @ weights.T + offsets` has mean 0 and deviation 1 over usual papers.
        """
        spread = np.einsum("vd,de,ve->v", vectors, self.covariance, vectors)
        weights = vectors / np.sqrt(np.maximum(spread, 1e-9))[:, None]
        return weights.astype(np.float32), (-weights @ self.mean).astype(np.float32)


def usual_of(fingerprint: str, vectors: NDArray[np.float32], counted: Mapping[str, int]) -> Usual:
    """Return what is usual in a home.

    Args:
        fingerprint: of the model that made the vectors.
        vectors: [n, dim] of a sample of the home's papers.
        counted: how many of them have a unit.
    """
    shipped, model = _shipped()
    dim, count = vectors.shape[1], len(vectors)
    worth, mean, covariance = WORTH, shipped.mean, shipped.covariance
    if model != fingerprint or len(mean) != dim:
        worth = UNKNOWN_WORTH
        mean = np.zeros(dim, np.float32)
        covariance = np.eye(dim, dtype=np.float32) * np.float32(UNKNOWN_VARIANCE)
    if count:
        share = count / (count + worth)
        own = vectors.mean(axis=0)
        apart = own - mean
        centred = vectors - own
        covariance = (
            (1 - share) * covariance
            + share * (centred.T @ centred) / count
            + share * (1 - share) * np.outer(apart, apart)
        ).astype(np.float32)
        mean = (mean + share * apart).astype(np.float32)
    scale = WORTH / shipped.documents
    frequencies = {unit: scale * known for unit, known in shipped.frequencies.items()}
    for unit, known in counted.items():
        frequencies[unit] = frequencies.get(unit, 0) + known
    return Usual(mean, covariance, WORTH + count, frequencies)


def packed(vectors: NDArray[np.float32], axes: int) -> dict[str, NDArray[np.generic]]:
    """Return the mean, the main directions of variance, and the variance left in the others."""
    variances, directions = np.linalg.eigh(np.cov(vectors, rowvar=False))
    return {
        "mean": vectors.mean(axis=0).astype(np.float32),
        "axes": directions[:, -axes:].T.astype(np.float16),
        "variances": variances[-axes:].astype(np.float32),
        "left": np.array(variances[:-axes].mean(), np.float32),
    }


def _unpacked(arrays: Mapping[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    axes = arrays["axes"].astype(np.float32)
    rest = np.float32(arrays["left"])
    above = arrays["variances"].astype(np.float32) - rest
    return (axes.T * above) @ axes + rest * np.eye(axes.shape[1], dtype=np.float32)


@cache
def _shipped() -> tuple[Usual, str]:
    """Return the statistics that come with the package, and the fingerprint of their model."""
    content = resources.files("papertrail.topics").joinpath(FILE).read_bytes()
    rest, arrays = unpack(content)
    names: Sequence[str] = rest["units"]
    frequencies = dict(zip(names, arrays["frequencies"].tolist(), strict=True))
    usual = Usual(arrays["mean"], _unpacked(arrays), rest["papers"], frequencies)
    return usual, rest["fingerprint"]
