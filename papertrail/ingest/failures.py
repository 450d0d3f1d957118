"""Distinguish the failure of one source from that of the whole program."""

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from feeds.errors import FeedError
from feeds.paper import clean
from feeds.source import Batch, FetchRequest
from papertrail.errors import PapertrailError

_OF_MACHINE = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EPIPE,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)
_LONGEST = 300
_HINT = "the other feeds are not affected; --debug shows where it arose"


def is_of_program(error: BaseException) -> bool:
    """Return whether an error stops all sources: of the database, the machine, or Ctrl-C.

    A value that SQLite does not take is the fault of whoever sent it.
    """
    if isinstance(error, sqlite3.Error):
        of_value = (
            sqlite3.IntegrityError
            | sqlite3.DataError
            | sqlite3.ProgrammingError
            | sqlite3.InterfaceError
        )
        return not isinstance(error, of_value)
    if isinstance(error, OSError):
        return error.errno in _OF_MACHINE
    of_program = isinstance(error, PapertrailError | MemoryError)
    return of_program or not isinstance(error, Exception)


def describe(error: BaseException) -> str:
    """Return an error of a source in one line: what happened, and what to do."""
    if isinstance(error, FeedError):
        text = f"{error.message} ({error.hint})" if error.hint else error.message
        return clean(text)
    return f"{named(error)} ({_HINT})"


def named(error: BaseException) -> str:
    """Return the name and the message of an unexpected error in one line."""
    message = clean(str(error))
    return f"an unexpected {type(error).__name__}{f': {message}' if message else ''}"[:_LONGEST]


@dataclass(frozen=True, slots=True)
class BrokenSource:
    """A source that could not be made."""

    name: str
    error: Exception

    def fetch(self, _request: FetchRequest) -> Iterator[Batch]:
        """Raise what kept it from being made."""
        raise self.error


def as_feed_error(name: str, error: Exception) -> FeedError:
    """Return the error of a source as a FeedError, for a command about that source alone."""
    if isinstance(error, FeedError):
        return error
    return FeedError(f"{name} failed with {named(error)}", _HINT)
