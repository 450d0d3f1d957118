"""Represent papers as features, and score them by weights."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from papertrail.text.words import has_phrase, label
from papertrail.topics.terms import Rows, stacked


@dataclass(frozen=True)
class Papers:
    """The features from which the scores of papers are computed.

    Attributes:
        vectors: [n, dim] embeddings.
        rows: [n, terms] TF-IDF features.
        authors: of each paper, as `names` returns them.
        texts: of each paper, as `words.spaced` returns them.
    """

    vectors: NDArray[np.float32]
    rows: Rows
    authors: Sequence[Sequence[str]]
    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.vectors)

    @cached_property
    def by_author(self) -> Mapping[str, Sequence[int]]:
        """The rows of each author's papers."""
        rows: dict[str, list[int]] = {}
        for row, authors in enumerate(self.authors):
            for name in authors:
                rows.setdefault(name, []).append(row)
        return rows

    def picked(self, rows: Sequence[int] | NDArray[np.int64]) -> "Papers":
        """Return some of the papers, in the order given."""
        authors, texts = (
            [self.authors[int(row)] for row in rows],
            [self.texts[int(row)] for row in rows],
        )
        return Papers(self.vectors[rows], self.rows.picked(rows), authors, texts)

    def plus(self, others: "Papers") -> "Papers":
        """Return these papers and then the others."""
        vectors = np.concatenate([self.vectors, others.vectors])
        authors, texts = [*self.authors, *others.authors], [*self.texts, *others.texts]
        return Papers(vectors, stacked(self.rows, others.rows), authors, texts)


def names(authors: Iterable[str]) -> tuple[str, ...]:
    """Return names in one spelling, each once."""
    return tuple(dict.fromkeys(name for author in authors if (name := label(author))))


@dataclass(frozen=True, slots=True)
class Weights:
    """A score that is linear in a paper's features, save that the closest description counts.

    Attributes:
        descriptions: [d, dim] embeddings; a paper scores `closeness` times its cosine
            similarity to the closest one.
        direction: [dim] weights of the embedding.
        terms: [terms] weights of the TF-IDF features.
        authors: the weight of each known name, divided by the square root of how many authors
            the paper has.
        bias: added to each score.
        name: as `words.spaced` returns it.
        named: the weight of having the name in the title or the abstract, in the singular or
            the plural.
    """

    descriptions: NDArray[np.float32]
    closeness: float
    direction: NDArray[np.float32]
    terms: NDArray[np.float32]
    authors: Mapping[str, float]
    bias: float
    name: str = ""
    named: float = 0.0

    @classmethod
    def none(cls, dim: int, terms: int) -> "Weights":
        """Return weights under which every paper scores 0."""
        nothing = np.zeros((0, dim), np.float32)
        return cls(nothing, 0.0, np.zeros(dim, np.float32), np.zeros(terms, np.float32), {}, 0.0)

    def scaled(self, factor: float, shift: float = 0.0) -> "Weights":
        """Return the weights of factor * score + shift."""
        return Weights(
            self.descriptions,
            self.closeness * factor,
            self.direction * np.float32(factor),
            self.terms * np.float32(factor),
            {name: weight * factor for name, weight in self.authors.items()},
            self.bias * factor + shift,
            self.name,
            self.named * factor,
        )

    def plus(self, other: "Weights") -> "Weights":
        """Return the weights of both scores together; at most one has descriptions and a name."""
        one = self if len(self.descriptions) else other
        return Weights(
            one.descriptions,
            one.closeness,
            self.direction + other.direction,
            self.terms + other.terms,
            {
                name: self.authors.get(name, 0) + other.authors.get(name, 0)
                for name in {*self.authors, *other.authors}
            },
            self.bias + other.bias,
            self.name or other.name,
            self.named + other.named,
        )

    def score(self, papers: Papers) -> NDArray[np.float32]:
        """Return the score [n] of each paper."""
        scores: NDArray[np.float32] = score([self], papers)[0]
        return scores


def score(topics: Sequence[Weights], papers: Papers) -> NDArray[np.float32]:
    """Return the scores [t, n] of papers under several weights, reading each paper once."""
    scores = np.zeros((len(topics), len(papers)), np.float32)
    directions = np.stack([weights.direction for weights in topics])
    terms = np.stack([weights.terms for weights in topics], axis=1)
    if directions.any():
        scores += directions @ papers.vectors.T
    if terms.any():
        scores += papers.rows.dot(terms).T
    similarities = np.concatenate([weights.descriptions for weights in topics]) @ papers.vectors.T
    start = 0
    for number, weights in enumerate(topics):
        if count := len(weights.descriptions):
            scores[number] += np.float32(weights.closeness) * similarities[
                start : start + count
            ].max(axis=0)
            start += count
        for name, weight in weights.authors.items():
            for row in papers.by_author.get(name, ()):
                scores[number, row] += weight / math.sqrt(len(papers.authors[row]))
        if weights.named and weights.name.strip():
            scores[number] += np.float32(weights.named) * _named(weights.name, papers.texts)
        scores[number] += np.float32(weights.bias)
    return scores


def _named(name: str, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return which texts have a name, in the singular or the plural."""
    return np.array([has_phrase(text, name) for text in texts], bool)
