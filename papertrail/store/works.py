"""Read works: one record for each paper, whatever sources and versions it came in."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from feeds.bounds import ABSTRACT, AUTHORS, LAST_YEAR, TITLE, shortened
from feeds.identifiers import parse_identifier
from feeds.paper import Author
from papertrail.clock import iso
from papertrail.dedup.merge import COLUMNS
from papertrail.dedup.same_work import title_keys
from papertrail.dedup.titles import read_title
from papertrail.store import author_names, facets
from papertrail.store.filters import passing
from papertrail.types.dates import LISTED_SQL
from papertrail.types.filter import Filter
from papertrail.types.reader import DEFAULT_READER
from papertrail.types.work import Appearance, Event, Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Heading(NamedTuple):
    """What a list of candidates shows of a work."""

    title: str
    has_abstract: bool


_ADDRESS = re.compile(r"https?://(?=[^\s/])", re.IGNORECASE)
_READ_OTHERWISE = frozenset({"title", "abstract", "year", "licence", "withdrawn"})


class Works:
    """The tables about works.

    Works belong to no reader; a filter by status passes those that the reader marked so.
    """

    def __init__(self, connection: sqlite3.Connection, reader: str = DEFAULT_READER) -> None:
        self._connection = connection
        self._reader = reader

    def count(self) -> int:
        """Return the number of works."""
        (count,) = self._connection.execute("SELECT count(*) FROM works").fetchone()
        return int(count)

    def count_submitted(self, source: str, since: datetime, until: datetime) -> int:
        """Count the works of a source that were submitted in a period, both minutes included."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM works JOIN appearances ON appearances.work = works.id"
            " WHERE source = ? AND submitted >= ? AND submitted < ?",
            [source, iso(since), iso(until + timedelta(minutes=1))],
        ).fetchone()
        return int(count)

    def has_abstract(self, scheme: str, value: str) -> bool:
        """Return whether the work with an identifier has an abstract that is not borrowed."""
        return bool(
            self._connection.execute(
                "SELECT 1 FROM identifiers JOIN works ON works.id = work"
                " WHERE scheme = ? AND identifiers.value = ? AND abstract != '' AND NOT EXISTS"
                " (SELECT 1 FROM json_each(coalesce(borrowed, '[]'))"
                " WHERE json_each.value = 'abstract')",
                [scheme, value],
            ).fetchone()
        )

    def stored(self, identifiers: Iterable[tuple[str, str]]) -> int:
        """Count how many of some identifiers belong to a stored work."""
        return sum(self.find(scheme, value) is not None for scheme, value in identifiers)

    def merged_keys(self) -> list[int]:
        """Return the keys of the works that were merged into others."""
        return [key for (key,) in self._connection.execute("SELECT work FROM merged_works")]

    def titled(self, title: str) -> list[int]:
        """Return the works of a title in any print, oldest first; none for a short title."""
        keys, letters = title_keys(title), read_title(title).letters
        rows = self._connection.execute(
            "SELECT works.id, title FROM title_keys JOIN works ON works.id = work"
            " WHERE key = ? ORDER BY works.id",
            [keys[0] if keys else ""],
        )
        return [row["id"] for row in rows if read_title(row["title"]).letters == letters]

    def merged_into(self, keys: Sequence[int]) -> list[int]:
        """Return the former keys of what was merged into some works; an index may contain them."""
        rows = self._connection.execute(
            "SELECT work FROM merged_works WHERE into_work IN (SELECT value FROM json_each(?))",
            [json.dumps(list(keys))],
        )
        return [row["work"] for row in rows]

    def last_change(self) -> int:
        """Return the end of the sequence of changes, see `changes`."""
        (change,) = self._connection.execute(
            "SELECT coalesce(max(change), 0) FROM works"
        ).fetchone()
        return int(change)

    def resume_after(self, place: int) -> int:
        """Return the place after which an index that has reached `place` continues.

        That is 0 where it is ahead of the database: an older copy of it was put back.
        """
        if place <= self.last_change():
            return place
        return 0

    def changed_after(self, change: int, limit: int) -> list[tuple[int, int, str, str]]:
        """Return (change, key, title, abstract) of the next works in the sequence of changes."""
        rows = self._connection.execute(
            "SELECT change, id, title, abstract"
            " FROM works WHERE change > ? ORDER BY change LIMIT ?",
            [change, limit],
        )
        return [(row["change"], row["id"], *_texts(row)) for row in rows]

    def pending(self, change: int) -> int:
        """Count the works that changed after a place in the sequence."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM works WHERE change > ?", [change]
        ).fetchone()
        return int(count)

    def find(self, scheme: str, value: str) -> int | None:
        """Return the key of the work with an identifier, or None."""
        row = self._connection.execute(
            "SELECT work FROM identifiers WHERE scheme = ? AND value = ?", [scheme, value]
        ).fetchone()
        if not row:
            return None
        return int(row["work"])

    def named(self, text: str) -> int | None:
        """Return the key of the work that an id or an address names, in any spelling, or None."""
        identifier = parse_identifier(text)
        if not identifier:
            return None
        key = self.find(*identifier)
        if key is not None:
            return key
        scheme, value = identifier
        address = value if scheme == "url" else text.strip()
        if not _ADDRESS.match(address):
            return None
        return self._at_address(address)

    def _at_address(self, address: str) -> int | None:
        """Return the work whose page is at an address; http or https, and a last slash, are equal.

        The address of a page is compared as `show` prints it, and as feeds give it.
        """
        bare = _ADDRESS.sub("", address.partition("#")[0]).rstrip("/")
        host, slash, path = bare.partition("/")
        places = [f"{host.lower()}{slash}{path}"]
        if "?" in path:
            # Left out last: at some sites the query is the name of the page.
            places.append(places[0].partition("?")[0].rstrip("/"))
        for place in places:
            spellings = [
                f"{scheme}://{place}{end}" for scheme in ("https", "http") for end in ("", "/")
            ]
            row = self._connection.execute(
                "SELECT work FROM identifiers WHERE scheme = 'url'"
                " AND value IN (SELECT value FROM json_each(?1))"
                " UNION ALL SELECT id FROM works WHERE url IN (SELECT value FROM json_each(?1))"
                " LIMIT 1",
                [json.dumps(spellings)],
            ).fetchone()
            if row:
                return int(row[0])
        return None

    def with_title_keys(self, keys: Iterable[str]) -> list[int]:
        """Return the works that share keys of their titles, see `title_keys`, most shared first."""
        rows = self._connection.execute(
            "SELECT work FROM title_keys WHERE key IN (SELECT value FROM json_each(?))"
            " GROUP BY work ORDER BY count(*) DESC, work",
            [json.dumps(list(keys))],
        )
        return [row["work"] for row in rows]

    def get(self, keys: Sequence[int]) -> list[Work]:
        """Return works in the order of their keys; unknown keys are left out."""
        rows = self._connection.execute(
            "SELECT works.*,"
            " (SELECT json_group_array(json_array(name, affiliation)) FROM"
            "  (SELECT name, affiliation FROM authors"
            " WHERE work = works.id ORDER BY position)) AS authors,"
            " (SELECT json_group_array(name) FROM"
            "  (SELECT name FROM categories"
            " WHERE work = works.id ORDER BY position)) AS categories,"
            " (SELECT json_group_array(json_array(scheme, value)) FROM"
            "  (SELECT scheme, value FROM identifiers"
            " WHERE work = works.id ORDER BY scheme, value)) AS identifiers,"
            " (SELECT json_group_array(source) FROM"
            "  (SELECT source FROM appearances WHERE work = works.id"
            "   GROUP BY source ORDER BY min(seen), source)) AS sources"
            " FROM works WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(map(int, keys)))],
        )
        found = {row["id"]: _work(row) for row in rows}
        return [found[key] for key in map(int, keys) if key in found]

    def headings(self, keys: Sequence[int]) -> list[Heading]:
        """Return the headings of works in the order of their keys; unknown keys have empty ones."""
        rows = self._connection.execute(
            "SELECT id, title, abstract != '' FROM works"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(map(int, keys)))],
        )
        found = {}
        for key, title, has_abstract in rows:
            found[key] = Heading(shortened(title, TITLE), bool(has_abstract))
        return [found.get(int(key), Heading("", has_abstract=True)) for key in keys]

    def passing(self, criteria: Filter) -> "NDArray[np.bool_]":
        """Return for each key, from 0 to the last one, whether a work passes a filter."""
        return passing(self._connection, self._reader, criteria)

    def prepare_filters(self) -> None:
        """Prepare facets and author names after changes, in short transactions or the open one."""
        facets.fill(self._connection)
        author_names.fill(self._connection)

    def matching(self, criteria: Filter) -> "NDArray[np.int64]":
        """Return the keys of the works that pass a filter, ascending."""
        import numpy as np

        return np.flatnonzero(self.passing(criteria))

    def arrived_after(self, key: int, since: str) -> list[int]:
        """Return the works stored after a key and listed or submitted since a day, oldest first."""
        rows = self._connection.execute(
            f"SELECT id FROM works WHERE id > ? AND {LISTED_SQL} >= ? ORDER BY id",  # noqa: S608
            [key, since],
        )
        return [row["id"] for row in rows]

    def last_key(self) -> int:
        """Return the key of the work that was stored last, or 0."""
        (key,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM works").fetchone()
        return int(key)

    def events(self, key: int) -> list[Event]:
        """Return what happened to a work since it was first stored, oldest first."""
        rows = self._connection.execute(
            "SELECT kind, version, detail, happened FROM events WHERE work = ? ORDER BY id", [key]
        )
        return list(map(_event, rows))

    def events_by_id(self, events: Sequence[int]) -> list[tuple[int, Event]]:
        """Return events by their ids, oldest first, each with the key of its work."""
        rows = self._connection.execute(
            "SELECT work, kind, version, detail, happened"
            " FROM events WHERE id IN (SELECT value FROM json_each(?))"
            " ORDER BY id",
            [json.dumps(list(events))],
        )
        return [(row["work"], _event(row)) for row in rows]

    def last_events(self, keys: Sequence[int]) -> dict[int, str]:
        """Return when something happened to works last, of those to which anything did."""
        rows = self._connection.execute(
            "SELECT work, max(happened) FROM events"
            " WHERE work IN (SELECT value FROM json_each(?)) GROUP BY work",
            [json.dumps(list(keys))],
        )
        return dict(map(tuple, rows))

    def appearances(self, key: int) -> list[Appearance]:
        """Return where a work appears, in the order in which it was seen there."""
        rows = self._connection.execute(
            "SELECT appearances.*, title FROM appearances JOIN works ON works.id = work"
            " WHERE work = ?"
            " ORDER BY seen, appearances.id",
            [key],
        )
        return list(map(_appearance, rows))

    def discussions(self, key: int) -> list[tuple[str, str, str]]:
        """Return (source, title, address) of where a work is discussed, oldest first."""
        rows = self._connection.execute(
            "SELECT source, title, url FROM discussions"
            " JOIN identifiers USING (scheme, value) WHERE work = ?"
            " ORDER BY seen, url",
            [key],
        )
        return [(row["source"], row["title"], row["url"]) for row in rows]


def _texts(row: sqlite3.Row) -> tuple[str, str]:
    """Return title and abstract, cut to the lengths that can be searched."""
    return shortened(row["title"], TITLE), shortened(row["abstract"], ABSTRACT)


def _event(row: sqlite3.Row) -> Event:
    return Event(row["kind"], row["version"], row["detail"], row["happened"][:10])


def _appearance(row: sqlite3.Row) -> Appearance:
    others = map(tuple, json.loads(row["others"] or "[]"))
    return Appearance(
        row["source"],
        ((row["scheme"], row["value"]), *others),
        json.loads(row["overrides"] or "{}").get("title", row["title"]),
        row["venue"],
        row["year"],
        row["url"],
        row["seen"],
    )


def _work(row: sqlite3.Row) -> Work:
    title, abstract = _texts(row)
    return Work(
        key=row["id"],
        title=title,
        abstract=abstract,
        year=row["year"] if row["year"] and 0 < row["year"] <= LAST_YEAR else None,
        identifiers=tuple((scheme, value) for scheme, value in json.loads(row["identifiers"])),
        authors=tuple(
            Author(name, affiliation) for name, affiliation in json.loads(row["authors"])[:AUTHORS]
        ),
        categories=tuple(json.loads(row["categories"])),
        sources=tuple(json.loads(row["sources"])),
        withdrawn=bool(row["withdrawn"]),
        **{name: row[name] for name in (*COLUMNS, "fetched") if name not in _READ_OTHERWISE},
    )
