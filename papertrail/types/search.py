"""Saved searches and search results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from papertrail.types.work import Work

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name.

    Attributes:
        query: in the query syntax, filters included; ages such as `since:7d` count from the day on
            which it is run.
        mode: hybrid, semantic or keyword.
        created: ISO 8601, UTC.
    """

    name: str
    query: str
    mode: str
    created: str


class Part(NamedTuple):
    """The contribution of one retriever to a hit.

    Attributes:
        rank: from 1; None for what only the other retriever found.
        score: cosine similarity to the query, which feedback may have moved; or BM25.
        weight: how much of the hit's score this retriever can make up.
    """

    rank: int | None
    score: float
    weight: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Papers as one retriever ranks them.

    Attributes:
        ranks: of the papers that it found, by key, from 1, best first.
        scores: by key; of the papers that only the other retriever found too, once both are fused.
        weight: how much of a fused score this retriever can make up.
    """

    ranks: Mapping[int, int]
    scores: Mapping[int, float]
    weight: float = 1.0

    @classmethod
    def of(cls, scores: Mapping[int, float]) -> Self:
        """Return the ranking of papers that are in their order already, best first."""
        return cls({key: rank for rank, key in enumerate(scores, 1)}, scores)

    def part(self, key: int) -> Part | None:
        """Return what the retriever contributed to a paper, None if it has no score."""
        if key not in self.scores:
            return None
        return Part(self.ranks.get(key), self.scores[key], self.weight)


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that answers a query.

    Attributes:
        score: by which hits are ordered: cosine similarity, BM25, or, from 0 to 1, what fusion
            makes of both.
        sentence: the sentence of the abstract that is closest to the query, or an empty string.
        terms: rare words of the query that the paper has.
        named: how the query names this very paper: id, title, author; else an empty string.
        semantic: what the semantic retriever contributed.
        keyword: what the keyword retriever contributed.
    """

    work: Work
    score: float
    sentence: str = ""
    terms: tuple[str, ...] = ()
    named: str = ""
    semantic: Part | None = None
    keyword: Part | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The answer to a search.

    Attributes:
        hits: best first.
        remarks: what was left out or taken differently, one line each.
        pending: papers that the indexes do not cover yet.
        stored: how many papers are stored.
        unmatched: for an answer without hits, the (field, value) pairs of filters and ids that no
            stored paper has; the fields are those of `Filter`, and `ids`.
        query: what was searched, in the query syntax.
        mode: hybrid, semantic or keyword.
    """

    hits: tuple[Hit, ...]
    remarks: tuple[str, ...] = ()
    pending: int = 0
    stored: int = 0
    unmatched: tuple[tuple[str, str], ...] = ()
    query: str = ""
    mode: str = ""

    def to_pandas(self) -> "DataFrame":
        """Return a table with one row a hit, with `score` and `sentence`; its index are the ids.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        from papertrail.types.papers import row_of, to_frame

        rows = [
            row_of(hit.work) | {"score": hit.score, "sentence": hit.sentence} for hit in self.hits
        ]
        return to_frame(rows, ("score", "sentence"))
