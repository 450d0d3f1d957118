"""Vectors on disk under integer keys, searched exactly by FAISS."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from index.vector_files import NUMBER, ROW, VECTOR, VectorFiles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

# Rows handed to FAISS at a time, 12 MB at 384 dimensions: memory stays bounded, and much of it in the CPU's cache.
_CHUNK = 16384


def text_hash(text: str) -> int:
    """Return 64 bits of BLAKE2b of a text, unsigned: what a vector was made from, to tell when it is out of date."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class _Lookup:
    """From keys to rows, by binary search in two arrays; nothing is held for each row as a Python object."""

    def __init__(self, files: VectorFiles) -> None:
        self._live = np.ones(files.state.rows, dtype=bool)
        self._live[files.superseded] = False
        self._stored: NDArray[np.int64] = np.asarray(files.rows["key"])

    @cached_property
    def live_rows(self) -> NDArray[np.int64]:
        """The rows that count, ascending."""
        return np.flatnonzero(self._live)

    @cached_property
    def _by_key(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The keys that count, ascending, and their rows."""
        keys = self._stored[self.live_rows]
        # Keys mostly arrive in ascending order, on which the stable sort takes linear time.
        order = np.argsort(keys, kind="stable")
        return keys[order], self.live_rows[order]

    def rows_of(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each key, -1 where there is none; int64, as long as `keys`."""
        known, rows = self._by_key
        if not len(known):
            return np.full(len(keys), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[place] == keys, rows[place], -1)

    def keys_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the key of each row, -1 for row -1; any shape."""
        if not len(self._stored):
            return np.full(rows.shape, -1, dtype=np.int64)
        return np.where(rows < 0, -1, self._stored[rows])


class DenseIndex:
    """An index of vectors that only ever grows on disk; a key's newest vector is the one that counts.

    It shows what was committed when it was opened, and what it has committed itself since. Any number of processes may
    read while one writes; writers wait for each other. The process may end at any instant: the index then stands at its
    last commit. How that is done is told in `index.vector_files`.
    """

    def __init__(self, files: VectorFiles) -> None:
        self._files = files

    @classmethod
    def open(cls, directory: Path, dim: int, fingerprint: str) -> Self:
        """Open the index in `directory`, making an empty one if there is none.

        Args:
            directory: A folder of its own.
            dim: The length of its vectors.
            fingerprint: Of the model that makes them.

        Raises:
            DamagedIndexError: It cannot be used as it is: unreadable, incomplete, or another model's.
            OSError: The folder cannot be made or read.
        """
        return cls(VectorFiles.open(directory, dim, fingerprint))

    @property
    def sequence(self) -> int:
        """Up to where, in the caller's sequence of changes, the index is built."""
        return self._files.state.sequence

    def __len__(self) -> int:
        """Return the number of keys."""
        state = self._files.state
        return state.rows - state.superseded

    def keys(self) -> NDArray[np.int64]:
        """Return all keys, in the order in which their vectors were written, int64 [n]."""
        return self._lookup.keys_of(self._lookup.live_rows)

    def append(self, keys: ArrayLike, text_hashes: ArrayLike, vectors: ArrayLike, sequence: int) -> None:
        """Write vectors and advance, in one commit. A key that is there already gets the new vector.

        Args:
            keys: int64 [n], not negative; of a key given twice the last vector counts.
            text_hashes: `text_hash` of the text of each vector, unsigned 64-bit [n].
            vectors: [n, dim], finite; kept as float16.
            sequence: As for `advance`.

        Raises:
            ValueError: The lengths differ, a key is negative, or a number is not finite.
            DamagedIndexError: The index was damaged since it was opened.
            OSError: The disk is full or not writable; the last commit stands.
        """
        rows, halves = self._records(keys, text_hashes, vectors)
        with self._files.writing():
            self._forget()
            start = self._files.state.rows
            added = rows["key"]
            # A key's last place in the batch, found as its first in the batch reversed.
            last = len(added) - 1 - np.unique(added[::-1], return_index=True)[1]
            repeated = np.setdiff1d(np.arange(len(added)), last) + start
            replaced = self._lookup.rows_of(added[last])
            self._files.commit(sequence, rows, halves, np.concatenate([np.sort(replaced[replaced >= 0]), repeated]))
            self._forget()

    def remove(self, keys: ArrayLike, sequence: int | None = None) -> None:
        """Let go of the vectors of `keys`, in one commit; keys that are not there are passed over.

        Args:
            keys: int64 [n].
            sequence: As for `advance`; None leaves it as it is.

        Raises:
            DamagedIndexError: The index was damaged since it was opened.
            OSError: The disk is full or not writable; the last commit stands.
        """
        with self._files.writing():
            self._forget()
            rows = self._lookup.rows_of(np.unique(np.asarray(keys, dtype=NUMBER)))
            gone = rows[rows >= 0]
            if len(gone) or sequence not in {None, self.sequence}:
                self._files.commit(self.sequence if sequence is None else sequence, superseded=np.sort(gone))
            self._forget()

    def advance(self, sequence: int) -> None:
        """Record that the index is built up to `sequence`, where that called for no vector.

        Raises:
            DamagedIndexError: The index was damaged since it was opened.
            OSError: The disk is full or not writable; the last commit stands.
        """
        with self._files.writing():
            self._forget()
            self._files.commit(sequence)

    def text_hash(self, key: int) -> int | None:
        """Return the hash of the text that the vector of `key` was made from, None if there is no such key."""
        row = self._lookup.rows_of(np.array([key], dtype=NUMBER))[0]
        return None if row < 0 else int(self._files.rows["text_hash"][row])

    def text_hashes(self, keys: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Return those of `keys` that are there, int64 [m], in the order given, and their text hashes, uint64 [m]."""
        found, rows = self._find(keys)
        return found, self._files.rows["text_hash"][rows].astype(np.uint64)

    def vector(self, key: int) -> NDArray[np.float32] | None:
        """Return the vector of `key`, float32 [dim], None if there is no such key."""
        _, vectors = self.vectors([key])
        return vectors[0] if len(vectors) else None

    def vectors(self, keys: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return those of `keys` that are there, int64 [m], in the order given, and their vectors, float32 [m, dim]."""
        found, rows = self._find(keys)
        return found, self._files.vectors[rows].astype(np.float32)

    def search(
        self, queries: ArrayLike, k: int, keys: ArrayLike | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the `k` vectors with the largest inner product with each query, found by looking at every vector.

        Args:
            queries: [q, dim].
            k: How many, at least 1.
            keys: Only these are looked at; None is all.

        Returns:
            Keys int64 [q, k] and scores float32 [q, k], best first. Where there are fewer than `k`, the rest is key -1
            and score minus infinity.

        Raises:
            ValueError: The queries do not have the index's dimension, or `k` is not positive.
        """
        asked = np.ascontiguousarray(queries, dtype=np.float32)
        if asked.ndim != 2 or asked.shape[1] != self._files.state.dim:  # noqa: PLR2004 - a matrix
            raise ValueError(f"queries must have the shape [q, {self._files.state.dim}], not {list(asked.shape)}")
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        rows = self._lookup.live_rows if keys is None else np.unique(self._find(keys)[1])
        best = np.full((len(asked), k), -1, dtype=np.int64)
        scores = np.full((len(asked), k), -np.inf, dtype=np.float32)
        if len(asked) and len(rows):
            # Imported here: other uses of an index do not wait for it.
            import faiss

            # It reads float16 as it lies on disk, several times as fast as turning it into float32 for faiss.knn.
            # Nothing is quantised further, so the result is exact.
            flat = faiss.IndexScalarQuantizer(asked.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
            for some, vectors in self._chunks(rows):
                flat.reset()
                flat.add_sa_codes(vectors.view(np.uint8))
                found_scores, found = flat.search(asked, min(k, len(some)))
                best, scores = _merge(best, scores, np.where(found < 0, -1, some[found]), found_scores)
        return self._lookup.keys_of(best), scores

    def _chunks(self, rows: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
        """Yield row numbers with their vectors, float16 [rows, dim], a bounded number at a time."""
        for start in range(0, len(rows), _CHUNK):
            some = rows[start : start + _CHUNK]
            first, last = int(some[0]), int(some[-1]) + 1
            # A run without gaps is read in place; picking rows one by one costs a copy.
            whole = last - first == len(some)
            yield some, self._files.vectors[slice(first, last) if whole else some]

    def _records(
        self, keys: ArrayLike, text_hashes: ArrayLike, vectors: ArrayLike
    ) -> tuple[NDArray[np.void], NDArray[np.float16]]:
        """Return the arguments of `append` as they are stored."""
        hashes = np.asarray(text_hashes, dtype=ROW["text_hash"])
        rows = np.empty(len(hashes), dtype=ROW)
        rows["key"] = np.asarray(keys, dtype=NUMBER)
        rows["text_hash"] = hashes
        given = np.asarray(vectors, dtype=np.float32)
        if given.shape != (len(rows), self._files.state.dim):
            raise ValueError(f"vectors must have the shape {[len(rows), self._files.state.dim]}, not {given.shape}")
        if len(rows) and rows["key"].min() < 0:
            raise ValueError("keys must not be negative: a search says -1 for no key")
        with np.errstate(over="ignore"):
            halves = given.astype(VECTOR)
        if not np.isfinite(halves).all():
            raise ValueError("vectors must be finite, in float16 as well")
        return rows, halves

    def _find(self, keys: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return those of `keys` that are there, in the order given, and their rows."""
        asked = np.asarray(keys, dtype=NUMBER)
        rows = self._lookup.rows_of(asked)
        return asked[rows >= 0], rows[rows >= 0]

    @cached_property
    def _lookup(self) -> _Lookup:
        return _Lookup(self._files)

    def _forget(self) -> None:
        """Drop the lookup, after the files have changed."""
        self.__dict__.pop("_lookup", None)


def _merge(
    best: NDArray[np.int64], scores: NDArray[np.float32], more: NDArray[np.int64], more_scores: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the best rows and their scores, [q, k], of those so far and of some more, [q, m]."""
    all_scores = np.concatenate([scores, more_scores], axis=1)
    order = np.argsort(-all_scores, axis=1, kind="stable")[:, : best.shape[1]]
    all_rows = np.concatenate([best, more], axis=1)
    return np.take_along_axis(all_rows, order, axis=1), np.take_along_axis(all_scores, order, axis=1)
