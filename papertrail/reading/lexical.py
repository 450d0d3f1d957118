"""Score a document's sentences by the words of a question."""

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.keywords import analysis
from papertrail.reading.questions import Question
from papertrail.reading.sentences import Sentence, neighbourhood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from papertrail.reading.questions import Kind

    Scores = NDArray[np.float64]

# BM25's usual constants, Robertson and Zaragoza, 2009, section 3.5.
_K, _B = 1.2, 0.75
_NEIGHBOUR = 0.5
"""What a word in the next sentence, or in the heading, counts."""


class Words:
    """The words of a document's sentences.

    Args:
        sentences: of one document.
    """

    def __init__(self, sentences: tuple[Sentence, ...]) -> None:
        self._sentences = sentences
        self._texts = [_spelled(sentence.text) for sentence in sentences]
        self._known: dict[str, Scores] = {}
        headings = {section: _spelled(section) for section in {each.section for each in sentences}}
        self._headings = [headings[sentence.section] for sentence in sentences]
        self._windows = [neighbourhood(sentences, place) for place in range(len(sentences))]

    def terms(self, question: Question) -> "Scores":
        """Return BM25 of the question's own terms, [sentences]."""
        return self._sum([self._score(term) for term in question.terms])

    def neighbours(self, question: Question) -> "Scores":
        """Return BM25 of the best synonym of each group, [sentences]."""
        groups = []
        for group in question.neighbours:
            scores = [self._score(phrase) for phrase in group if phrase not in question.terms]
            if scores:
                groups.append(np.maximum.reduce(scores))
        return self._sum(groups)

    def signs(self, kinds: "Sequence[Kind]") -> "Scores":
        """Return how much of what answers to such questions have, rare signs more, [sentences]."""
        count = len(self._sentences)
        total = np.zeros(count)
        for kind in kinds:
            found = np.array(
                [bool(kind.signs.search(sentence.text)) for sentence in self._sentences], float
            )
            weight = math.log((count + 1) / (found.sum() + 1))
            total += weight * np.minimum(1.0, self._spread(found))
        return total

    def unknown(self, question: Question) -> float:
        """Return the share of the question that no sentence has, rarer terms counting more."""
        weights = {term: self._rarity(self._counts(term)) for term in question.terms}
        total = sum(weights.values())
        missing = sum(weights[term] for term in weights if not self._counts(term).any())
        return missing / total if total else 0.0

    @cached_property
    def _lengths(self) -> "Scores":
        lengths = self._spread(np.array([text.count(" ") - 1 for text in self._texts], float))
        return lengths / max(1.0, float(lengths.mean()))

    def _score(self, phrase: str) -> "Scores":
        if phrase not in self._known:
            counts = self._counts(phrase)
            headings = np.array([f" {phrase} " in heading for heading in self._headings])
            found = self._spread(counts) + _NEIGHBOUR * headings
            scores = found * (_K + 1) / (found + _K * (1 - _B + _B * self._lengths))
            self._known[phrase] = self._rarity(counts) * scores * bool(counts.any())
        return self._known[phrase]

    def _counts(self, phrase: str) -> "Scores":
        wanted = f" {phrase} "
        return np.array([text.count(wanted) for text in self._texts], float)

    def _rarity(self, counts: "Scores") -> float:
        having = int((counts > 0).sum())
        return math.log(1 + (len(counts) - having + 0.5) / (having + 0.5))

    def _spread(self, values: "Scores") -> "Scores":
        """Add to each sentence's value half of its neighbours'."""
        return np.array(
            [
                _NEIGHBOUR * (values[window.start : window.stop].sum() + values[place])
                for place, window in enumerate(self._windows)
            ]
        )

    def _sum(self, scores: "list[Scores]") -> "Scores":
        return np.sum(scores, axis=0) if scores else np.zeros(len(self._sentences))


def _spelled(text: str) -> str:
    return f" {' '.join(analysis.terms(text))} "
