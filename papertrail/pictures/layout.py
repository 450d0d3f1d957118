"""Lay vectors out in two dimensions with UMAP, and place new ones among them."""

import warnings

import numpy as np
from numpy.typing import NDArray

from papertrail.errors import PapertrailError
from papertrail.pictures.neighbours import neighbours

NEIGHBOURS = 15
"""As UMAP's default."""
FEWEST = 2 * NEIGHBOURS
"""The fewest papers that are laid out."""
_EPOCHS = 200
_LEAST_DISTANCE = 0.05
_SHARPNESS = 0.05
"""Of weights by similarity; `benchmarks/map.py` measures how new papers keep their neighbours."""
_EDGE = 0.02
"""Of the map, left free; new papers never lie outside of those that are there."""


def lay_out(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return places [n, 2] from 0 to 1 at which near vectors stay near.

    UMAP (McInnes, Healy and Melville, https://arxiv.org/abs/1802.03426) with neighbours by FAISS,
    begun from the two principal components.

    Args:
        vectors: [n, dim], of length 1, at least FEWEST.

    Raises:
        PapertrailError: umap-learn is not installed.
    """
    try:
        from umap import UMAP
    except ImportError as error:
        raise PapertrailError(
            "maps need the package umap-learn", "run: pip install 'papertrail[map]'"
        ) from error
    rows, similarities = neighbours(vectors, NEIGHBOURS)
    distances = np.maximum(1.0 - similarities, 0.0).astype(np.float32)
    with warnings.catch_warnings():
        # It warns that it can't place new points itself, and that few points need no neighbours.
        warnings.simplefilter("ignore")
        fitted = UMAP(
            n_neighbors=NEIGHBOURS,
            metric="cosine",
            n_epochs=_EPOCHS,
            min_dist=_LEAST_DISTANCE,
            init=_principal(vectors),
            precomputed_knn=(rows.astype(np.int32), distances),
        ).fit_transform(vectors)
    return _scaled(fitted)


def place(similarities: NDArray[np.float32], places: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the place [m, 2] of new vectors: the mean of their neighbours', nearest first.

    Args:
        similarities: to the neighbours, [m, k], largest first; minus infinity for none.
        places: of the neighbours, [m, k, 2].
    """
    nearest = similarities[:, :1]
    weights = np.exp((similarities - np.where(np.isfinite(nearest), nearest, 0.0)) / _SHARPNESS)
    total = np.maximum(weights.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    found: NDArray[np.float32] = np.einsum("mk,mkd->md", weights / total, places)
    return found.astype(np.float32)


def _principal(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the two principal components [n, 2], as wide as UMAP wants its beginning."""
    centred = vectors - vectors.mean(axis=0)
    sample = centred[:: max(1, len(centred) // 20_000)]
    _, axes = np.linalg.eigh(sample.T @ sample)
    found = centred @ axes[:, -2:]
    noise = np.random.default_rng(0).normal(scale=1e-4, size=found.shape)
    scaled: NDArray[np.float32] = (10 * found / np.abs(found).max() + noise).astype(np.float32)
    return scaled


def _scaled(places: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return places from 0 to 1 with one scale for both axes; far outliers come to the edge."""
    low, high = np.percentile(places, [0.1, 99.9], axis=0)
    centre, half = (low + high) / 2, max(float((high - low).max()) / 2, 1e-9)
    scaled = 0.5 + (places - centre) / half * (0.5 - _EDGE)
    clipped: NDArray[np.float32] = np.clip(scaled, 0.0, 1.0).astype(np.float32)
    return clipped
