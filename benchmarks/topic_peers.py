"""The rankings that topics are compared with, each over a fixed collection of papers."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from papertrail.text.words import words

Scores = NDArray[np.floating[Any]]
K1, B = 0.9, 0.4
"""BM25 with the settings of Anserini (https://github.com/castorini/anserini)."""


@dataclass(frozen=True)
class Records:
    """Papers in the three ways that the other programs read them.

    Attributes:
        plain: title and abstract of each.
        with_authors: title, abstract and authors of each.
        vectors: [n, dim] embeddings.
    """

    plain: Sequence[str]
    with_authors: Sequence[str]
    vectors: NDArray[np.float32]

    @cached_property
    def _tfidf(self) -> tuple[TfidfVectorizer, Any]:
        # https://github.com/karpathy/arxiv-sanity-lite/blob/master/compute.py
        vectorizer = TfidfVectorizer(
            strip_accents="unicode",
            stop_words="english",
            token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",
            ngram_range=(1, 2),
            max_features=20000,
            sublinear_tf=True,
            max_df=0.1,
            min_df=5,
        )
        return vectorizer, vectorizer.fit_transform(self.with_authors).astype(np.float32)

    def sanity(self, liked: NDArray[np.int64], text: str) -> Scores:
        """Score as arxiv-sanity-lite: by a linear SVM of the tagged papers against all others.

        Without likes, `text` is its one tagged paper.
        """
        vectorizer, features = self._tfidf
        tagged = np.zeros(features.shape[0])
        tagged[liked] = 1
        trained = features
        if not len(liked):
            trained = sparse.vstack([features, vectorizer.transform([text])]).tocsr()
            tagged = np.append(tagged, 1)
        machine = LinearSVC(
            C=0.01, class_weight="balanced", max_iter=10000, tol=1e-6, random_state=0
        )
        scores: Scores = machine.fit(trained, tagged).decision_function(features)
        return scores

    def library(self, known: NDArray[np.float32]) -> Scores:
        """Score as zotero-arxiv-daily: by the mean cosine similarity to known texts [k, dim]."""
        scores: Scores = self.vectors @ known.mean(axis=0)
        return scores

    def cosine(self, known: NDArray[np.float32]) -> Scores:
        """Score by the cosine similarity to the closest of known texts [k, dim]."""
        scores: Scores = (self.vectors @ known.T).max(axis=1)
        return scores

    @cached_property
    def _counts(self) -> list[Counter[str]]:
        return [Counter(words(text)) for text in self.plain]

    @cached_property
    def _frequencies(self) -> Counter[str]:
        return Counter(term for counts in self._counts for term in counts)

    def bm25(self, text: str) -> Scores:
        """Score by BM25 of the words of a text."""
        lengths = np.array([counts.total() for counts in self._counts])
        long = K1 * (1 - B + B * lengths / lengths.mean())
        scores = np.zeros(len(lengths))
        for term in sorted(set(words(text))):
            count = self._frequencies[term]
            if count:
                idf = math.log(1 + (len(lengths) - count + 0.5) / (count + 0.5))
                inside = np.array([counts[term] for counts in self._counts])
                scores += idf * inside / (inside + long)
        return scores
