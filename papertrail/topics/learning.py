"""Learn a topic's weights from its words and examples, against what is usual of papers.

Embeddings are compared after the directions in which all papers vary are evened out, as linear
discriminant analysis does with a covariance that is shrunk towards the identity; TF-IDF features
are evened out by idf already. With few examples against thousands of other papers a linear support
vector machine comes to nearly the same weights, since every example is a support vector.

Papers that are judged teach nothing about themselves: only papers that an earlier digest considered
are fed back.
"""

import math
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from papertrail.topics.features import Likes, Papers, Weights
from papertrail.topics.usual import Usual
from papertrail.topics.wording import Wording

EMBEDDING = 0.3
"""Weight of the direction of the liked papers relative to that of their terms."""
NEAR = 0.6
"""Weight of the nearest liked papers relative to that of the terms."""
AUTHORS = 40.0
"""Weight of an author of all of many liked papers; a single one says nothing of whom to follow.
These, WORDS, FED_* and SHRINKAGE were chosen with benchmarks/topics.py on its dev topics."""
WORDS = 10.0
"""Liked papers that say as much as the topic's words."""
FED_BACK = 10
"""Papers of the background, the best by the topic's words, that it learns from unasked (pseudo
relevance feedback, Rocchio 1971)."""
FED_TERMS, FED_EMBEDDING = 0.5, 0.25
"""Deviations of what they teach, next to the log-odds by the words."""
FED_FROM = -1.4
"""The least log-odds of such a paper: one in five of them is on the topic."""
CANDIDATES = 200
SHRINKAGE = 0.2
DISLIKED = 0.3
"""The total weight of the disliked papers, against the liked ones."""
TEMPER = 0.57
"""What one unit of the evidence with likes adds to the log-odds of relevance."""
WITH_WORDS, WITHOUT_WORDS = -2.0, -2.5
"""The log-odds of a usual paper with one liked paper, which fall as more make matches score higher;
these three were fitted by hand on the graded papers of benchmarks/digest_topics.py, with 1, 3 and 8
likes.
"""
NOTHING = -10.0
"""The log-odds where there is nothing to go by."""
_MANY = 20
ENOUGH = 100
"""Papers from which a term's usual weight can be estimated."""


@dataclass(frozen=True)
class Background:
    """A sample of all papers, and what is usual."""

    papers: Papers
    terms: int
    usual: Usual

    @cached_property
    def mean_terms(self) -> NDArray[np.float32]:
        """The mean TF-IDF features [terms]."""
        count = max(1, len(self.papers))
        return self.papers.rows.combined(np.full(len(self.papers), 1 / count), self.terms)

    @cached_property
    def precision(self) -> NDArray[np.float32]:
        """The inverse [dim, dim] of the shrunk covariance of the embeddings."""
        covariance = self.usual.covariance
        dim = len(covariance)
        shrunk = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.trace(covariance) / dim * np.eye(dim)
        return np.linalg.inv(shrunk).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Linear:
    """A score that is linear in a paper's features.

    Attributes:
        direction: [dim] weights of the embedding.
        terms: [terms] weights of the TF-IDF features.
        bias: added.
        words: the weight of a topic's words next to it.
    """

    direction: NDArray[np.float32]
    terms: NDArray[np.float32]
    bias: float
    words: float = 1.0

    def score(self, papers: Papers) -> NDArray[np.float32]:
        """Return the score [n] of each paper."""
        scores: NDArray[np.float32] = papers.vectors @ self.direction + papers.rows.dot(self.terms)
        return scores + np.float32(self.bias)

    def scaled(self, factor: float) -> "Linear":
        """Return the same with scores times a factor."""
        scale = np.float32(factor)
        return replace(
            self,
            direction=self.direction * scale,
            terms=self.terms * scale,
            bias=self.bias * factor,
        )

    def plus(self, other: "Linear") -> "Linear":
        """Return what gives the sum of both scores."""
        return Linear(
            self.direction + other.direction, self.terms + other.terms, self.bias + other.bias
        )


@dataclass(frozen=True)
class Lesson:
    """The training data of a topic.

    Attributes:
        background: papers, most of which are off the topic.
        words: None for a topic without any.
        examples: papers with an opinion.
        liked: [e] whether each is liked, or else disliked.
        may_feed: rows of the background that a topic with words may learn from unasked: papers
            that are not to be judged now.
    """

    background: Background
    words: Wording | None
    examples: Papers
    liked: NDArray[np.bool_]
    may_feed: NDArray[np.int64]

    def weights(self, without: int | None = None) -> Weights:
        """Learn; `without` is an example to leave out."""
        used = np.arange(len(self.examples)) != without
        liked, disliked = self.liked & used, ~self.liked & used
        shares = liked / max(1, liked.sum()) - DISLIKED * disliked / max(1, disliked.sum())
        count = int(liked.sum())
        of_words = 0.0
        if self.words:
            of_words = WORDS / (WORDS + count)
        learnt = self._learnt(self.examples, shares, 1.0, EMBEDDING)
        if self.fed_back:
            learnt = learnt.plus(self.fed_back.scaled(of_words))
            of_words *= self.fed_back.words
        temper = 1.0
        if count:
            temper = TEMPER
        learnt = learnt.scaled(temper)
        return Weights(
            self.words.scaled(of_words * temper) if self.words else None,
            self._likes(liked) if count else None,
            learnt.direction,
            learnt.terms,
            self._authors(liked, disliked) if count else {},
            learnt.bias + offset(count, worded=self.words is not None),
        )

    @cached_property
    def _near(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows of the background closest to the words, best first, with their scores."""
        if not self.words or len(self.may_feed) < ENOUGH:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        vectors = self.background.papers.vectors[self.may_feed]
        close = (vectors @ self.words.weights.T + self.words.offsets).max(axis=1)
        rows = self.may_feed[np.argsort(-close, kind="stable")[:CANDIDATES]]
        near = self.background.papers.picked(rows)
        scores = self.words.score(near.vectors, near.texts)
        order = np.argsort(-scores, kind="stable")
        return rows[order], scores[order]

    @property
    def fed_rows(self) -> NDArray[np.int64]:
        """The rows of the background that are fed back."""
        rows, scores = self._near
        return rows[:FED_BACK][scores[:FED_BACK] >= FED_FROM]

    @cached_property
    def fed_back(self) -> "Linear | None":
        """What the best papers of the background by the words alone have in common.

        Its scale is such that the scores of papers near the topic spread as without it. None if
        there are no words, or too few papers that may be fed back.
        """
        if not self.words or not len(self.fed_rows):
            return None
        best = self.background.papers.picked(self.fed_rows)
        rows, scores = self._near
        rest = self.background.papers.picked(rows[len(best) :])
        part = len(best) / FED_BACK
        shares = np.full(len(best), 1 / len(best))
        learnt = self._learnt(best, shares, part * FED_TERMS, part * FED_EMBEDDING)
        before = scores[len(best) :]
        after = before + learnt.score(rest)
        scale = float(before.std() / after.std())
        shift = float(before.mean() - scale * after.mean())
        return replace(learnt.scaled(scale), bias=learnt.bias * scale + shift, words=scale)

    def _learnt(
        self, examples: Papers, shares: NDArray[np.float64], of_terms: float, of_embedding: float
    ) -> "Linear":
        """Return what examples [e] teach, each with its share, on the two kinds of features."""
        terms = np.zeros(self.background.terms, np.float32)
        direction, bias = np.zeros(examples.vectors.shape[1], np.float32), 0.0
        if shares.any():
            direction, mean = self._direction(examples, shares, of_embedding)
            bias -= mean
            if len(self.background.papers) >= ENOUGH:
                terms, mean = self._terms(examples, shares, of_terms)
                bias -= mean
        return Linear(direction, terms, bias)

    def _terms(
        self, examples: Papers, shares: NDArray[np.float64], deviation: float
    ) -> tuple[NDArray[np.float32], float]:
        """Return weights [terms] of a deviation over the background, and their mean score."""
        parts = examples.rows.combined(shares, self.background.terms)
        weights = parts - np.float32(shares.sum()) * self.background.mean_terms
        scores = self.background.papers.rows.dot(weights)
        scale = deviation / (float(scores.std()) or 1.0)
        return (weights * np.float32(scale)).astype(np.float32), float(scores.mean()) * scale

    def _direction(
        self, examples: Papers, shares: NDArray[np.float64], deviation: float
    ) -> tuple[NDArray[np.float32], float]:
        """Return weights [dim] of a deviation over usual papers, and their mean score."""
        usual = self.background.usual
        mean = (shares @ examples.vectors - shares.sum() * usual.mean).astype(np.float32)
        direction = self.background.precision @ mean
        scale = deviation / (float(np.sqrt(direction @ usual.covariance @ direction)) or 1.0)
        weights: NDArray[np.float32] = direction * np.float32(scale)
        return weights, float(weights @ usual.mean)

    def _likes(self, liked: NDArray[np.bool_]) -> Likes:
        return Likes(
            *self.background.usual.standardised(self.examples.vectors[liked]), TEMPER * NEAR
        )

    def _authors(self, liked: NDArray[np.bool_], disliked: NDArray[np.bool_]) -> dict[str, float]:
        """Return the weight of each author; with one liked paper none, with many the full one."""
        count = int(liked.sum())
        weights = Counter[str]()
        for known, is_liked, is_disliked in zip(
            self.examples.authors, liked, disliked, strict=True
        ):
            part = is_liked / count - DISLIKED * is_disliked / max(1, disliked.sum())
            for name in known:
                weights[name] += part / len(known) ** 0.5
        full = TEMPER * AUTHORS * (1 - 1 / count)
        # numpy's own floats would be added with other rounding than those read from a file.
        return {name: float(full * weight) for name, weight in weights.items() if weight and full}


def offset(likes: int, *, worded: bool) -> float:
    """Return what is added to a score so that it is the log-odds of relevance."""
    if not likes:
        if worded:
            return 0.0
        return NOTHING
    return (WITH_WORDS if worded else WITHOUT_WORDS) - math.log(min(likes, _MANY))
