"""Score papers by what a topic says of itself: its name and its descriptions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from papertrail.topics.phrases import Name, ReadText, name_of, units
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
        self, vectors: NDArray[np.float32], texts: Sequence[ReadText]
    ) -> NDArray[np.float32]:
        """Return three signals [3, n] of papers.

        The similarity to the closest description, in deviations; the share of the topic's words
        that a paper has, each by its idf; how much it uses the name, from 0 to 1.
        """
        close = (self.weights @ vectors.T + self.offsets[:, None]).max(axis=0)
        shares = [text.share_of(self.units) for text in texts]
        named = [min(text.named(self.name), FULL) / FULL for text in texts]
        return np.stack([close, shares, named]).astype(np.float32)

    def score(self, vectors: NDArray[np.float32], texts: Sequence[ReadText]) -> NDArray[np.float32]:
        """Return the log-odds [n] that the reader would be glad to see each paper, weighted."""
        parts = np.array([CLOSE, SHARE, NAMED], np.float32)
        scores: NDArray[np.float32] = parts @ self.signals(vectors, texts) + np.float32(BIAS)
        return scores * np.float32(self.weight)

    def parts(self, vectors: NDArray[np.float32], texts: Sequence[ReadText]) -> dict[str, float]:
        """Return what each signal adds to the score of the first paper."""
        close, share, named = map(float, self.signals(vectors, texts)[:, 0] * self.weight)
        return {
            "its meaning, next to the description": CLOSE * close,
            "words of the name and the description": SHARE * share,
            "the name of the topic": NAMED * named,
        }


def texts_to_embed(name: str, about: Sequence[str]) -> list[str]:
    """Return the texts whose embeddings stand for a topic: each description with the name."""
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
