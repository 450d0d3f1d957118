"""Search by meaning and by words: a list of steps from the query to its hits."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.keywords.index import KeywordIndex
from papertrail.errors import PapertrailError
from papertrail.indexing.generations import Semantics
from papertrail.search.exact import exact_matches
from papertrail.search.explain import explain
from papertrail.search.filter import passing
from papertrail.search.fusion import FusedRanking, fuse_rankings
from papertrail.search.language import foreign_language, language_remark
from papertrail.search.relax import is_too_strict, relaxed
from papertrail.search.rerank import POOL, Reranking
from papertrail.search.retrievers import (
    KeywordRetriever,
    RetrieverError,
    SemanticRetriever,
    Unavailable,
)
from papertrail.search.spelling import respell
from papertrail.store import Store
from papertrail.types.query import Condition, Query, has_filter
from papertrail.types.search import Ranking, SearchResults
from papertrail.types.work import Work

if TYPE_CHECKING:
    from papertrail.search.filter import Mask

DEPTH = 200
"""Papers that each retriever returns, at least."""


@dataclass(frozen=True, slots=True)
class Indexes:
    """Opens both indexes when they are used; may raise IndexingError or OSError."""

    semantics: Callable[[], Semantics]
    keywords: Callable[[], KeywordIndex]


def search(
    store: Store,
    indexes: Indexes,
    query: Query,
    count: int,
    mode: str = "hybrid",
    reranking: Reranking | None = None,
) -> SearchResults:
    """Return the papers that answer a query, best first.

    A retriever that is unavailable is left out with a remark, unless the mode demands it. The
    papers that the query names stay first, however reranking orders the others.

    Args:
        store: the papers.
        indexes: of the same papers.
        query: as `query.parse` returns it.
        count: the most hits.
        mode: hybrid, semantic or keyword.
        reranking: how to reorder the first hits.

    Raises:
        PapertrailError: the query has neither words nor filters.
        IndexingError: the retriever that the mode demands is unavailable, or both are.
    """
    query = _checked(query)
    if not store.works.last_key():
        # No need to load a model, or to convert it at its first use.
        return SearchResults((), query.remarks)
    keyword = KeywordRetriever(indexes.keywords, skip_common=mode == "hybrid")
    semantic = SemanticRetriever(indexes.semantics, keyword)
    with ThreadPoolExecutor(1) as background:
        if query.text and mode != "keyword":
            background.submit(semantic.load)
        steps = _Steps(store, semantic, keyword, query, count, mode, reranking, background)
        try:
            return steps.run()
        except RetrieverError:
            # Damage within a file may show only when it is read. That retriever is unavailable now.
            return steps.run()


def _checked(query: Query) -> Query:
    """Return a query without a text that has no words.

    Raises:
        PapertrailError: nothing is left of it.
    """
    if any(character.isalnum() for character in query.text):
        return query
    if not query.narrows:
        raise PapertrailError("the query has no words", "describe what you look for in a few words")
    return replace(query, text="", wanted="")


@dataclass(frozen=True, slots=True)
class _Steps:
    """One search, step by step."""

    store: Store
    semantic: SemanticRetriever
    keyword: KeywordRetriever
    query: Query
    count: int
    mode: str
    reranking: Reranking | None
    background: ThreadPoolExecutor

    def run(self) -> SearchResults:
        """Correct the query, answer it, and relax it where it leaves too little."""
        language = foreign_language(self.query.text, self.keyword)
        query = self.query
        if language is None:
            query = respell(query, self.keyword, self.texts)
        asked = replace(self, query=query)
        results = asked.answer()
        if language is not None and self.mode != "keyword" and self.semantic.is_open:
            remark = language_remark(language, self.semantic.model)
            results = replace(results, remarks=(*results.remarks, *filter(None, [remark])))
        if is_too_strict(query, results, self.count, self.is_met):
            return relaxed(query, results, replace(self, query=query.relaxed()).answer())
        return results

    def is_met(self, condition: Condition) -> bool:
        """Decide whether any paper meets a condition."""
        if not has_filter(condition):
            return bool(self.keyword.having(condition, most=1))
        mask = passing(self.store, Query(conditions=(condition,)), self.keyword.having)
        return mask is None or bool(mask.any())

    def texts(self, keys: Sequence[int]) -> list[str]:
        """Return the texts of papers."""
        return [work.text for work in self.store.works.get(keys)]

    def answer(self) -> SearchResults:
        """Filter, retrieve, fuse, put exact matches first, rerank, explain."""
        mask, near, matches = self.retrieve()
        remarks = self.check(near, matches)
        ranking = self.fuse(mask, near, matches)
        exact = exact_matches(self.store, self.keyword, self.query, mask, self.count)
        if isinstance(near, Ranking) and isinstance(matches, Ranking):
            ranking.scores.update(dict.fromkeys(exact, 1.0))  # nothing answers better
        works = self.load([*exact, *(key for key in ranking.keys if key not in exact)])
        if self.reranking:
            works, ranking = self.rerank(self.reranking, works, ranking, exact)
        readable = None
        if isinstance(near, Ranking):
            readable = self.semantic
        hits = explain(
            works[: self.count],
            self.query,
            readable,
            self.keyword,
            ranking,
            exact,
            ordered=not self.reranking,
        )
        return SearchResults(tuple(hits), remarks)

    def retrieve(
        self,
    ) -> "tuple[Mask | None, Ranking | Unavailable | None, Ranking | Unavailable | None]":
        """Return the filter's mask and what both retrievers find, None for one that is not used.

        The semantic retriever runs in a thread: neither needs Python's lock for most of its time.
        """
        by_meaning = bool(self.query.text) and self.mode != "keyword"
        depth = max(DEPTH, 2 * self.count)
        mask = passing(self.store, self.query, self.keyword.having)
        # Phrases, names and listings need it in any mode.
        matches: Ranking | Unavailable | None = self.keyword.open()
        if by_meaning:
            nearest = self.background.submit(self.semantic.retrieve, self.query, mask, depth)
        if self.query.text and self.mode != "semantic":
            matches = self.keyword.retrieve(self.query, mask, depth)
        if by_meaning:
            import faiss  # noqa: F401 - time is left to load it while the model is loaded
        return mask, nearest.result() if by_meaning else None, matches

    def check(
        self, near: Ranking | Unavailable | None, matches: Ranking | Unavailable | None
    ) -> tuple[str, ...]:
        """Return remarks on what is left out.

        Raises:
            IndexingError: the mode demands it.
            OSError: likewise.
        """
        remarks = list(self.query.remarks)
        strict = self.query.strict
        if isinstance(matches, Unavailable):
            if self.mode == "keyword":
                raise matches.error
            if self.mode == "hybrid" or strict:
                without = ", without regard to phrases and words that are demanded or excluded"
                left_out = ""
                if strict:
                    left_out = without
                remarks.append(f"searching by meaning only{left_out}: {matches.reason}")
        if isinstance(near, Unavailable):
            if self.mode == "semantic" or isinstance(matches, Unavailable):
                raise near.error
            remarks.append(f"searching by words only: {near.reason}")
        return tuple(remarks)

    def fuse(
        self,
        mask: "Mask | None",
        near: Ranking | Unavailable | None,
        matches: Ranking | Unavailable | None,
    ) -> FusedRanking:
        """Return the candidates of one retriever, of both fused, or of a query without text."""
        if isinstance(near, Ranking) and isinstance(matches, Ranking):
            headings = self.store.works.headings
            return fuse_rankings(self.query, self.semantic, near, self.keyword, matches, headings)
        if isinstance(near, Ranking):
            return FusedRanking.of_one(semantic=near)
        if isinstance(matches, Ranking):
            return FusedRanking.of_one(keyword=matches)
        if matches is None:
            return FusedRanking(self.keyword.newest(self.query, mask, 2 * self.count), {})
        # Without words the newest are those that were stored last.
        stored: list[int] = [] if mask is None else mask.nonzero()[0][::-1].tolist()
        return FusedRanking(stored[: 2 * self.count], {})

    def load(self, keys: list[int]) -> list[Work]:
        """Return the first works, as many as are shown or reranked."""
        pool = max(POOL, self.count) if self.reranking else self.count
        works = self.store.works.get(keys[:pool])
        if len(works) < pool:
            # Some have been merged into others since they were indexed.
            works = self.store.works.get(keys[: 2 * pool])[:pool]
        return works

    def rerank(
        self,
        reranking: Reranking,
        works: list[Work],
        ranking: FusedRanking,
        exact: dict[int, str],
    ) -> tuple[list[Work], FusedRanking]:
        """Reorder works after the exact matches; return them and the ranking with their scores."""
        first = [work for work in works if work.key in exact]
        others = [work for work in works if work.key not in exact]
        vectors = None
        if self.semantic.is_open:
            vectors = self.semantic.embeddings
        others, scores = reranking.rerank(self.query.text, others, ranking.scores, vectors)
        return [*first, *others], replace(ranking, scores=scores)
