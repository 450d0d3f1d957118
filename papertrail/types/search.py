"""Saved searches and search results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from papertrail.types.work import Work


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name.

    Attributes:
        query: in the query syntax, filters included; ages such as `since:7d` count from the day
            on which it is asked.
        mode: hybrid, semantic or keyword.
        created: ISO 8601, UTC.
    """

    name: str
    query: str
    mode: str
    created: str


class Part(NamedTuple):
    """What one half contributed to a hit.

    Attributes:
        rank: from 1; None for what only the other half put forward.
        score: cosine similarity to the query, which feedback may have moved; or BM25.
        weight: how much of the hit's score this half can make up.
    """

    rank: int | None
    score: float
    weight: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one half made of the candidates: the ranks of those that it put forward, and what it
    scores all by key.
    """

    ranks: Mapping[int, int]
    scores: Mapping[int, float]
    weight: float = 1.0

    def part(self, key: int) -> Part | None:
        """Return what the half contributed to a candidate, None if it has no score."""
        return (
            Part(self.ranks.get(key), self.scores[key], self.weight) if key in self.scores else None
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that answers a query.

    Attributes:
        score: by which hits are ordered: cosine similarity, BM25, or, from 0 to 1, what fusion
            makes of both.
        sentence: the sentence of the abstract that is closest to the query, or an empty string.
        terms: telling words of the query that the paper has.
        named: how the query names this very paper: id, title, author; else an empty string.
        semantic: what meaning contributed.
        keyword: what words contributed.
    """

    work: Work
    score: float
    sentence: str = ""
    terms: tuple[str, ...] = ()
    named: str = ""
    semantic: Part | None = None
    keyword: Part | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, best first, and what there is to remark on how they were found."""

    hits: list[Hit]
    remarks: tuple[str, ...] = ()
