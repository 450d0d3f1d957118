"""Represent papers as features, and score them by weights."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from papertrail.text.words import label
from papertrail.topics.phrases import ReadText
from papertrail.topics.terms import Rows, stacked
from papertrail.topics.wording import Wording, score_words


@dataclass(frozen=True)
class Papers:
    """The features from which the scores of papers are computed.

    Attributes:
        vectors: [n, dim] embeddings.
        rows: [n, terms] TF-IDF features.
        authors: of each paper, as `names` returns them.
        texts: of each paper.
    """

    vectors: NDArray[np.float32]
    rows: Rows
    authors: Sequence[Sequence[str]]
    texts: Sequence[ReadText]

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


NEAREST = 3
"""Liked papers that a paper is compared with: several interests are not averaged."""


@dataclass(frozen=True, slots=True)
class Likes:
    """Liked papers, ready to be compared with others.

    Attributes:
        weights: [l, dim] of the embeddings.
        offsets: [l] added, so that each similarity is in deviations of what is usual.
        weight: of the mean of the three nearest.
    """

    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]
    weight: float

    def score(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the mean similarity [n] to the nearest liked papers, times the weight."""
        similarities = vectors @ self.weights.T + self.offsets
        count = min(NEAREST, similarities.shape[1])
        nearest = np.partition(similarities, -count, axis=1)[:, -count:]
        scores: NDArray[np.float32] = np.float32(self.weight) * nearest.mean(axis=1)
        return scores


@dataclass(frozen=True, slots=True)
class Weights:
    """What gives a paper its score: the log-odds that the topic's reader would be glad to see it.

    Attributes:
        wording: the topic's own words, or None.
        likes: its liked papers, or None.
        direction: [dim] weights of the embedding.
        terms: [terms] weights of the TF-IDF features.
        authors: the weight of each known name, divided by the square root of how many authors
            the paper has.
        bias: added to each score.
    """

    wording: Wording | None
    likes: Likes | None
    direction: NDArray[np.float32]
    terms: NDArray[np.float32]
    authors: Mapping[str, float]
    bias: float

    def score(self, papers: Papers) -> NDArray[np.float32]:
        """Return the score [n] of each paper."""
        scores: NDArray[np.float32] = score([self], papers)[0]
        return scores


def parts(weights: Weights, papers: Papers) -> dict[str, float]:
    """Return what makes up the score of one paper, by the kind of evidence."""
    found: dict[str, float] = {}
    if weights.wording:
        found |= weights.wording.parts(papers.vectors, papers.texts)
    if weights.likes:
        found["its nearest liked papers"] = float(weights.likes.score(papers.vectors)[0])
    learnt = papers.vectors @ weights.direction + papers.rows.dot(weights.terms)
    if learnt.any():
        found["what examples have in common"] = float(learnt[0])
    of_authors = replace(
        weights,
        wording=None,
        likes=None,
        direction=np.zeros_like(weights.direction),
        terms=np.zeros_like(weights.terms),
        bias=0.0,
    ).score(papers)
    if of_authors.any():
        found["its authors"] = float(of_authors[0])
    found["a usual paper"] = float(weights.score(papers)[0]) - sum(found.values())
    return found


def score(topics: Sequence[Weights], papers: Papers) -> NDArray[np.float32]:
    """Return the scores [t, n] of papers under several weights, reading each paper once."""
    scores = np.zeros((len(topics), len(papers)), np.float32)
    directions = np.stack([weights.direction for weights in topics])
    terms = np.stack([weights.terms for weights in topics], axis=1)
    if directions.any():
        scores += directions @ papers.vectors.T
    if terms.any():
        scores += papers.rows.dot(terms).T
    worded = [number for number, weights in enumerate(topics) if weights.wording]
    words = [weights.wording for weights in topics if weights.wording]
    if words:
        scores[worded] += score_words(words, papers.vectors, papers.texts)
    for number, weights in enumerate(topics):
        if weights.likes:
            scores[number] += weights.likes.score(papers.vectors)
        for name, weight in weights.authors.items():
            for row in papers.by_author.get(name, ()):
                scores[number, row] += weight / math.sqrt(len(papers.authors[row]))
        scores[number] += np.float32(weights.bias)
    return scores
