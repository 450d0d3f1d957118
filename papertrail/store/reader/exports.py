"""Store the keys by which a reader cites works, and the entries that were written to files."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from papertrail.clock import iso
from papertrail.store.reader.rows import ReaderRows


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """An entry as it was written to a file.

    Attributes:
        version: of the work and its tags then.
        hash: of its text.
    """

    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it was written.

    Attributes:
        options: the format and more.
        hash: SHA-256 of the whole file.
        entries: by key.
    """

    options: str
    hash: str
    entries: Mapping[str, WrittenEntry]


class Exports(ReaderRows):
    """One reader's rows of `citation_keys`, `exported_files` and `exported_entries`."""

    def keys(self, works: Sequence[int]) -> dict[int, str]:
        """Return the keys of those works that have one; the first that was given."""
        rows = self._connection.execute(
            "SELECT work, key FROM citation_keys WHERE reader = ?"
            " AND work IN (SELECT value FROM json_each(?)) ORDER BY given DESC, key DESC",
            [self._reader, json.dumps(list(works))],
        )
        return dict(rows.fetchall())

    def taken(self) -> set[str]:
        """Return all keys that were ever given, in lower case."""
        rows = self._connection.execute(
            "SELECT folded FROM citation_keys WHERE reader = ?", [self._reader]
        )
        return {folded for (folded,) in rows}

    def work_of(self, key: str) -> int | None:
        """Return the work that has a key, in any case, or None."""
        row = self._connection.execute(
            "SELECT work FROM citation_keys WHERE reader = ? AND folded = ?",
            [self._reader, key.lower()],
        ).fetchone()
        return int(row["work"]) if row else None

    def versions(self, works: Sequence[int]) -> dict[int, str]:
        """Return a text for each work that differs once the work or its tags differ."""
        chosen = json.dumps(list(works))
        rows = self._connection.execute(
            "SELECT id, change FROM works WHERE id IN (SELECT value FROM json_each(?))", [chosen]
        )
        found = {key: str(change) for key, change in rows}
        tags = self._connection.execute(
            "SELECT work, group_concat(name, char(31)) FROM (SELECT work, name FROM tags"
            " WHERE reader = ? AND work IN (SELECT value FROM json_each(?))"
            " ORDER BY work, folded) GROUP BY work",
            [self._reader, chosen],
        )
        for work, names in tags:
            found[work] += f" {names}"
        return found

    def file(self, path: str) -> WrittenFile | None:
        """Return what was written to a file last, or None."""
        row = self._connection.execute(
            "SELECT options, hash FROM exported_files WHERE reader = ? AND path = ?",
            [self._reader, path],
        ).fetchone()
        if row is None:
            return None
        entries = self._connection.execute(
            "SELECT key, version, hash FROM exported_entries WHERE reader = ? AND path = ?",
            [self._reader, path],
        )
        written = {key: WrittenEntry(version, hash_) for key, version, hash_ in entries}
        return WrittenFile(row["options"], row["hash"], written)


class ExportWriter(Exports):
    """Write one reader's keys and records of files."""

    def give(self, keys: Mapping[int, str], now: datetime) -> None:
        """Give works their keys, which stay theirs.

        Raises:
            sqlite3.IntegrityError: a key is taken.
        """
        self._connection.executemany(
            "INSERT INTO citation_keys (reader, folded, key, work, given) VALUES (?, ?, ?, ?, ?)",
            [(self._reader, key.lower(), key, work, iso(now)) for work, key in keys.items()],
        )

    def record(
        self, path: str, options: str, file_hash: str, entries: Mapping[str, WrittenEntry]
    ) -> None:
        """Record what a file has now; `entries` are those that were written anew."""
        self._connection.execute(
            "INSERT OR REPLACE INTO exported_files (reader, path, options, hash)"
            " VALUES (?, ?, ?, ?)",
            [self._reader, path, options, file_hash],
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO exported_entries (reader, path, key, version, hash)"
            " VALUES (?, ?, ?, ?, ?)",
            self._rows(path, entries),
        )

    def _rows(
        self, path: str, entries: Mapping[str, WrittenEntry]
    ) -> Iterable[tuple[str, str, str, str, str]]:
        for key, entry in entries.items():
            yield self._reader, path, key, entry.version, entry.hash
