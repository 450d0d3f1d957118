"""Compute TF-IDF features of words and pairs of words, with numpy alone."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from index.folding import fold

MOST_TERMS = 20_000
COMMON = 0.5
"""Terms in more than this share of the papers are left out."""
_RAREST = 5
_FEW = 100
_PAPERS_FOR_RAREST = 1000
_WORD = re.compile(r"[^\W\d]\w+")


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix [n, terms] in rows: row i is from starts[i] to starts[i + 1]."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    values: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def dot(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the product with weights [terms] or [terms, m]: [n] or [n, m]."""
        result = np.zeros((len(self), *weights.shape[1:]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            values = self.values if weights.ndim == 1 else self.values[:, None]
            result[filled] = np.add.reduceat(
                weights[self.terms] * values, self.starts[filled], axis=0
            )
        return result

    def combined(self, shares: NDArray[np.float64], size: int) -> NDArray[np.float32]:
        """Return the sum [size] of all rows, each times its share [n]."""
        each = np.repeat(shares, np.diff(self.starts))
        return np.bincount(self.terms, self.values * each, size).astype(np.float32)

    def picked(self, rows: Sequence[int] | NDArray[np.int64]) -> "Rows":
        """Return some of the rows, in the order given."""
        parts = [np.arange(self.starts[row], self.starts[row + 1]) for row in rows]
        places = np.concatenate(parts) if parts else np.empty(0, np.int64)
        starts = np.cumsum([0, *map(len, parts)])
        return Rows(starts, self.terms[places], self.values[places])


def stacked(some: Rows, more: Rows) -> Rows:
    """Return the rows of both, one after the other."""
    return Rows(
        np.concatenate([some.starts, some.starts[-1] + more.starts[1:]]),
        np.concatenate([some.terms, more.terms]),
        np.concatenate([some.values, more.values]),
    )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that count, with their weights.

    Attributes:
        columns: from a term to its column.
        idf: [terms] the logarithm of how rare each is.
    """

    columns: Mapping[str, int]
    idf: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.idf)

    def rows(self, texts: Sequence[str]) -> Rows:
        """Return the features [n, terms] of texts: (1 + log count) * idf, rows of length 1 or 0."""
        starts, terms, counts = [0], list[int](), list[int]()
        for text in texts:
            found = Counter(
                column for term in pieces(text) if (column := self.columns.get(term)) is not None
            )
            terms += found
            counts += found.values()
            starts.append(len(terms))
        places = np.asarray(starts, dtype=np.int64)
        columns = np.asarray(terms, dtype=np.int32)
        values = (1 + np.log(np.asarray(counts, dtype=np.float32))) * self.idf[columns]
        squares = np.concatenate([[0.0], np.cumsum(np.square(values, dtype=np.float64))])
        lengths = np.sqrt(np.maximum(np.diff(squares[places]), np.finfo(np.float32).tiny))
        return Rows(
            places, columns, (values / np.repeat(lengths, np.diff(places))).astype(np.float32)
        )


def pieces(text: str) -> list[str]:
    """Return a text's words, folded, and its pairs of neighbouring words."""
    words = _WORD.findall(fold(text))
    return words + [f"{one} {next_one}" for one, next_one in pairwise(words)]


def learn(texts: Sequence[str]) -> Vocabulary:
    """Return the most frequent terms of a sample of papers that are not too common.

    The settings are those of arxiv-sanity-lite (https://github.com/karpathy/arxiv-sanity-lite),
    except that common words are kept up to half of the papers: communities differ in how they
    write abstracts.
    """
    # A term of one paper says nothing of another. If there are few papers, each term is kept: it
    # may soon be in two.
    rarest = 1
    if len(texts) >= _FEW:
        rarest = min(_RAREST, 2 + len(texts) // _PAPERS_FOR_RAREST)
    frequencies = Counter(chain.from_iterable(set(pieces(text)) for text in texts))
    chosen = [
        (term, count)
        for term, count in frequencies.items()
        if rarest <= count <= COMMON * len(texts)
    ]
    chosen = sorted(chosen, key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS]
    counts = np.array([count for _, count in chosen], dtype=np.float64)
    idf = (np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32)
    return Vocabulary({term: column for column, (term, _) in enumerate(chosen)}, idf)
