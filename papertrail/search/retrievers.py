"""One query put to both halves: what each puts forward, and the order that they make of it
together.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import IndexingError
from index.keywords.index import KeywordIndex, Match
from index.keywords.query import Clause, Phrase, Question, Words
from papertrail.indexing.generations import Semantics, vectors_of
from papertrail.indexing.keywords import EVERYTHING, clauses
from papertrail.types.query import Query
from papertrail.types.search import Ranking

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Vector = NDArray[np.float32]

DEPTH = 200
"""Papers that each half puts forward, at least."""
SEMANTIC_WEIGHT = 0.6
"""Of standard deviations in meaning; it and the next two were chosen on the dev sets of
benchmarks/quality.py."""
FEEDBACK = 3
"""First papers towards which a hybrid query is moved before it is asked again."""
FEEDBACK_SHARE = 0.3
COMMON = 0.25
"""Share of papers that have a word above which a hybrid search does not look it up, if any rarer
one was given."""
_FEW = 20_000
"""Keys of papers with a phrase that are listed beforehand; where there are more, the nearest are
checked for it."""
_SILENT = Ranking({}, {})
"""Of a half that was not asked."""


class MeaningError(IndexingError):
    """The vectors, or their model, fail while a query is answered."""


@contextmanager
def asking_meaning() -> Iterator[None]:
    """Tell errors of the vectors and of their model from those of the words."""
    try:
        yield
    except IndexingError as error:
        raise MeaningError(error.message, error.hint) from error
    except OSError as error:
        raise MeaningError(f"the vectors can't be read: {error}") from error


@dataclass(frozen=True, slots=True)
class Halves:
    """What could be opened, with what the words match and the query as a vector [dim] where these
    are asked.
    """

    keywords: KeywordIndex | None = None
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
        """Return the newest papers that the filters let pass, where the query is nothing but
        filters.
        """
        import numpy as np

        if self.halves.keywords is not None:
            keys = [
                match.key
                for match in matching(self.halves.keywords, self.query, self.allowed, 2 * count)
            ]
        else:
            keys = (
                np.flatnonzero(self.allowed)[::-1][: 2 * count].tolist()
                if self.allowed is not None
                else []
            )
        return Ranked(keys, {})

    def _with_phrases(self) -> "Mask | None":
        """Return which papers pass the filters and, where these are few, have the phrases that have
        to be there.
        """
        keywords, phrases = self.halves.keywords, tuple(map(Phrase, self.query.phrases))
        if keywords is None or not phrases:
            return self.allowed
        question = Question(required=phrases)
        if keywords.count(question) > _FEW:
            return self.allowed
        matches = keywords.search(question, _FEW, self.allowed)
        return mask([match.key for match in matches])

    def _near(
        self, semantics: Semantics, vector: "Vector", allowed: "Mask | None"
    ) -> dict[int, float]:
        """Return the papers nearest in meaning that meet what the query demands of words, with
        their similarities.
        """
        if self.near is not None:
            return self.near.result()
        depth = self.depth
        while True:
            near = nearest(semantics, vector, depth, allowed)
            kept = self._meeting(near) if self.halves.keywords is not None else near
            if len(kept) >= self.depth // 2 or len(near) < depth:
                return kept
            depth *= 4

    def _meeting(self, near: dict[int, float]) -> dict[int, float]:
        keywords = self.halves.keywords
        assert keywords is not None  # noqa: S101 - the caller has looked
        required = tuple(map(Phrase, self.query.phrases)) or (EVERYTHING,)
        question = Question((), required, tuple(map(Phrase, self.query.excluded)))
        meeting = (
            {match.key for match in keywords.search(question, len(near), mask(list(near)))}
            if near
            else set()
        )
        return {key: score for key, score in near.items() if key in meeting}

    def _fused(
        self, semantics: Semantics, vector: "Vector", near: dict[int, float], keywords: KeywordIndex
    ) -> Ranked:
        """Fuse what both halves put forward, move the query towards the first few, and fuse again."""
        import numpy as np

        from index.fusion import fuse, towards

        ranks = [
            {key: rank for rank, key in enumerate(half, 1)}
            for half in (near, dict(self.halves.matches))
        ]
        keys = np.array(list(dict.fromkeys((*near, *ranks[1]))), dtype=np.int64)
        if not len(keys):
            return Ranked([], {})
        with ThreadPoolExecutor(1) as aside:
            reading = aside.submit(embeddings, semantics, keys)
            bm25 = dict(
                [
                    *self.halves.matches,
                    *_scored(keywords, self.query, list(near.keys() - ranks[1].keys())),
                ]
            )
        words, vectors = (
            np.array([bm25[key] for key in keys.tolist()], dtype=np.float32),
            reading.result(),
        )
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
        return Ranked(
            ordered, dict(zip(ordered, scores[order].clip(0, 1).tolist(), strict=True)), *parts
        )


def embeddings(semantics: Semantics, keys: "NDArray[np.int64]") -> "NDArray[np.float32]":
    """Return the vectors of papers, see `semantics.vectors_of`."""
    with asking_meaning():
        return vectors_of(semantics, keys)


def _one_half(found: dict[int, float], which: str) -> Ranked:
    ranking = Ranking({key: rank for rank, key in enumerate(found, 1)}, found)
    return Ranked(list(found), found, **{which: ranking})


def nearest(
    semantics: Semantics, vector: "Vector", count: int, allowed: "Mask | None"
) -> dict[int, float]:
    """Return the nearest papers, nearest first, with their similarities."""
    with asking_meaning():
        keys, scores = semantics.vectors.search(vector[None, :], count, allowed)
    return {
        key: score
        for key, score in zip(keys[0].tolist(), scores[0].tolist(), strict=True)
        if key >= 0
    }


def matching(
    keywords: KeywordIndex, query: Query, allowed: "Mask | None", count: int, mode: str = "keyword"
) -> list[Match]:
    """Return the best matches of the words, of the papers that pass the filters.

    For a hybrid search common words are not looked up, since they take the most time and decide the
    least: what the others find is scored by all of them.
    """
    further = clauses(query.criteria)
    (rarer,) = keywords.telling(query.text, [query.text], COMMON) if mode == "hybrid" else ([],)
    if not rarer or [rarer] == keywords.telling(query.text, [query.text], 1):
        return keywords.search(_question(query, *further), count, allowed)
    found = keywords.search(
        _question(replace(query, text=" ".join(rarer)), *further), count, allowed
    )
    return _scored(keywords, query, [match.key for match in found])


def _scored(keywords: KeywordIndex, query: Query, keys: Sequence[int]) -> list[Match]:
    """Return papers with their scores by all words and phrases of a query, best first."""
    scored = keywords.scores([Words(query.text), *map(Phrase, query.phrases)], keys)
    return sorted(map(Match, keys, scored), key=lambda match: match.score, reverse=True)


def _question(query: Query, *further: Clause) -> Question:
    wanted = (Words(query.text),) if query.text else ()
    required = (*map(Phrase, query.phrases), *further)
    excluded = tuple(map(Phrase, query.excluded))
    return Question(wanted, required if wanted or required else (EVERYTHING,), excluded)


def mask(keys: Sequence[int], length: int | None = None) -> "Mask":
    """Return for each key below a length, or up to the greatest of some, whether it is one of
    these.
    """
    import numpy as np

    chosen = np.zeros(max(keys, default=-1) + 1 if length is None else length, dtype=bool)
    chosen[list(keys)] = True
    return chosen
