"""Vectors on disk under integer keys, searched by FAISS."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from index.vectors.files import HASH, NUMBER, VECTOR, Rows, VectorFiles
from index.vectors.scan import nearest
from index.vectors.sign_bits import signs_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray


def text_hash(text: str) -> int:
    """Return 64 bits of BLAKE2b of a text, unsigned, by which an outdated vector is recognised."""
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


class _Lookup:
    """A map of keys to rows, which needs no memory for keys that came in ascending order."""

    def __init__(self, files: VectorFiles) -> None:
        self._keys = files.rows.keys
        self._ascending = files.state.ascending
        self._superseded = np.sort(files.superseded)

    @cached_property
    def live(self) -> NDArray[np.bool_] | None:
        """Whether each row counts, bool [rows]; None if all do."""
        if not len(self._superseded):
            return None
        live = np.ones(len(self._keys), dtype=bool)
        live[self._superseded] = False
        return live

    @cached_property
    def _rest(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The keys that came out of order, sorted, and their rows, ascending for each key."""
        keys = self._keys[self._ascending :]
        order = np.argsort(keys, kind="stable")
        return keys[order], order + self._ascending

    def rows_of(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each key, -1 where there is none; int64, as long as `keys`."""
        found = np.full(len(keys), -1, dtype=np.int64)
        rest, rest_rows = self._rest
        for known, rows in ((self._keys[: self._ascending], None), (rest, rest_rows)):
            if not len(known):
                continue
            # Of a key's rows the last one is its newest.
            place = np.searchsorted(known, keys, side="right") - 1
            there = (place >= 0) & (known[place] == keys)
            found[there] = place[there] if rows is None else rows[place[there]]
        return np.where(np.isin(found, self._superseded), -1, found)

    def keys_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the key of each row, -1 for row -1; any shape."""
        if not len(self._keys):
            return np.full(rows.shape, -1, dtype=np.int64)
        return np.where(rows < 0, -1, self._keys[rows])

    def chosen(self, keys: NDArray[np.int64] | NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask of rows, bool [rows], that count and have one of some keys.

        See `VectorIndex.search`.
        """
        chosen = np.zeros(len(self._keys), dtype=bool)
        if keys.dtype != bool:
            rows = self.rows_of(np.asarray(keys, dtype=NUMBER))
            chosen[rows[rows >= 0]] = True
        elif len(keys):
            np.take(keys, self._keys, mode="clip", out=chosen)
            chosen &= self._keys < len(keys)
            chosen[self._superseded] = False
        return chosen


class VectorIndex:
    """An append-only index of vectors on disk; the newest vector of a key counts.

    It shows what was committed when it was opened, and what it has committed itself since. Any
    number of processes may read while one writes; writers wait for each other. The process may end
    at any instant: the index is then at its last commit, as `index.vectors.files` explains.
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
            DamagedIndexError: It cannot be used as it is: unreadable, incomplete, or another
                model's.
            OSError: The folder cannot be made or read.
        """
        return cls(VectorFiles.open(directory, dim, fingerprint))

    @property
    def directory(self) -> Path:
        """The folder of the index."""
        return self._files.directory

    @property
    def sequence(self) -> int:
        """Up to where, in the caller's sequence of changes, the index is built."""
        return self._files.state.sequence

    def __len__(self) -> int:
        """Return the number of keys."""
        state = self._files.state
        return state.rows - state.superseded

    def keys(self) -> NDArray[np.int64]:
        """Return all keys, in the order of their rows, int64 [n]."""
        stored, live = self._files.rows.keys, self._lookup.live
        return np.array(stored if live is None else stored[live])

    def append(
        self, keys: ArrayLike, text_hashes: ArrayLike, vectors: ArrayLike, sequence: int
    ) -> None:
        """Write vectors and advance, in one commit; a key that is there gets the new vector.

        Args:
            keys: int64 [n], not negative; of a key given twice the last vector counts.
            text_hashes: `text_hash` of the text of each vector, unsigned 64-bit [n].
            vectors: [n, dim], finite; kept as float16.
            sequence: As for `advance`.

        Raises:
            ValueError: The lengths differ, a key is negative, or a number is not finite.
            DamagedIndexError: The index was damaged since it was opened.
            OSError: The disk is full or not writable; the last commit stays as it is.
        """
        rows = self._rows(keys, text_hashes, vectors)
        with self._files.writing():
            self._forget()
            replaced = self._lookup.rows_of(np.unique(rows.keys))
            # Equal keys are adjacent, the last one given last.
            repeated = np.flatnonzero(rows.keys[:-1] == rows.keys[1:]) + self._files.state.rows
            self._files.commit(
                sequence, rows, np.concatenate([np.sort(replaced[replaced >= 0]), repeated])
            )
            self._forget()

    def remove(self, keys: ArrayLike, sequence: int | None = None) -> None:
        """Let go of the vectors of `keys`, in one commit; keys that are not there are passed over.

        Args:
            keys: int64 [n].
            sequence: As for `advance`; None leaves it as it is.

        Raises:
            DamagedIndexError: The index was damaged since it was opened.
            OSError: The disk is full or not writable; the last commit stays as it is.
        """
        with self._files.writing():
            self._forget()
            rows = self._lookup.rows_of(np.unique(np.asarray(keys, dtype=NUMBER)))
            gone = rows[rows >= 0]
            if len(gone) or sequence not in {None, self.sequence}:
                self._files.commit(
                    self.sequence if sequence is None else sequence, superseded=np.sort(gone)
                )
            self._forget()

    def advance(self, sequence: int) -> None:
        """Record that the index is built up to `sequence`, where that called for no vector.

        Raises:
            DamagedIndexError: The index was damaged since it was opened.
            OSError: The disk is full or not writable; the last commit stays as it is.
        """
        with self._files.writing():
            self._forget()
            self._files.commit(sequence)

    def text_hash(self, key: int) -> int | None:
        """Return the hash of the text of `key`'s vector, None if there is no such key."""
        row = self._lookup.rows_of(np.array([key], dtype=NUMBER))[0]
        if row < 0:
            return None
        return int(self._files.rows.hashes[row])

    def text_hashes(self, keys: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Return the `keys` that are there and their text hashes, in the order given.

        The keys are int64 [m], the hashes uint64 [m].
        """
        found, rows = self._find(keys)
        return found, self._files.rows.hashes[rows]

    def vector(self, key: int) -> NDArray[np.float32] | None:
        """Return the vector of `key`, float32 [dim], None if there is no such key."""
        _, vectors = self.vectors([key])
        return next(iter(vectors), None)

    def vectors(self, keys: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the `keys` that are there and their vectors, in the order given.

        The keys are int64 [m], the vectors float32 [m, dim].
        """
        found, rows = self._find(keys)
        return found, self._files.pick(rows).astype(np.float32)

    def search(
        self, queries: ArrayLike, k: int, keys: ArrayLike | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the keys and scores of the `k` largest inner products with each query.

        `index.vectors.scan` explains how they are found.

        Args:
            queries: [q, dim].
            k: How many, at least 1.
            keys: Only these are looked at: int64 [m], or bool, saying of each key from 0 on whether
                it is; None is all.

        Returns:
            Keys int64 [q, k] and scores float32 [q, k], best first. Where there are fewer than `k`,
            the rest is key -1 and score minus infinity.

        Raises:
            ValueError: The queries do not have the index's dimension, or `k` is not positive.
        """
        asked = np.ascontiguousarray(queries, dtype=np.float32)
        if asked.ndim != 2 or asked.shape[1] != self._files.state.dim:  # noqa: PLR2004 - a matrix
            raise ValueError(
                f"queries must have the shape [q, {self._files.state.dim}], not {list(asked.shape)}"
            )
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        chosen = self._lookup.live if keys is None else self._lookup.chosen(np.asarray(keys))
        best, scores = nearest(self._files, chosen, asked, k)
        return self._lookup.keys_of(best), scores

    def _rows(self, keys: ArrayLike, text_hashes: ArrayLike, vectors: ArrayLike) -> Rows:
        """Return the arguments of `append` as they are stored, in the order of the keys."""
        numbers, hashes = np.asarray(keys, dtype=NUMBER), np.asarray(text_hashes, dtype=HASH)
        given = np.asarray(vectors, dtype=np.float32)
        if given.shape != (len(numbers), self._files.state.dim) or len(hashes) != len(numbers):
            expected = [len(numbers), self._files.state.dim]
            raise ValueError(f"vectors must have the shape {expected}, not {given.shape}")
        if len(numbers) and numbers.min() < 0:
            raise ValueError("keys must not be negative: a search says -1 for no key")
        with np.errstate(over="ignore"):
            rounded = given.astype(VECTOR)
        if not np.isfinite(rounded).all():
            raise ValueError("vectors must be finite, in float16 as well")
        order = np.argsort(numbers, kind="stable")
        rounded = rounded[order]
        return Rows(rounded, signs_of(rounded), numbers[order], hashes[order])

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
