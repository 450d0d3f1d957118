"""Examine the database."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from papertrail.core.doctor.fault import Fault
from papertrail.core.lost import contradictions
from papertrail.core.resources import Resources
from papertrail.store.changes import touch
from papertrail.store.copies import damage

if TYPE_CHECKING:
    from papertrail.store import Store


def faults(resources: Resources) -> Iterator[Fault]:
    """Yield a fault for damaged pages, damaged texts, and papers that only the index knows."""
    store = resources.store
    for line in damage(store.connection):
        yield Fault(
            f"the database has damaged pages ({line})",
            "put a copy back: papertrail restore FILE; see that the disk is sound",
        )
        return
    for text in contradictions(resources.home, store):
        message, _, hint = text.partition("; ")
        yield Fault(message, hint)
    for table, column, count in _damaged_texts(store.connection):
        yield Fault(
            f"{count:,} texts in {table}.{column} have bytes that are no UTF-8",
            "they are shown with \ufffd; see that the disk is sound",
            partial(_clean, store, table, column),
        )


def _damaged_texts(connection: sqlite3.Connection) -> Iterator[tuple[str, str, int]]:
    """Yield each column of texts in which some are damaged, and how many."""
    connection.create_function("is_damaged", 1, _is_damaged, deterministic=True)
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    for (table,) in tables:
        for column in connection.execute(f"PRAGMA table_info({table})").fetchall():
            if column["type"] != "TEXT":
                continue
            name = column["name"]
            (count,) = connection.execute(
                f"SELECT count(*) FROM {table} WHERE is_damaged(CAST({name} AS BLOB))"  # noqa: S608 - names of our own schema
            ).fetchone()
            if count:
                yield table, name, count


def _is_damaged(stored: bytes | None) -> bool:
    try:
        (stored or b"").decode()
    except UnicodeDecodeError:
        return True
    return False


def _clean(store: "Store", table: str, column: str) -> str:
    """Write the texts of a column as they are shown; the indexes read changed papers again."""

    def cleaned(stored: bytes) -> str:
        return stored.decode("utf-8", "replace")

    connection = store.connection
    connection.create_function("cleaned", 1, cleaned, deterministic=True)
    where = f"WHERE is_damaged(CAST({column} AS BLOB))"
    with store.transaction():
        keys = []
        if table == "works":
            keys = [row[0] for row in connection.execute(f"SELECT id FROM works {where}")]  # noqa: S608
        done = connection.execute(
            f"UPDATE OR IGNORE {table} SET {column} = cleaned(CAST({column} AS BLOB)) {where}"  # noqa: S608
        )
        for key in keys:
            touch(connection, key)
    return f"wrote {done.rowcount:,} texts anew, with \ufffd for the lost bytes"
