"""Deciding which stored works a paper belongs to, and whether its source may change them.

An identifier is own where the source is the authority for it (`feeds.authority`), otherwise
claimed. What two authorities give the same identifier is one work. Where either only claims it,
title or authors have to agree too.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from feeds.authority import Authority, is_own
from feeds.paper import Paper
from papertrail.dedup.same_work import (
    EXCLUSIVE,
    Record,
    agree,
    record_of_paper,
    same_work,
    title_keys,
)
from papertrail.store.joining import (
    SPEAKS_FOR_PAPERS,
    Identifier,
    are_told_apart,
    identifiers_named,
    identifiers_of,
    names_of,
)
from papertrail.types.dates import publication_year


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
            (1 if scheme == "url" else SPEAKS_FOR_PAPERS for scheme, _ in self.own), default=0
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
    """Who speaks for a work: those of the highest rank, or below `SPEAKS_FOR_PAPERS` the first of
    them alone.
    """

    rank: int
    source: str

    def is_heard(self, entry: Entry) -> bool:
        """Return whether an entry's source may change what the work says."""
        if entry.rank == self.rank < SPEAKS_FOR_PAPERS:
            return entry.source == self.source
        return entry.rank >= self.rank


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a paper belongs.

    Attributes:
        works: that are one with it, oldest first; none where it is a new work.
        speaks: it may change what the works say.
        agrees: it belongs there by more than a claim; otherwise only its appearance is kept.
        taken: identifiers that go from other works to it.
        reread: works whose appearances of a lower rank have to be placed again, now that this
            paper has come.
        replaced: of these, those that it takes over although nothing but a claim connects them.
    """

    works: tuple[int, ...] = ()
    speaks: bool = True
    agrees: bool = True
    taken: tuple[Identifier, ...] = ()
    reread: tuple[int, ...] = ()
    replaced: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One of a paper's identifiers as it is stored."""

    identifier: Identifier
    work: int
    own: bool


def place(connection: sqlite3.Connection, entry: Entry) -> Placement:
    """Return where a paper belongs."""
    return _Search(connection, entry).placement()


def voice_of(connection: sqlite3.Connection, work: int) -> Voice:
    """Return who speaks for a work."""
    row = connection.execute(
        "SELECT authority, source FROM appearances WHERE work = ? ORDER BY authority DESC, id LIMIT 1",
        [work],
    ).fetchone()
    return Voice(row["authority"], row["source"]) if row else Voice(-1, "")


def are_different(ours: AbstractSet[Identifier], theirs: AbstractSet[Identifier]) -> bool:
    """Return whether two sets of identifiers have different values in a scheme that gives each
    paper one value.
    """
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
    year = publication_year(row["submitted"], row["announced"], row["year"])
    authors = (
        ()
        if "authors" in json.loads(row["borrowed"] or "[]")
        else tuple(names_of(connection, work))
    )
    titles = {row["title"]: None}
    voice = voice_of(connection, work)
    said = connection.execute(
        "SELECT said FROM appearances WHERE work = ?1 AND said IS NOT NULL"
        " AND authority = ?2 AND (authority = ?3 OR source = ?4)",
        [work, voice.rank, SPEAKS_FOR_PAPERS, voice.source],
    )
    for (words,) in said:
        titles.setdefault(json.loads(words).get("title", row["title"]))
    identifiers = frozenset(identifiers_of(connection, work))
    return [Record(title, authors, year, row["venue"], identifiers) for title in titles]


class _Search:
    """The works that one paper may belong to."""

    def __init__(self, connection: sqlite3.Connection, entry: Entry) -> None:
        self._connection = connection
        self._entry = entry
        self._rows = list(self._stored())
        self._before = self._seen_before()
        self._voices: dict[int, Voice] = {}
        self._contradicted: list[_Row] = []

    def placement(self) -> Placement:
        entry = self._entry
        kept = self._kept_by_hand()
        found = [kept] if kept is not None else []
        refused: list[_Row] = []
        # Where a person put what only claims identifiers, no claim moves it.
        for row in self._rows if not found or entry.rank == SPEAKS_FOR_PAPERS else ():
            if row.work in found:
                continue
            if self._contradicts(row.work, found):
                self._contradicted.append(row)
            elif self._matches(row):
                found.append(row.work)
            else:
                refused.append(row)
        refused = [row for row in refused if row.work not in found]
        if not found and not (
            entry.rank < SPEAKS_FOR_PAPERS and any(map(_names_one_work, refused))
        ):
            found = self._recognised({row.work for row in refused})
        if any(not self._voice(work).is_heard(entry) for work in found):
            return Placement(tuple(sorted(self._joined(found))), speaks=False)
        replaced = [
            row.work for row in refused if row.identifier in entry.own and self._is_below(row.work)
        ]
        if replaced or found or entry.rank == SPEAKS_FOR_PAPERS:
            return self._spoken([*found, *dict.fromkeys(replaced)], replaced, refused)
        return self._unplaced(refused)

    def _spoken(self, works: list[int], replaced: list[int], refused: list[_Row]) -> Placement:
        """Return the placement of a paper whose source may change the works."""
        own = self._entry.own
        rows = [*refused, *self._contradicted]
        taken = [
            row for row in rows if row.identifier in own and row.work not in works and not row.own
        ]
        newly = own - {row.identifier for row in self._rows if row.own}
        claimants = self._claimants(newly)
        reread = (
            {work for work in works if self._is_below(work)}
            | {row.work for row in taken}
            | claimants
        )
        return Placement(
            # The oldest key stays: digests remember how far they went by it.
            tuple(sorted(works)),
            taken=tuple(row.identifier for row in taken),
            reread=tuple(sorted(reread)),
            replaced=tuple(replaced),
        )

    def _unplaced(self, refused: list[_Row]) -> Placement:
        """Return the placement of a paper that agrees with no work, and whose source speaks for no
        paper.

        What links the page of a stored paper is shown there. Otherwise it is a work, if it has an
        identifier left.
        """
        shown = next(filter(_names_one_work, refused), None)
        free = {*self._entry.paper.identifiers} - {row.identifier for row in self._rows}
        if shown is None and not free:
            shown = next(iter(refused or self._rows))
        if shown is not None:
            return Placement((shown.work,), speaks=False, agrees=False)
        claimants = self._claimants(
            self._entry.own - {row.identifier for row in self._rows if row.own}
        )
        return Placement(reread=tuple(sorted(claimants)))

    def _stored(self) -> Iterator[_Row]:
        for scheme, value in self._entry.paper.identifiers:
            row = self._connection.execute(
                "SELECT work, own FROM identifiers WHERE scheme = ? AND value = ?", [scheme, value]
            ).fetchone()
            if row:
                yield _Row((scheme, value), row["work"], bool(row["own"]))

    def _seen_before(self) -> sqlite3.Row | None:
        """Return how the source showed the paper before."""
        row: sqlite3.Row | None = self._connection.execute(
            "SELECT work, by_hand FROM appearances WHERE source = ? AND scheme = ? AND value = ?",
            self._entry.name,
        ).fetchone()
        return row

    def _kept_by_hand(self) -> int | None:
        return self._before["work"] if self._before and self._before["by_hand"] else None

    def _voice(self, work: int) -> Voice:
        if work not in self._voices:
            self._voices[work] = voice_of(self._connection, work)
        return self._voices[work]

    def _is_below(self, work: int) -> bool:
        return self._voice(work).rank < self._entry.rank

    def _contradicts(self, work: int, found: Sequence[int]) -> bool:
        """Return whether a work can't be the paper, nor one with the works found before, whatever
        they share.
        """
        paper = self._entry.paper
        theirs = self._certain(work)
        if self._before and self._before["work"] != work:
            earlier = self._certain(self._before["work"])
            if are_told_apart(self._connection, earlier, theirs):
                return True
        ours = set(paper.identifiers).union(*(self._certain(other) for other in found))
        # The source's own identifier; what it says besides may be an error of the source.
        if paper.identifiers[0] in theirs:
            return False
        return are_different(ours, theirs) or are_told_apart(self._connection, ours, theirs)

    def _given(self, work: int) -> set[Identifier]:
        """Return the identifiers of a paper that an authority gave a work."""
        known = identifiers_of(self._connection, work, own=True)
        return {(scheme, value) for scheme, value in known if scheme != "url"}

    def _certain(self, work: int) -> set[Identifier]:
        """Return a work's identifiers without those that somebody only claims of an authority's
        paper.
        """
        spoken = self._voice(work).rank == SPEAKS_FOR_PAPERS
        return identifiers_of(self._connection, work, own=spoken)

    def _matches(self, row: _Row) -> bool:
        entry, voice = self._entry, self._voice(row.work)
        if row.own and row.identifier in entry.own and entry.rank == SPEAKS_FOR_PAPERS:
            return True
        own_entry = (
            self._before is not None
            and self._before["work"] == row.work
            and voice.source == entry.source
        )
        if own_entry and voice.rank < SPEAKS_FOR_PAPERS:
            return True
        if self._agrees(row.work):
            return row.own or row.identifier not in entry.own or self._is_claimed_rightly(row)
        return self._is_claimed_by_hand(row)

    def _agrees(self, work: int) -> bool:
        return any(agree(self._entry.record, other) for other in records_of(self._connection, work))

    def _is_claimed_rightly(self, row: _Row) -> bool:
        """Return whether an authority claimed the identifier for the work, or an entry that links
        both and agrees.
        """
        if self._voice(row.work).rank < SPEAKS_FOR_PAPERS:
            return True
        shown = self._connection.execute(
            "SELECT * FROM appearances WHERE work = ?", [row.work]
        ).fetchall()
        claims = [each for each in shown if row.identifier in identifiers_named(each)]
        own = self._given(row.work)
        # What was stored before claims were kept may not say who brought it.
        return not claims or any(
            each["authority"] == SPEAKS_FOR_PAPERS
            or (
                not own.isdisjoint(identifiers_named(each))
                and self._agrees_with(json.loads(each["said"] or "{}"))
            )
            for each in claims
        )

    def _agrees_with(self, said: dict[str, Any]) -> bool:
        """Return whether the paper agrees with the words of an appearance."""
        if "title" not in said or "authors" not in said:
            return True
        return agree(self._entry.record, Record(said["title"], tuple(said["authors"]), None, None))

    def _is_claimed_by_hand(self, row: _Row) -> bool:
        """Return whether a person joined the work with what showed the identifier."""
        return bool(
            self._connection.execute(
                "SELECT 1 FROM appearances LEFT JOIN claims ON appearance = appearances.id"
                " WHERE work = ? AND by_hand AND (claims.scheme, claims.value) = (?, ?)",
                [row.work, *row.identifier],
            ).fetchone()
        )

    def _joined(self, found: Sequence[int]) -> list[int]:
        """Return those works that an entry joins whose source speaks for none of them.

        It has to name them as their authorities do, and they have to agree with each other.
        """
        linked = {row.work for row in self._rows if row.own and row.identifier[0] != "url"}
        joined: list[int] = []
        for work in sorted(found, key=lambda work: (-self._voice(work).rank, work not in linked)):
            if (
                joined
                and self._voice(work).rank == SPEAKS_FOR_PAPERS
                and not linked.issuperset((work, joined[0]))
            ):
                continue
            records = records_of(self._connection, work)
            others = [records_of(self._connection, other) for other in joined]
            if all(
                any(agree(one, other) for one in records for other in theirs) for theirs in others
            ):
                joined.append(work)
        return joined

    def _claimants(self, identifiers: AbstractSet[Identifier]) -> set[int]:
        """Return the works at which something is shown that claims one of some identifiers."""
        found: set[int] = set()
        for scheme, value in identifiers:
            rows = self._connection.execute(
                "SELECT work FROM claims JOIN appearances ON appearances.id = appearance"
                " WHERE claims.scheme = ? AND claims.value = ?",
                [scheme, value],
            )
            found.update(work for (work,) in rows)
        return found

    def _recognised(self, refused: AbstractSet[int]) -> list[int]:
        """Return the work that is the same by title, authors and year, if there is one."""
        paper, record = self._entry.paper, self._entry.record
        keys = title_keys(paper.title)
        if not keys:
            return []
        # Those of the same whole title first, then of the same edition: authors write papers that
        # resemble each other.
        rows = self._connection.execute(
            "SELECT work FROM title_keys JOIN works ON works.id = work WHERE key IN (SELECT value FROM json_each(?))"
            " GROUP BY work ORDER BY max(key = ?) DESC, venue IS ? DESC, work",
            [json.dumps(keys), keys[0], paper.venue],
        )
        ours = set(paper.identifiers)
        for (work,) in rows.fetchall():
            theirs = identifiers_of(self._connection, work)
            # Most are other preprints: to read more of them would be for nothing.
            if work in refused or (not ours & theirs and are_different(ours, theirs)):
                continue
            if any(
                same_work(record, other) for other in records_of(self._connection, work)
            ) and not are_told_apart(self._connection, ours, theirs):
                return [work]
        return []


def _names_one_work(row: _Row) -> bool:
    """Return whether an identifier that is stored names that work and no other."""
    return row.own or row.identifier[0] in EXCLUSIVE
