"""Open the SQLite file."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from papertrail.errors import StoreError
from papertrail.file_systems import refuse_network
from papertrail.store.assist import Assist
from papertrail.store.citations import Citations
from papertrail.store.documents import Documents
from papertrail.store.listings import Listings
from papertrail.store.passages import Passages
from papertrail.store.plans import Plans
from papertrail.store.reader.activity import Activity
from papertrail.store.reader.alerts import Alerts
from papertrail.store.reader.deliveries import Deliveries
from papertrail.store.reader.digests import Digests
from papertrail.store.reader.exports import Exports
from papertrail.store.reader.journal import Journal
from papertrail.store.reader.learning import LearningRows
from papertrail.store.reader.library import LibraryRows
from papertrail.store.reader.listing import Listing
from papertrail.store.reader.marks import Marks
from papertrail.store.reader.searches import Searches
from papertrail.store.reader.topic_models import TopicModels
from papertrail.store.reader.whole import WholeReader
from papertrail.store.sources import Sources
from papertrail.store.timeline import Timeline
from papertrail.store.transaction import PATIENCE, busy, is_busy, patiently, reading, writing
from papertrail.store.works import Works
from papertrail.store.writers import Transaction, transaction
from papertrail.types.reader import DEFAULT_READER

APPLICATION_ID = 0x50545231
"""Marks the file as papertrail's in SQLite's header ("PTR1")."""
SCHEMA_VERSION = 31
"""The number of migrations, kept in user_version, so that a current file opens without them."""

_NO_SPACE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN)
"""What SQLite says of a full disk: with it, a database can still be read."""


class Store:
    """One open database, as one reader uses it, its tables grouped by noun."""

    def __init__(self, connection: sqlite3.Connection, reader: str = DEFAULT_READER) -> None:
        self.connection = connection
        self._reader = reader
        self.works = Works(connection, reader)
        self.citations = Citations(connection)
        self.assist = Assist(connection)
        self.listings = Listings(connection)
        self.sources = Sources(connection)
        self.timeline = Timeline(connection)
        self.documents = Documents(connection)
        self.passages = Passages(connection, reader)
        self.searches = Searches(connection, reader)
        self.learning = LearningRows(connection, reader)
        self.plans = Plans(connection, reader)
        self.digests = Digests(connection, reader)
        self.topic_models = TopicModels(connection, reader)
        self.deliveries = Deliveries(connection, reader)
        self.marks = Marks(connection, reader)
        self.library = LibraryRows(connection, reader)
        self.journal = Journal(connection, reader)
        self.listing = Listing(connection, reader)
        self.activity = Activity(connection, reader)
        self.exports = Exports(connection, reader)
        self.whole = WholeReader(connection, reader)
        self.alerts = Alerts(connection, reader)

    def for_reader(self, reader: str) -> "Store":
        """Return the same database as another reader uses it; both share one connection."""
        return Store(self.connection, reader)

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> "Store":
        """Open a database and bring its schema up to date.

        Raises:
            StoreError: there is none and `create` is off; the file is damaged, foreign, of a newer
                papertrail, or on a network file system.
            BusyError: another process writes, or brings the schema up to date, and does not come to
                an end.
        """
        refuse_network(path)
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
            if is_busy(error):
                raise busy() from error
            hint = (
                "make it readable and writable; a damaged one: "
                "move it away and restore a copy or update anew"
            )
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_SPACE:
                hint = (
                    "see that its disk has room and its folder can be written to; "
                    "nothing was changed"
                )
            raise StoreError(f"can't use the database {path} ({error})", hint) from error
        return cls(connection)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a transaction; all that its writers write happens, or nothing. See `writing`.

        Raises:
            BusyError: another process writes and does not come to an end.
        """
        with transaction(self.connection, self._reader) as writers:
            yield writers

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Read the database as of one moment, whatever others write; writes fail inside."""
        with reading(self.connection):
            yield

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
    """Open the file; in a folder that can't be written to, as one that does not change."""
    if path.exists() and not os.access(path.parent, os.W_OK) and not _in_use(path):
        return _unchanging(path)
    # Without an isolation level Python begins no transaction of its own, which could not wait for
    # another writer.
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


def _in_use(path: Path) -> bool:
    """Return whether a process writes to the database, or has left a log to be replayed."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def _unchanging(path: Path) -> sqlite3.Connection:
    """Open the file for reading without the -wal and -shm files that readers share with writers."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None
    )


def _prepared(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def lenient_text(stored: bytes) -> str:
    """Decode a text of the database; a byte that a disk damaged becomes U+FFFD.

    sqlite3's own decoding fails, and with it whatever reads a thousand other papers.
    """
    return stored.decode("utf-8", "replace")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.row_factory = sqlite3.Row
    connection.text_factory = lenient_text
    connection.execute("PRAGMA foreign_keys = ON")
    # An index remembers how far it is built, so a commit must be on disk before the index goes on.
    connection.execute("PRAGMA synchronous = FULL")
    # The upper levels of a large database's tables take more than SQLite's usual 2 MB; an update
    # needs them throughout.
    connection.execute("PRAGMA cache_size = -16384")
    # As `sqlite_utils` sets it.
    connection.execute("PRAGMA recursive_triggers = ON")
    # Of one moment: another process may be making the tables.
    with reading(connection):
        version, application, tables = (
            connection.execute(query).fetchone()[0]
            for query in (
                "PRAGMA user_version",
                "PRAGMA application_id",
                "SELECT count(*) FROM sqlite_master",
            )
        )
    if application != APPLICATION_ID and tables:
        raise StoreError(
            f"{path} is not a papertrail database", "name another folder in PAPERTRAIL_HOME"
        )
    if version > SCHEMA_VERSION:
        raise _too_new(connection, path, version)
    if version < SCHEMA_VERSION:
        from papertrail.locks import migrating

        # Of two processes that begin together, one makes the tables and the other finds them.
        with migrating(path):
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < SCHEMA_VERSION:
                _bring_forward(connection, path, version)


def _too_new(connection: sqlite3.Connection, path: Path, version: int) -> StoreError:
    """Return the error about a schema of the future, with the version of papertrail it needs."""
    try:
        query = "SELECT papertrail FROM schema_versions WHERE schema = ?"
        needed = str(connection.execute(query, [version]).fetchone()[0])
    except (sqlite3.Error, TypeError):
        needed = ""
    return StoreError(
        f"{path} was written by a newer papertrail: its schema is {version}, "
        f"and this one reads up to {SCHEMA_VERSION}",
        f"upgrade papertrail to {needed} or later" if needed else "upgrade papertrail",
    )


def _bring_forward(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Migrate a database, of which a copy is kept until the next migration."""
    if not version:
        _migrate(connection)
        return
    from papertrail.store.copies import keep_before_migration, remove_older_copies

    try:
        kept = keep_before_migration(connection, path, version)
    except OSError as error:
        raise StoreError(
            f"can't copy {path} before its schema changes ({error.strerror or error})",
            "make its folder writable; nothing was changed",
        ) from error
    _migrate(connection)
    remove_older_copies(path, kept)


def _migrate(connection: sqlite3.Connection) -> None:
    """Run the migrations that are missing, all or none."""
    from sqlite_utils import Database

    from papertrail.store.migrations import migrations

    database = Database(connection, execute_plugins=False)
    # SQLite does not wait here for a connection that writes.
    patiently(database.enable_wal)
    with writing(connection):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.apply(database)
        _note_version(connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _note_version(connection: sqlite3.Connection) -> None:
    """Record which papertrail this schema needs, for older ones that meet it."""
    from importlib.metadata import version

    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_versions "
        "(schema INTEGER PRIMARY KEY, papertrail TEXT NOT NULL) STRICT"
    )
    connection.execute(
        "INSERT OR IGNORE INTO schema_versions VALUES (?, ?)",
        [SCHEMA_VERSION, version("papertrail")],
    )
