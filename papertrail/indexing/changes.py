"""Read the texts that an index lacks, batch by batch, in the order of their changes."""

from collections.abc import Iterator

from papertrail.indexing.corpus import ABSTRACTS, Changed, Corpus
from papertrail.store import Store


def batches(
    store: Store, sequence: int, size: int, corpus: Corpus = ABSTRACTS
) -> Iterator[list[Changed]]:
    """Yield the changes after what an index has, the next batch once one is done.

    Args:
        store: the texts.
        sequence: up to where, in the corpus's sequence of changes, the index is built.
        size: the most changes in a batch.
        corpus: which texts.
    """
    sequence = resume_after(store, sequence, corpus)
    while found := corpus.changed_after(store, sequence, size):
        yield found
        sequence = found[-1].change


def resume_after(store: Store, sequence: int, corpus: Corpus = ABSTRACTS) -> int:
    """Return the place after which an index that has reached `sequence` continues.

    That is 0 where it is ahead of the database: an older copy of it was put back.
    """
    return sequence if sequence <= corpus.last_change(store) else 0


def count_pending(store: Store, sequence: int, corpus: Corpus = ABSTRACTS) -> int:
    """Return how many changes an index lacks."""
    return corpus.pending(store, resume_after(store, sequence, corpus))
