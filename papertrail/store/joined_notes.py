"""Join the notes about two works that become one, and separate them again."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

_BETWEEN = "\n\n---\n\n"


def join_notes(connection: sqlite3.Connection, key: int, other: int) -> None:
    """Write into each reader's note about a work what the note about another one says."""
    connection.execute(
        "UPDATE notes SET text = notes.text || ? || others.text,"
        " created = min(notes.created, others.created),"
        " changed = max(notes.changed, others.changed)"
        " FROM notes AS others WHERE notes.work = ? AND others.work = ?"
        " AND others.reader = notes.reader AND others.text != notes.text",
        [_BETWEEN, key, other],
    )


def separate_notes(
    connection: sqlite3.Connection, work: int, parts: Sequence[Mapping[str, Any]]
) -> None:
    """Remove the notes about a work that are those of its parts, joined and unchanged since.

    Args:
        connection: the database.
        work: the merged work.
        parts: the rows of its two parts, as `undo.snapshot` returns them.
    """
    first, second = ({row["reader"]: row for row in part.get("notes", ())} for part in parts)
    for reader in first.keys() & second.keys():
        joined = f"{first[reader]['text']}{_BETWEEN}{second[reader]['text']}"
        connection.execute(
            "DELETE FROM notes WHERE work = ? AND reader = ? AND text = ?", [work, reader, joined]
        )
