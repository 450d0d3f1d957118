"""The rows with the largest inner products, by FAISS, on arrays that may be memory-mapped files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.vector_files import codes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from index.vector_files import VectorFiles

    Found = tuple[NDArray[np.int64], NDArray[np.float32]]
    """Rows [q, k], best first, -1 where there are no more, and their scores, minus infinity there."""

# Rows handed to FAISS at a time, 12 MB at 384 dimensions: memory stays bounded, and much of it in the CPU's cache.
_CHUNK = 16384
# Up to here every vector is looked at: measured, see docs/scaling.md.
SMALL = 50_000
# Rows whose vectors are looked at in larger indexes: never fewer, and this many for each one that is asked for.
LEAST, EACH = 1500, 8
# So many times as many are chosen by their codes alone.
_MORE = 4


def nearest(files: VectorFiles, chosen: NDArray[np.bool_] | None, queries: NDArray[np.float32], k: int) -> Found:
    """Return the rows whose vectors have the largest inner products with each query.

    In large indexes the codes are scanned first. Of the rows whose signs differ least from the query's, those are kept
    for which the query's numbers under these signs add up to most, and only their vectors are looked at.

    Args:
        files: What to search.
        chosen: Whether each row counts, bool [rows]; None if all do.
        queries: float32 [q, dim], contiguous.
        k: How many, at least 1.
    """
    rows = files.rows
    count = len(rows.keys) if chosen is None else int(np.count_nonzero(chosen))
    candidates = max(LEAST, EACH * k)
    if not len(queries) or not count:
        return _nothing(len(queries), k)
    if len(rows.keys) <= SMALL or count <= candidates:
        picked = np.arange(len(rows.keys)) if chosen is None else np.flatnonzero(chosen)
        return _exactly(rows.vectors, picked, queries, k)
    found = _by_codes(rows.codes, chosen, codes_of(queries), min(_MORE * candidates, count))
    best, scores = _nothing(len(queries), k)
    for place, (query, scanned) in enumerate(zip(queries, found, strict=True)):
        signs = np.unpackbits(rows.codes[scanned], axis=1, count=len(query), bitorder="little").astype(np.float32)
        # In the order in which they lie on disk.
        some = np.sort(scanned[np.argsort(-(signs @ query), kind="stable")[:candidates]])
        ranked = files.pick(some) @ query
        order = np.argsort(-ranked, kind="stable")[:k]
        best[place, : len(order)], scores[place, : len(order)] = some[order], ranked[order]
    return best, scores


def _nothing(queries: int, k: int) -> Found:
    return np.full((queries, k), -1, dtype=np.int64), np.full((queries, k), -np.inf, dtype=np.float32)


def _by_codes(
    codes: NDArray[np.uint8], chosen: NDArray[np.bool_] | None, queries: NDArray[np.uint8], k: int
) -> NDArray[np.int64]:
    """Return the rows whose codes differ in the fewest bits from each query's, int64 [q, k]; there must be k rows."""
    import faiss

    found = np.empty((len(queries), k), dtype=np.int64)
    differing = np.empty((len(queries), k), dtype=np.int32)
    heaps = faiss.int_maxheap_array_t()
    heaps.nh, heaps.k = found.shape
    heaps.ids, heaps.val = faiss.swig_ptr(found), faiss.swig_ptr(differing)
    bits = None if chosen is None else np.packbits(chosen, bitorder="little")
    selector = None if bits is None else faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    # IndexBinaryFlat.search is this function on a copy of the codes; called directly, it reads them where they are.
    faiss.hammings_knn_hc(  # type: ignore[call-arg]
        heaps,
        faiss.swig_ptr(queries),
        faiss.swig_ptr(codes),
        len(codes),
        codes.shape[1],
        0,  # in no order
        faiss.EXACT_TOPK,  # type: ignore[attr-defined]
        selector,
    )
    return found


def _exactly(vectors: NDArray[np.float16], picked: NDArray[np.int64], queries: NDArray[np.float32], k: int) -> Found:
    """Return the best of some rows by looking at the vector of each."""
    # Imported here: other uses of an index do not wait for it.
    import faiss

    best, scores = _nothing(len(queries), k)
    # It reads float16 as it lies on disk, several times as fast as turning it into float32 for faiss.knn.
    # Nothing is quantised further, so the result is exact.
    flat = faiss.IndexScalarQuantizer(queries.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    for some, chunk in _chunks(vectors, picked):
        flat.reset()
        flat.add_sa_codes(chunk.view(np.uint8))
        found_scores, found = flat.search(queries, min(k, len(some)))
        best, scores = _merge(best, scores, np.where(found < 0, -1, some[found]), found_scores)
    return best, scores


def _chunks(
    vectors: NDArray[np.float16], picked: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
    """Yield row numbers with their vectors, float16 [rows, dim], a bounded number at a time."""
    for start in range(0, len(picked), _CHUNK):
        some = picked[start : start + _CHUNK]
        first, last = int(some[0]), int(some[-1]) + 1
        # A run without gaps is read in place; picking rows one by one costs a copy.
        whole = last - first == len(some)
        yield some, vectors[slice(first, last) if whole else some]


def _merge(
    best: NDArray[np.int64], scores: NDArray[np.float32], more: NDArray[np.int64], more_scores: NDArray[np.float32]
) -> Found:
    """Return the best rows and their scores, [q, k], of those so far and of some more, [q, m]."""
    all_scores = np.concatenate([scores, more_scores], axis=1)
    order = np.argsort(-all_scores, axis=1, kind="stable")[:, : best.shape[1]]
    all_rows = np.concatenate([best, more], axis=1)
    return np.take_along_axis(all_rows, order, axis=1), np.take_along_axis(all_scores, order, axis=1)
