"""Undo merges by hand: what two works were is recorded, and restored when they are split again."""

import json
import sqlite3
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from papertrail.clock import iso
from papertrail.store.changes import next_change
from papertrail.store.joined_notes import separate_notes

_OF_READERS = ("marks", "shown", "tags", "priorities", "notes", "recalls", "citation_keys")
_LISTS = ("authors", "categories", "title_keys", "identifiers", *_OF_READERS)
"""Tables of a work's rows, which name it in the column `work`."""
_MOVED = ("events", "appearances")
"""Likewise, with rows that have an id of their own and move with the work."""

Snapshot = dict[str, Any]


def snapshot(connection: sqlite3.Connection, work: int) -> Snapshot:
    """Return all rows of a work, ready for JSON."""
    rows = {}
    for table in (*_LISTS, *_MOVED, "digest_papers"):
        found = connection.execute(f"SELECT * FROM {table} WHERE work = ?", [work])  # noqa: S608 - constants
        rows[table] = list(map(dict, found))
    row = dict(connection.execute("SELECT * FROM works WHERE id = ?", [work]).fetchone())
    del row["change"]
    return {"work": row, **rows}


def record_merge(
    connection: sqlite3.Connection, work: int, before: Sequence[Snapshot], now: datetime
) -> None:
    """Record what two works were before they became one."""
    connection.execute(
        "INSERT INTO merges_by_hand (work, happened, before, after) VALUES (?, ?, ?, ?)",
        [work, iso(now), json.dumps(before), json.dumps(_said(snapshot(connection, work)))],
    )


def undo(connection: sqlite3.Connection, work: int, going: AbstractSet[int], new: int) -> bool:
    """Restore both parts of a work that a person merged; return whether that was possible.

    It is not where the work has changed since.

    Args:
        connection: the database.
        work: the merged work, which becomes the part that stays.
        going: the ids of the appearances that leave.
        new: the key of the part that leaves.
    """
    rows = connection.execute(
        "SELECT id, before, after FROM merges_by_hand WHERE work = ? ORDER BY id DESC", [work]
    ).fetchall()
    now = json.loads(json.dumps(_said(snapshot(connection, work))))
    for row in rows:
        parts: list[Snapshot] = json.loads(row["before"])
        leaving = [part for part in parts if _appearances(part) == going]
        if json.loads(row["after"]) == now and len(leaving) == 1:
            (staying,) = (part for part in parts if part is not leaving[0])
            separate_notes(connection, work, parts)
            _take(connection, leaving[0], work)
            _write(connection, leaving[0], new)
            _write(connection, staying, work)
            connection.execute("DELETE FROM merges_by_hand WHERE id = ?", [row["id"]])
            return True
    return False


def _said(found: Snapshot) -> Snapshot:
    """Return what sources say of a work, which an update may change."""
    appearances = [
        {name: value for name, value in row.items() if name not in ("seen", "by_hand")}
        for row in found["appearances"]
    ]
    names = ("work", "authors", "categories", "identifiers")
    return {name: found[name] for name in names} | {"appearances": appearances}


def _appearances(found: Snapshot) -> set[int]:
    return {row["id"] for row in found["appearances"]}


def _take(connection: sqlite3.Connection, part: Snapshot, work: int) -> None:
    """Delete what the merged work has from a part, unless the reader has changed it since."""
    for table in _OF_READERS:
        for row in part.get(table, ()):
            values = {**row, "work": work}
            condition = " AND ".join(f"{name} = ?" for name in values)
            connection.execute(f"DELETE FROM {table} WHERE {condition}", [*values.values()])  # noqa: S608 - names of columns


def _write(connection: sqlite3.Connection, part: Snapshot, key: int) -> None:
    """Give a work the rows of a snapshot; what is not in it and came since stays."""
    row = {**part["work"], "id": key, "change": next_change(connection)}
    assigned = ", ".join(f"{name} = excluded.{name}" for name in row if name != "id")
    connection.execute(
        f"INSERT INTO works ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608 - names of columns
        f" ON CONFLICT (id) DO UPDATE SET {assigned}",
        list(row.values()),
    )
    for table in ("authors", "categories", "title_keys"):
        connection.execute(f"DELETE FROM {table} WHERE work = ?", [key])  # noqa: S608 - constants
    for table in _LISTS:
        # A merge by an earlier version recorded fewer tables.
        for old in part.get(table, ()):
            _replace(connection, table, {**old, "work": key})
    for old in part["appearances"]:
        _replace(connection, "appearances", {**old, "work": key, "by_hand": 1})
    for table, columns in (("events", ("id",)), ("digest_papers", ("digest", "topic", "rank"))):
        condition = " AND ".join(f"{name} = ?" for name in columns)
        connection.executemany(
            f"UPDATE {table} SET work = ? WHERE {condition}",  # noqa: S608 - constants
            [(key, *(old[name] for name in columns)) for old in part[table]],
        )


def _replace(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    """Write a row, in place of the one with its key; nothing that refers to that is deleted."""
    keys = {
        "identifiers": ("scheme", "value"),
        "appearances": ("id",),
    }
    conflict = ""
    if table in keys:
        assigned = ", ".join(f"{name} = excluded.{name}" for name in row)
        conflict = f" ON CONFLICT ({', '.join(keys[table])}) DO UPDATE SET {assigned}"
    verb = "INSERT OR IGNORE"
    if conflict:
        verb = "INSERT"
    connection.execute(
        f"{verb} INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}){conflict}",
        list(row.values()),
    )
