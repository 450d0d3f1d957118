"""Look up which works have a mark, tag or note of the reader, a fetched PDF, or linked code."""

import json
import sqlite3
from collections.abc import Iterable

from papertrail.text.words import label
from papertrail.types.mark import canonical

_HAVING = {
    "note": "SELECT work FROM notes WHERE reader = :reader",
    "pdf": "SELECT work FROM documents",
    "code": (
        "SELECT DISTINCT work FROM links WHERE kind = 'code' AND whose = 'own' AND url IS NOT NULL"
    ),
}
"""For each thing the works that have it; code is a paper's own."""


def marked(connection: sqlite3.Connection, reader: str, kinds: Iterable[str]) -> list[int]:
    """Return the works with a mark of some kinds, in words of any version of papertrail."""
    names = [canonical(label(kind)) for kind in kinds]
    rows = connection.execute(
        "SELECT work FROM marks WHERE reader = ? AND kind IN (SELECT value FROM json_each(?))",
        [reader, json.dumps(names)],
    )
    return [work for (work,) in rows]


def tagged(connection: sqlite3.Connection, reader: str, tag: str) -> list[int]:
    """Return the works with a tag, in any spelling of it."""
    rows = connection.execute(
        "SELECT work FROM tags WHERE reader = ? AND folded = ?", [reader, label(tag)]
    )
    return [work for (work,) in rows]


def having(connection: sqlite3.Connection, reader: str, thing: str) -> list[int]:
    """Return the works that have a thing: note, pdf or code."""
    query = _HAVING[label(thing)]
    return [work for (work,) in connection.execute(query, {"reader": reader})]
