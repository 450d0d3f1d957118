"""Marks: what the reader thinks of works, and how far reading them has come."""

from dataclasses import dataclass

from papertrail.types.work import Work

OPINIONS = ("like", "dislike")

NEW = "new"
"""The state of a work that has no reading state; it is stored as no mark."""
STATUSES = ("later", "reading", "read", "discarded")
"""The states that are stored, as marks."""
STATES = (NEW, *STATUSES)
"""All states, in the order in which a paper usually passes through them."""

_ALIASES = {
    "discard": "discarded",
    "liked": "like",
    "disliked": "dislike",
    "save": "later",
    "saved": "later",
    "skip": "discarded",
    "skipped": "discarded",
}


def canonical(kind: str) -> str:
    """Return the name of a mark or state that a word of any version of papertrail means.

    A word that is none is returned in lower case.
    """
    word = kind.strip().lower()
    return _ALIASES.get(word, word)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark.

    Attributes:
        kind: an opinion or a state.
        topic: that an opinion is about; empty for all topics, and for a state.
        marked: the moment, ISO 8601, UTC.
    """

    work: int
    kind: str
    topic: str
    marked: str


@dataclass(frozen=True, slots=True)
class MarkedWork:
    """A work with its marks, the latest first."""

    work: Work
    marks: tuple[Mark, ...]
