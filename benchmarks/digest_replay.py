"""Replay recorded announcements, day by day, in a home of its own."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from feeds.paper import Author, Paper
from index.embedding.encoder import Encoder
from index.embedding.hub import PACKAGED_NAME
from index.embedding.resolve import resolve
from index.vectors.index import text_hash
from papertrail.clock import iso
from papertrail.config import load
from papertrail.digest.compose import compose
from papertrail.indexing.generations import open_semantics
from papertrail.store import Store
from papertrail.topics import Ranker
from papertrail.types.work import paper_text
from papertrail.workspace import Home


@dataclass(frozen=True)
class Announced:
    """Recorded papers, each on the first day that it was announced.

    Attributes:
        records: id, title, summary, authors, categories and day of each.
        vectors: [n, dim] their embeddings.
        encoder: what made them.
        cache: the folder where embeddings are kept between runs.
    """

    records: Sequence[Mapping[str, Any]]
    vectors: NDArray[np.float32]
    encoder: Encoder
    cache: Path

    @cached_property
    def texts(self) -> list[str]:
        """The text of each paper."""
        return [paper_text(record["title"], record["summary"]) for record in self.records]

    @cached_property
    def days(self) -> dict[date, list[int]]:
        """The rows of each day's papers, days in order."""
        found: dict[date, list[int]] = {}
        for row, record in enumerate(self.records):
            found.setdefault(record["day"], []).append(row)
        return dict(sorted(found.items()))

    def between(self, first: date, last: date) -> list[date]:
        """Return the days with papers from a first to a last one."""
        return [day for day in self.days if first <= day <= last]


def announced(data: Path, cache: Path, folder: str = "announce") -> Announced:
    """Read the announcements of a folder of arxiv_daily and embed them, or read the embeddings."""
    records: dict[str, dict[str, Any]] = {}
    for file in sorted((data / "arxiv_daily" / folder).glob("*.jsonl.gz")):
        day = date.fromisoformat(file.name.removesuffix(".jsonl.gz"))
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                title, summary = (" ".join(record[key].split()) for key in ("title", "summary"))
                cleaned = {**record, "title": title, "summary": summary, "day": day}
                records.setdefault(record["id"], cleaned)
    cache.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(resolve(PACKAGED_NAME, cache), cache, "cpu")
    texts = [paper_text(record["title"], record["summary"]) for record in records.values()]
    return Announced(list(records.values()), encoded(encoder, texts, cache), encoder, cache)


def encoded(encoder: Encoder, texts: Sequence[str], cache: Path) -> NDArray[np.float32]:
    """Return the embeddings of texts, from the cache if they are there."""
    made_by = [encoder.model.fingerprint]
    if encoder.precision != "auto":
        made_by.append(encoder.precision)
    digest = hashlib.sha256("\0".join([*made_by, *texts]).encode()).hexdigest()
    file = cache / f"vectors-{digest[:16]}.npy"
    if not file.exists():
        np.save(file, encoder.encode(texts))
    vectors: NDArray[np.float32] = np.load(file)
    return vectors


class Replay:
    """A fresh home into which recorded papers arrive."""

    def __init__(
        self, root: Path, everything: Announced, topics: Iterable[Mapping[str, Any]]
    ) -> None:
        self._everything = everything
        home = Home(root, everything.cache, root / "state")
        home.config_file.write_text(_config(topics), encoding="utf-8")
        self._config = load(home.config_file)
        self._store = Store.open(home.database, create=True)
        self._semantics = open_semantics(home, self._config)
        self._ids: dict[int, str] = {}

    def arrive(self, day: date) -> None:
        """Store and index the papers of a day."""
        rows = self._everything.days[day]
        moment = _moment(day, 7)
        with self._store.transaction() as tx:
            tx.works.save([self._paper(row) for row in rows], "arxiv", moment)
        ids = [self._everything.records[row]["id"] for row in rows]
        keys = [self._store.works.find("arxiv", number) for number in ids]
        hashes = [text_hash(self._everything.texts[row]) for row in rows]
        self._semantics.vectors.append(
            keys, hashes, self._everything.vectors[rows], self._store.works.last_change()
        )
        self._ids |= {key: number for key, number in zip(keys, ids, strict=True) if key}

    def digest(self, day: date) -> tuple[dict[str, list[str]], dict[str, dict[str, float]]]:
        """Make and record the digest of a day.

        Returns:
            The ids of the papers shown under each topic, and the relevance of all new ones.
        """
        now, topics = _moment(day, 8), self._config.topics
        known = self._store.digests.considered_up_to(iso(now))
        new = [key for key in self._ids if key > known]
        composed = compose(self._store, self._semantics, topics, now, self._config.digest)
        shown: dict[str, list[str]] = {topic.name: [] for topic in topics}
        for paper in composed.digest.papers:
            shown[paper.topic].append(self._ids[paper.work])
        scores = Ranker.open(self._store, self._semantics, topics).score(new)
        relevance = {
            topic.name: {
                self._ids[int(key)]: float(score)
                for key, score in zip(scores.keys, scores.relevance[number], strict=True)
            }
            for number, topic in enumerate(topics)
        }
        with self._store.transaction() as tx:
            tx.digests.add(composed.digest, composed.waiting)
        return shown, relevance

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def _paper(self, row: int) -> Paper:
        record = self._everything.records[row]
        return Paper(
            identifiers=(("arxiv", record["id"]),),
            title=record["title"],
            abstract=record["summary"],
            authors=tuple(Author(name) for name in record["authors"]),
            url=f"https://arxiv.org/abs/{record['id']}",
            categories=tuple(record["categories"]),
            submitted=_moment(record["day"], 0),
        )


def _moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _config(topics: Iterable[Mapping[str, Any]]) -> str:
    tables = [
        f"[[topics]]\nname = {json.dumps(topic['name'])}\nabout = {json.dumps(topic['about'])}\n"
        for topic in topics
    ]
    return "\n".join(tables)
