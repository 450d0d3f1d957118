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
from typing import Any

from papertrail.dedup.same_work import (
    EXCLUSIVE,
    Record,
    agree,
    same_work,
    work_keys,
)
from papertrail.store.entries import OF_FEEDS, Entry, Voice, are_different, records_of, voice_of
from papertrail.store.joining import (
    SPEAKS_FOR_PAPERS,
    Identifier,
    are_separated,
    identifiers_named,
    identifiers_of,
)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a paper belongs.

    Attributes:
        works: that are one with it, oldest first; none where it is a new work.
        speaks: it may change what the works say.
        agrees: it belongs there by more than a claim; otherwise only its appearance is kept.
        taken: identifiers that go from other works to it.
        reread: works whose appearances of a lower rank have to be placed again, now that this paper
            has come.
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
        found = []
        if kept is not None:
            found = [kept]
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
        """Place a paper that agrees with no work, from a source without authority.

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
            if row and not (scheme == "url" and self._is_another_entry(row["work"])):
                yield _Row((scheme, value), row["work"], bool(row["own"]))

    def _is_another_entry(self, work: int) -> bool:
        """Return whether a work with the paper's address is another entry of the same feed.

        A feed can link several entries, or each in its turn, to one page. What it showed before it
        was read by ids of its own is the same where the title is.
        """
        own = next(
            (value for scheme, value in self._entry.paper.identifiers if scheme == "guid"), ""
        )
        if not own:
            return False
        shown = self._connection.execute(
            "SELECT scheme, value, title FROM appearances JOIN works ON works.id = work"
            " WHERE work = ? AND source = ?",
            [work, self._entry.source],
        ).fetchall()
        if any((row["scheme"], row["value"]) == ("guid", own) for row in shown):
            return False
        known_otherwise = any(row["scheme"] == "guid" for row in shown)
        return known_otherwise or any(row["title"] != self._entry.paper.title for row in shown)

    def _seen_before(self) -> sqlite3.Row | None:
        """Return how the source showed the paper before."""
        row: sqlite3.Row | None = self._connection.execute(
            "SELECT work, by_hand FROM appearances WHERE source = ? AND scheme = ? AND value = ?",
            self._entry.name,
        ).fetchone()
        return row

    def _kept_by_hand(self) -> int | None:
        if not self._before or not self._before["by_hand"]:
            return None
        return int(self._before["work"])

    def _voice(self, work: int) -> Voice:
        if work not in self._voices:
            self._voices[work] = voice_of(self._connection, work)
        return self._voices[work]

    def _is_below(self, work: int) -> bool:
        return self._voice(work).rank < self._entry.rank

    def _contradicts(self, work: int, found: Sequence[int]) -> bool:
        """Return whether a work can't be the paper, or one work with those found before."""
        paper = self._entry.paper
        theirs = self._certain(work)
        if self._before and self._before["work"] != work:
            earlier = self._certain(self._before["work"])
            if are_separated(self._connection, earlier, theirs):
                return True
        ours = set(paper.identifiers).union(*map(self._certain, found))
        # The source's own identifier; its further identifiers may be wrong.
        if paper.identifiers[0] in theirs:
            return False
        return are_different(ours, theirs) or are_separated(self._connection, ours, theirs)

    def _given(self, work: int) -> set[Identifier]:
        """Return the identifiers of a paper that an authority gave a work."""
        known = identifiers_of(self._connection, work, own=True)
        return {(scheme, value) for scheme, value in known if scheme not in OF_FEEDS}

    def _certain(self, work: int) -> set[Identifier]:
        """Return a work's identifiers without mere claims about an authority's paper."""
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
        """Return whether an authority, or an entry that agrees and links both, claimed it."""
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
                and self._agrees_with(json.loads(each["overrides"] or "{}"))
            )
            for each in claims
        )

    def _agrees_with(self, overrides: dict[str, Any]) -> bool:
        """Return whether the paper agrees with the words of an appearance."""
        if "title" not in overrides or "authors" not in overrides:
            return True
        return agree(
            self._entry.record, Record(overrides["title"], tuple(overrides["authors"]), None, None)
        )

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
        linked = {row.work for row in self._rows if row.own and row.identifier[0] not in OF_FEEDS}
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
        """Return the work that is the same by what it says, if there is one."""
        paper, record = self._entry.paper, self._entry.record
        keys = work_keys(paper.title, paper.abstract)
        if not keys:
            return []
        # Those of the same whole title first, then of the same edition: authors write papers that
        # resemble each other.
        rows = self._connection.execute(
            "SELECT work FROM title_keys JOIN works ON works.id = work"
            " WHERE key IN (SELECT value FROM json_each(?))"
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
            ) and not are_separated(self._connection, ours, theirs):
                return [work]
        return []


def _names_one_work(row: _Row) -> bool:
    """Return whether an identifier that is stored names that work and no other."""
    return row.own or row.identifier[0] in EXCLUSIVE
