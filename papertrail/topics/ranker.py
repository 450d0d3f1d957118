"""Rank the papers of a store by topics, and explain why."""

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from papertrail import clock
from papertrail.clock import iso
from papertrail.indexing.generations import Semantics
from papertrail.store import Store
from papertrail.topics import explain, rules
from papertrail.topics.background import Sample, keep, open_sample
from papertrail.topics.calibration import Calibration
from papertrail.topics.features import Papers, parts, score
from papertrail.topics.learning import Background
from papertrail.topics.model import Model, from_bytes, to_bytes, train
from papertrail.topics.wording import SHARE, Wording, texts_to_embed, wording
from papertrail.types.topic import Topic
from papertrail.types.work import Work

VERSION = 6
"""The version of learning; models of an earlier version are trained again."""
FOLLOWED = 0.95
"""The least relevance of a paper by an author or a lab that a topic follows."""
CUT_OFFS = {"loose": 0.15, "normal": 0.25, "strict": 0.5}
"""The least relevance of a match, by the topic's strictness; see docs/topics.md."""
_OF_ALL_TOPICS = 0.1
"""The relevance by a topic's words from which a mark for no topic in particular counts for it."""


def cut_off(topic: Topic) -> float:
    """Return the relevance from which a paper matches a topic."""
    if topic.threshold is None:
        return CUT_OFFS[topic.strictness]
    return topic.threshold


@dataclass(frozen=True, slots=True)
class Scores:
    """Papers compared with topics.

    Attributes:
        keys: [n] the papers that are indexed, in the given order.
        vectors: [n, dim] their embeddings.
        works: [n] their records.
        papers: [n] their features.
        relevance: [t, n] from 0 to 1; 0 where a rule keeps a paper out.
        cut_offs: [t] from which relevance on a paper matches.
        nearest: [t, n] the key of the nearest paper that the topic likes, -1 where it likes none.
        nearness: [t, n] the cosine similarity to it.
        followed: for each topic the author or lab that it follows, by the key of the paper.
    """

    keys: NDArray[np.int64]
    vectors: NDArray[np.float32]
    works: Sequence[Work]
    papers: Papers
    relevance: NDArray[np.float32]
    cut_offs: NDArray[np.float32]
    nearest: NDArray[np.int64]
    nearness: NDArray[np.float32]
    followed: Sequence[dict[int, str]]


class Ranker:
    """Topics with what they have learnt."""

    def __init__(
        self, store: Store, semantics: Semantics, sample: Sample, topics: Sequence[Topic]
    ) -> None:
        self.topics = topics
        self._store, self._semantics, self._sample = store, semantics, sample
        self.models = list(map(self._model, topics))

    @classmethod
    def open(cls, store: Store, semantics: Semantics, topics: Sequence[Topic]) -> Self:
        """Return topics ready to score: those whose words or examples changed learn first."""
        return cls(store, semantics, open_sample(store, semantics), topics)

    def score(self, keys: Sequence[int] | NDArray[np.int64]) -> Scores:
        """Compare papers with all topics; those not indexed yet are left out."""
        found, vectors = self._semantics.vectors.vectors(keys)
        works = self._store.works.get(found.tolist())
        if len(works) < len(found):
            # Works that turned out to be others are still in the index.
            kept = np.isin(found, [work.key for work in works])
            found, vectors = found[kept], vectors[kept]
        return self.compare(works, found, vectors)

    def compare(
        self, works: Sequence[Work], found: NDArray[np.int64], vectors: NDArray[np.float32]
    ) -> Scores:
        """Compare papers that need not be stored with all topics.

        Args:
            works: [n] their records.
            found: [n] the keys of the records.
            vectors: [n, dim] their embeddings.
        """
        shape = (len(self.topics), len(found))
        raw = np.zeros(shape, np.float32)
        papers = self._sample.papers(works, vectors)
        if raw.size:
            raw = score([model.weights for model in self.models], papers)
        relevance = np.zeros(shape, np.float32)
        nearest, nearness = np.full(shape, -1, np.int64), np.zeros(shape, np.float32)
        followed: list[dict[int, str]] = []
        for number, (topic, model) in enumerate(zip(self.topics, self.models, strict=True)):
            by = {
                work.key: name
                for work in works
                if topic.authors and (name := rules.followed(topic, work))
            }
            least = np.array([FOLLOWED if work.key in by else 0.0 for work in works], np.float32)
            allowed = np.array([not rules.exclusion(topic, work) for work in works], bool)
            relevance[number] = (
                np.maximum(model.calibration.relevance(raw[number]), least) * allowed
            )
            if model.liked and len(found):
                liked, examples = self._semantics.vectors.vectors(model.liked)
                similarities = vectors @ examples.T
                if len(liked):
                    nearest[number] = liked[similarities.argmax(axis=1)]
                    nearness[number] = similarities.max(axis=1)
            followed.append(by)
        cut_offs = np.array(list(map(cut_off, self.topics)), np.float32)
        return Scores(
            found, vectors, works, papers, relevance, cut_offs, nearest, nearness, followed
        )

    def why(self, scores: Scores, number: int, row: int) -> dict[str, Any]:
        """Return why a paper is relevant to a topic.

        Args:
            scores: that the paper was compared in.
            number: the topic's.
            row: the paper's.

        Returns:
            `terms` that counted, most first; the `sentence` that speaks most for it; `nearest`, the
            liked paper most like it, as id, title and similarity, or None; `rule`, the author or
            lab that the topic follows, or "".
        """
        work, weights = scores.works[row], self.models[number].weights
        features = scores.papers.picked([row])
        key = int(scores.nearest[number, row])
        nearest = []
        if key >= 0:
            nearest = self._store.works.get([key])
        return {
            "terms": explain.terms(
                weights,
                features.rows,
                self._meaningful,
                self._sample.spelling,
                features.texts[0],
            ),
            "sentence": explain.sentence(weights, self._sample.vocabulary, work.abstract),
            "nearest": {
                "id": nearest[0].id,
                "title": nearest[0].title,
                "similarity": round(float(scores.nearness[number, row]), 3),
            }
            if nearest
            else None,
            "rule": scores.followed[number].get(work.key, ""),
        }

    def parts(self, scores: Scores, number: int, row: int) -> dict[str, float]:
        """Return what makes up the log-odds of a paper's relevance; see `features.parts`."""
        model = self.models[number]
        found = parts(model.weights, scores.papers.picked([row]))
        found["a usual paper"] -= model.calibration.centre
        return found

    def learnt(
        self, number: int, count: int
    ) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
        """Return the terms with the largest weights for and against a topic, `count` of each."""
        weights = self.models[number].weights
        learnt = weights.terms[self._meaningful]
        pairs = [
            (self._sample.spelling[column], float(weight))
            for column, weight in zip(self._meaningful, learnt, strict=True)
            if weight
        ]
        if weights.wording:
            pairs += [
                (weights.wording.spelled[unit], SHARE * share)
                for unit, share in weights.wording.units.items()
                if explain.is_meaningful(weights.wording.spelled[unit])
            ]
        pairs.sort(key=lambda pair: -pair[1])
        above = dict(pair for pair in pairs if pair[1] > 0)
        below = [pair for pair in reversed(pairs) if pair[1] < 0][:count]
        return list(above.items())[:count], below

    @cached_property
    def _meaningful(self) -> NDArray[np.int64]:
        spelling = self._sample.spelling
        return np.array(
            [column for column, term in enumerate(spelling) if explain.is_meaningful(term)],
            np.int64,
        )

    def taught(self, number: int, opinions: "Opinions") -> Model:
        """Return what a topic would have learnt from other opinions; nothing is kept."""
        topic = self.topics[number]
        return self._learn(topic, opinions, self.models[number].described)

    def features(self, keys: Sequence[int]) -> tuple[NDArray[np.int64], Papers]:
        """Return those of some papers that are indexed, and their features."""
        found, papers = self._examples(keys)
        return np.array(found, np.int64), papers

    @cached_property
    def usual(self) -> tuple[list[int], Background]:
        """The keys and features of a sample of all papers."""
        return self._background

    def terms_of(self, papers: Papers, count: int) -> list[str]:
        """Return the terms that distinguish some papers from all others, most distinctive first."""
        mean = papers.rows.combined(
            np.full(len(papers), 1 / max(1, len(papers))), len(self._sample.vocabulary)
        )
        weights = (mean - self._background[1].mean_terms)[self._meaningful]
        best = [
            self._sample.spelling[self._meaningful[place]]
            for place in np.argsort(-weights, kind="stable")[: 4 * count]
        ]
        words = [set(term.split()) for term in best]

        def is_part(own: set[str]) -> bool:
            return any(own < other for other in words)

        whole = [term for term, own in zip(best, words, strict=True) if not is_part(own)]
        return whole[:count]

    def _model(self, topic: Topic) -> Model:
        opinions = opinions_of(self._store, topic)
        words, made_from = self._made_from(topic, opinions)
        kept = self._store.topic_models.get(topic.name)
        described = None
        # What is damaged is learnt again.
        with contextlib.suppress(ValueError):
            if kept and kept[0].startswith(words):
                known = from_bytes(kept[1])
                if kept[0] == made_from:
                    return known
                described = known.described
        model = self._learn(topic, opinions, described)
        keep(self._store, topic.name, made_from, to_bytes(model))
        return model

    def _made_from(self, topic: Topic, opinions: "Opinions") -> tuple[str, str]:
        """Return what a model depends on: how its descriptions are embedded; that and all else.

        All else are the words, the opinions with the texts they are about, and the sample.
        """
        _, texts = self._semantics.vectors.text_hashes([*opinions.liked, *opinions.disliked])
        encoder = self._semantics.encoder.model
        words = _hashed(
            [VERSION, topic.name, topic.about, encoder.fingerprint, encoder.query_prompt]
        )
        parts = [
            opinions.liked,
            opinions.disliked,
            sorted(opinions.general),
            texts.tolist(),
            self._considered > 0,
        ]
        return words, f"{words} {_hashed([*parts, self._sample.made_from])}"

    def _learn(
        self, topic: Topic, opinions: "Opinions", described: NDArray[np.float32] | None
    ) -> Model:
        """Learn a topic; without its embedded descriptions [d, dim] the model is loaded."""
        liked, disliked = map(self._examples, (opinions.liked, opinions.disliked))
        keys, background = self._background
        if described is None:
            texts = texts_to_embed(topic.name, topic.about)
            described = self._semantics.encoder.encode_queries(texts)
        words = self._words(topic, described)
        if opinions.general:
            liked, disliked = (
                _concerned(words, opinions.general, some) for some in (liked, disliked)
            )
        examples = liked[1].plus(disliked[1])
        judged = {*liked[0], *disliked[0]}
        may_feed = [
            row for row, key in enumerate(keys) if key <= self._considered and key not in judged
        ]
        return train(
            background,
            words,
            described,
            examples,
            liked[0],
            disliked[0],
            np.array(may_feed, np.int64),
        )

    @cached_property
    def _considered(self) -> int:
        """The key up to which digests have considered the papers."""
        return self._store.digests.considered_up_to(iso(clock.now()))

    def _examples(self, keys: Sequence[int]) -> tuple[list[int], Papers]:
        found, vectors = self._semantics.vectors.vectors(keys)
        return found.tolist(), self._sample.papers(self._store.works.get(found.tolist()), vectors)

    def _words(self, topic: Topic, described: NDArray[np.float32]) -> Wording | None:
        if not topic.about:
            return None
        return wording(topic.name, topic.about, described, self._background[1].usual)

    @cached_property
    def _background(self) -> tuple[list[int], Background]:
        return self._sample.background()


def _hashed(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Opinions:
    """The stored papers that a topic is taught with, by their keys, oldest opinion first.

    Attributes:
        general: of these, the ones liked or disliked for no topic in particular.
    """

    liked: tuple[int, ...]
    disliked: tuple[int, ...]
    general: frozenset[int]


def opinions_of(store: Store, topic: Topic) -> Opinions:
    """Return a topic's examples and the reader's marks; if they differ, the later marks count."""
    examples = dict.fromkeys(_stored(store, topic.like), "like")
    examples |= dict.fromkeys(_stored(store, topic.dislike), "dislike")
    marks = store.marks.opinions(topic.name)
    kinds = examples | {mark.work: mark.kind for mark in marks}
    general = frozenset(mark.work for mark in marks if not mark.topic) - examples.keys()
    return Opinions(
        tuple(key for key, kind in kinds.items() if kind == "like"),
        tuple(key for key, kind in kinds.items() if kind == "dislike"),
        general,
    )


def _stored(store: Store, ids: Sequence[str]) -> list[int]:
    found = map(store.works.named, ids)
    return [key for key in found if key is not None]


def _concerned(
    words: Wording | None, general: frozenset[int], examples: tuple[list[int], Papers]
) -> tuple[list[int], Papers]:
    """Leave out the papers marked for no topic in particular that are far from a topic's words."""
    keys, papers = examples
    near = np.zeros(len(keys), bool)
    if words and keys:
        relevance = Calibration().relevance(words.score(papers.vectors, papers.texts))
        near = relevance >= _OF_ALL_TOPICS
    kept = [row for row, key in enumerate(keys) if key not in general or near[row]]
    return [keys[row] for row in kept], papers.picked(kept)
