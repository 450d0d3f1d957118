"""Score papers by what a topic says of itself: its name and its descriptions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from papertrail.topics.phrases import Name, ReadText, name_of, units
from papertrail.topics.terms import Rows
from papertrail.topics.usual import Usual

FULL = 4
"""Occurrences of a name from which more say nothing more."""


CLOSE = 0.75
"""What one deviation of similarity to the closest description adds to the log-odds of relevance."""
SHARE = 7.1
"""What having all the words would add."""
NAMED = 1.3
"""What using the name often adds; these three and BIAS by benchmarks/topic_weights.py."""
BIAS = -4.5

FEWEST = 12.0
"""The idf of all words of a short description: fewer words, such as a name alone, prove less."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A topic's words, ready to be compared with papers.

    Attributes:
        weights: [d, dim] of the embeddings, for each description.
        offsets: [d] added, so that each similarity is in deviations of what is usual.
        units: the share that each of its units has in all that its words say.
        spelled: each unit as the topic writes it.
        name: what it is called.
        weight: of the score.
    """

    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]
    units: Mapping[str, float]
    spelled: Mapping[str, str]
    name: Name
    weight: float = 1.0

    def scaled(self, weight: float) -> "Wording":
        """Return the same words with another weight."""
        return replace(self, weight=weight)

    def signals(
        self, vectors: NDArray[np.float32], texts: Sequence[ReadText], shares: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return three signals [3, n] of papers.

        The similarity to the closest description, in deviations; `shares`, what of the topic's
        words a paper has, each by its idf; how much it uses the name, from 0 to 1.
        """
        close = (self.weights @ vectors.T + self.offsets[:, None]).max(axis=0)
        named = np.zeros(len(texts), np.float32)
        forms = list(filter(None, (*self.name.phrases, self.name.initials)))
        found = {row for form in forms for row, text in enumerate(texts) if form in text.whole}
        for row in found:
            named[row] = texts[row].named(self.name)
        return np.stack([close, shares, np.minimum(named, FULL) / FULL]).astype(np.float32)

    def score(self, vectors: NDArray[np.float32], texts: Sequence[ReadText]) -> NDArray[np.float32]:
        """Return the log-odds [n] that the reader would be glad to see each paper, weighted."""
        scores: NDArray[np.float32] = score_words([self], vectors, texts)[0]
        return scores

    def parts(self, vectors: NDArray[np.float32], texts: Sequence[ReadText]) -> dict[str, float]:
        """Return what each signal adds to the score of the first paper."""
        signals = self.signals(vectors, texts, shares_of([self], texts)[0])
        close, share, named = (float(signal) * self.weight for signal in signals[:, 0])
        return {
            "its meaning, next to the description": CLOSE * close,
            "words of the name and the description": SHARE * share,
            "the name of the topic": NAMED * named,
        }


def score_words(
    topics: Sequence[Wording], vectors: NDArray[np.float32], texts: Sequence[ReadText]
) -> NDArray[np.float32]:
    """Return the scores [t, n] of papers by the words of several topics, reading each once."""
    parts = np.array([CLOSE, SHARE, NAMED], np.float32)
    shares = shares_of(topics, texts)
    scores = np.zeros(shares.shape, np.float32)
    for number, words in enumerate(topics):
        signals = words.signals(vectors, texts, shares[number])
        scores[number] = (parts @ signals + np.float32(BIAS)) * np.float32(words.weight)
    return scores


def shares_of(topics: Sequence[Wording], texts: Sequence[ReadText]) -> NDArray[np.float32]:
    """Return the share [t, n] of each topic's words that each paper has."""
    every = sorted({unit for words in topics for unit in words.units})
    columns = {unit: column for column, unit in enumerate(every)}
    weights = np.zeros((len(every), len(topics)), np.float32)
    for number, words in enumerate(topics):
        for unit, share in words.units.items():
            weights[columns[unit], number] = share
    starts, terms, values = [0], list[int](), list[float]()
    for text in texts:
        found, saturated = text.saturated(columns)
        terms += found
        values += saturated
        starts.append(len(terms))
    rows = Rows(np.array(starts, np.int64), np.array(terms, np.int32), np.array(values, np.float32))
    return rows.dot(weights).T


def texts_to_embed(name: str, about: Sequence[str]) -> list[str]:
    """Return the texts whose embeddings represent a topic: each description with the name."""
    return [text if text == name else f"{name}. {text}" for text in about]


def wording(
    name: str, about: Sequence[str], described: NDArray[np.float32], usual: Usual
) -> Wording:
    """Read a topic's words.

    Args:
        name: of the topic.
        about: its descriptions.
        described: [d, dim] the embeddings of `texts_to_embed`.
        usual: what is usual of papers.
    """
    weights, offsets = usual.standardised(described)
    spelled = units([name, *about])
    rare = {unit: usual.idf(unit) for unit in spelled}
    total = max(math.fsum(rare.values()), FEWEST)
    shares = {unit: idf / total for unit, idf in rare.items()}
    return Wording(weights, offsets, shares, spelled, name_of(name))
