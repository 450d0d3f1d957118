"""Compare papers as sources show them (entries) with the works that are stored."""

import json
import sqlite3
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from feeds.authority import Authority, is_own
from feeds.paper import Paper
from papertrail.dedup.acceptance import without_stated
from papertrail.dedup.same_work import (
    EXCLUSIVE,
    Record,
    record_of_paper,
)
from papertrail.store.joining import (
    SPEAKS_FOR_PAPERS,
    Identifier,
    identifiers_of,
    names_of,
)
from papertrail.types.dates import publication_year

OF_FEEDS = frozenset({"url", "guid"})
"""Schemes by which feeds name their entries: by address, and by an id of their own."""


@dataclass(frozen=True)
class Entry:
    """A paper as a source shows it.

    Attributes:
        own: those of its identifiers that the source is the authority for.
    """

    paper: Paper
    source: str
    own: frozenset[Identifier]

    @classmethod
    def read(cls, paper: Paper, source: str, authority: Authority) -> "Entry":
        """Return the entry of a paper."""
        return cls(
            paper,
            source,
            frozenset(known for known in paper.identifiers if is_own(known, authority)),
        )

    @property
    def rank(self) -> int:
        """How much its source's word counts, see `SPEAKS_FOR_PAPERS`."""
        return max(
            (1 if scheme in OF_FEEDS else SPEAKS_FOR_PAPERS for scheme, _ in self.own), default=0
        )

    @property
    def name(self) -> tuple[str, str, str]:
        """Its source and its first identifier, by which its source shows it again."""
        return (self.source, *self.paper.identifiers[0])

    @cached_property
    def record(self) -> Record:
        """The paper as it is compared, with all its identifiers."""
        return record_of_paper(self.paper)


@dataclass(frozen=True, slots=True)
class Voice:
    """The source whose text a work takes.

    Those of the highest rank, or below `SPEAKS_FOR_PAPERS` the first of them alone.
    """

    rank: int
    source: str

    def is_heard(self, entry: Entry) -> bool:
        """Return whether an entry's source may change what the work says."""
        if entry.rank == self.rank < SPEAKS_FOR_PAPERS:
            return entry.source == self.source
        return entry.rank >= self.rank


def voice_of(connection: sqlite3.Connection, work: int) -> Voice:
    """Return who speaks for a work."""
    row = connection.execute(
        "SELECT authority, source FROM appearances"
        " WHERE work = ? ORDER BY authority DESC, id LIMIT 1",
        [work],
    ).fetchone()
    if row:
        return Voice(row["authority"], row["source"])
    return Voice(-1, "")


def are_different(ours: AbstractSet[Identifier], theirs: AbstractSet[Identifier]) -> bool:
    """Return whether two sets of identifiers differ in a scheme with one value for each paper."""
    for scheme in EXCLUSIVE:
        one, other = (
            {value for known, value in side if known == scheme} for side in (ours, theirs)
        )
        if one and other and not one & other:
            return True
    return False


def records_of(connection: sqlite3.Connection, work: int) -> list[Record]:
    """Return a work under each title that those who speak for it gave it."""
    row = connection.execute("SELECT * FROM works WHERE id = ?", [work]).fetchone()
    venue, year = without_stated(row["venue"], row["year"], row["comment"])
    year = publication_year(row["submitted"], row["announced"], year)
    lent = json.loads(row["borrowed"] or "[]")
    authors = () if "authors" in lent else tuple(names_of(connection, work))
    abstract = "" if "abstract" in lent else row["abstract"]
    titles = {row["title"]: None}
    voice = voice_of(connection, work)
    overrides = connection.execute(
        "SELECT overrides FROM appearances WHERE work = ?1 AND overrides IS NOT NULL"
        " AND authority = ?2 AND (authority = ?3 OR source = ?4)",
        [work, voice.rank, SPEAKS_FOR_PAPERS, voice.source],
    )
    for (words,) in overrides:
        titles.setdefault(json.loads(words).get("title", row["title"]))
    identifiers = frozenset(identifiers_of(connection, work))
    return [Record(title, authors, year, venue, identifiers, abstract) for title in titles]
