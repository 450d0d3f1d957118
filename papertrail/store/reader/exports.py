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
    """

    options: str
    hash: str


_VERSIONS = """
    chosen (id) AS MATERIALIZED (SELECT value FROM json_each(:works)),
    tagged (work, names) AS MATERIALIZED (
        SELECT work, group_concat(name, char(31)) FROM (
            SELECT work, name FROM tags WHERE reader = :reader AND work IN chosen
            ORDER BY work, folded
        ) GROUP BY work
    ),
    versions (work, version) AS (
        SELECT works.id, works.change || coalesce(' ' || tagged.names, '')
        FROM chosen JOIN works ON works.id = chosen.id LEFT JOIN tagged ON tagged.work = works.id
    )
"""
"""Of works `:works`, a text that differs once the work or its tags differ."""


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
        rows = self._connection.execute(
            f"WITH {_VERSIONS} SELECT work, version FROM versions",  # noqa: S608 - a constant
            {"reader": self._reader, "works": json.dumps(list(works))},
        )
        return dict(rows.fetchall())

    def changed(self, path: str, works: Sequence[int]) -> set[int]:
        """Return the works whose entries a file does not have in their present versions."""
        rows = self._connection.execute(
            f"""
            WITH {_VERSIONS}
            SELECT versions.work FROM versions
            LEFT JOIN exported_entries AS written
            ON written.reader = :reader AND written.path = :path AND written.key = (
                SELECT key FROM citation_keys
                WHERE reader = :reader AND work = versions.work ORDER BY given, key LIMIT 1
            )
            WHERE written.version IS NOT versions.version
            """,  # noqa: S608 - a constant
            {"reader": self._reader, "works": json.dumps(list(works)), "path": path},
        )
        return {work for (work,) in rows}

    def file(self, path: str) -> WrittenFile | None:
        """Return what was written to a file last, or None."""
        row = self._connection.execute(
            "SELECT options, hash FROM exported_files WHERE reader = ? AND path = ?",
            [self._reader, path],
        ).fetchone()
        return WrittenFile(row["options"], row["hash"]) if row else None

    def entries(self, path: str, keys: Iterable[str] | None = None) -> dict[str, WrittenEntry]:
        """Return the entries that were written to a file, all or those of some keys, by key."""
        chosen = json.dumps(None if keys is None else list(keys))
        rows = self._connection.execute(
            "SELECT key, version, hash FROM exported_entries WHERE reader = ? AND path = ?"
            " AND (? = 'null' OR key IN (SELECT value FROM json_each(?)))",
            [self._reader, path, chosen, chosen],
        )
        return {key: WrittenEntry(version, hash_) for key, version, hash_ in rows}


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
