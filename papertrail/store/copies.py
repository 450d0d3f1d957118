"""Copy a database as of one moment, also while others write to it, and look for damage."""

import contextlib
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from index.atomic import remove_strays, sync_directory
from papertrail.errors import StoreError

PRIVATE = 0o600
_MARGIN = 16 << 20
"""Bytes to leave free on a disk."""
_STEPS = 10_000
"""Instructions of SQLite's between two looks at the clock."""
_BEFORE = re.compile(r"-schema-\d+\.db")


def copy_database(connection: sqlite3.Connection, target: Path) -> None:
    """Write all that a connection sees into a new file, for its owner alone; durable on return.

    SQLite's online backup (https://www.sqlite.org/backup.html): other connections may write
    meanwhile; the copy is of the moment at which it began.

    Raises:
        StoreError: the disk has too little room; there is no copy.
        sqlite3.Error: the database can't be read, or the copy can't be written.
        OSError: there is a file of this name, or the folder can't be written to.
    """
    pages, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
    )
    need_room(target.parent, pages * size)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    try:
        with contextlib.closing(sqlite3.connect(target)) as copied:
            connection.backup(copied)
            # One file alone: without -wal and -shm next to it, also once it is opened for reading.
            copied.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    sync_directory(target.parent)


def need_room(folder: Path, size: int) -> None:
    """Check that a disk has room for a file of some bytes.

    Raises:
        StoreError: it has not.
    """
    free = shutil.disk_usage(folder).free
    if free < size + _MARGIN:
        raise StoreError(
            f"the disk of {folder} has {free >> 20:,} MB free, and {(size + _MARGIN) >> 20:,} MB "
            "are needed",
            "make room; nothing was changed",
        )


def damage(
    connection: sqlite3.Connection, most: int = 5, *, seconds: float | None = None
) -> list[str]:
    """Return what SQLite's quick_check finds wrong with the pages of a database, line by line.

    Args:
        connection: the database.
        most: lines to return.
        seconds: after which the check ends, with what it has found so far; None to check it whole.
    """
    ends = time.monotonic() + seconds if seconds is not None else None
    if ends is not None:
        connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    found: list[str] = []
    try:
        for (line,) in connection.execute(f"PRAGMA quick_check({most})"):
            found.append(line)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
            return [str(error)]
    finally:
        connection.set_progress_handler(None, 0)
    lines = [line for text in found for line in text.splitlines()]
    return [] if found == ["ok"] else lines[:most]


def keep_before_migration(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy a database of an older schema next to itself; return the copy.

    Raises as `copy_database`.
    """
    kept = path.with_name(f"{path.stem}-schema-{version}.db")
    partial = path.with_name(f".{kept.name}.00000000.tmp")
    partial.unlink(missing_ok=True)
    copy_database(connection, partial)
    partial.replace(kept)
    sync_directory(path.parent)
    return kept


def remove_older_copies(path: Path, kept: Path) -> None:
    """Remove the copies that were made before earlier migrations."""
    for copy in copies_before_migrations(path):
        if copy != kept:
            copy.unlink(missing_ok=True)
            remove_strays(copy)


def copies_before_migrations(path: Path) -> Iterator[Path]:
    """Yield the copies of a database that were made before its migrations."""
    for found in path.parent.glob(f"{path.stem}-schema-*.db"):
        if _BEFORE.fullmatch(found.name.removeprefix(path.stem)):
            yield found
