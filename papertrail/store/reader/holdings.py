"""Look up which works have a tag or a note of the reader, a fetched PDF, or linked code."""

import sqlite3

from papertrail.text.words import label

_HAVING = {
    "note": ("notes", "SELECT work FROM notes WHERE reader = :reader"),
    "pdf": ("documents", "SELECT work FROM documents"),
    "code": ("links", "SELECT work FROM links WHERE kind = 'code'"),
}
"""For each thing the table that knows of it, and the works that have it."""


def tagged(connection: sqlite3.Connection, reader: str, tag: str) -> list[int]:
    """Return the works with a tag, in any spelling of it."""
    rows = connection.execute(
        "SELECT work FROM tags WHERE reader = ? AND folded = ?", [reader, label(tag)]
    )
    return [work for (work,) in rows]


def having(connection: sqlite3.Connection, reader: str, thing: str) -> list[int]:
    """Return the works that have a thing: note, pdf or code; none where nothing records it."""
    table, query = _HAVING[label(thing)]
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [table]
    ).fetchone()
    if not known:
        return []
    return [work for (work,) in connection.execute(query, {"reader": reader})]
