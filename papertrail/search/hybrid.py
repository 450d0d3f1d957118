"""Search by meaning and by words, as one."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import DamagedIndexError, IndexingError
from index.keywords.index import KeywordIndex
from papertrail.errors import PapertrailError
from papertrail.indexing.generations import Semantics
from papertrail.search.exact import by_id, named
from papertrail.search.rerank import POOL, Refinement
from papertrail.search.retrievers import (
    DEPTH,
    Asked,
    Halves,
    MeaningError,
    Ranked,
    asking_meaning,
    embeddings,
    mask,
    matching,
    nearest,
)
from papertrail.search.sentences import best_sentences
from papertrail.store import Store
from papertrail.types.filter import Filter
from papertrail.types.query import Query
from papertrail.types.search import Found, Hit
from papertrail.types.work import Work

if TYPE_CHECKING:
    from papertrail.search.retrievers import Mask, Vector


@dataclass(frozen=True, slots=True)
class Indexes:
    """Both indexes, opened where they are used. What opens them may raise IndexingError or OSError."""

    semantics: Callable[[], Semantics]
    keywords: Callable[[], KeywordIndex]


def search(
    store: Store,
    indexes: Indexes,
    query: Query,
    count: int,
    mode: str = "hybrid",
    refinement: Refinement | None = None,
) -> Found:
    """Return the papers that answer a query, best first.

    A half that fails is left out with a remark, unless the mode asks for it. The papers that the
    query names stay first, however a refinement orders the others.

    Raises:
        PapertrailError: the query has neither words nor filters.
        IndexingError: the half that is asked for can't be used, or neither can.
    """
    if not any(character.isalnum() for character in query.text):
        if not (query.criteria or query.without or query.ids):
            raise PapertrailError(
                "the query has no words", "describe what you look for in a few words"
            )
        query = replace(query, text="", wanted="")
    if not store.works.last_key():
        # To load a model, or convert it at its first use, would be for nothing.
        return Found([], query.remarks)
    depth = max(DEPTH, 2 * count)
    # One half in a thread of its own: neither needs Python's lock for most of its time.
    with ThreadPoolExecutor(1) as aside:
        meaning = (
            aside.submit(_meaning, indexes, query) if mode != "keyword" and query.text else None
        )
        allowed = _allowed(store, query)
        strict = query.phrases or query.excluded
        near = (
            aside.submit(lambda: nearest(*meaning.result(), depth, allowed))
            if meaning and not strict
            else None
        )
        halves, remarks = _open(indexes, query, mode, allowed, depth, meaning)
    asked = Asked(halves, query, allowed, depth, near)
    # Damage within a file may show only when it is read.
    try:
        return Found(_answer(store, asked, count, mode, refinement), remarks)
    except MeaningError as error:
        if mode == "semantic" or halves.keywords is None:
            raise
        asked = replace(asked, halves=replace(halves, semantics=None, vector=None), near=None)
        remark = f"searching by words only: {error}"
    except DamagedIndexError as error:
        if mode == "keyword" or halves.semantics is None:
            raise
        asked = replace(asked, halves=replace(halves, keywords=None, matches=()))
        remark = _by_meaning_only(query, error)
    return Found(_answer(store, asked, count, mode, refinement), (*remarks, remark))


def _answer(
    store: Store, asked: Asked, count: int, mode: str, refinement: Refinement | None
) -> list[Hit]:
    """Return the hits that the halves find."""
    halves, query, allowed = asked.halves, asked.query, asked.allowed
    ranked = asked.ranked(mode) if query.text else asked.newest(count)
    pinned = named(store, halves.keywords, query, allowed, count) if query.text else {}
    if mode == "hybrid" and halves.vector is not None and halves.keywords is not None:
        # Nothing answers better than what the query names.
        ranked.scores.update(dict.fromkeys(pinned, 1.0))
    order = [*pinned, *(key for key in ranked.keys if key not in pinned)]
    pool = max(POOL, count) if refinement else count
    works = store.works.get(order[:pool])
    if len(works) < pool:
        # Some have become part of others since they were indexed.
        works = store.works.get(order[: 2 * pool])[:pool]
    if refinement:
        works, ranked = _refined(refinement, works, halves, query, ranked, pinned)
    return _hits(works[:count], halves, query, ranked, pinned)


def similar(
    store: Store, semantics: Semantics, works: Sequence[Work], criteria: Filter, count: int
) -> list[Hit]:
    """Return the papers closest in meaning to some papers taken together, without those.

    Raises:
        PapertrailError: none of the papers is indexed.
    """
    keys, vectors = semantics.vectors.vectors([work.key for work in works])
    if not len(keys):
        raise PapertrailError(f"{works[0].id} is not indexed yet", "run: papertrail update")
    vector = vectors.mean(axis=0)
    without = frozenset(work.key for work in works)
    allowed = store.works.passing(criteria) if criteria else None
    near = nearest(semantics, vector, 2 * count + len(without), allowed)
    near = {key: score for key, score in near.items() if key not in without}
    found = store.works.get(list(near))[:count]
    sentences = best_sentences(semantics, vector, [work.abstract for work in found])
    return [
        Hit(work, near[work.key], sentence) for work, sentence in zip(found, sentences, strict=True)
    ]


def _meaning(indexes: Indexes, query: Query) -> "tuple[Semantics, Vector]":
    """Open the model and its vectors; return them with the query's vector."""
    semantics = indexes.semantics()
    return semantics, semantics.encoder.encode_queries([query.text])[0]


def _open(
    indexes: Indexes,
    query: Query,
    mode: str,
    allowed: "Mask | None",
    depth: int,
    meaning: "Future[tuple[Semantics, Vector]] | None",
) -> tuple[Halves, tuple[str, ...]]:
    """Open what a mode needs; return it with remarks on what is left out."""
    halves, remarks = Halves(), list(query.remarks)
    try:
        # Phrases, names of authors and listings need it in any mode.
        keywords = indexes.keywords()
        matches = (
            matching(keywords, query, allowed, depth, mode)
            if query.text and mode != "semantic"
            else ()
        )
        halves = Halves(keywords, matches)
    except (IndexingError, OSError) as error:
        if mode == "keyword":
            raise
        if mode == "hybrid" or query.phrases or query.excluded:
            remarks.append(_by_meaning_only(query, error))
    if meaning is not None:
        import faiss  # noqa: F401 - it is needed next, and there is time until the model is loaded

        try:
            halves = Halves(halves.keywords, halves.matches, *meaning.result())
        except (IndexingError, OSError) as error:
            if mode == "semantic" or halves.keywords is None:
                raise
            remarks.append(f"searching by words only: {error}")
    return halves, tuple(remarks)


def _by_meaning_only(query: Query, error: Exception) -> str:
    """Return the remark that the words are left out, and what of the query with them."""
    left_out = ", without regard to phrases and words that are demanded or excluded"
    return (
        f"searching by meaning only{left_out if query.phrases or query.excluded else ''}: {error}"
    )


def _allowed(store: Store, query: Query) -> "Mask | None":
    """Return for each key whether filters let it pass, bool [n]; None where there is no filter."""
    if not (query.criteria or query.without or query.ids):
        return None
    # Of one moment, since an update may go on beside.
    with store.reading():
        allowed = store.works.passing(query.criteria)
        for criteria in query.without:
            allowed &= ~store.works.passing(criteria)
        if query.ids:
            chosen = [key for text in query.ids if (key := by_id(store, text)) is not None]
            allowed &= mask(chosen, len(allowed))
    return allowed


def _refined(
    refinement: Refinement,
    works: list[Work],
    halves: Halves,
    query: Query,
    ranked: Ranked,
    pinned: dict[int, str],
) -> tuple[list[Work], Ranked]:
    """Return works in a new order, with their new scores."""
    import numpy as np

    semantics = halves.semantics
    first = [work for work in works if work.key in pinned]
    others = [work for work in works if work.key not in pinned]
    vectors = (
        None
        if semantics is None
        else (lambda keys: embeddings(semantics, np.array(keys, dtype=np.int64)))
    )
    others, scores = refinement.refine(query.text, others, ranked.scores, vectors)
    return [*first, *others], replace(ranked, scores=scores)


def _hits(
    works: Sequence[Work], halves: Halves, query: Query, ranked: Ranked, pinned: dict[int, str]
) -> list[Hit]:
    """Return works as hits, each with why it was found."""
    sentences, terms = _sentences(works, halves, query.text), _terms(works, halves, query.text)
    hits, least = list[Hit](), 0.0
    # From the last to the first: a paper that the query names scores no less than those below it.
    for work, sentence, telling in reversed(list(zip(works, sentences, terms, strict=True))):
        own = ranked.scores.get(work.key, least)
        least = max(own, least) if work.key in pinned and hits else own
        parts = ranked.semantic.part(work.key), ranked.keyword.part(work.key)
        hits.append(Hit(work, least, sentence, tuple(telling), pinned.get(work.key, ""), *parts))
    return hits[::-1]


def _sentences(works: Sequence[Work], halves: Halves, text: str) -> list[str]:
    if halves.semantics is None or halves.vector is None:
        return [""] * len(works)
    with asking_meaning():
        return best_sentences(
            halves.semantics, halves.vector, [work.abstract for work in works], text
        )


def _terms(works: Sequence[Work], halves: Halves, text: str) -> list[list[str]]:
    if halves.keywords is None:
        return [[] for _ in works]
    return halves.keywords.telling(text, [f"{work.title}\n{work.abstract}" for work in works])
