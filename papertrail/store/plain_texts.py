"""Write the TeX in stored papers as text, as `feeds.tex` does when a paper is read."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from feeds.tex import readable
from papertrail.dedup.same_work import title_keys
from papertrail.store.changes import touch

_TEXTS = ("title", "abstract", "comment")
# GLOB, which counts no character as an escape.
_TEX = " OR ".join(f"{{0}} GLOB '*{sign}*'" for sign in ("\\", "--", "``", "~", "{{"))


def write_tex_as_text(connection: sqlite3.Connection) -> None:
    """Convert titles, abstracts, comments and names; what changes is indexed anew."""
    changed = _convert_works(connection) | _convert_authors(connection)
    _convert_overrides(connection)
    for key in sorted(changed):
        touch(connection, key)


def _convert_works(connection: sqlite3.Connection) -> set[int]:
    """Convert the texts of works; return the keys of those that changed."""
    wanted = " OR ".join(map(_TEX.format, _TEXTS))
    rows = connection.execute(f"SELECT id, title, abstract, comment FROM works WHERE {wanted}")  # noqa: S608 - constants
    changed = set[int]()
    for key, *texts in rows.fetchall():
        converted = [text and readable(text) for text in texts]
        if converted == texts:
            continue
        changed.add(key)
        connection.execute(
            "UPDATE works SET title = ?, abstract = ?, comment = ? WHERE id = ?", [*converted, key]
        )
        connection.executemany(
            "INSERT OR IGNORE INTO title_keys (key, work) VALUES (?, ?)",
            [(title_key, key) for title_key in title_keys(converted[0])],
        )
    return changed


def _convert_authors(connection: sqlite3.Connection) -> set[int]:
    """Convert authors' names; return the keys of their works."""
    rows = connection.execute(
        f"SELECT work, position, name FROM authors WHERE {_TEX.format('name')}"  # noqa: S608 - constants
    ).fetchall()
    names = [(readable(name), work, place) for work, place, name in rows if readable(name) != name]
    connection.executemany("UPDATE authors SET name = ? WHERE work = ? AND position = ?", names)
    return {work for _, work, _ in names}


def _convert_overrides(connection: sqlite3.Connection) -> None:
    """Convert what appearances have in place of their works' texts."""
    rows = connection.execute(
        f"SELECT id, overrides FROM appearances WHERE {_TEX.format('overrides')}"  # noqa: S608 - constants
    ).fetchall()
    connection.executemany(
        "UPDATE appearances SET overrides = ? WHERE id = ?",
        [(json.dumps(_converted(json.loads(text))), number) for number, text in rows],
    )


def _converted(overrides: Mapping[str, Any]) -> dict[str, Any]:
    converted = dict(overrides)
    for name in _TEXTS:
        if isinstance(converted.get(name), str):
            converted[name] = readable(converted[name])
    if "authors" in converted:
        converted["authors"] = list(map(readable, converted["authors"]))
    return converted
