"""Find the rows with the largest inner products by FAISS, on memory-mapped arrays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from index.vectors.sign_bits import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import faiss
    from numpy.typing import NDArray

    from index.vectors.files import VectorFiles

    Chunk = tuple[NDArray[np.int64], NDArray[np.float16], NDArray[np.bool_] | None]
    """Row numbers, their vectors, [rows, dim], and which of them count; None if all do."""
    Found = tuple[NDArray[np.int64], NDArray[np.float32]]
    """Rows [q, k], best first, -1 where there are no more; scores, minus infinity there."""

# Rows handed to FAISS at a time, 12 MB at 384 dimensions: memory stays bounded, and much of it in
# the CPU's cache.
_CHUNK = 16384
# Up to here every vector is looked at: measured, see docs/scaling.md.
SMALL = 50_000
# Rows whose vectors are looked at in larger indexes: never fewer, and this many for each one that
# is asked for.
LEAST, EACH = 1500, 8
# The factor by which more rows are chosen by the number of differing bits alone.
_MORE = 3
# Rows that are worth a thread of their own, and the threads that use up what memory delivers.
_SHARE, _MOST_THREADS = 250_000, 4


def nearest(
    files: VectorFiles, chosen: NDArray[np.bool_] | None, queries: NDArray[np.float32], k: int
) -> Found:
    """Return the rows whose vectors have the largest inner products with each query.

    In large indexes the bits are scanned first. Of the rows whose signs differ least from the
    query's, those are kept for which the query's numbers under these signs add up to most, and only
    their vectors are looked at.

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
        return _exactly(_chunks(rows.vectors, picked), queries, k)
    best, scores = _nothing(len(queries), k)
    for place, query in enumerate(queries):
        scanned = _by_signs(
            rows.signs, chosen, signs_of(query[None, :]), min(_MORE * candidates, count)
        )
        # From here on in the order of the file.
        scanned.sort()
        signs = np.unpackbits(
            rows.signs[scanned], axis=1, count=len(query), bitorder="little"
        ).astype(np.float32)
        some = scanned[np.sort(np.argpartition(-(signs @ query), candidates - 1)[:candidates])]
        looked_at = _exactly([(some, files.pick(some), None)], query[None, :], k)
        best[place], scores[place] = (column[0] for column in looked_at)
    return best, scores


def _nothing(queries: int, k: int) -> Found:
    return np.full((queries, k), -1, dtype=np.int64), np.full(
        (queries, k), -np.inf, dtype=np.float32
    )


def _by_signs(
    signs: NDArray[np.uint8], chosen: NDArray[np.bool_] | None, query: NDArray[np.uint8], k: int
) -> NDArray[np.int64]:
    """Return the k rows, int64, that differ in the fewest bits from a query [1, bytes].

    There must be at least k rows.
    """
    import faiss

    threads = max(1, min(len(signs) // _SHARE, faiss.omp_get_max_threads(), _MOST_THREADS))
    share = -(-len(signs) // threads)

    def scan(start: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        part = slice(start, start + share)
        found, differing = _scan(signs[part], None if chosen is None else chosen[part], query, k)
        return found + start, differing

    with ThreadPoolExecutor(threads, initializer=faiss.omp_set_num_threads, initargs=(1,)) as pool:
        parts = list(pool.map(scan, range(0, len(signs), share)))
    found, differing = map(np.concatenate, zip(*parts, strict=True))
    nearest_ones: NDArray[np.int64] = (
        found if len(found) == k else found[np.argpartition(differing, k - 1)[:k]]
    )
    return nearest_ones


def _scan(
    signs: NDArray[np.uint8], chosen: NDArray[np.bool_] | None, query: NDArray[np.uint8], k: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return up to `k` rows that differ in the fewest bits from a query, and in how many."""
    import faiss

    found, differing = np.empty(k, dtype=np.int64), np.empty(k, dtype=np.int32)
    # As IndexBinaryFlat.search does it, but where the bits are; that would be a copy of them.
    faiss.hammings_knn_mc(  # type: ignore[call-arg]
        faiss.swig_ptr(query),
        faiss.swig_ptr(signs),
        1,
        len(signs),
        k,
        signs.shape[1],
        faiss.swig_ptr(differing),
        faiss.swig_ptr(found),
        None if chosen is None else _selector(chosen),
    )
    there = found >= 0
    return found[there], differing[there]


def _selector(chosen: NDArray[np.bool_]) -> faiss.IDSelectorBitmap:
    import faiss

    # It keeps the array that it reads.
    return faiss.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))  # type: ignore[call-arg, arg-type]


def _exactly(chunks: Iterable[Chunk], queries: NDArray[np.float32], k: int) -> Found:
    """Return the best of some rows by looking at the vector of each."""
    # Imported here: other uses of an index do not wait for it.
    import faiss

    best, scores = _nothing(len(queries), k)
    # It reads float16 as it is on disk, several times as fast as turning it into float32 for
    # faiss.knn. Nothing is quantised further, so the result is exact.
    flat = faiss.IndexScalarQuantizer(
        queries.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    for some, chunk, wanted in chunks:
        flat.reset()
        flat.add_sa_codes(chunk.view(np.uint8))
        only = None if wanted is None else faiss.SearchParameters(sel=_selector(wanted))  # type: ignore[call-arg]
        found_scores, found = flat.search(queries, min(k, len(some)), params=only)
        none = found < 0
        rows, theirs = np.where(none, -1, some[found]), np.where(none, -np.inf, found_scores)
        best, scores = _merge(best, scores, rows, theirs.astype(np.float32))
    return best, scores


def _chunks(vectors: NDArray[np.float16], picked: NDArray[np.int64]) -> Iterator[Chunk]:
    """Yield rows a bounded number at a time."""
    for start in range(0, len(picked), _CHUNK):
        some = picked[start : start + _CHUNK]
        first, last = int(some[0]), int(some[-1]) + 1
        # Where most are picked, all are read in place; picking rows one by one costs a copy.
        if last - first > 2 * len(some):
            yield some, vectors[some], None
            continue
        wanted = None
        if last - first > len(some):
            wanted = np.zeros(last - first, dtype=bool)
            wanted[some - first] = True
        yield np.arange(first, last), vectors[first:last], wanted


def _merge(
    best: NDArray[np.int64],
    scores: NDArray[np.float32],
    more: NDArray[np.int64],
    more_scores: NDArray[np.float32],
) -> Found:
    """Return the best rows and their scores, [q, k], of those so far and of some more, [q, m]."""
    all_scores = np.concatenate([scores, more_scores], axis=1)
    order = np.argsort(-all_scores, axis=1, kind="stable")[:, : best.shape[1]]
    all_rows = np.concatenate([best, more], axis=1)
    return np.take_along_axis(all_rows, order, axis=1), np.take_along_axis(
        all_scores, order, axis=1
    )
