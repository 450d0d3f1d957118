"""Search by meaning and by words, as one."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import IndexingError
from index.lexical import LexicalIndex, Match
from index.questions import Clause, Phrase, Question, Words
from papertrail.errors import PapertrailError
from papertrail.highlight import best_sentences
from papertrail.hits import Found, Hit, Ranking
from papertrail.keywords import EVERYTHING, clauses
from papertrail.obvious import by_id, named
from papertrail.query import Query
from papertrail.refine import POOL, Refinement
from papertrail.semantics import Semantics, vectors_of
from papertrail.store import Filter, Store, Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Vector = NDArray[np.float32]

DEPTH = 200
"""Papers that each half puts forward, at least."""
SEMANTIC_WEIGHT = 0.6
"""Of standard deviations in meaning; it and the next two were chosen on the dev sets of benchmarks/quality.py."""
FEEDBACK = 3
"""First papers towards which a hybrid query is moved before it is asked again."""
FEEDBACK_SHARE = 0.3
COMMON = 0.25
"""Share of papers that have a word above which a hybrid search does not look it up, if any rarer one was given."""
_FEW = 20_000
"""Keys of papers with a phrase that are listed beforehand; where there are more, the nearest are checked for it."""
_SILENT = Ranking({}, {})
"""Of a half that was not asked."""


@dataclass(frozen=True, slots=True)
class Indexes:
    """Both indexes, opened where they are used. What opens them may raise IndexingError or OSError."""

    semantics: Callable[[], Semantics]
    keywords: Callable[[], LexicalIndex]


def search(
    store: Store,
    indexes: Indexes,
    query: Query,
    count: int,
    mode: str = "hybrid",
    refinement: Refinement | None = None,
) -> Found:
    """Return the papers that answer a query, best first.

    A half that fails is left out with a remark, unless the mode asks for it. The papers that the query names stay
    first, however a refinement orders the others.

    Raises:
        PapertrailError: the query has neither words nor filters.
        IndexingError: the half that is asked for can't be used, or neither can.
    """
    if not any(character.isalnum() for character in query.text):
        if not (query.criteria or query.without or query.ids):
            raise PapertrailError("the query has no words", "describe what you look for in a few words")
        query = replace(query, text="", wanted="")
    if not store.works.last_key():
        # To load a model, or convert it at its first use, would be for nothing.
        return Found([], query.remarks)
    depth = max(DEPTH, 2 * count)
    # One half in a thread of its own: neither needs Python's lock for most of its time.
    with ThreadPoolExecutor(1) as aside:
        meaning = aside.submit(_meaning, indexes, query) if mode != "keyword" and query.text else None
        allowed = _allowed(store, query)
        strict = query.phrases or query.excluded
        near = aside.submit(lambda: _nearest(*meaning.result(), depth, allowed)) if meaning and not strict else None
        halves, remarks = _open(indexes, query, mode, allowed, depth, meaning)
    asked = Asked(halves, query, allowed, depth, near)
    try:
        return Found(_answer(store, asked, count, mode, refinement), remarks)
    except IndexingError as error:
        # Damage within a file may show only when it is read.
        if mode == "keyword" or halves.semantics is None or halves.keywords is None:
            raise
        asked = replace(asked, halves=replace(halves, keywords=None, matches=()))
        remark = f"searching by meaning only: {error}"
    return Found(_answer(store, asked, count, mode, refinement), (*remarks, remark))


def _answer(store: Store, asked: "Asked", count: int, mode: str, refinement: Refinement | None) -> list[Hit]:
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


def similar(store: Store, semantics: Semantics, works: Sequence[Work], criteria: Filter, count: int) -> list[Hit]:
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
    near = _nearest(semantics, vector, 2 * count + len(without), allowed)
    near = {key: score for key, score in near.items() if key not in without}
    found = store.works.get(list(near))[:count]
    sentences = best_sentences(semantics, vector, [work.abstract for work in found])
    return [Hit(work, near[work.key], sentence) for work, sentence in zip(found, sentences, strict=True)]


@dataclass(frozen=True, slots=True)
class Halves:
    """What could be opened, with what the words match and the query as a vector [dim] where these are asked."""

    keywords: LexicalIndex | None = None
    matches: Sequence[Match] = ()
    semantics: Semantics | None = None
    vector: "Vector | None" = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates in their order, with what is known of them."""

    keys: list[int]
    scores: dict[int, float]
    semantic: Ranking = _SILENT
    keyword: Ranking = _SILENT


def _meaning(indexes: Indexes, query: Query) -> "tuple[Semantics, Vector]":
    """Open the model and its vectors; return them with the query's vector."""
    semantics = indexes.semantics()
    return semantics, semantics.encoder.encode_queries([query.text])[0]


def matching(
    keywords: LexicalIndex, query: Query, allowed: "Mask | None", count: int, mode: str = "keyword"
) -> list[Match]:
    """Return the best matches of the words, of the papers that pass the filters.

    For a hybrid search common words are not looked up, since they take the most time and decide the least: what the
    others find is scored by all of them.
    """
    further = clauses(query.criteria)
    (rarer,) = keywords.telling(query.text, [query.text], COMMON) if mode == "hybrid" else ([],)
    if not rarer or [rarer] == keywords.telling(query.text, [query.text], 1):
        return keywords.search(_question(query, *further), count, allowed)
    found = keywords.search(_question(replace(query, text=" ".join(rarer)), *further), count, allowed)
    return _scored(keywords, query, [match.key for match in found])


def _scored(keywords: LexicalIndex, query: Query, keys: Sequence[int]) -> list[Match]:
    """Return papers with their scores by all words and phrases of a query, best first."""
    scored = keywords.scores([Words(query.text), *map(Phrase, query.phrases)], keys)
    return sorted(map(Match, keys, scored), key=lambda match: match.score, reverse=True)


def _question(query: Query, *further: Clause) -> Question:
    wanted = (Words(query.text),) if query.text else ()
    required = (*map(Phrase, query.phrases), *further)
    excluded = tuple(map(Phrase, query.excluded))
    return Question(wanted, required if wanted or required else (EVERYTHING,), excluded)


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
        matches = matching(keywords, query, allowed, depth, mode) if query.text and mode != "semantic" else ()
        halves = Halves(keywords, matches)
    except (IndexingError, OSError) as error:
        if mode == "keyword":
            raise
        if mode == "hybrid" or query.phrases or query.excluded:
            remarks.append(f"searching by meaning only: {error}")
    if meaning is not None:
        import faiss  # noqa: F401 - it is needed next, and there is time until the model is loaded

        try:
            halves = Halves(halves.keywords, halves.matches, *meaning.result())
        except (IndexingError, OSError) as error:
            if mode == "semantic" or halves.keywords is None:
                raise
            remarks.append(f"searching by words only: {error}")
    return halves, tuple(remarks)


def _allowed(store: Store, query: Query) -> "Mask | None":
    """Return for each key whether filters let it pass, bool [n]; None where there is no filter."""
    if not (query.criteria or query.without or query.ids):
        return None
    allowed = store.works.passing(query.criteria)
    for criteria in query.without:
        allowed &= ~store.works.passing(criteria)
    if query.ids:
        chosen = [key for text in query.ids if (key := by_id(store, text)) is not None]
        allowed &= _mask(chosen, len(allowed))
    return allowed


@dataclass(frozen=True, slots=True)
class Asked:
    """One query put to the halves."""

    halves: Halves
    query: Query
    allowed: "Mask | None"
    depth: int
    near: "Future[dict[int, float]] | None" = None
    """What is nearest in meaning, where nothing is demanded of words."""

    def ranked(self, mode: str) -> Ranked:
        """Return the candidates of one half, or of both fused."""
        semantics, vector = self.halves.semantics, self.halves.vector
        if semantics is None or vector is None:
            return _one_half(dict(self.halves.matches), "keyword")
        allowed = self._with_phrases()
        near = self._near(semantics, vector, allowed)
        if mode == "semantic" or self.halves.keywords is None:
            return _one_half(near, "semantic")
        return self._fused(semantics, vector, near, self.halves.keywords)

    def newest(self, count: int) -> Ranked:
        """Return the newest papers that the filters let pass, where the query is nothing but filters."""
        import numpy as np

        if self.halves.keywords is not None:
            keys = [match.key for match in matching(self.halves.keywords, self.query, self.allowed, 2 * count)]
        else:
            keys = np.flatnonzero(self.allowed)[::-1][: 2 * count].tolist() if self.allowed is not None else []
        return Ranked(keys, {})

    def _with_phrases(self) -> "Mask | None":
        """Return which papers pass the filters and, where these are few, have the phrases that have to be there."""
        keywords, phrases = self.halves.keywords, tuple(map(Phrase, self.query.phrases))
        if keywords is None or not phrases:
            return self.allowed
        question = Question(required=phrases)
        if keywords.count(question) > _FEW:
            return self.allowed
        matches = keywords.search(question, _FEW, self.allowed)
        return _mask([match.key for match in matches])

    def _near(self, semantics: Semantics, vector: "Vector", allowed: "Mask | None") -> dict[int, float]:
        """Return the papers nearest in meaning that meet what the query demands of words, with their similarities."""
        if self.near is not None:
            return self.near.result()
        depth = self.depth
        while True:
            near = _nearest(semantics, vector, depth, allowed)
            kept = self._meeting(near) if self.halves.keywords is not None else near
            if len(kept) >= self.depth // 2 or len(near) < depth:
                return kept
            depth *= 4

    def _meeting(self, near: dict[int, float]) -> dict[int, float]:
        keywords = self.halves.keywords
        assert keywords is not None  # noqa: S101 - the caller has looked
        required = tuple(map(Phrase, self.query.phrases)) or (EVERYTHING,)
        question = Question((), required, tuple(map(Phrase, self.query.excluded)))
        meeting = {match.key for match in keywords.search(question, len(near), _mask(list(near)))} if near else set()
        return {key: score for key, score in near.items() if key in meeting}

    def _fused(self, semantics: Semantics, vector: "Vector", near: dict[int, float], keywords: LexicalIndex) -> Ranked:
        """Fuse what both halves put forward, move the query towards the first few, and fuse again."""
        import numpy as np

        from index.fusion import fuse, towards

        ranks = [{key: rank for rank, key in enumerate(half, 1)} for half in (near, dict(self.halves.matches))]
        keys = np.array(list(dict.fromkeys((*near, *ranks[1]))), dtype=np.int64)
        if not len(keys):
            return Ranked([], {})
        with ThreadPoolExecutor(1) as aside:
            reading = aside.submit(vectors_of, semantics, keys)
            bm25 = dict([*self.halves.matches, *_scored(keywords, self.query, list(near.keys() - ranks[1].keys()))])
        words, vectors = np.array([bm25[key] for key in keys.tolist()], dtype=np.float32), reading.result()
        for _ in range(2):
            meaning = vectors @ vector
            scores, share = fuse(meaning, words, SEMANTIC_WEIGHT)
            order = np.argsort(-scores, kind="stable")
            vector = towards(vector, vectors[order[:FEEDBACK]], FEEDBACK_SHARE)
        parts = [
            Ranking(rank, dict(zip(keys.tolist(), half.tolist(), strict=True)), weight)
            for rank, half, weight in zip(ranks, (meaning, words), (share, 1 - share), strict=True)
        ]
        ordered = keys[order].tolist()
        return Ranked(ordered, dict(zip(ordered, scores[order].clip(0, 1).tolist(), strict=True)), *parts)


def _one_half(found: dict[int, float], which: str) -> Ranked:
    ranking = Ranking({key: rank for rank, key in enumerate(found, 1)}, found)
    return Ranked(list(found), found, **{which: ranking})


def _nearest(semantics: Semantics, vector: "Vector", count: int, allowed: "Mask | None") -> dict[int, float]:
    """Return the nearest papers, nearest first, with their similarities."""
    keys, scores = semantics.vectors.search(vector[None, :], count, allowed)
    return {key: score for key, score in zip(keys[0].tolist(), scores[0].tolist(), strict=True) if key >= 0}


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
    vectors = None if semantics is None else (lambda keys: vectors_of(semantics, np.array(keys, dtype=np.int64)))
    others, scores = refinement.refine(query.text, others, ranked.scores, vectors)
    return [*first, *others], replace(ranked, scores=scores)


def _mask(keys: Sequence[int], length: int = 0) -> "Mask":
    """Return for each key up to the greatest, or to a length, whether it is one of some."""
    import numpy as np

    mask = np.zeros(length or max(keys, default=-1) + 1, dtype=bool)
    mask[list(keys)] = True
    return mask


def _hits(works: Sequence[Work], halves: Halves, query: Query, ranked: Ranked, pinned: dict[int, str]) -> list[Hit]:
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
    return best_sentences(halves.semantics, halves.vector, [work.abstract for work in works], text)


def _terms(works: Sequence[Work], halves: Halves, text: str) -> list[list[str]]:
    if halves.keywords is None:
        return [[] for _ in works]
    return halves.keywords.telling(text, [f"{work.title}\n{work.abstract}" for work in works])
