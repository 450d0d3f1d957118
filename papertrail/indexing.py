"""The vectors of the stored papers, brought forward from the database."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.dense import DenseIndex, text_hash
from index.encoder import Encoder
from index.models import resolve
from papertrail.config import Config
from papertrail.home import Home
from papertrail.store import Store

CHUNK = 512
"""Works embedded in one commit of the index: what a crash can cost, about five seconds on a laptop."""


@dataclass(frozen=True, slots=True)
class Semantics:
    """A model and the vectors it made."""

    encoder: Encoder
    vectors: DenseIndex


def open_semantics(home: Home, config: Config) -> Semantics:
    """Open the configured model and its vectors; each model has vectors of its own.

    Raises:
        IndexingError: the model can't be had, or its vectors are damaged.
    """
    home.cache.mkdir(parents=True, exist_ok=True)
    model = resolve(config.model, home.cache)
    label = re.sub(r"[^A-Za-z0-9.-]+", "_", model.name)[-60:]
    folder = home.index / f"{label}-{model.fingerprint[:12]}"
    return Semantics(Encoder(model, home.cache, config.device), DenseIndex.open(folder, model.dim, model.fingerprint))


def document(title: str, abstract: str) -> str:
    """Return the text that stands for a paper when it is embedded."""
    return f"{title}\n{abstract}" if abstract else title


def catch_up(store: Store, semantics: Semantics, progress: Callable[[int], None] | None = None) -> int:
    """Embed what is new or changed in the database, in the order of its changes, committing chunk by chunk.

    Args:
        store: the truth.
        semantics: the model and the vectors to bring forward; no other process may write to them.
        progress: is told how many more works are done.

    Returns:
        The number of texts that were embedded.
    """
    vectors = semantics.vectors
    if vectors.sequence > store.works.last_change():
        # An older copy of the database was put back: look at all works again, and embed those whose text differs.
        vectors.advance(0)
    embedded = 0
    while rows := store.works.changed_after(vectors.sequence, CHUNK):
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
