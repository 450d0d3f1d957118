"""Explain every failure in a sentence and a hint: what, where, what to do."""

import errno
import sqlite3
from dataclasses import dataclass

from feeds.addresses import redact
from feeds.errors import FeedError
from index.errors import IndexingError
from papertrail.errors import PapertrailError
from papertrail.store.transaction import busy, is_busy, is_read_only, read_only

EXPECTED = (PapertrailError, FeedError, IndexingError, sqlite3.Error, OSError)
"""What an act may raise that is not a fault of the program."""
_NO_MEMORY = (
    "cannot allocate memory",
    "failed to map segment",
    "can't start new thread",
    "bad_alloc",
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure in words.

    Attributes:
        message: what failed, and where.
        hint: what to do; may be empty.
    """

    message: str
    hint: str = ""


def describe(error: Exception) -> Failure:
    """Return a failure in words; they may contain text from outside."""
    if is_busy(error):
        error = busy()
    of_machine = _of_machine(error)
    if of_machine:
        return of_machine
    if isinstance(error, PapertrailError | FeedError | IndexingError):
        return Failure(error.message, error.hint)
    if isinstance(error, sqlite3.Error):
        return _of_database(error)
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return Failure(
            f"{str(error.object)[:80]!r} has bytes that are no UTF-8 text",
            "write it in UTF-8; see the locale of the terminal: locale charmap",
        )
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        return Failure(
            f"can't use{where} ({error.strerror or error})", "check the file and its permissions"
        )
    return Failure(
        f"an unexpected {type(error).__name__}: {redact(str(error))}",
        "this is a fault of papertrail; --debug shows where it arose",
    )


def _of_machine(error: Exception) -> Failure | None:
    """Return the failure that the machine's limits caused, if they did."""
    if _is_of_memory(error):
        return Failure(
            "there is too little memory",
            "close other programs, or raise the limit that ulimit -v shows",
        )
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.EMFILE, errno.ENFILE):
        hint = "close other programs, or raise the limit: ulimit -n 1024"
        return Failure("too many files are open", hint)
    if number in (errno.ENOSPC, errno.EDQUOT):
        hint = "make room and run the command again; it goes on where it stopped"
        return Failure("the disk is full", hint)
    return None


def _of_database(error: sqlite3.Error) -> Failure:
    if is_read_only(error):
        known = read_only()
        return Failure(known.message, known.hint)
    hint = "see that the disk has room, and look for damage: papertrail doctor"
    return Failure(f"the database failed ({error})", f"{hint}; nothing half-done was kept")


def _is_of_memory(error: BaseException | None) -> bool:
    """Return whether an error, or what caused it, is that memory could not be had.

    Libraries that start threads or load code say so in words alone.
    """
    seen = set[int]()
    # Errors that were raised again can be each other's causes.
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
            return True
        if isinstance(error, ImportError | RuntimeError) and any(
            words in str(error).lower() for words in _NO_MEMORY
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
