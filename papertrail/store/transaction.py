"""Begin transactions: a write takes SQLite's write lock first, a read never becomes a write.

A transaction that begins as a read and writes later fails at once, whatever the timeout, if another
connection has written in between (SQLITE_BUSY_SNAPSHOT, https://www.sqlite.org/isolation.html). One
that begins as a write waits.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from papertrail.errors import BusyError, ReadOnlyError

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds to wait for another process that writes: several times the longest transaction of an
update."""
_POLL = 0.005
_LONG = 0.1
"""Seconds from which on a transaction counts as long."""
_PAUSE = 3 * _POLL
"""Seconds in which others can begin after a long transaction. SQLite's lock has no queue."""


def is_busy(error: BaseException) -> bool:
    """Return whether SQLite failed because another connection holds what this one needs."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)


def busy() -> BusyError:
    """Return the error for a lock that can't be had."""
    return BusyError(
        "another papertrail process is writing to the database", "try again when it is done"
    )


def is_read_only(error: BaseException) -> bool:
    """Return whether SQLite failed because the file or its folder can't be written to."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY


def read_only() -> ReadOnlyError:
    """Return the error for a database that can't be written to."""
    return ReadOnlyError(
        "the database can't be written to",
        "make its folder writable, and see that the disk has room",
    )


def patiently(act: Callable[[], T]) -> T:
    """Try again while another connection writes, for `PATIENCE` seconds; return what came of it.

    For what SQLite's own timeout does not cover, or polls too seldom to meet the gap between two
    transactions.

    Raises:
        BusyError: the other one did not end in time.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            if time.monotonic() >= deadline:
                raise busy() from error
        time.sleep(_POLL)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Make all that is written inside one step: all of it happens, or nothing.

    Inside another such block it is a part of that one, which can fail on its own.

    Raises:
        BusyError: another connection writes for longer than `PATIENCE` seconds.
        ReadOnlyError: the file or its folder can't be written to.
        RuntimeError: it is inside `reading`.
    """
    if connection.in_transaction:
        with _nested(connection):
            yield
        return
    _begin(connection)
    began = time.monotonic()
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        # Does nothing if the error has ended the transaction already.
        connection.rollback()
        if is_busy(error):
            raise busy() from error
        if is_read_only(error):
            raise read_only() from error
        raise
    if time.monotonic() - began >= _LONG:
        time.sleep(_PAUSE)


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """See the database as it is at one moment; writes fail inside."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        connection.execute("PRAGMA query_only = ON")
        yield
    finally:
        connection.rollback()
        connection.execute("PRAGMA query_only = OFF")


def _begin(connection: sqlite3.Connection) -> None:
    (timeout,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
    except sqlite3.OperationalError as error:
        if is_read_only(error):
            raise read_only() from error
        raise
    finally:
        connection.execute(f"PRAGMA busy_timeout = {timeout}")


@contextmanager
def _nested(connection: sqlite3.Connection) -> Iterator[None]:
    if connection.execute("PRAGMA query_only").fetchone()[0]:
        raise RuntimeError("a write inside of a read, which may be of an older state")
    # The innermost savepoint of a name is the one that is meant.
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        # A full disk, for one, ends the whole transaction.
        if connection.in_transaction:
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise
    connection.execute("RELEASE part")
