"""Read the works that an index lacks, batch by batch, in the order of their changes."""

from collections.abc import Iterator
from typing import NamedTuple

from papertrail.store import Store


class Changed(NamedTuple):
    """A work that changed.

    Attributes:
        change: its place in the sequence of changes.
    """

    change: int
    key: int
    title: str
    abstract: str


def batches(store: Store, sequence: int, size: int) -> Iterator[list[Changed]]:
    """Yield the works that changed after what an index has, the next batch once one is done.

    Args:
        store: the works.
        sequence: up to where, in the sequence of changes, the index is built.
        size: the most works in a batch.
    """
    sequence = store.works.resume_after(sequence)
    while rows := store.works.changed_after(sequence, size):
        yield [Changed(*row) for row in rows]
        sequence = rows[-1][0]


def count_pending(store: Store, sequence: int) -> int:
    """Return how many works changed after what an index has."""
    return store.works.pending(store.works.resume_after(sequence))
