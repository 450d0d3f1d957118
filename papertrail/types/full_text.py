"""Results of searching full texts."""

from dataclasses import dataclass
from enum import StrEnum

from papertrail.types.search import Part
from papertrail.types.work import Work


class TextKind(StrEnum):
    """What a passage is of."""

    DOCUMENT = "document"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it is stored.

    Attributes:
        key: in the indexes.
        work: the key of its paper.
        number: from 0, in reading order.
        page: from 1; 0 for a note.
        section: the heading above it, or an empty string.
    """

    key: int
    work: int
    kind: TextKind
    number: int
    page: int
    section: str
    text: str

    @property
    def indexed_text(self) -> str:
        """The text that is embedded and indexed: with the heading, which says what it is about."""
        return passage_text(self.section, self.text)


def passage_text(section: str, text: str) -> str:
    """Return the text of a passage as indexes have it."""
    return f"{section}\n{text}" if section else text


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage that answers a query.

    Attributes:
        sentence: the sentence of it that is closest to the query.
        score: as that of `types.search.Hit`.
        terms: rare words of the query that it has.
    """

    passage: StoredPassage
    sentence: str
    score: float
    terms: tuple[str, ...] = ()
    semantic: Part | None = None
    keyword: Part | None = None


@dataclass(frozen=True, slots=True)
class FullTextHit:
    """A paper with the passages of it that answer a query, best first."""

    work: Work
    passages: tuple[PassageHit, ...]

    @property
    def score(self) -> float:
        """The score of the best passage."""
        return self.passages[0].score


@dataclass(frozen=True, slots=True)
class FullTextResults:
    """The answer to a search in full texts.

    Attributes:
        hits: best first.
        remarks: what was left out or taken differently, one line each.
        pending: passages that the indexes do not cover yet.
        searched: how many papers have a text that could be found.
    """

    hits: tuple[FullTextHit, ...]
    remarks: tuple[str, ...] = ()
    pending: int = 0
    searched: int = 0
