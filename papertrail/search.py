"""Semantic search over the stored papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.sentences import split
from papertrail.errors import PapertrailError
from papertrail.semantics import Semantics
from papertrail.store import Filter, Store, Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that answers a query.

    Attributes:
        score: cosine similarity to the query, from -1 to 1.
        sentence: the sentence of the abstract that is closest to the query, or an empty string.
    """

    work: Work
    score: float
    sentence: str


def search(store: Store, semantics: Semantics, query: str, criteria: Filter, count: int) -> list[Hit]:
    """Return the papers closest in meaning to a query, best first.

    Raises:
        PapertrailError: the query has no words.
    """
    if not any(character.isalnum() for character in query):
        raise PapertrailError("the query has no words", "describe what you look for in a few words")
    return _nearest(store, semantics, semantics.encoder.encode_queries([query])[0], criteria, count, frozenset())


def similar(store: Store, semantics: Semantics, works: Sequence[Work], criteria: Filter, count: int) -> list[Hit]:
    """Return the papers closest in meaning to some papers taken together, without those.

    Raises:
        PapertrailError: none of the papers is indexed.
    """
    keys, vectors = semantics.vectors.vectors([work.key for work in works])
    if not len(keys):
        raise PapertrailError(f"{works[0].id} is not indexed yet", "run: papertrail update")
    return _nearest(store, semantics, vectors.mean(axis=0), criteria, count, frozenset(work.key for work in works))


def best_sentences(semantics: Semantics, query: "NDArray[np.float32]", texts: Sequence[str]) -> list[str]:
    """Return the sentence of each text that is closest to a query vector [dim]; an empty text has an empty one."""
    sentences = [split(text) for text in texts]
    scores = semantics.encoder.encode([sentence for group in sentences for sentence in group]) @ query
    best, start = [], 0
    for group in sentences:
        ranked = scores[start : start + len(group)]
        best.append(group[int(ranked.argmax())] if group else "")
        start += len(group)
    return best


def _nearest(
    store: Store,
    semantics: Semantics,
    vector: "NDArray[np.float32]",
    criteria: Filter,
    count: int,
    without: frozenset[int],
) -> list[Hit]:
    allowed = store.works.matching(criteria) if criteria else None
    keys, scores = semantics.vectors.search(vector[None, :], count + len(without) + store.works.absorbed(), allowed)
    ranked = {int(key): float(score) for key, score in zip(keys[0], scores[0], strict=True) if key >= 0}
    works = [work for work in store.works.get(list(ranked)) if work.key not in without][:count]
    sentences = best_sentences(semantics, vector, [work.abstract for work in works])
    return [Hit(work, ranked[work.key], sentence) for work, sentence in zip(works, sentences, strict=True)]
