"""Works: one record for each paper, whatever sources and versions it came in."""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.paper import Author

SCHEMES = ("arxiv", "acl", "openreview", "neurips", "pmlr", "cvf", "doi", "ieee", "virtual", "url")
"""Schemes of identifiers, those first that users type most readily."""


@dataclass(frozen=True, slots=True)
class Work:
    """A stored paper; moments and days in ISO 8601, UTC."""

    key: int
    identifiers: tuple[tuple[str, str], ...]
    title: str
    abstract: str
    url: str
    authors: tuple[Author, ...]
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    version: int | None
    submitted: str | None
    updated: str | None
    announced: str | None
    fetched: str
    venue: str | None
    year: int | None
    comment: str | None
    journal_ref: str | None
    withdrawn: bool

    @property
    def id(self) -> str:
        """The id that users type, such as `arxiv:1706.03762`."""
        scheme, value = min(self.identifiers, key=_preference)
        return f"{scheme}:{value}"

    @property
    def published(self) -> str | None:
        """The day of the paper, such as 2017-06-12, or the year of its venue's edition."""
        return (
            (self.submitted or "")[:10] or self.announced or (str(self.year) if self.year else None)
        )


@dataclass(frozen=True, slots=True)
class Appearance:
    """A work as one source shows it.

    Attributes:
        identifiers: (scheme, value), the source's own first.
        title: as the source prints it.
    """

    source: str
    identifiers: tuple[tuple[str, str], ...]
    title: str
    venue: str | None
    year: int | None
    url: str
    seen: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a work after it was first stored.

    Attributes:
        kind: new_version, abstract_changed, accepted, published, withdrawn or removed.
        version: the work's version then.
        detail: the venue or journal, where there is one.
        day: when it was noticed.
    """

    kind: str
    version: int | None
    detail: str
    day: str


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a work beyond its record.

    Attributes:
        discussions: (source, title, address).
    """

    appearances: Sequence[Appearance]
    events: Sequence[Event]
    discussions: Sequence[tuple[str, str, str]]


def _preference(identifier: tuple[str, str]) -> tuple[int, str]:
    scheme, value = identifier
    return (SCHEMES.index(scheme) if scheme in SCHEMES else len(SCHEMES), value)
