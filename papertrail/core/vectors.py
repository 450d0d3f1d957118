"""Return the vectors of papers and texts, for programs that compute with them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.types.filter import Filter
from papertrail.types.papers import PaperVectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def paper_vectors(resources: Resources, papers: Sequence[str] | None = None) -> PaperVectors:
    """Return the stored vectors of papers.

    Args:
        resources: the home.
        papers: ids, as for `papertrail.core.papers.resolve`; None for all, the newest first.

    Raises:
        NotFoundError: a paper is not stored.
        IndexingError: the vectors can't be used.
    """
    store, semantics = resources.store, resources.semantics()
    if papers is None:
        keys = store.listing.ordered(store.works.passing(Filter()), "published", None)
    else:
        keys = [resolve(resources, paper).key for paper in papers]
    found, vectors = semantics.vectors.vectors(keys)
    names = {work.key: work.id for work in store.works.get(list(dict.fromkeys(keys)))}
    embedded = found.tolist()
    ids = tuple(names[key] for key in embedded)
    missing = tuple(names[key] for key in dict.fromkeys(keys) if key not in set(embedded))
    return PaperVectors(ids, vectors, missing, semantics.encoder.model.name)


def embed(resources: Resources, texts: Sequence[str]) -> "NDArray[np.float32]":
    """Return the vectors of texts as the model of the home makes them, float32 [n, dim].

    Raises:
        IndexingError: the model can't be used.
    """
    return resources.semantics().encoder.encode(list(texts))
