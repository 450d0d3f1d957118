"""Storing what sources say: which work a paper belongs to, and what that work is afterwards."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feeds.paper import Paper
from papertrail.clock import iso
from papertrail.dedup.merge import Merged, columns, merge
from papertrail.dedup.same_work import (
    EXCLUSIVE,
    Record,
    record_of_paper,
    same_work,
    title_keys,
)
from papertrail.store.changes import indexed, next_change, touch
from papertrail.store.joining import (
    absorb,
    are_told_apart,
    identifiers_of,
    keep_what_was_said,
    next_key,
    replaced_facts,
    replaced_texts,
)
from papertrail.types.dates import publication_year


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing a batch changed."""

    new: int
    updated: int


def save(
    connection: sqlite3.Connection,
    papers: Iterable[Paper],
    source: str,
    now: datetime,
    *,
    news: bool = False,
) -> Saved:
    """Store what a source says; to be called in a transaction.

    A paper that is already known, by an identifier or by its title and authors, is brought up to
    date, see `merge`.

    Args:
        connection: the database.
        papers: what the source says; those that only point to a discussion are kept as such.
        source: its name.
        now: the clock.
        news: papers that were not known and carry no date were listed today.
    """
    new = updated = 0
    for paper in papers:
        if paper.discussions:
            _discuss(connection, paper, source, now)
            continue
        known = _identified(connection, paper) or _recognised(connection, paper)
        merged = merge(_columns(connection, known[0]) if known else None, columns(paper))
        before = indexed(connection, known[0]) if known else None
        if known:
            key = known[0]
            _update(connection, key, merged, now)
            updated += merged.text_changed or merged.new_version
        else:
            key = _insert(connection, merged, now, news=news)
            new += 1
        _fill(connection, key, paper)
        _appear(connection, key, paper, merged.values, source, now)
        if before is not None and before != indexed(connection, key):
            touch(connection, key)
        for other in known[1:]:
            absorb(connection, key, other, now)
    return Saved(new, updated)


def _identified(connection: sqlite3.Connection, paper: Paper) -> list[int]:
    """Return the works that share an identifier with a paper, as far as no other identifier speaks
    against it.
    """
    found: list[int] = []
    for scheme, value in paper.identifiers:
        row = connection.execute(
            "SELECT work FROM identifiers WHERE scheme = ? AND value = ?", [scheme, value]
        ).fetchone()
        if (
            row
            and row["work"] not in found
            and not _contradicts(connection, paper, row["work"], found)
        ):
            found.append(row["work"])
    # The oldest key stays: digests remember how far they went by it.
    return sorted(found)


def _contradicts(connection: sqlite3.Connection, paper: Paper, work: int, found: list[int]) -> bool:
    """Tell whether a work can't be the paper, nor one with the works found before, whatever
    identifier they share.
    """
    theirs = identifiers_of(connection, work)
    ours = set(paper.identifiers).union(*(identifiers_of(connection, other) for other in found))
    own = paper.identifiers[0]
    if own in theirs:
        # The source's own identifier; what it says besides may be an error of the source.
        return False
    return are_different(ours, theirs) or are_told_apart(connection, ours, theirs)


def are_different(ours: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> bool:
    """Tell whether two sets of identifiers have different values in a scheme that gives each paper
    one value.
    """
    for scheme in EXCLUSIVE:
        one, other = (
            {value for known, value in side if known == scheme} for side in (ours, theirs)
        )
        if one and other and not one & other:
            return True
    return False


def _recognised(connection: sqlite3.Connection, paper: Paper) -> list[int]:
    """Return the work that is the same as a paper by title, authors and year, if there is one."""
    keys = title_keys(paper.title)
    if not keys:
        return []
    # Those of the same whole title first, then of the same edition: authors write papers that
    # resemble each other.
    rows = connection.execute(
        "SELECT work FROM title_keys JOIN works ON works.id = work WHERE key IN (SELECT value FROM json_each(?))"
        " GROUP BY work ORDER BY max(key = ?) DESC, venue IS ? DESC, work",
        [json.dumps(keys), keys[0], paper.venue],
    )
    record = record_of_paper(paper)
    ours = set(paper.identifiers)
    for (work,) in rows.fetchall():
        theirs = identifiers_of(connection, work)
        # Most are other preprints: to read more of them would be for nothing.
        if not ours & theirs and are_different(ours, theirs):
            continue
        if any(
            same_work(record, other) for other in _records(connection, work, theirs)
        ) and not are_told_apart(connection, ours, theirs):
            return [work]
    return []


def _records(
    connection: sqlite3.Connection, work: int, identifiers: set[tuple[str, str]]
) -> list[Record]:
    """Return a work under each title that a source gave it."""
    row = _columns(connection, work)
    year = publication_year(row["submitted"], row["announced"], row["year"])
    authors = tuple(
        name
        for (name,) in connection.execute(
            "SELECT name FROM authors WHERE work = ? ORDER BY position", [work]
        )
    )
    titles = {row["title"]: None}
    for (said,) in connection.execute(
        "SELECT said FROM appearances WHERE work = ? AND said IS NOT NULL", [work]
    ):
        titles.setdefault(json.loads(said).get("title", row["title"]))
    return [Record(title, authors, year, row["venue"], frozenset(identifiers)) for title in titles]


def _columns(connection: sqlite3.Connection, key: int) -> dict[str, Any]:
    return dict(connection.execute("SELECT * FROM works WHERE id = ?", [key]).fetchone())


def _insert(connection: sqlite3.Connection, merged: Merged, now: datetime, *, news: bool) -> int:
    key = next_key(connection)
    values = {"id": key, **merged.values, "fetched": iso(now), "change": next_change(connection)}
    if news and not values["submitted"] and not values["announced"]:
        values["announced"] = now.date().isoformat()
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    connection.execute(
        f"INSERT INTO works ({names}) VALUES ({marks})",  # noqa: S608 - the names are constants
        list(values.values()),
    )
    return key


def _update(connection: sqlite3.Connection, key: int, merged: Merged, now: datetime) -> None:
    if merged.text_changed:
        keep_what_was_said(
            connection, key, replaced_texts(_columns(connection, key), merged.values)
        )
    assignments = ", ".join(f"{name} = ?" for name in merged.values)
    connection.execute(
        f"UPDATE works SET {assignments} WHERE id = ?",  # noqa: S608 - the names are constants
        [*merged.values.values(), key],
    )
    connection.executemany(
        "INSERT INTO events (work, kind, version, detail, happened) VALUES (?, ?, ?, ?, ?)",
        [(key, kind, merged.values["version"], detail, iso(now)) for kind, detail in merged.events],
    )


def _fill(connection: sqlite3.Connection, key: int, paper: Paper) -> None:
    """Store a work's lists, and what it is found by."""
    run = connection.executemany
    run(
        "INSERT OR IGNORE INTO identifiers (scheme, value, work) VALUES (?, ?, ?)",
        [(scheme, value, key) for scheme, value in paper.identifiers],
    )
    run(
        "INSERT OR IGNORE INTO title_keys (key, work) VALUES (?, ?)",
        [(found, key) for found in title_keys(paper.title)],
    )
    # Only a record with its own dates is complete; an announcement may lack classes and
    # affiliations.
    complete = paper.updated is not None
    for table, rows in (
        (
            "authors",
            [
                (key, place, author.name, author.affiliation)
                for place, author in enumerate(paper.authors)
            ],
        ),
        ("categories", [(key, place, name) for place, name in enumerate(paper.categories)]),
    ):
        known = connection.execute(
            f"SELECT name FROM {table} WHERE work = ? ORDER BY position",  # noqa: S608
            [key],
        ).fetchall()
        if rows and (complete or not known):
            if (
                table == "authors"
                and known
                and [row["name"] for row in known] != [row[2] for row in rows]
            ):
                keep_what_was_said(connection, key, {"authors": [row["name"] for row in known]})
            connection.execute(f"DELETE FROM {table} WHERE work = ?", [key])  # noqa: S608 - two constants
            run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608


def _appear(
    connection: sqlite3.Connection,
    key: int,
    paper: Paper,
    values: Mapping[str, Any],
    source: str,
    now: datetime,
) -> None:
    """Store that a source shows a work, and what it says otherwise than the work does."""
    own = columns(paper)
    said = replaced_texts(own, values) | replaced_facts(own, values)
    names = [author.name for author in paper.authors]
    known = connection.execute("SELECT name FROM authors WHERE work = ? ORDER BY position", [key])
    if names and names != [row["name"] for row in known]:
        said["authors"] = names
    (scheme, value), *others = paper.identifiers
    connection.execute(
        "INSERT INTO appearances (work, source, scheme, value, others, venue, year, url, said, seen)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, scheme, value) DO UPDATE SET work = excluded.work,"
        " others = coalesce(excluded.others, others), venue = coalesce(excluded.venue, venue),"
        " year = coalesce(excluded.year, year), url = excluded.url, said = excluded.said",
        [
            key,
            source,
            scheme,
            value,
            json.dumps(others) if others else None,
            paper.venue,
            paper.year,
            paper.url,
            json.dumps(said) if said else None,
            iso(now),
        ],
    )


def _discuss(connection: sqlite3.Connection, paper: Paper, source: str, now: datetime) -> None:
    """Keep where a paper is discussed, whether or not the paper itself is stored."""
    scheme, value = paper.identifiers[0]
    connection.executemany(
        "INSERT OR IGNORE INTO discussions (scheme, value, url, title, source, seen) VALUES (?, ?, ?, ?, ?, ?)",
        [(scheme, value, url, paper.title, source, iso(now)) for url in paper.discussions],
    )
