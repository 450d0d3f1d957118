"""Works that turn out to be one, and works that were taken for one."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import chain, product
from typing import Any

from papertrail.clock import iso
from papertrail.dedup.merge import (
    COLUMNS,
    LENT,
    LENT_LISTS,
    borrowed,
    lend,
    merge,
    without_borrowed,
)
from papertrail.dedup.same_work import work_keys
from papertrail.errors import PapertrailError
from papertrail.store.changes import next_change, touch
from papertrail.store.documents import move_document
from papertrail.store.joined_notes import join_notes
from papertrail.store.undo import record_merge, snapshot, undo

Identifier = tuple[str, str]
SPEAKS_FOR_PAPERS = 2
"""The rank of a source that is the authority for an identifier of a paper; 1 for its address alone,
0 for neither."""
_OF_ARXIV = ("version", "submitted", "updated", "comment", "journal_ref", "licence")
"""What only arXiv says of a paper."""
_TEXTS = ("title", "abstract")


def are_separated(
    connection: sqlite3.Connection, ours: AbstractSet[Identifier], theirs: AbstractSet[Identifier]
) -> bool:
    """Return whether a person separated papers with these identifiers from the others."""
    if not connection.execute("SELECT 1 FROM not_duplicates LIMIT 1").fetchone():
        return False
    for pair in (*_pairs(ours, theirs), *_pairs(theirs, ours)):
        row = connection.execute(
            "SELECT 1 FROM not_duplicates WHERE scheme = ? AND value = ? AND other_scheme = ?"
            " AND other_value = ?",
            pair,
        ).fetchone()
        if row:
            return True
    return False


def absorb(connection: sqlite3.Connection, key: int, other: int, now: datetime) -> None:
    """Make two works one: `other` goes, and all that belonged to it belongs to `key`.

    Where an authority speaks for one of them alone, or for neither, one leads and the other only
    fills its gaps.
    """
    rows = {work: columns_of(connection, work) for work in (key, other)}
    ranks = {work: rank_of(connection, work) for work in (key, other)}
    other_leads = ranks[other] > ranks[key]
    values = _united(rows[key], rows[other], ranks)
    if min(ranks.values()) < SPEAKS_FOR_PAPERS:
        lent = key if other_leads else other
        connection.execute("DELETE FROM title_keys WHERE work = ?", [lent])
    set_columns(connection, key, values)
    replaced = [
        replaced_texts(rows[work], values) | replaced_facts(rows[work], values)
        for work in (key, other)
    ]
    _join_lists(connection, key, other, replaced, other_leads=other_leads)
    for work, lost in zip((key, other), replaced, strict=True):
        keep_overrides(connection, work, lost)
    join_notes(connection, key, other)
    for table in (
        "identifiers",
        "appearances",
        "events",
        "digest_papers",
        "waiting",
        "title_keys",
        "marks",
        "tags",
        "priorities",
        "plan_choices",
        "notes",
        "recalls",
        "citation_keys",
    ):
        connection.execute(f"UPDATE OR IGNORE {table} SET work = ? WHERE work = ?", [key, other])  # noqa: S608
    connection.execute(
        "INSERT INTO shown (work, reader, digest)"
        " SELECT ?, reader, digest FROM shown WHERE work = ?"
        " ON CONFLICT (work, reader) DO UPDATE SET digest = min(digest, excluded.digest)",
        [key, other],
    )
    move_document(connection, key, other)
    touch(connection, key)
    connection.execute("DELETE FROM works WHERE id = ?", [other])
    connection.execute("UPDATE merged_works SET into_work = ? WHERE into_work = ?", [key, other])
    connection.execute(
        "INSERT INTO merged_works (work, into_work, happened) VALUES (?, ?, ?)",
        [other, key, iso(now)],
    )


def _united(
    one: Mapping[str, Any], other: Mapping[str, Any], ranks: Mapping[int, int]
) -> dict[str, Any]:
    """Return the columns of two works, by their ranks, as those of one."""
    if min(ranks.values()) >= SPEAKS_FOR_PAPERS:
        values = merge(without_borrowed(one), without_borrowed(other)).values
        return lend(lend({**values, "borrowed": None}, one, LENT), other, LENT)
    lead, lender = (other, one) if ranks[other["id"]] > ranks[one["id"]] else (one, other)
    values = {name: lead[name] for name in (*COLUMNS, "borrowed")}
    return lend(values, lender, LENT if max(ranks.values()) >= SPEAKS_FOR_PAPERS else COLUMNS)


def _join_lists(
    connection: sqlite3.Connection,
    key: int,
    other: int,
    replaced: list[dict[str, Any]],
    *,
    other_leads: bool,
) -> None:
    """Give `key` the authors and categories of its title, and add lost authors to `replaced`."""
    ours, theirs = names_of(connection, key), names_of(connection, other)
    take = other_leads or "title" in replaced[0]
    if ours != theirs:
        lost = ours if take and theirs else theirs
        if lost:
            replaced[int(lost is theirs)]["authors"] = lost
    for table in ("authors", "categories"):
        known, others = (
            connection.execute(f"SELECT 1 FROM {table} WHERE work = ? LIMIT 1", [work]).fetchone()  # noqa: S608
            for work in (key, other)
        )
        if others and (take or not known):
            connection.execute(f"DELETE FROM {table} WHERE work = ?", [key])  # noqa: S608 - constants
            connection.execute(f"UPDATE {table} SET work = ? WHERE work = ?", [key, other])  # noqa: S608 - constants


def join(connection: sqlite3.Connection, keys: list[int], now: datetime) -> int:
    """Merge works by hand, in spite of earlier corrections; return the key that stays."""
    first, *rest = sorted(set(keys))
    for other in rest:
        ours, theirs = (identifiers_of(connection, key) for key in (first, other))
        connection.executemany(
            "DELETE FROM not_duplicates WHERE scheme = ? AND value = ?"
            " AND other_scheme = ? AND other_value = ?",
            [*_pairs(ours, theirs), *_pairs(theirs, ours)],
        )
        before = [snapshot(connection, key) for key in (first, other)]
        absorb(connection, first, other, now)
        record_merge(connection, first, before, now)
    connection.execute("UPDATE appearances SET by_hand = 1 WHERE work = ?", [first])
    return first


def split(connection: sqlite3.Connection, scheme: str, value: str, now: datetime) -> int:
    """Split what appeared under an identifier from its work; return the new work's key.

    A later update does not merge the two again. What a person merged is restored as it was, unless
    it has changed since.

    Raises:
        PapertrailError: the work has no other appearance, or no source shows the paper under this
            identifier.
    """
    row = connection.execute(
        "SELECT work FROM identifiers WHERE scheme = ? AND value = ?", [scheme, value]
    ).fetchone()
    appearances = connection.execute(
        "SELECT * FROM appearances WHERE work = ? ORDER BY authority DESC, seen, id",
        [row["work"] if row else None],
    ).fetchall()
    going = [found for found in appearances if (scheme, value) in identifiers_named(found)]
    staying = [found for found in appearances if found not in going]
    if not going or not staying:
        raise PapertrailError(
            f"{scheme}:{value} is all that there is of this work",
            "papertrail show lists a work's appearances",
        )
    old = row["work"]
    leaving = set(chain.from_iterable(map(identifiers_named, going)))
    remaining = set(chain.from_iterable(map(identifiers_named, staying)))
    connection.executemany(
        "INSERT OR IGNORE INTO not_duplicates (scheme, value, other_scheme, other_value)"
        " VALUES (?, ?, ?, ?)",
        _pairs(leaving - remaining, remaining - leaving),
    )
    new = next_key(connection)
    restored = undo(connection, old, {found["id"] for found in going}, new)
    if not restored:
        _new_work(connection, new, old, going[0], now)
    # Who was shown the work was shown this part of it, if it was part of it by then.
    connection.execute(
        "INSERT OR IGNORE INTO shown (work, reader, digest)"
        " SELECT ?, shown.reader, digest FROM shown JOIN digests ON digests.id = digest"
        " WHERE work = ? AND created >= ?",
        [new, old, min(found["seen"] for found in going)],
    )
    if restored:
        return new
    connection.executemany(
        "UPDATE appearances SET work = ?, by_hand = 1 WHERE id = ?",
        [(new, found["id"]) for found in going],
    )
    connection.executemany(
        "UPDATE identifiers SET work = ? WHERE scheme = ? AND value = ?",
        [(new, *identifier) for identifier in leaving - remaining],
    )
    _restore(connection, old, staying)
    return new


def _new_work(
    connection: sqlite3.Connection, new: int, old: int, appearance: sqlite3.Row, now: datetime
) -> None:
    """Make a work of what one appearance says."""
    known = columns_of(connection, old)
    overrides = json.loads(appearance["overrides"] or "{}")
    values = {
        "id": new,
        "title": overrides.get("title", known["title"]),
        "abstract": overrides.get("abstract", known["abstract"]),
        "url": appearance["url"],
        "venue": appearance["venue"],
        "year": appearance["year"],
        "fetched": iso(now),
        "change": next_change(connection),
    }
    if appearance["scheme"] == "arxiv":
        values |= {name: overrides.get(name, known[name]) for name in _OF_ARXIV}
    connection.execute(
        f"INSERT INTO works ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608 - constants
        list(values.values()),
    )
    _set_authors(
        connection,
        new,
        overrides["authors"] if "authors" in overrides else names_of(connection, old),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO title_keys (key, work) VALUES (?, ?)",
        [(found, new) for found in work_keys(values["title"], values["abstract"])],
    )


def _restore(connection: sqlite3.Connection, key: int, staying: list[sqlite3.Row]) -> None:
    """Give a work back what its first remaining appearance says."""
    row = columns_of(connection, key)
    known = without_borrowed(row)
    for table in borrowed(row).intersection(LENT_LISTS):
        connection.execute(f"DELETE FROM {table} WHERE work = ?", [key])  # noqa: S608 - constants
    first = staying[0]
    overrides = json.loads(first["overrides"] or "{}")
    values = {name: overrides.get(name, known[name]) for name in _TEXTS} | {"borrowed": None}
    of_arxiv = [
        appearance["overrides"] for appearance in staying if appearance["scheme"] == "arxiv"
    ]
    keep_overrides(connection, key, replaced_texts(known, values))
    values |= {"url": first["url"], "venue": first["venue"], "year": first["year"]}
    values["change"] = next_change(connection)
    arxiv_overrides = json.loads(of_arxiv[0] or "{}") if of_arxiv else dict.fromkeys(_OF_ARXIV)
    values |= {name: arxiv_overrides[name] for name in _OF_ARXIV if name in arxiv_overrides}
    set_columns(connection, key, values)
    if "authors" in overrides:
        _set_authors(connection, key, overrides["authors"])
    connection.execute(
        "UPDATE appearances SET overrides = NULL WHERE id = ? AND authority = ?",
        [first["id"], SPEAKS_FOR_PAPERS],
    )


def _pairs(
    ours: AbstractSet[Identifier], theirs: AbstractSet[Identifier]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield each pair of identifiers, (scheme, value, other scheme, other value)."""
    for one, other in product(ours, theirs):
        yield *one, *other


def columns_of(connection: sqlite3.Connection, key: int) -> dict[str, Any]:
    """Return the columns of a work."""
    return dict(connection.execute("SELECT * FROM works WHERE id = ?", [key]).fetchone())


def set_columns(connection: sqlite3.Connection, key: int, values: Mapping[str, Any]) -> None:
    """Replace columns of a work; their names are constants."""
    assignments = ", ".join(f"{name} = ?" for name in values)
    connection.execute(
        f"UPDATE works SET {assignments} WHERE id = ?",  # noqa: S608 - constants
        [*values.values(), key],
    )


def next_key(connection: sqlite3.Connection) -> int:
    """Return a key for a new work that no work ever had; indexes and digests refer to keys."""
    (key,) = connection.execute(
        "SELECT max(coalesce((SELECT max(id) FROM works), 0), coalesce((SELECT max(work)"
        " FROM merged_works), 0)) + 1"
    ).fetchone()
    return int(key)


def rank_of(connection: sqlite3.Connection, work: int) -> int:
    """Return the highest rank of those who show a work, -1 where nobody does."""
    (rank,) = connection.execute(
        "SELECT max(authority) FROM appearances WHERE work = ?", [work]
    ).fetchone()
    if rank is None:
        return -1
    return int(rank)


def names_of(connection: sqlite3.Connection, key: int) -> list[str]:
    """Return the names of a work's authors."""
    rows = connection.execute("SELECT name FROM authors WHERE work = ? ORDER BY position", [key])
    return [row["name"] for row in rows]


def _set_authors(connection: sqlite3.Connection, key: int, names: list[str]) -> None:
    connection.execute("DELETE FROM authors WHERE work = ?", [key])
    connection.executemany(
        "INSERT INTO authors (work, position, name) VALUES (?, ?, ?)",
        [(key, place, name) for place, name in enumerate(names)],
    )


def keep_overrides(connection: sqlite3.Connection, key: int, lost: Mapping[str, Any]) -> None:
    """Keep the values that a work loses in its appearances, unless these override them already.

    Args:
        connection: the database.
        key: the work.
        lost: of title, abstract, authors (a list of names) and what arXiv says, what is about to be
            replaced.
    """
    if not lost:
        return
    rows = connection.execute(
        "SELECT id, overrides FROM appearances WHERE work = ?", [key]
    ).fetchall()
    connection.executemany(
        "UPDATE appearances SET overrides = ? WHERE id = ?",
        [(json.dumps({**lost, **json.loads(row["overrides"] or "{}")}), row["id"]) for row in rows],
    )


def replaced_texts(old: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the texts of a work that new values would replace."""
    return {name: old[name] for name in _TEXTS if old[name] and old[name] != values[name]}


def replaced_facts(old: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values, and gaps, of a complete arXiv record that new ones would replace."""
    return {name: old[name] for name in _OF_ARXIV if old["updated"] and old[name] != values[name]}


def identifiers_of(
    connection: sqlite3.Connection, work: int, *, own: bool = False
) -> set[Identifier]:
    """Return a work's identifiers; with `own`, only those that an authority gave it."""
    rows = connection.execute(
        "SELECT scheme, value FROM identifiers WHERE work = ? AND own >= ?", [work, own]
    )
    return {(row["scheme"], row["value"]) for row in rows}


def identifiers_named(appearance: sqlite3.Row) -> set[Identifier]:
    """Return the identifiers under which a source shows a paper."""
    others = map(tuple, json.loads(appearance["others"] or "[]"))
    return {(appearance["scheme"], appearance["value"]), *others}
