"""Vectors as bits, which is what a search of a large index scans.

A bit says whether a number is positive. FAISS compares codes of some sizes in loops made for them,
twice as fast as others; so the bits of a vector's numbers are filled up to the next of these sizes
by those of sums over its numbers, which are projections of it as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Bytes, see `HammingComputer8` and its like in faiss/utils/hamming_distance.
_QUICK = (8, 16, 20, 32, 64)


def size_of(dim: int) -> int:
    """Return the bytes that a vector of `dim` numbers takes."""
    least = -(-dim // 8)
    return next((size for size in _QUICK if size >= least), least)


def signs_of(vectors: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the sign bits of some vectors [n, dim], uint8 [n, size_of(dim)].

    The first bit is the lowest of the first byte. Where there is room for m more, the bit of place
    j is that of v[j] - v[j + m] + v[j + 2m] - ...
    """
    count, dim = vectors.shape
    bits = np.zeros((count, 8 * size_of(dim)), dtype=bool)
    np.greater(vectors, 0, out=bits[:, :dim])
    more = bits.shape[1] - dim
    if more:
        terms = -(-dim // more)
        padded = np.zeros((count, terms * more), dtype=np.float32)
        padded[:, :dim] = vectors
        alternating = (-1.0) ** np.arange(terms, dtype=np.float32)
        np.greater(
            np.einsum("ntm,t->nm", padded.reshape(count, terms, more), alternating),
            0,
            out=bits[:, dim:],
        )
    return np.packbits(bits, axis=1, bitorder="little")
