"""Search the passages of full texts and notes, by meaning and by words, as abstracts are."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.keywords import analysis
from index.sentences import split
from papertrail.errors import PapertrailError
from papertrail.search.filter import mask_of, passing
from papertrail.search.fusion import FusedRanking, fuse_rankings
from papertrail.search.hybrid import DEPTH, Indexes
from papertrail.search.retrievers import (
    KeywordRetriever,
    RetrieverError,
    SemanticRetriever,
    Unavailable,
)
from papertrail.store import Store
from papertrail.store.works import Heading
from papertrail.types.filter import Filter
from papertrail.types.full_text import FullTextHit, FullTextResults, PassageHit, StoredPassage
from papertrail.types.query import Condition, Query
from papertrail.types.search import Ranking

if TYPE_CHECKING:
    from papertrail.search.filter import Mask

PER_PAPER = 3
"""The most passages of one paper."""
_NO_TITLE = Heading("", has_abstract=True)

Retrieved = Ranking | Unavailable | None


def search_full_text(
    store: Store, indexes: Indexes, query: Query, count: int, mode: str = "hybrid"
) -> FullTextResults:
    """Return the papers with passages that answer a query, the best passage first.

    A retriever that is unavailable is left out with a remark, unless the mode demands it.

    Args:
        store: the passages and their papers.
        indexes: of the passages.
        query: as `query.parse` returns it; its filters are on papers.
        count: the most papers.
        mode: hybrid, semantic or keyword.

    Raises:
        PapertrailError: the query has no words.
        IndexingError: the retriever that the mode demands is unavailable, or both are.
    """
    if not any(character.isalnum() for character in query.text):
        raise PapertrailError("the query has no words", "describe what you look for in a few words")
    if not store.passages.count():
        return FullTextResults((), query.remarks)
    keyword = KeywordRetriever(indexes.keywords, skip_common=mode == "hybrid")
    steps = _Steps(
        store, SemanticRetriever(indexes.semantics, keyword), keyword, query, count, mode
    )
    try:
        return steps.run()
    except RetrieverError:
        # Damage within a file may show only when it is read. That retriever is unavailable now.
        return steps.run()


@dataclass(frozen=True, slots=True)
class _Steps:
    """One search, step by step."""

    store: Store
    semantic: SemanticRetriever
    keyword: KeywordRetriever
    query: Query
    count: int
    mode: str

    def run(self) -> FullTextResults:
        """Filter, retrieve, fuse, choose the sentences, group by paper."""
        mask = self.mask()
        near, matches = self.retrieve(mask)
        remarks = self.check(near, matches)
        ranking = self.fuse(near, matches)
        chosen = self.choose(ranking)
        hits = self.explain(chosen, ranking, readable=isinstance(near, Ranking))
        return FullTextResults(tuple(self.group(hits)), remarks)

    @property
    def words(self) -> Query:
        """The query without its filters, which the mask has, and passages know nothing of."""
        return replace(self.query, criteria=Filter())

    def mask(self) -> "Mask | None":
        """Return for each passage whether its paper passes the filters; None if there are none."""
        papers = passing(self.store, self.query, self.papers_having)
        if papers is None:
            return None
        keys, works = self.store.passages.searchable()
        inside = works < len(papers)
        keys, works = keys[inside], works[inside]
        return mask_of(keys[papers[works]].tolist())

    def papers_having(self, condition: Condition) -> list[int]:
        """Return the papers with a passage that meets a condition on words."""
        found = self.store.passages.get(self.keyword.having(condition))
        return list({passage.work for passage in found})

    def retrieve(self, mask: "Mask | None") -> tuple[Retrieved, Retrieved]:
        """Return what both retrievers find, None for one that is not used."""
        depth = max(DEPTH, 2 * PER_PAPER * self.count)
        matches: Retrieved = self.keyword.open()
        with ThreadPoolExecutor(1) as background:
            if self.mode != "keyword":
                nearest = background.submit(self.semantic.retrieve, self.words, mask, depth)
            if self.mode != "semantic":
                matches = self.keyword.retrieve(self.words, mask, depth)
            return nearest.result() if self.mode != "keyword" else None, matches

    def check(self, near: Retrieved, matches: Retrieved) -> tuple[str, ...]:
        """Return remarks on what is left out.

        Raises:
            IndexingError, OSError: the mode demands it, or nothing else is left.
        """
        remarks = list(self.query.remarks)
        if isinstance(matches, Unavailable):
            if self.mode == "keyword" or isinstance(near, Unavailable):
                raise matches.error
            if self.mode == "hybrid":
                remarks.append(f"searching by meaning only: {matches.reason}")
        if isinstance(near, Unavailable):
            if self.mode == "semantic":
                raise near.error
            remarks.append(f"searching by words only: {near.reason}")
        return tuple(remarks)

    def fuse(self, near: Retrieved, matches: Retrieved) -> FusedRanking:
        """Return the candidates of one retriever, or of both fused."""
        if isinstance(near, Ranking) and isinstance(matches, Ranking):
            return fuse_rankings(
                self.words,
                self.semantic,
                near,
                self.keyword,
                matches,
                # What speaks for a title says nothing of a passage.
                lambda keys: [_NO_TITLE] * len(keys),
            )
        if isinstance(near, Ranking):
            return FusedRanking.of_one(semantic=near)
        return FusedRanking.of_one(
            keyword=matches if isinstance(matches, Ranking) else Ranking({}, {})
        )

    def choose(self, ranking: FusedRanking) -> list[StoredPassage]:
        """Return the best passages of as many papers as are shown, some of each."""
        chosen: list[StoredPassage] = []
        taken: dict[int, int] = {}
        for passage in self.store.passages.get(ranking.keys):
            if passage.work not in taken and len(taken) == self.count:
                continue
            taken[passage.work] = taken.get(passage.work, 0) + 1
            if taken[passage.work] <= PER_PAPER:
                chosen.append(passage)
        return chosen

    def explain(
        self, passages: Sequence[StoredPassage], ranking: FusedRanking, *, readable: bool
    ) -> list[PassageHit]:
        """Return passages as hits in the same order, each with the sentence that answers best."""
        texts = [passage.text for passage in passages]
        if readable:
            sentences = self.semantic.sentences(self.query, texts)
        else:
            sentences = [most_words(self.query.text, text) for text in texts]
        terms = self.keyword.rare_words(self.query.text, texts)
        return [
            PassageHit(
                passage,
                sentence,
                ranking.scores.get(passage.key, 0.0),
                tuple(words),
                ranking.semantic.part(passage.key),
                ranking.keyword.part(passage.key),
            )
            for passage, sentence, words in zip(passages, sentences, terms, strict=True)
        ]

    def group(self, hits: Sequence[PassageHit]) -> list[FullTextHit]:
        """Return hits by paper, the paper with the best passage first."""
        groups: dict[int, list[PassageHit]] = {}
        for hit in hits:
            groups.setdefault(hit.passage.work, []).append(hit)
        return [
            FullTextHit(work, tuple(groups[work.key]))
            for work in self.store.works.get(list(groups))
        ]


def most_words(query: str, text: str) -> str:
    """Return the first sentence of a text that has the most words of a query."""
    asked = set(analysis.terms(query))
    return max(
        split(text),
        key=lambda sentence: len(asked.intersection(analysis.terms(sentence))),
        default="",
    )
