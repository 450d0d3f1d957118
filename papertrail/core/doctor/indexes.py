"""Examine the indexes and the models that made them."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.errors import IndexingError
from papertrail.core.doctor.fault import Fault
from papertrail.core.indexing import index_all
from papertrail.core.reindex import reindex
from papertrail.core.resources import Resources

if TYPE_CHECKING:
    from index.keywords.index import KeywordIndex
    from papertrail.indexing.corpus import Corpus
    from papertrail.indexing.generations import Semantics

_LIKE = 0.98
"""The least cosine between a stored vector and the same text embedded again, on any engine; a
damaged weight makes it .9 and less. Engines differ by .001 at
most in floating point, by .004 in 8-bit integers (tests/index/embedding/test_encoder.py)."""

_BATCH = 2000


def index_faults(resources: Resources) -> Iterator[Fault]:
    """Yield a fault for each index that is damaged, behind, or not of what is stored."""
    from papertrail.indexing.corpus import ABSTRACTS, PASSAGES

    found = list(_corpus_faults(resources, ABSTRACTS))
    if PASSAGES.last_change(resources.store):
        found += _corpus_faults(resources, PASSAGES)
    yield from found
    if not found and resources.home.earlier_index.exists():
        yield Fault(
            f"{resources.home.earlier_index} was left by a reindex that was interrupted",
            "run: papertrail reindex",
            lambda: _catch_up(resources),
        )


def _corpus_faults(resources: Resources, corpus: "Corpus") -> Iterator[Fault]:
    try:
        semantics, keywords = resources.semantics(corpus), resources.keywords(corpus)
    except (IndexingError, OSError) as error:
        yield Fault(
            f"an index can't be used: {error}",
            "run: papertrail reindex",
            lambda: _reindex(resources),
        )
        return
    waiting = _pending(resources, semantics, keywords, corpus)
    if waiting:
        yield Fault(
            f"{corpus.unit}s that are not indexed: {waiting:,}",
            "run: papertrail update",
            lambda: _catch_up(resources),
        )
        return
    drift = _drift(resources, semantics, keywords, corpus)
    if drift:
        yield Fault(drift, "run: papertrail reindex", lambda: _reindex(resources))


def model_faults(resources: Resources) -> Iterator[Fault]:
    """Yield a fault if the model can't be had, or does not compute the vectors that are stored."""
    try:
        semantics = resources.semantics()
        damaged = _computes_otherwise(resources, semantics)
    except (IndexingError, OSError) as error:
        hint = getattr(error, "hint", "") or "see: papertrail models list"
        yield Fault(f"the model can't be used: {error}", hint)
        return
    if damaged:
        yield Fault(
            f"the converted model of {semantics.encoder.model.name} is damaged: {damaged}",
            f"remove {resources.home.cache}; it is made again",
            lambda: _convert_again(resources, semantics),
        )


def _drift(
    resources: Resources, semantics: "Semantics", keywords: "KeywordIndex", corpus: "Corpus"
) -> str | None:
    """Return how indexes that claim to be complete differ from what is stored."""
    from index.vectors.index import text_hash
    from papertrail.indexing.changes import batches

    stored = corpus.keys(resources.store)
    indexed = set(semantics.vectors.keys().tolist())
    unit = corpus.unit
    if stored != indexed:
        return (
            f"the vectors are not those of the {unit}s: {len(stored - indexed):,} lack one, "
            f"and {len(indexed - stored):,} are of none"
        )
    if len(keywords) != len(stored):
        return f"the index of words has {len(keywords):,} {unit}s of {len(stored):,}"
    hashes = dict(
        zip(*(part.tolist() for part in semantics.vectors.text_hashes(sorted(stored))), strict=True)
    )
    other = 0
    for batch in batches(resources.store, 0, _BATCH, corpus):
        for each in batch:
            other += each.text is not None and hashes.get(each.key) != text_hash(each.text)
    return f"the vectors of {other:,} {unit}s were made from other texts" if other else None


def _pending(
    resources: Resources, semantics: "Semantics", keywords: "KeywordIndex", corpus: "Corpus"
) -> int:
    from papertrail.indexing.catch_up import pending
    from papertrail.indexing.keywords import pending_keywords

    store = resources.store
    return max(pending(store, semantics, corpus), pending_keywords(store, keywords, corpus))


def _computes_otherwise(resources: Resources, semantics: "Semantics") -> str | None:
    """Embed a text whose vector is stored; return how that differs, or None."""
    from index.vectors.index import text_hash
    from papertrail.types.work import paper_text

    # Damaged files fail here too, and make torch take over.
    found = semantics.encoder.encode(["a paper"])
    engine = semantics.encoder.engine
    if resources.config.device in ("auto", "cpu") and engine.startswith("torch cpu"):
        return "OpenVINO can't load it, and torch is slower"
    for work in resources.store.works.get(semantics.vectors.keys()[:1].tolist()):
        text = paper_text(work.title, work.abstract)
        if semantics.vectors.text_hash(work.key) == text_hash(text):
            found = semantics.encoder.encode([text])
            stored = semantics.vectors.vector(work.key)
            # Damaged weights may also make it "not a number", which is less than nothing.
            if stored is not None and not float(found[0] @ stored) >= _LIKE:
                return "it computes other vectors than those that are stored"
    return None


def _reindex(resources: Resources) -> str:
    result = reindex(resources)
    return f"indexed {result.papers:,} papers anew, {result.embedded:,} of them embedded again"


def _catch_up(resources: Resources) -> str:
    from papertrail.locks import updating

    with updating(resources.home, "papertrail doctor"):
        result = index_all(resources)
    return f"brought the indexes up to date, {result.embedded:,} papers embedded"


def _convert_again(resources: Resources, semantics: "Semantics") -> str:
    """Remove what was made from a model's files, and make it again."""
    network = semantics.encoder.model.network
    cache = resources.home.cache
    for folder in (cache / "models").glob(f"{network}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (cache / "openvino").glob(f"*-{network[:16]}"):
        shutil.rmtree(folder, ignore_errors=True)
    again = resources.semantics()
    fault = _computes_otherwise(resources, again)
    if fault:
        raise IndexingError(f"the model made anew is no better: {fault}")
    return f"converted {again.encoder.model.name} anew"
