"""Learn a topic's weights from its words and examples, against what is usual of papers.

Embeddings are compared after the directions in which all papers vary are evened out, as linear
discriminant analysis does with a covariance that is shrunk towards the identity; TF-IDF features
are evened out by idf already. With few examples against thousands of other papers a linear support
vector machine comes to nearly the same weights, since every example is a support vector.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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
These, WORDS and SHRINKAGE were chosen with benchmarks/topics.py on its dev topics."""
WORDS = 10.0
"""Liked papers that say as much as the topic's words."""
SHRINKAGE = 0.2
DISLIKED = 0.3
"""The total weight of the disliked papers, against the liked ones."""
NOTHING = -10.0
LIKES_ALONE = -4.0
WORDS_AND_LIKES = -0.5
"""Added where there is nothing to go by, likes without words, or both; by
benchmarks/topic_weights.py."""
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


@dataclass(frozen=True)
class Lesson:
    """The training data of a topic.

    Attributes:
        background: papers, most of which are off the topic.
        words: None for a topic without any.
        examples: papers with an opinion.
        liked: [e] whether each is liked, or else disliked.
    """

    background: Background
    words: Wording | None
    examples: Papers
    liked: NDArray[np.bool_]

    def weights(self, without: int | None = None) -> Weights:
        """Learn; `without` is an example to leave out."""
        used = np.arange(len(self.examples)) != without
        liked, disliked = self.liked & used, ~self.liked & used
        shares = liked / max(1, liked.sum()) - DISLIKED * disliked / max(1, disliked.sum())
        nothing = np.zeros(self.examples.vectors.shape[1], np.float32)
        terms, direction, bias = np.zeros(self.background.terms, np.float32), nothing, 0.0
        if shares.any():
            direction, shift = self._direction(shares)
            bias -= shift
            if len(self.background.papers) >= ENOUGH:
                terms, shift = self._terms(shares)
                bias -= shift
        count = int(liked.sum())
        return Weights(
            self.words.scaled(WORDS / (WORDS + count)) if self.words else None,
            self._likes(liked) if count else None,
            direction,
            terms,
            self._authors(liked, disliked) if count else {},
            bias + offset(count, worded=self.words is not None),
        )

    def _terms(self, shares: NDArray[np.float64]) -> tuple[NDArray[np.float32], float]:
        """Return weights [terms] of deviation 1 over the background, and their mean score."""
        parts = self.examples.rows.combined(shares, self.background.terms)
        weights = parts - np.float32(shares.sum()) * self.background.mean_terms
        scores = self.background.papers.rows.dot(weights)
        deviation = float(scores.std()) or 1.0
        scaled = (weights / np.float32(deviation)).astype(np.float32)
        return scaled, float(scores.mean()) / deviation

    def _direction(self, shares: NDArray[np.float64]) -> tuple[NDArray[np.float32], float]:
        """Return weights [dim] of deviation EMBEDDING over usual papers, and their mean score."""
        usual = self.background.usual
        mean = (shares @ self.examples.vectors - shares.sum() * usual.mean).astype(np.float32)
        direction = self.background.precision @ mean
        deviation = float(np.sqrt(direction @ usual.covariance @ direction)) or 1.0
        weights: NDArray[np.float32] = direction * np.float32(EMBEDDING / deviation)
        return weights, float(weights @ usual.mean)

    def _likes(self, liked: NDArray[np.bool_]) -> Likes:
        return Likes(*self.background.usual.standardised(self.examples.vectors[liked]), NEAR)

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
        full = AUTHORS * (1 - 1 / count)
        # numpy's own floats would be added with other rounding than those read from a file.
        return {name: float(full * weight) for name, weight in weights.items() if weight and full}


def offset(likes: int, *, worded: bool) -> float:
    """Return what is added to a score so that it is the log-odds of relevance."""
    if not likes:
        return 0.0 if worded else NOTHING
    return WORDS_AND_LIKES if worded else LIKES_ALONE
