"""Find the papers closest in meaning to some papers."""

from collections.abc import Sequence

from papertrail.errors import PapertrailError
from papertrail.indexing.generations import Semantics
from papertrail.search.retrievers import nearest
from papertrail.search.sentences import best_sentences
from papertrail.store import Store
from papertrail.types.filter import Filter
from papertrail.types.search import Hit
from papertrail.types.work import Work


def similar(
    store: Store, semantics: Semantics, works: Sequence[Work], criteria: Filter, count: int
) -> list[Hit]:
    """Return the papers closest in meaning to some papers taken together, without those.

    Raises:
        PapertrailError: none of the papers is indexed.
    """
    keys, vectors = semantics.vectors.vectors([work.key for work in works])
    if not len(keys):
        raise PapertrailError(f"{works[0].id} is not indexed yet", "run: papertrail update")
    vector = vectors.mean(axis=0)
    without = frozenset(work.key for work in works)
    mask = store.works.passing(criteria) if criteria else None
    near = nearest(semantics, vector, 2 * count + len(without), mask)
    near = {key: score for key, score in near.items() if key not in without}
    found = store.works.get(list(near))[:count]
    sentences = best_sentences(semantics, vector, [work.abstract for work in found])
    return [
        Hit(work, near[work.key], sentence) for work, sentence in zip(found, sentences, strict=True)
    ]
