"""Keep the sequence of changes, in which indexes follow the works.

Each work has a place of its own in it, and moves to the end when anything changes that an index
holds: its text, authors, classes, venue, dates or sources. The end never moves back.

Places are moments, in microseconds since 1970, or the next number where that is taken. So what is
stored after an older copy of the database was put back comes after all that an index has seen
before.
"""

import sqlite3
import time


def next_change(connection: sqlite3.Connection) -> int:
    """Return a place after the last one."""
    (change,) = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM works").fetchone()
    return max(int(change), time.time_ns() // 1000)


def touch(connection: sqlite3.Connection, key: int) -> None:
    """Move a work to the end of the sequence.

    Where works are merged, do so before the other is deleted: it may be the last one.
    """
    connection.execute("UPDATE works SET change = ? WHERE id = ?", [next_change(connection), key])


def indexed(connection: sqlite3.Connection, key: int) -> tuple[object, ...]:
    """Return everything about a work that an index holds, to be compared."""
    row = connection.execute(
        "SELECT title, abstract, venue, year, submitted, announced,"
        " (SELECT json_group_array(name) FROM (SELECT name"
        " FROM authors WHERE work = works.id ORDER BY position)),"
        " (SELECT json_group_array(name) FROM (SELECT name"
        " FROM categories WHERE work = works.id ORDER BY position)),"
        " (SELECT json_group_array(source) FROM"
        "  (SELECT DISTINCT source FROM appearances WHERE work = works.id ORDER BY source))"
        " FROM works WHERE id = ?",
        [key],
    ).fetchone()
    return tuple(row)
