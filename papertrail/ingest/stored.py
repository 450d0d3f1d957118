"""Answer a source's questions about the database, by a read-only connection of its own."""

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from papertrail.ingest.failures import is_of_program
from papertrail.store import Store
from papertrail.store.database import lenient_text
from papertrail.store.transaction import PATIENCE
from papertrail.store.works import Works

T = TypeVar("T")


class DatabasePapers:
    """The stored papers of one source; implements `feeds.source.StoredPapers`.

    The connection is opened by the first question, in the process that asks it. No transaction
    stays open between questions, so that each sees all that is committed and no checkpoint has to
    wait. A pickled copy consists of the database's path and the source's name, and opens a
    connection of its own.

    Attributes:
        failure: the error of the database that a question met, even if the source hid it.
    """

    def __init__(self, database: Path, source: str) -> None:
        self.failure: BaseException | None = None
        self._database = database
        self._source = source
        self._lock = threading.Lock()
        self._opened: tuple[int, sqlite3.Connection] | None = None

    def count_submitted(self, start: datetime, end: datetime) -> int:
        """Count the source's papers that were submitted between two minutes, both included.

        Raises:
            sqlite3.Error: the database can't be read.
        """
        return self._ask(lambda works: works.count_submitted(self._source, start, end))

    def has_abstract(self, scheme: str, value: str) -> bool:
        """Return whether a paper is stored with an abstract from a source with authority for it.

        Raises:
            sqlite3.Error: the database can't be read.
        """
        return self._ask(lambda works: works.has_abstract(scheme, value))

    def close(self) -> None:
        """Close the connection; another question opens a new one."""
        with self._lock:
            if self._opened and self._opened[0] == os.getpid():
                self._opened[1].close()
            self._opened = None

    def __reduce__(self) -> tuple[type["DatabasePapers"], tuple[Path, str]]:
        return type(self), (self._database, self._source)

    def _ask(self, question: Callable[[Works], T]) -> T:
        try:
            with self._lock:
                return question(Works(self._connection()))
        except Exception as error:
            if is_of_program(error):
                self.failure = error
            raise

    def _connection(self) -> sqlite3.Connection:
        # A connection must not be used across a fork (https://www.sqlite.org/howtocorrupt.html).
        if self._opened is None or self._opened[0] != os.getpid():
            self._opened = os.getpid(), _open_read_only(self._database)
        return self._opened[1]


def database_path(store: Store) -> Path:
    """Return the file of an open store."""
    rows = store.connection.execute("PRAGMA database_list").fetchall()
    return Path(next(row["file"] for row in rows if row["name"] == "main"))


def _open_read_only(path: Path) -> sqlite3.Connection:
    # The lock above lets the threads of a source take turns.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    connection.text_factory = lenient_text
    return connection
