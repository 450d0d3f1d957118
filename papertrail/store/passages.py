"""Store passages of documents and notes, in a sequence of changes that their indexes follow."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from papertrail.types.document import Passage
from papertrail.types.full_text import StoredPassage, TextKind
from papertrail.types.reader import DEFAULT_READER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

_COLUMNS = "id, work, kind, number, page, section, text"


class PassageChange(NamedTuple):
    """A passage that changed, or was removed.

    Attributes:
        change: its place in the sequence of changes.
        text: None if it was removed.
    """

    change: int
    key: int
    section: str
    text: str | None


class OutdatedNote(NamedTuple):
    """A note whose passages have to be replaced.

    Attributes:
        reader: whose it is.
        passages: those of its present text; none if it has gone.
    """

    work: int
    reader: str
    passages: tuple[Passage, ...]


Cut = Callable[[str], tuple[Passage, ...]]


class Passages:
    """The passages of documents, and those of one reader's notes."""

    def __init__(self, connection: sqlite3.Connection, reader: str = DEFAULT_READER) -> None:
        self._connection = connection
        self._reader = reader

    def get(self, keys: Sequence[int]) -> list[StoredPassage]:
        """Return passages in the order of their keys, without those of other readers' notes."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM passages"  # noqa: S608 - constants
            " WHERE id IN (SELECT value FROM json_each(?)) AND reader IN ('', ?)",
            [json.dumps([int(key) for key in keys]), self._reader],
        )
        found = {row["id"]: _passage(row) for row in rows}
        return [found[key] for key in map(int, keys) if key in found]

    def of(self, work: int, kind: TextKind = TextKind.DOCUMENT) -> list[StoredPassage]:
        """Return a work's passages in reading order."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM passages"  # noqa: S608
            " WHERE work = ? AND kind = ? AND reader = ? ORDER BY number",
            [work, kind, _owner(kind, self._reader)],
        )
        return [_passage(row) for row in rows]

    def searchable(self) -> "tuple[Numbers, Numbers]":
        """Return the keys of all passages that the reader may find, and of their works."""
        import numpy as np

        rows = self._connection.execute(
            "SELECT id, work FROM passages WHERE reader IN ('', ?) ORDER BY id", [self._reader]
        ).fetchall()
        pairs = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def count(self) -> int:
        """Return the number of passages, of all readers."""
        (count,) = self._connection.execute("SELECT count(*) FROM passages").fetchone()
        return int(count)

    def keys(self) -> set[int]:
        """Return the keys of all passages, of all readers."""
        return {key for (key,) in self._connection.execute("SELECT id FROM passages")}

    def last_change(self) -> int:
        """Return the end of the sequence of changes."""
        (last,) = self._connection.execute("SELECT last FROM passage_changes").fetchone()
        return int(last)

    def changed_after(self, change: int, limit: int) -> list[PassageChange]:
        """Return the next changes in the sequence."""
        rows = self._connection.execute(
            "SELECT change, id, section, text FROM passages WHERE change > ?1"
            " UNION ALL SELECT change, id, '', NULL FROM removed_passages WHERE change > ?1"
            " ORDER BY change LIMIT ?2",
            [change, limit],
        )
        return [PassageChange(*row) for row in rows]

    def pending(self, change: int) -> int:
        """Count the changes after a place in the sequence."""
        (count,) = self._connection.execute(
            "SELECT (SELECT count(*) FROM passages WHERE change > ?1)"
            " + (SELECT count(*) FROM removed_passages WHERE change > ?1)",
            [change],
        ).fetchone()
        return int(count)

    def outdated_notes(self, cut: Cut) -> "list[OutdatedNote]":
        """Return the notes, of all readers, whose passages are not those of their present texts.

        Notes are changed by hand, taken back, merged and restored; comparing all of them, which are
        few, needs none of these to think of passages.

        Args:
            cut: returns the passages of a note.
        """
        stored: dict[tuple[int, str], list[str]] = {}
        rows = self._connection.execute(
            "SELECT work, reader, section, text FROM passages WHERE kind = ? ORDER BY number",
            [TextKind.NOTE],
        )
        for work, reader, section, text in rows:
            stored.setdefault((work, reader), []).append(f"{section}\n{text}")
        outdated: list[OutdatedNote] = []
        for work, reader, text in self._notes():
            passages = cut(text)
            wanted = [f"{_storable(each.section)}\n{_storable(each.text)}" for each in passages]
            if stored.pop((work, reader), []) != wanted:
                outdated.append(OutdatedNote(work, reader, passages))
        return outdated + [OutdatedNote(work, reader, ()) for work, reader in stored]

    def _notes(self) -> list[tuple[int, str, str]]:
        there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'notes'"
        if not self._connection.execute(there).fetchone():
            return []
        rows = self._connection.execute("SELECT work, reader, text FROM notes")
        return [tuple(row) for row in rows]


class PassageWriter:
    """Write passages. Other texts about a work, such as notes, are made searchable by it too."""

    def __init__(self, connection: sqlite3.Connection, reader: str = DEFAULT_READER) -> None:
        self._connection = connection
        self._reader = reader

    def replace(self, work: int, kind: TextKind, passages: Iterable[Passage]) -> None:
        """Replace a work's passages of a kind; those with the same text keep their keys.

        So only what is new has to be embedded when a better extractor reads a PDF again.
        """
        owner = _owner(kind, self._reader)
        rows = self._connection.execute(
            "SELECT id, section, text FROM passages WHERE work = ? AND kind = ? AND reader = ?",
            [work, kind, owner],
        )
        known: dict[tuple[str, str], list[int]] = {}
        for row in rows:
            known.setdefault((row["section"], row["text"]), []).append(row["id"])
        for passage in passages:
            keys = known.get((passage.section, passage.text))
            if keys:
                self._connection.execute(
                    "UPDATE passages SET number = ?, page = ? WHERE id = ?",
                    [passage.number, passage.page, keys.pop(0)],
                )
            else:
                self._add(work, kind, owner, passage)
        for keys in known.values():
            self._connection.executemany(
                "DELETE FROM passages WHERE id = ?", [(key,) for key in keys]
            )

    def replace_notes(self, notes: Iterable[OutdatedNote]) -> None:
        """Replace the passages of notes, whoever's they are."""
        for note in notes:
            writer = PassageWriter(self._connection, note.reader)
            writer.replace(note.work, TextKind.NOTE, note.passages)

    def _add(self, work: int, kind: TextKind, owner: str, passage: Passage) -> None:
        self._connection.execute(
            "INSERT INTO passages (work, kind, reader, number, page, section, text, change)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                work,
                kind,
                owner,
                passage.number,
                passage.page,
                _storable(passage.section),
                _storable(passage.text),
                next_change(self._connection),
            ],
        )


def next_change(connection: sqlite3.Connection) -> int:
    """Move the end of the sequence of changes on, and return it."""
    # As the trigger that notes removed passages does.
    connection.execute(
        "UPDATE passage_changes SET last = max("
        "last + 1, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER))"
    )
    (last,) = connection.execute("SELECT last FROM passage_changes").fetchone()
    return int(last)


def _owner(kind: TextKind, reader: str) -> str:
    """Return whose a passage is: documents are everybody's."""
    return "" if kind is TextKind.DOCUMENT else reader


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _passage(row: sqlite3.Row) -> StoredPassage:
    return StoredPassage(
        row["id"],
        row["work"],
        TextKind(row["kind"]),
        row["number"],
        row["page"],
        row["section"],
        row["text"],
    )
