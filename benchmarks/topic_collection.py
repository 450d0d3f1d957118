"""A collection of papers with keywords that their authors chose, and readers of its topics."""

import hashlib
import json
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from digest_replay import encoded
from numpy.typing import NDArray
from topic_peers import Records, Scores

from index.embedding.encoder import Encoder, Precision
from index.embedding.hub import PACKAGED_NAME
from index.embedding.resolve import resolve
from papertrail.topics.background import text_of
from papertrail.topics.features import Papers, names
from papertrail.topics.learning import Background, Lesson
from papertrail.topics.phrases import ReadText
from papertrail.topics.terms import Vocabulary, learn
from papertrail.topics.usual import usual_of
from papertrail.topics.wording import wording

MOST = 250
# Subject areas that say nothing of a subject.
VAGUE = frozenset({"machine learning", "deep learning", "neural networks", "general"})
NEAR = 200


@dataclass(frozen=True)
class Draw:
    """One reader: a topic's name and some of its papers, by their numbers."""

    topic: str
    liked: NDArray[np.int64]
    disliked: NDArray[np.int64]

    @property
    def seen(self) -> NDArray[np.int64]:
        """The papers with an opinion."""
        return np.concatenate([self.liked, self.disliked])


class Collection:
    """The papers with all features that any of the systems needs."""

    def __init__(
        self, folder: Path, cache: Path, fewest: int, precision: Precision = "auto"
    ) -> None:
        with lzma.open(folder / "papers.jsonl.xz", "rt", encoding="utf-8") as lines:
            self.records = [json.loads(line) for line in lines]
        self.members = _members(self.records, fewest)
        cache.mkdir(parents=True, exist_ok=True)
        self.encoder = Encoder(resolve(PACKAGED_NAME, cache), cache, "cpu", precision)
        plain = [f"{paper['title']}\n{paper['abstract']}" for paper in self.records]
        self.vectors = encoded(self.encoder, plain, cache)
        texts = [text_of(paper["title"], paper["abstract"]) for paper in self.records]
        self.vocabulary: Vocabulary = learn(texts)
        self.papers = Papers(
            self.vectors,
            self.vocabulary.rows(texts),
            [names(paper["authors"]) for paper in self.records],
            [ReadText(paper["title"], paper["abstract"]) for paper in self.records],
        )
        usual = usual_of(self.encoder.model.fingerprint, self.vectors, {})
        self.background = Background(self.papers, len(self.vocabulary), usual)
        topics = sorted(self.members)
        self.described = dict(zip(topics, encoded(self.encoder, topics, cache), strict=True))
        self.peers = Records(
            plain,
            [
                f"{record['title']} {record['abstract']} {' '.join(record['authors'])}"
                for record in self.records
            ],
            self.vectors,
        )


def draws_of(
    collection: Collection, topic: str, likes: int, dislikes: int, draws: int
) -> Iterator[Draw]:
    """Yield readers of a topic; they dislike papers that are off the topic, and near it."""
    members = np.array(collection.members[topic])
    for number in range(draws if likes else 1):
        chance = np.random.default_rng(
            list(hashlib.sha256(f"{topic}{number}".encode()).digest()[:8])
        )
        liked = chance.permutation(members)[:likes]
        disliked = np.empty(0, dtype=np.int64)
        if dislikes:
            near = np.argsort(-(collection.vectors @ collection.vectors[liked].mean(axis=0)))
            near = near[~np.isin(near, members)][:NEAR]
            disliked = chance.choice(near, dislikes, replace=False)
        yield Draw(topic, liked.astype(np.int64), disliked.astype(np.int64))


def _members(records: Sequence[dict[str, Any]], fewest: int) -> dict[str, list[int]]:
    """Return the papers of each keyword that makes a topic; case and hyphens are ignored."""
    members: dict[str, list[int]] = {}
    for number, record in enumerate(records):
        for keyword in {
            " ".join(word.casefold().replace("-", " ").split()) for word in record["keywords"]
        }:
            members.setdefault(keyword, []).append(number)
    return {
        keyword: papers
        for keyword, papers in members.items()
        if fewest <= len(papers) <= MOST and re.split(r":\s*", keyword)[-1] not in VAGUE
    }


def split_of(topic: str) -> str:
    """Return whether a topic is one of dev or of test."""
    return "test" if hashlib.sha256(topic.encode()).digest()[0] % 2 else "dev"


def lesson(collection: Collection, draw: Draw, *, words: bool) -> Lesson:
    """Return what a reader teaches."""
    own_words = None
    if words:
        described = collection.described[draw.topic][None, :]
        own_words = wording(draw.topic, [draw.topic], described, collection.background.usual)
    liked = np.arange(len(draw.seen)) < len(draw.liked)
    others = np.setdiff1d(np.arange(len(collection.papers)), draw.seen)
    return Lesson(
        collection.background, own_words, collection.papers.picked(draw.seen), liked, others
    )


def scores_of(taught: Lesson, collection: Collection) -> Scores:
    """Score all papers; what a paper teaches by itself does not count for it."""
    scores = taught.weights().score(collection.papers)
    for row in taught.fed_rows:
        alone = replace(taught, may_feed=np.setdiff1d(taught.may_feed, [row]))
        scores[row] = alone.weights().score(collection.papers.picked([row]))[0]
    return scores
