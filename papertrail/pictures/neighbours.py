"""Find the nearest neighbours of all vectors at once, with FAISS."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

_EXACT = 20_000
"""Up to that many vectors squared, all are compared with all."""
_PROBED = 16
"""Of the cells of an inverted file; `benchmarks/map.py` prints the recall."""
_TRAINED_ON = 64
"""Vectors for each cell."""


def neighbours(
    vectors: NDArray[np.float32], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the rows and similarities of the nearest neighbours of each vector.

    Args:
        vectors: [n, dim], of length 1.
        count: of neighbours, itself included, at most n.

    Returns:
        Rows int64 [n, count] and inner products float32 [n, count], itself first.
    """
    rows, similarities = nearest_of(vectors, vectors, count)
    return _with_itself_first(rows, similarities)


def _with_itself_first(
    rows: NDArray[np.int64], similarities: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Put each vector in front of its neighbours; vectors that are equal may have come first."""
    own = np.arange(len(rows))
    missing = rows < 0
    # A cell may have too few; its own row is taken for them, at the least similarity.
    rows = np.where(missing, own[:, None], rows)
    similarities = np.where(missing, 0.0, similarities).astype(np.float32)
    place = np.where((rows == own[:, None]).any(axis=1), (rows == own[:, None]).argmax(axis=1), 0)
    rows[own, place] = rows[:, 0]
    similarities[own, place] = similarities[:, 0]
    rows[:, 0], similarities[:, 0] = own, 1.0
    return rows, similarities


def nearest_of(
    queries: NDArray[np.float32], vectors: NDArray[np.float32], count: int = 8
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the nearest vectors of each query.

    Args:
        queries: [m, dim], of length 1.
        vectors: [n, dim], of length 1.
        count: of neighbours; n if there are fewer.

    Returns:
        Rows int64 [m, count] and inner products float32 [m, count], nearest first; row -1 and
        minus infinity where the cells that were looked into have no more.
    """
    import faiss

    most = min(count, len(vectors))
    if len(queries) * len(vectors) <= _EXACT**2:
        similarities, rows = faiss.knn(queries, vectors, most, metric=faiss.METRIC_INNER_PRODUCT)
        return rows, similarities
    index = _by_cells(vectors)
    similarities, rows = index.search(queries, most)
    return rows, similarities


def _by_cells(vectors: NDArray[np.float32]) -> Any:  # noqa: ANN401 - of FAISS, which has no types
    """Return an inverted file of vectors, of which a search looks into the nearest cells."""
    import faiss

    size, dim = vectors.shape
    cells = round(math.sqrt(size))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dim), dim, cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 8
    sample = np.random.default_rng(0).permutation(size)[: _TRAINED_ON * cells]
    index.train(vectors[np.sort(sample)])
    index.nprobe = min(_PROBED, cells)
    index.add(vectors)
    return index
