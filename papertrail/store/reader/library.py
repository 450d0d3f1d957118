"""Store what a reader keeps about papers apart from marks: tags, priorities and notes."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from papertrail.clock import iso
from papertrail.store.reader.marks import Marks
from papertrail.store.reader.rows import ReaderRows
from papertrail.text.words import label
from papertrail.types.library import Annotations, Note, Tag


class LibraryRows(ReaderRows):
    """One reader's rows of `tags`, `priorities` and `notes`."""

    def of(self, works: Sequence[int]) -> dict[int, Annotations]:
        """Return what the reader keeps about each of some works."""
        found: dict[int, dict[str, Any]] = {work: {} for work in works}
        for mark in Marks(self._connection, self._reader).of(works):
            found[mark.work].setdefault("marks", []).append(mark)
        for work, name, added in self._about(works, "name, added", "tags", "ORDER BY folded"):
            found[work].setdefault("tags", []).append(Tag(name, added))
        for work, priority, changed in self._about(works, "priority, changed", "priorities"):
            found[work] |= {"priority": priority, "prioritised": changed}
        for work, *values in self._about(works, "text, created, changed", "notes"):
            found[work]["note"] = Note(*values)
        return {work: _annotations(values) for work, values in found.items()}

    def note(self, work: int) -> Note | None:
        """Return the note about a work, or None."""
        for _, *values in self._about([work], "text, created, changed", "notes"):
            return Note(*values)
        return None

    def spelling(self, name: str) -> str | None:
        """Return how the reader has spelt a tag, in whatever spelling it is given; or None."""
        row = self._connection.execute(
            "SELECT name FROM tags WHERE reader = ? AND folded = ? ORDER BY added, work LIMIT 1",
            [self._reader, label(name)],
        ).fetchone()
        return str(row["name"]) if row else None

    def _about(
        self, works: Sequence[int], columns: str, table: str, order: str = ""
    ) -> Iterable[Sequence[Any]]:
        return self._connection.execute(
            f"SELECT work, {columns} FROM {table} WHERE reader = ?"  # noqa: S608 - constants
            f" AND work IN (SELECT value FROM json_each(?)) {order}",
            [self._reader, json.dumps(list(works))],
        ).fetchall()


class LibraryWriter(LibraryRows):
    """Write one reader's tags, priorities and notes, inside of `JournalWriter.recording`."""

    def tag(self, works: Iterable[int], name: str, now: datetime) -> None:
        """Add a tag to works; those that have it keep its date."""
        spelt = self.spelling(name) or name
        self._connection.executemany(
            "INSERT OR IGNORE INTO tags (work, reader, folded, name, added) VALUES (?, ?, ?, ?, ?)",
            [(work, self._reader, label(name), spelt, iso(now)) for work in works],
        )

    def untag(self, works: Iterable[int], name: str) -> None:
        """Remove a tag from works."""
        self._connection.executemany(
            "DELETE FROM tags WHERE work = ? AND reader = ? AND folded = ?",
            [(work, self._reader, label(name)) for work in works],
        )

    def prioritise(self, works: Iterable[int], priority: int, now: datetime) -> None:
        """Set the priority of works."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO priorities (work, reader, priority, changed)"
            " VALUES (?, ?, ?, ?)",
            [(work, self._reader, priority, iso(now)) for work in works],
        )

    def write_note(self, work: int, text: str, now: datetime) -> None:
        """Write the note about a work; without text, remove it."""
        if not text:
            self._connection.execute(
                "DELETE FROM notes WHERE work = ? AND reader = ?", [work, self._reader]
            )
            return
        self._connection.execute(
            "INSERT INTO notes (work, reader, created, changed, text) VALUES (?1, ?2, ?3, ?3, ?4)"
            " ON CONFLICT (work, reader) DO UPDATE SET changed = ?3, text = ?4",
            [work, self._reader, iso(now), text],
        )


def _annotations(values: dict[str, Any]) -> Annotations:
    marks, tags = (tuple(values.pop(name, ())) for name in ("marks", "tags"))
    return Annotations(marks, tags, **values)
