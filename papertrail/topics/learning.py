"""Learn a topic's weights from its words and examples, by means, against a sample of all papers.

Embeddings are compared after the directions in which all papers vary are evened out, as linear
discriminant analysis does with a covariance that is shrunk towards the identity; TF-IDF features
are evened out by idf already. With few examples against thousands of other papers a linear support
vector machine comes to nearly the same weights, since every example is a support vector. The best
papers of the background then count as weak examples (pseudo relevance feedback, Rocchio 1971).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from papertrail.topics.features import Papers, Weights

KEYWORDS = 0.1
"""The part of the terms in what a topic's words say; the rest is the embeddings'."""
NAMED = 1.0
"""Weight of the topic's name in a paper, relative to a standard deviation of its words' score."""
WORDS = 1.25
"""Weight of a topic's words relative to one liked paper; of more, divided by the square root of
their number."""
EMBEDDING = 0.3
"""Weight of the embeddings relative to the terms in what is learnt from examples; equal if there
are only words."""
AUTHORS = 40.0
"""Weight of an author of all liked papers, relative to a standard deviation of the terms."""
SHRINKAGE = 0.2
DISLIKED = 0.3
"""The total weight of the disliked papers, against the liked ones."""
FEEDBACK = 1.0
"""The total weight of the best papers of the background, against one liked paper."""
FED_BACK = 5
FED_WORDS = 0.5
"""Weight of the best papers of the background relative to the words of a topic without examples."""


@dataclass(frozen=True)
class Background:
    """A sample of all papers, and what is usual among them."""

    papers: Papers
    terms: int

    @cached_property
    def mean(self) -> NDArray[np.float32]:
        """The mean embedding [dim]."""
        mean: NDArray[np.float32] = self.papers.vectors.mean(axis=0)
        return mean

    @cached_property
    def mean_terms(self) -> NDArray[np.float32]:
        """The mean TF-IDF features [terms]."""
        count = len(self.papers)
        return self.papers.rows.combined(np.full(count, 1 / count), self.terms)

    @cached_property
    def precision(self) -> NDArray[np.float32]:
        """The inverse [dim, dim] of the shrunk covariance of the embeddings."""
        covariance = np.cov(self.papers.vectors, rowvar=False)
        dim = len(covariance)
        shrunk = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.trace(covariance) / dim * np.eye(dim)
        return np.linalg.inv(shrunk).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Words:
    """A topic's own name and descriptions, as features.

    Attributes:
        descriptions: [d, dim] embeddings.
        terms: [terms] TF-IDF features of all its words.
        name: what is looked for in papers, as `words.spaced` returns it.
    """

    descriptions: NDArray[np.float32]
    terms: NDArray[np.float32]
    name: str


@dataclass(frozen=True)
class Lesson:
    """The training data of a topic.

    Attributes:
        background: papers, most of which are off the topic.
        words: None for a topic without any.
        examples: papers with an opinion.
        liked: [e] whether each is liked, or else disliked.
        judged: the rows of the background that are examples too.
    """

    background: Background
    words: Words | None
    examples: Papers
    liked: NDArray[np.bool_]
    judged: NDArray[np.int64]

    @cached_property
    def _nothing(self) -> Weights:
        return Weights.none(self.background.papers.vectors.shape[1], self.background.terms)

    @cached_property
    def _words(self) -> "_Scored":
        words = self.words
        if words is None:
            return self._scored(self._nothing)
        described = self._scored(
            replace(self._nothing, descriptions=words.descriptions, closeness=1.0)
        ).standard()
        if words.terms.any():
            lexical = self._scored(replace(self._nothing, terms=words.terms)).standard()
            described = described.scaled(1 - KEYWORDS).plus(lexical.scaled(KEYWORDS)).standard()
        return described.plus(self._scored(replace(self._nothing, name=words.name, named=NAMED)))

    def weights(self, without: int | None = None, *, feedback: bool = True) -> Weights:
        """Learn.

        Args:
            without: an example to leave out.
            feedback: whether the best papers of the background count as weak examples.

        Returns:
            Weights under which the background's mean score is 0 and its standard deviation 1.
        """
        shares = self._shares(without)
        liked = int((shares > 0).sum())
        words = self._words.scaled(WORDS / liked**0.5) if liked else self._words
        learnt = self._examples(shares, None).plus(words) if shares.any() else words
        if feedback:
            scores = learnt.scores.copy()
            scores[self.judged] = -np.inf
            best = np.argsort(-scores, kind="stable")[:FED_BACK]
            learnt = (
                self._examples(shares, best).scaled(1.0 if shares.any() else FED_WORDS).plus(words)
            )
        return learnt.standard().weights

    def _shares(self, without: int | None) -> NDArray[np.float64]:
        """Return the share of each example [e]: the liked ones 1 together, others -DISLIKED."""
        used = np.arange(len(self.examples)) != without
        liked, disliked = self.liked & used, ~self.liked & used
        return np.asarray(
            liked / max(1, liked.sum()) - DISLIKED * disliked / max(1, disliked.sum())
        )

    def _scored(self, weights: Weights) -> "_Scored":
        return _Scored(weights, weights.score(self.background.papers))

    def _examples(self, shares: NDArray[np.float64], best: NDArray[np.int64] | None) -> "_Scored":
        """Return what examples [e], each with its share, and the best of the background teach."""
        used = np.flatnonzero(shares)
        chosen, parts = self.examples.picked(used), shares[used]
        if best is not None:
            chosen = chosen.plus(self.background.papers.picked(best))
            parts = np.concatenate(
                [parts, np.full(len(best), FEEDBACK / len(best) / max(1, (shares > 0).sum()))]
            )
        total = parts.sum()
        terms = (
            chosen.rows.combined(parts, self.background.terms)
            - np.float32(total) * self.background.mean_terms
        )
        mean = (parts @ chosen.vectors - total * self.background.mean).astype(np.float32)
        direction = self.background.precision @ mean
        authors = _weights_of_authors(self.examples.picked(used).authors, shares[used])
        by_terms = self._scored(replace(self._nothing, terms=terms)).standard()
        by_meaning = self._scored(replace(self._nothing, direction=direction)).standard()
        by_authors = self._scored(replace(self._nothing, authors=authors))
        return by_terms.plus(by_meaning.scaled(EMBEDDING if len(used) else 1.0)).plus(
            by_authors.scaled(AUTHORS)
        )


def _weights_of_authors(
    authors: Sequence[Sequence[str]], parts: NDArray[np.float64]
) -> dict[str, float]:
    positive = parts[parts > 0].sum() or 1.0
    weights = Counter[str]()
    for known, part in zip(authors, parts, strict=True):
        for name in known:
            weights[name] += part / positive / len(known) ** 0.5
    # numpy's own floats would be added with other rounding than those that were read from a file.
    return {name: float(weight) for name, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class _Scored:
    """Weights with the scores [n] of the background, which take most time to compute again."""

    weights: Weights
    scores: NDArray[np.float32]

    def scaled(self, factor: float, shift: float = 0.0) -> "_Scored":
        return _Scored(
            self.weights.scaled(factor, shift), self.scores * np.float32(factor) + np.float32(shift)
        )

    def plus(self, other: "_Scored") -> "_Scored":
        return _Scored(self.weights.plus(other.weights), self.scores + other.scores)

    def standard(self) -> "_Scored":
        """Return what gives the background's scores mean 0 and standard deviation 1."""
        deviation = float(self.scores.std()) or 1.0
        return self.scaled(1 / deviation, -float(self.scores.mean()) / deviation)
