"""The vectors of the stored papers, brought forward from the database."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from index.vectors.index import VectorIndex, text_hash
from papertrail.indexing.generations import Semantics
from papertrail.store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNK = 512
"""Works embedded in one commit of the index on a CPU: what a crash can cost, about five seconds on
a laptop."""

_ROUNDED = 0.01
"""How far from one the length of a vector may be that was rounded to float16."""


def document(title: str, abstract: str) -> str:
    """Return the text that stands for a paper when it is embedded."""
    return f"{title}\n{abstract}" if abstract else title


def catch_up(
    store: Store,
    semantics: Semantics,
    progress: Callable[[int], None] | None = None,
    leave: Callable[[int], bool] = lambda _: False,
    earlier: VectorIndex | None = None,
) -> int:
    """Embed what is new or changed in the database, in the order of its changes, committing chunk
    by chunk.

    Args:
        store: the truth.
        semantics: the model and the vectors to bring forward; no other process may write to them.
        progress: is told how many more works are done.
        leave: is asked before each chunk, given the number of its works, whether to leave it
            for later.
        earlier: vectors of the same model that are taken over where they were made from the
            same text.

    Returns:
        The number of texts that were embedded.
    """
    vectors = semantics.vectors
    if (place := store.works.resume_after(vectors.sequence)) != vectors.sequence:
        vectors.advance(place)
    vectors.remove(store.works.absorbed_keys())
    embedded = 0
    # Loading an accelerator to ask how much it likes is left until there is that much.
    chunk = (
        CHUNK
        if store.works.pending(vectors.sequence) <= CHUNK
        else max(CHUNK, semantics.encoder.many)
    )
    while (rows := store.works.changed_after(vectors.sequence, chunk)) and not leave(len(rows)):
        texts = {key: document(title, abstract) for _, key, title, abstract in rows}
        hashes = {key: text_hash(text) for key, text in texts.items()}
        fresh = _not_in(vectors, hashes)
        taken, kept = (
            _whole(earlier, {key: hashes[key] for key in fresh}) if earlier else ([], None)
        )
        missing = sorted(set(fresh).difference(taken))
        if progress:
            progress(len(rows) - len(missing))
        made = semantics.encoder.encode([texts[key] for key in missing], progress)
        if kept is not None:
            made = np.concatenate([made, kept])
        added = missing + taken
        vectors.append(added, [hashes[key] for key in added], made, rows[-1][0])
        embedded += len(missing)
    return embedded


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


def pending(store: Store, semantics: Semantics) -> int:
    """Return how many works are not indexed in their present form."""
    return store.works.pending(store.works.resume_after(semantics.vectors.sequence))
