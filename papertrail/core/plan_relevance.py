"""Score what a conference presents with the reader's topics."""

import contextlib
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from feeds.conferences.programme import Presentation
from index.atomic import write_atomic
from papertrail import clock
from papertrail.clock import iso
from papertrail.core.resources import Resources
from papertrail.topics import Ranker
from papertrail.types.topic import Topic
from papertrail.types.work import Work

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from papertrail.indexing.generations import Semantics
    from papertrail.topics.ranker import Scores

_TERMS = 4


@dataclass(frozen=True, slots=True)
class Relevance:
    """How relevant something is to the topic that it fits best.

    Attributes:
        matches: it reaches the topic's cut-off.
        place: (which of the scores, topic, row), for `Relevances.why`.
    """

    value: float
    topic: str
    matches: bool
    place: tuple[int, int, int]


class Relevances:
    """Presentations compared with topics."""

    def __init__(
        self,
        resources: Resources,
        topics: Sequence[Topic],
        presentations: Sequence[Presentation],
        works: Mapping[str, int],
    ) -> None:
        """Compare: stored papers by title and abstract, all others by what the programme prints.

        Args:
            resources: the home.
            topics: at least one.
            presentations: of one programme.
            works: the keys of stored papers, by the numbers of presentations.

        Raises:
            IndexingError: the model or its vectors can't be used.
        """
        semantics = resources.semantics()
        self._ranker = Ranker.open(resources.store, semantics, topics)
        stored = self._ranker.score(sorted(set(works.values())))
        rows = {int(key): row for row, key in enumerate(stored.keys)}
        others = [each for each in presentations if works.get(each.number) not in rows]
        unstored = [_as_work(place, each) for place, each in enumerate(others)]
        vectors = _vectors(resources, semantics, unstored)
        keys = np.array([work.key for work in unstored], np.int64)
        self._scores = (stored, self._ranker.compare(unstored, keys, vectors))
        self._by_number = {
            number: self._best(0, rows[key]) for number, key in works.items() if key in rows
        }
        self._by_number |= {each.number: self._best(1, row) for row, each in enumerate(others)}
        self.unstored = sum(each.is_paper for each in others)

    def of(self, presentation: Presentation) -> Relevance:
        """Return the relevance of a presentation."""
        return self._by_number[presentation.number]

    def why(self, relevance: Relevance) -> str:
        """Return in words why something is relevant."""
        which, number, row = relevance.place
        scores = self._scores[which]
        found = self._ranker.why(scores, number, row)
        if found["rule"]:
            return f"{relevance.topic}: by {found['rule']}, whom you follow"
        parts = []
        if found["terms"]:
            parts.append(", ".join(found["terms"][:_TERMS]))
        if found["nearest"]:
            parts.append(f"like {found['nearest']['title']!r}")
        if not parts:
            parts.append("close in meaning")
        return f"{relevance.topic}: {'; '.join(parts)}"

    def _best(self, which: int, row: int) -> Relevance:
        scores: Scores = self._scores[which]
        own = scores.relevance[:, row]
        above = own - scores.cut_offs
        matching = own * (above >= 0)
        number = int(matching.argmax() if matching.any() else own.argmax())
        return Relevance(
            round(float(own[number]), 4),
            self._ranker.topics[number].name,
            bool(above[number] >= 0),
            (which, number, row),
        )


def _as_work(place: int, each: Presentation) -> Work:
    return Work(
        key=-1 - place, identifiers=each.identifiers, title=each.title, abstract=each.abstract,
        url=each.url, authors=(), categories=(), sources=(), version=None, submitted=None,
        updated=None, announced=None, fetched=iso(clock.now()), venue=None, year=None,
        comment=None, journal_ref=None, withdrawn=False,
    )  # fmt: skip


def _vectors(
    resources: Resources, semantics: "Semantics", works: Sequence[Work]
) -> "NDArray[np.float32]":
    """Return the vectors of what is not indexed, kept for the next time."""
    encoder = semantics.encoder
    texts = [work.text for work in works]
    named = "\0".join([encoder.model.fingerprint, *texts])
    name = hashlib.sha256(named.encode(errors="replace")).hexdigest()[:32]
    folder = resources.home.cache / "programmes"
    file = folder / f"{name}.npy"
    with contextlib.suppress(OSError, ValueError, EOFError):
        known = np.load(file, allow_pickle=False)
        if known.shape == (len(texts), encoder.dim):
            return np.asarray(known, np.float32)
    vectors = encoder.encode(texts)
    # Without a writable cache it takes longer, no more.
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        content = io.BytesIO()
        np.save(content, vectors.astype(np.float16))
        write_atomic(file, content.getvalue())
        for old in sorted(folder.glob("*.npy"), key=lambda each: each.stat().st_mtime)[:-20]:
            old.unlink(missing_ok=True)
    return vectors
