"""Draw the sample of all papers that calibrates topics, and keep it in the store."""

import contextlib
import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papertrail.errors import BusyError, ReadOnlyError
from papertrail.indexing.generations import Semantics
from papertrail.store import Store
from papertrail.store.reader.topic_models import BACKGROUND
from papertrail.topics.features import Papers, names
from papertrail.topics.learning import ENOUGH, Background
from papertrail.topics.packing import pack, unpack
from papertrail.topics.phrases import ReadText, compounds, stems
from papertrail.topics.terms import Rows, Vocabulary, learn
from papertrail.topics.usual import Usual, usual_of
from papertrail.types.work import Work, paper_text

MOST_PAPERS = 5000
_GROWTH = 2
_VERSION = "5"
"""The version of sampling; a sample of an earlier version is drawn again."""


class Sample:
    """A sample of the indexed papers and its vocabulary; drawn again when the index has doubled.

    Attributes:
        made_from: which sample it is: models made with another one can't be used with it.
        vocabulary: the terms of its papers.
    """

    def __init__(self, store: Store, semantics: Semantics, made_from: str, content: bytes) -> None:
        rest, self._arrays = unpack(content)
        self._store, self._semantics = store, semantics
        self.made_from = made_from
        self.spelling: list[str] = rest["terms"]
        self._units: list[str] = rest["units"]
        columns = {term: column for column, term in enumerate(self.spelling)}
        self.vocabulary = Vocabulary(columns, self._arrays["idf"])

    def background(self) -> tuple[list[int], Background]:
        """Return the keys and features of those papers of the sample that are still indexed."""
        keys = self._arrays["keys"]
        found, vectors = self._semantics.vectors.vectors(keys)
        rows = Rows(self._arrays["starts"], self._arrays["terms"], self._arrays["values"])
        places = {int(key): place for place, key in enumerate(keys)}
        works = {work.key: work for work in self._store.works.get(found.tolist())}
        # Works that turned out to be others are still in the index.
        there = np.isin(found, list(works))
        kept = found[there].tolist()
        papers = _papers(
            [works[key] for key in kept], vectors[there], rows.picked([places[key] for key in kept])
        )
        return kept, Background(papers, len(self.vocabulary), self._usual(vectors[there]))

    def _usual(self, vectors: NDArray[np.float32]) -> Usual:
        counted = dict(zip(self._units, self._arrays["counts"].tolist(), strict=True))
        return usual_of(self._semantics.encoder.model.fingerprint, vectors, counted)

    def papers(self, works: Sequence[Work], vectors: NDArray[np.float32]) -> Papers:
        """Return works with their vectors [n, dim] as features."""
        texts = [text_of(work.title, work.abstract) for work in works]
        return _papers(works, vectors, self.vocabulary.rows(texts))


def text_of(title: str, abstract: str) -> str:
    """Return the text that terms are taken from: the title twice, since it says most."""
    return f"{title}\n{paper_text(title, abstract)}"


def _papers(works: Sequence[Work], vectors: NDArray[np.float32], rows: Rows) -> Papers:
    authors = [names(author.name for author in work.authors) for work in works]
    return Papers(vectors, rows, authors, [ReadText(work.title, work.abstract) for work in works])


def open_sample(store: Store, semantics: Semantics) -> Sample:
    """Return the sample of the store; draw it if there is none, or if the index has doubled."""
    fingerprint = semantics.encoder.model.fingerprint
    kept = store.topic_models.get(BACKGROUND)
    count = len(semantics.vectors)
    if kept:
        version, model, size = kept[0].split(" ")[:3]
        if (version, model) == (_VERSION, fingerprint) and not _outgrown(int(size), count):
            return Sample(store, semantics, *kept)
    keys = semantics.vectors.keys()
    if len(keys) > MOST_PAPERS:
        keys = np.sort(np.random.default_rng(0).choice(keys, MOST_PAPERS, replace=False))
    return draw(store, semantics, keys, count)


def draw(store: Store, semantics: Semantics, keys: NDArray[np.int64], count: int) -> Sample:
    """Make some papers the sample, and keep it; `count` papers were indexed when it was drawn."""
    content = pack(**_drawn(store, keys))
    fingerprint = semantics.encoder.model.fingerprint
    made_from = f"{_VERSION} {fingerprint} {count} {hashlib.sha256(content).hexdigest()[:16]}"
    keep(store, BACKGROUND, made_from, content)
    return Sample(store, semantics, made_from, content)


def drawn_papers(store: Store) -> tuple[list[int], int]:
    """Return the keys of the papers of the sample, and how many papers were indexed then."""
    kept = store.topic_models.get(BACKGROUND)
    if not kept:
        return [], 0
    _, arrays = unpack(kept[1])
    return arrays["keys"].tolist(), int(kept[0].split(" ")[2])


def keep(store: Store, topic: str, made_from: str, content: bytes) -> None:
    """Store a learnt model, so that it is not learnt again, unless another process is writing."""
    with contextlib.suppress(BusyError, ReadOnlyError), store.transaction() as tx:
        tx.topic_models.put(topic, made_from, content)


def _outgrown(size: int, count: int) -> bool:
    """Decide whether a sample of an index of `size` papers does not fit one of `count`."""
    return count >= _GROWTH * size or size < ENOUGH <= count or size > count


def _drawn(store: Store, keys: NDArray[np.int64]) -> dict[str, Any]:
    works = store.works.get(keys.tolist())
    texts = [text_of(work.title, work.abstract) for work in works]
    vocabulary = learn(texts)
    rows = vocabulary.rows(texts)
    units: Counter[str] = Counter()
    for work in works:
        units.update({*stems(work.text), *compounds(work.text)})
    # What one paper alone has says nothing of how rare it is.
    counts = {unit: count for unit, count in units.items() if count > 1}
    return {
        "rest": {"terms": list(vocabulary.columns), "units": list(counts)},
        "counts": np.array(list(counts.values()), dtype=np.int32),
        "idf": vocabulary.idf,
        "keys": np.array([work.key for work in works], dtype=np.int64),
        "starts": rows.starts,
        "terms": rows.terms,
        "values": rows.values,
    }
