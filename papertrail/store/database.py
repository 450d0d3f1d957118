"""Opening the SQLite file."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from papertrail.errors import StoreError
from papertrail.store.deliveries import Deliveries
from papertrail.store.digests import Digests
from papertrail.store.filters import reading
from papertrail.store.marks import Marks
from papertrail.store.searches import Searches
from papertrail.store.sources import Sources
from papertrail.store.topic_models import TopicModels
from papertrail.store.works import Works

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x50545231
"""Marks the file as papertrail's in SQLite's header ("PTR1")."""
SCHEMA_VERSION = 12
"""How many migrations there are, kept in user_version: a current file opens without loading them."""

_NO_SPACE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN)
"""What SQLite says of a full disk: with it, a database can still be read."""


class Store:
    """One open database, with its tables grouped by what they are about."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.works = Works(connection)
        self.sources = Sources(connection)
        self.searches = Searches(connection)
        self.digests = Digests(connection)
        self.topic_models = TopicModels(connection)
        self.deliveries = Deliveries(connection)
        self.marks = Marks(connection)

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> "Store":
        """Open a database and bring its schema up to date.

        Raises:
            StoreError: there is none and `create` is off; the file is damaged, foreign, or of a
            newer papertrail.
        """
        if not create and not path.exists():
            raise StoreError(
                f"there is no database at {path}", "run: papertrail init && papertrail update"
            )
        try:
            try:
                connection = _prepared(_connect(path), path)
            except sqlite3.OperationalError as error:
                if create or error.sqlite_errorcode & 0xFF not in _NO_SPACE or _in_use(path):
                    raise
                connection = _prepared(_unchanging(path), path)
        except sqlite3.Error as error:
            hint = "make it readable and writable; a damaged one: move it away and restore a copy or update anew"
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_SPACE:
                hint = "see that its disk has room and its folder can be written to; nothing was changed"
            raise StoreError(f"can't use the database {path} ({error})", hint) from error
        return cls(connection)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that is written inside one step: all of it happens, or nothing."""
        with self._database.atomic():
            yield

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """See the database as it is at one moment, whatever is written to it meanwhile."""
        with reading(self.connection):
            yield

    @cached_property
    def _database(self) -> "Database":
        from sqlite_utils import Database

        return Database(self.connection, execute_plugins=False)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file; where none can be made beside it and nobody writes, as one that stays as it
    is.
    """
    if path.exists() and not os.access(path.parent, os.W_OK) and not _in_use(path):
        return _unchanging(path)
    return sqlite3.connect(path, timeout=30.0)


def _in_use(path: Path) -> bool:
    """Tell whether a process writes to the database, or has left something that is not yet part of
    it.
    """
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _unchanging(path: Path) -> sqlite3.Connection:
    """Open the file to read without those that SQLite would make beside it, which readers share
    with writers.
    """
    return sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, timeout=30.0)


def _prepared(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    # An index remembers how far it is built, so a commit must be on disk before the index goes on.
    connection.execute("PRAGMA synchronous = FULL")
    # The upper levels of a large database's tables take more than SQLite's usual 2 MB; an update
    # needs them throughout.
    connection.execute("PRAGMA cache_size = -16384")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and tables:
        raise StoreError(
            f"{path} is not a papertrail database", "name another folder in PAPERTRAIL_HOME"
        )
    if version > SCHEMA_VERSION:
        raise StoreError(f"{path} was written by a newer papertrail", "upgrade papertrail")
    if version < SCHEMA_VERSION:
        from papertrail.locks import migrating

        # Of two processes that begin together, one makes the tables and the other finds them.
        with migrating(path):
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < SCHEMA_VERSION:
                _migrate(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    from sqlite_utils import Database

    from papertrail.store.schema import migrations

    database = Database(connection, execute_plugins=False)
    database.enable_wal()
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrations.apply(database)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
