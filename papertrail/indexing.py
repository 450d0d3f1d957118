"""The vectors of the stored papers, brought forward from the database."""

from collections.abc import Callable

from index.dense import text_hash
from papertrail.semantics import Semantics
from papertrail.store import Store

CHUNK = 512
"""Works embedded in one commit of the index on a CPU: what a crash can cost, about five seconds on a laptop."""


def document(title: str, abstract: str) -> str:
    """Return the text that stands for a paper when it is embedded."""
    return f"{title}\n{abstract}" if abstract else title


def catch_up(
    store: Store,
    semantics: Semantics,
    progress: Callable[[int], None] | None = None,
    leave: Callable[[int], bool] = lambda _: False,
) -> int:
    """Embed what is new or changed in the database, in the order of its changes, committing chunk by chunk.

    Args:
        store: the truth.
        semantics: the model and the vectors to bring forward; no other process may write to them.
        progress: is told how many more works are done.
        leave: is asked before each chunk, given the number of its works, whether to leave it for later.

    Returns:
        The number of texts that were embedded.
    """
    vectors = semantics.vectors
    if vectors.sequence > store.works.last_change():
        # An older copy of the database was put back: look at all works again, and embed those whose text differs.
        vectors.advance(0)
    vectors.remove(store.works.absorbed_keys())
    embedded = 0
    # Loading an accelerator to ask how much it likes is left until there is that much.
    chunk = CHUNK if store.works.pending(vectors.sequence) <= CHUNK else max(CHUNK, semantics.encoder.many)
    while (rows := store.works.changed_after(vectors.sequence, chunk)) and not leave(len(rows)):
        texts = {key: document(title, abstract) for _, key, title, abstract in rows}
        known = dict(zip(*(found.tolist() for found in vectors.text_hashes(list(texts))), strict=True))
        fresh = [key for key, text in texts.items() if known.get(key) != text_hash(text)]
        if progress:
            progress(len(rows) - len(fresh))
        if fresh:
            encoded = semantics.encoder.encode([texts[key] for key in fresh], progress)
            vectors.append(fresh, [text_hash(texts[key]) for key in fresh], encoded, rows[-1][0])
        else:
            vectors.advance(rows[-1][0])
        embedded += len(fresh)
    return embedded


def pending(store: Store, semantics: Semantics) -> int:
    """Return how many works are not indexed in their present form."""
    return store.works.pending(min(semantics.vectors.sequence, store.works.last_change()))
