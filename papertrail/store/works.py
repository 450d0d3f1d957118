"""Works: one record for each paper, whatever sources and versions it came in."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from feeds.paper import Author, Paper
from papertrail.clock import iso
from papertrail.store.merge import COLUMNS, Merged, merge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PUBLISHED = "coalesce(substr(submitted, 1, 10), announced)"
"""The day that a paper's date means to a reader, as an SQL expression."""


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
    comment: str | None
    journal_ref: str | None

    @property
    def id(self) -> str:
        """The id that users type, such as `arxiv:1706.03762`."""
        scheme, value = min(self.identifiers, key=lambda known: (known[0] != "arxiv", known))
        return f"{scheme}:{value}"

    @property
    def published(self) -> str | None:
        """The day of the paper, such as 2017-06-12."""
        return self.submitted[:10] if self.submitted else self.announced


@dataclass(frozen=True, slots=True)
class Filter:
    """Which works to look at; `since` and `until` are days, both included.

    Attributes:
        categories: any of these; an archive such as "cs" stands for all its categories.
    """

    since: str | None = None
    until: str | None = None
    categories: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.categories)


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing a batch changed."""

    new: int
    updated: int


class Works:
    """The tables about works."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(self, papers: Iterable[Paper], source: str, now: datetime) -> Saved:
        """Store what a source says; to be called in a transaction.

        A paper that is already known by an identifier is brought up to date, see `merge`.
        """
        new = updated = 0
        change = self.last_change()
        for paper in papers:
            key = self._known(paper)
            merged = merge(self._columns(key) if key else None, paper)
            if merged.text_changed:
                change += 1
            if key is None:
                key = self._insert(merged, change, now)
                new += 1
            else:
                self._update(key, merged, change, now)
                updated += merged.text_changed or merged.new_version
            self._connect(key, paper, source, now)
        return Saved(new, updated)

    def count(self) -> int:
        """Return the number of works."""
        (count,) = self._connection.execute("SELECT count(*) FROM works").fetchone()
        return int(count)

    def held(self, source: str, since: datetime, until: datetime) -> int:
        """Count the works seen in a source and submitted from the minute of `since` to the minute of `until`."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM works JOIN appearances ON appearances.work = works.id"
            " WHERE source = ? AND submitted >= ? AND submitted < ?",
            [source, iso(since), iso(until + timedelta(minutes=1))],
        ).fetchone()
        return int(count)

    def last_change(self) -> int:
        """Return the end of the sequence of text changes."""
        (change,) = self._connection.execute("SELECT coalesce(max(change), 0) FROM works").fetchone()
        return int(change)

    def changed_after(self, change: int, limit: int) -> list[tuple[int, int, str, str]]:
        """Return (change, key, title, abstract) of the next works in the sequence of text changes."""
        rows = self._connection.execute(
            "SELECT change, id, title, abstract FROM works WHERE change > ? ORDER BY change LIMIT ?", [change, limit]
        )
        return [(row["change"], row["id"], row["title"], row["abstract"]) for row in rows]

    def pending(self, change: int) -> int:
        """Count the works that changed after a place in the sequence."""
        (count,) = self._connection.execute("SELECT count(*) FROM works WHERE change > ?", [change]).fetchone()
        return int(count)

    def find(self, scheme: str, value: str) -> int | None:
        """Return the key of the work with an identifier, or None."""
        row = self._connection.execute(
            "SELECT work FROM identifiers WHERE scheme = ? AND value = ?", [scheme, value]
        ).fetchone()
        return int(row["work"]) if row else None

    def get(self, keys: Sequence[int]) -> list[Work]:
        """Return works in the order of their keys; unknown keys are left out."""
        rows = self._connection.execute(
            "SELECT works.*,"
            " (SELECT json_group_array(json_array(name, affiliation)) FROM"
            "  (SELECT name, affiliation FROM authors WHERE work = works.id ORDER BY position)) AS authors,"
            " (SELECT json_group_array(name) FROM"
            "  (SELECT name FROM categories WHERE work = works.id ORDER BY position)) AS categories,"
            " (SELECT json_group_array(json_array(scheme, value)) FROM"
            "  (SELECT scheme, value FROM identifiers WHERE work = works.id ORDER BY scheme, value)) AS identifiers,"
            " (SELECT json_group_array(source) FROM"
            "  (SELECT source FROM appearances WHERE work = works.id ORDER BY seen, source)) AS sources"
            " FROM works WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps([int(key) for key in keys])],
        )
        found = {row["id"]: _work(row) for row in rows}
        return [found[key] for key in map(int, keys) if key in found]

    def matching(self, criteria: Filter) -> "NDArray[np.int64]":
        """Return the keys of the works that pass a filter."""
        import numpy as np

        where, values = _conditions(criteria)
        rows = self._connection.execute(f"SELECT id FROM works WHERE {where}", values)  # noqa: S608 - fixed conditions
        return np.fromiter((row["id"] for row in rows), np.int64)

    def arrived_after(self, key: int, since: str) -> list[int]:
        """Return the works stored after a key whose listing or submission day is `since` or later, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM works WHERE id > ? AND coalesce(announced, substr(submitted, 1, 10)) >= ? ORDER BY id",
            [key, since],
        )
        return [row["id"] for row in rows]

    def last_key(self) -> int:
        """Return the key of the work that was stored last, or 0."""
        (key,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM works").fetchone()
        return int(key)

    def events(self, key: int) -> list[tuple[str, int | None, str]]:
        """Return (kind, version, day) of what happened to a work since it was first stored, oldest first."""
        rows = self._connection.execute("SELECT kind, version, happened FROM events WHERE work = ? ORDER BY id", [key])
        return [(row["kind"], row["version"], row["happened"][:10]) for row in rows]

    def _known(self, paper: Paper) -> int | None:
        return next(filter(None, (self.find(scheme, value) for scheme, value in paper.identifiers)), None)

    def _columns(self, key: int) -> dict[str, Any]:
        return dict(self._connection.execute("SELECT * FROM works WHERE id = ?", [key]).fetchone())

    def _insert(self, merged: Merged, change: int, now: datetime) -> int:
        values = {**merged.values, "fetched": iso(now), "change": change}
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO works ({columns}) VALUES ({marks})",  # noqa: S608 - the names are constants
            list(values.values()),
        )
        return int(cursor.lastrowid or 0)

    def _update(self, key: int, merged: Merged, change: int, now: datetime) -> None:
        values = dict(merged.values) | ({"change": change} if merged.text_changed else {})
        assignments = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE works SET {assignments} WHERE id = ?",  # noqa: S608 - the names are constants
            [*values.values(), key],
        )
        kinds = [("new_version", merged.new_version), ("abstract_changed", merged.abstract_changed)]
        self._connection.executemany(
            "INSERT INTO events (work, kind, version, happened) VALUES (?, ?, ?, ?)",
            [(key, kind, merged.values["version"], iso(now)) for kind, happened in kinds if happened],
        )

    def _connect(self, key: int, paper: Paper, source: str, now: datetime) -> None:
        """Store a work's lists and where it appeared."""
        run = self._connection.executemany
        run(
            "INSERT OR IGNORE INTO identifiers (scheme, value, work) VALUES (?, ?, ?)",
            [(scheme, value, key) for scheme, value in paper.identifiers],
        )
        run("INSERT OR IGNORE INTO appearances (work, source, seen) VALUES (?, ?, ?)", [(key, source, iso(now))])
        # Only a record with its own dates is complete; an announcement may lack classes and affiliations.
        complete = paper.updated is not None
        for table, rows in (
            ("authors", [(key, place, author.name, author.affiliation) for place, author in enumerate(paper.authors)]),
            ("categories", [(key, place, name) for place, name in enumerate(paper.categories)]),
        ):
            known = self._connection.execute(f"SELECT 1 FROM {table} WHERE work = ?", [key]).fetchone()  # noqa: S608
            if rows and (complete or not known):
                self._connection.execute(f"DELETE FROM {table} WHERE work = ?", [key])  # noqa: S608 - two constants
                run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608


def _work(row: sqlite3.Row) -> Work:
    return Work(
        key=row["id"],
        identifiers=tuple((scheme, value) for scheme, value in json.loads(row["identifiers"])),
        authors=tuple(Author(name, affiliation) for name, affiliation in json.loads(row["authors"])),
        categories=tuple(json.loads(row["categories"])),
        sources=tuple(json.loads(row["sources"])),
        **{name: row[name] for name in (*COLUMNS, "fetched") if name != "licence"},
    )


def _conditions(criteria: Filter) -> tuple[str, list[str]]:
    """Return a filter as an SQL condition and its values."""
    conditions, values = ["1"], []
    if criteria.since:
        conditions.append(f"{PUBLISHED} >= ?")
        values.append(criteria.since)
    if criteria.until:
        conditions.append(f"{PUBLISHED} <= ?")
        values.append(criteria.until)
    if criteria.categories:
        choice = "name = ? COLLATE NOCASE OR substr(name, 1, length(?) + 1) = ? || '.' COLLATE NOCASE"
        choices = " OR ".join([choice] * len(criteria.categories))
        conditions.append(f"id IN (SELECT work FROM categories WHERE {choices})")  # noqa: S608 - the choices are constants
        values += [category for category in criteria.categories for _ in range(choice.count("?"))]
    return " AND ".join(conditions), values
