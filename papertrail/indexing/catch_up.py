"""Bring the vectors of abstracts or passages forward from the database."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.vectors.index import VectorIndex, text_hash
from papertrail.indexing.changes import batches, count_pending, resume_after
from papertrail.indexing.corpus import ABSTRACTS, Changed, Corpus
from papertrail.indexing.generations import Semantics
from papertrail.indexing.makers import note_engine
from papertrail.store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNK = 512
"""Texts embedded in one commit of the index on a CPU: what a crash can cost, about five seconds on
a laptop."""

_ROUNDED = 0.01
"""The deviation from 1 of the length of a vector that was rounded to float16."""


def catch_up(
    store: Store,
    semantics: Semantics,
    progress: Callable[[int], None] | None = None,
    leave: Callable[[int], bool] = lambda _: False,
    earlier: VectorIndex | None = None,
    corpus: Corpus = ABSTRACTS,
) -> int:
    """Embed what is new or changed in the database, in order, one commit for each chunk.

    Args:
        store: the texts.
        semantics: the model and the vectors to bring forward; no other process may write to them.
        progress: called with how many more changes are done.
        leave: called before each chunk with the number of its texts; it returns whether to leave
            the chunk for later.
        earlier: vectors of the same model that are taken over where they were made from the same
            text.
        corpus: which texts.

    Returns:
        The number of texts that were embedded.
    """
    vectors = semantics.vectors
    place = resume_after(store, vectors.sequence, corpus)
    if place != vectors.sequence:
        vectors.advance(place)
    vectors.remove(corpus.all_gone(store))
    embedded = 0
    for batch in batches(store, vectors.sequence, _batch_size(store, semantics, corpus), corpus):
        if leave(len(batch)):
            break
        removed = [each.key for each in batch if each.text is None]
        if removed:
            # To do that again does no harm, so it need not be the same commit.
            vectors.remove(removed)
        embedded += _index(semantics, batch, progress, earlier)
    return embedded


def _batch_size(store: Store, semantics: Semantics, corpus: Corpus) -> int:
    # Do not load an accelerator to ask for its preference before there is that much to do.
    if corpus.pending(store, semantics.vectors.sequence) <= CHUNK:
        return CHUNK
    return max(CHUNK, semantics.encoder.many)


def _index(
    semantics: Semantics,
    batch: Sequence[Changed],
    progress: Callable[[int], None] | None,
    earlier: VectorIndex | None,
) -> int:
    """Commit the vectors of a batch; return how many texts were embedded."""
    texts = {each.key: each.text for each in batch if each.text is not None}
    hashes = {key: text_hash(text) for key, text in texts.items()}
    fresh = _not_in(semantics.vectors, hashes)
    taken, kept = _whole(earlier, {key: hashes[key] for key in fresh}) if earlier else ([], None)
    missing = sorted(set(fresh).difference(taken))
    if progress:
        progress(len(batch) - len(missing))
    made = semantics.encoder.encode([texts[key] for key in missing], progress)
    if kept is not None:
        made = np.concatenate([made, kept])
    added = missing + taken
    added_hashes = [hashes[key] for key in added]
    semantics.vectors.append(added, added_hashes, made, batch[-1].change)
    if missing:
        engine = semantics.encoder.engine_for(len(missing))
        note_engine(semantics.vectors.directory, engine, len(missing))
    return len(missing)


def _not_in(vectors: VectorIndex, hashes: dict[int, int]) -> list[int]:
    """Return the keys whose vectors were not made from the texts with these hashes."""
    known = dict(zip(*(found.tolist() for found in vectors.text_hashes(list(hashes))), strict=True))
    return [key for key, value in hashes.items() if known.get(key) != value]


def _whole(vectors: VectorIndex, hashes: dict[int, int]) -> "tuple[list[int], NDArray[np.float32]]":
    """Return the keys whose vectors were made from the texts with these hashes, and the vectors.

    Those that are not of unit length, as all were when they were written, are left out: their file
    was damaged.
    """
    keys, found = vectors.vectors(sorted(set(hashes).difference(_not_in(vectors, hashes))))
    whole = np.abs(np.linalg.norm(found, axis=1) - 1) < _ROUNDED
    return keys[whole].tolist(), found[whole]


def pending(store: Store, semantics: Semantics, corpus: Corpus = ABSTRACTS) -> int:
    """Return how many changes the vectors lack."""
    return count_pending(store, semantics.vectors.sequence, corpus)
