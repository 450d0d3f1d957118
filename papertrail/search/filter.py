"""Decide which papers a query's filters let pass."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from papertrail.store import Store
from papertrail.types.query import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]


def by_id(store: Store, text: str) -> int | None:
    """Return the key of the work that an id or an address names, such as `2606.28729v2`."""
    return store.works.named(text)


def passing(store: Store, query: Query) -> "Mask | None":
    """Return for each key whether the filters let it pass, bool [n]; None if there is no filter."""
    if not (query.criteria or query.without or query.ids):
        return None
    # One snapshot: an update may commit in the middle.
    with store.reading():
        mask = store.works.passing(query.criteria)
        for criteria in query.without:
            mask &= ~store.works.passing(criteria)
        if query.ids:
            found = (by_id(store, text) for text in query.ids)
            mask &= mask_of((key for key in found if key is not None), len(mask))
    return mask


def mask_of(keys: Iterable[int], length: int | None = None) -> "Mask":
    """Return whether each key, below a length or up to the greatest, is one of some, bool [n]."""
    import numpy as np

    chosen = list(keys)
    mask = np.zeros(max(chosen, default=-1) + 1 if length is None else length, dtype=bool)
    mask[chosen] = True
    return mask
