"""Decide which papers a query's filters let pass."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from papertrail.store import Store
from papertrail.types.query import AllOf, AnyOf, Condition, Not, Passing, Query, has_filter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]


def by_id(store: Store, text: str) -> int | None:
    """Return the key of the work that an id or an address names, such as `2606.28729v2`."""
    return store.works.named(text)


def passing(
    store: Store, query: Query, having: Callable[[Condition], Sequence[int]]
) -> "Mask | None":
    """Return for each key whether the filters let it pass, bool [n]; None if there is no filter.

    Args:
        store: the papers.
        query: its conditions on words alone are left to the indexes.
        having: returns the papers that meet a condition on words, which may be joined with a
            filter by OR.
    """
    conditions = list(filter(has_filter, query.conditions))
    if not (query.criteria or query.without or query.ids or conditions):
        return None
    # One snapshot: an update may commit in the middle.
    with store.reading():
        mask = store.works.passing(query.criteria)
        for criteria in query.without:
            mask &= ~store.works.passing(criteria)
        for condition in conditions:
            mask &= _meeting(store, condition, having, len(mask))
        if query.ids:
            found = (by_id(store, text) for text in query.ids)
            mask &= mask_of((key for key in found if key is not None), len(mask))
    return mask


def _meeting(
    store: Store,
    condition: Condition,
    having: Callable[[Condition], Sequence[int]],
    length: int,
) -> "Mask":
    """Return for each key whether a paper meets a condition, bool [length]."""
    import numpy as np

    if not has_filter(condition):
        return mask_of((key for key in having(condition) if key < length), length)
    match condition:
        case Passing(criteria):
            return store.works.passing(criteria)
        case Not(part):
            return ~_meeting(store, part, having, length)
        case AllOf(parts):
            some = [_meeting(store, part, having, length) for part in parts]
            return np.logical_and.reduce(some)  # type: ignore[no-any-return]
        case AnyOf(parts):
            some = [_meeting(store, part, having, length) for part in parts]
            return np.logical_or.reduce(some)  # type: ignore[no-any-return]
        case _:
            raise AssertionError(condition)


def mask_of(keys: Iterable[int], length: int | None = None) -> "Mask":
    """Return whether each key, below a length or up to the greatest, is one of some, bool [n]."""
    import numpy as np

    chosen = list(keys)
    mask = np.zeros(max(chosen, default=-1) + 1 if length is None else length, dtype=bool)
    mask[chosen] = True
    return mask
