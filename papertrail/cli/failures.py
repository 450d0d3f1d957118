"""Report every failure as one clear line: what, where, what to do."""

import errno
import sqlite3
import traceback

import click

from feeds.addresses import redact
from feeds.errors import FeedError
from index.errors import IndexingError
from papertrail.errors import PapertrailError
from papertrail.render.escaping import printable
from papertrail.store.transaction import busy, is_busy, is_read_only, read_only

_NO_MEMORY = (
    "cannot allocate memory",
    "failed to map segment",
    "can't start new thread",
    "bad_alloc",
)


def explain(error: Exception) -> str:
    """Return the line that a user sees."""
    if is_busy(error):
        error = busy()
    of_machine = _of_machine(error)
    if of_machine:
        return _line(*of_machine)
    if isinstance(error, PapertrailError | FeedError | IndexingError):
        return _line(error.message, error.hint)
    if isinstance(error, sqlite3.Error):
        return _line(*_of_database(error))
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return _line(
            f"{str(error.object)[:80]!r} has bytes that are no UTF-8 text",
            "write it in UTF-8; see the locale of the terminal: locale charmap",
        )
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        return _line(
            f"can't use{where} ({error.strerror or error})", "check the file and its permissions"
        )
    return _line(
        f"an unexpected {type(error).__name__}: {redact(str(error))}",
        "this is a fault of papertrail; --debug shows where it arose",
    )


def _of_machine(error: Exception) -> tuple[str, str] | None:
    """Return message and hint of an error that the machine's limits caused."""
    if _is_of_memory(error):
        return (
            "there is too little memory",
            "close other programs, or raise the limit that ulimit -v shows",
        )
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.EMFILE, errno.ENFILE):
        return "too many files are open", "close other programs, or raise the limit: ulimit -n 1024"
    if number in (errno.ENOSPC, errno.EDQUOT):
        hint = "make room and run the command again; it goes on where it stopped"
        return "the disk is full", hint
    return None


def _of_database(error: sqlite3.Error) -> tuple[str, str]:
    if is_read_only(error):
        known = read_only()
        return known.message, known.hint
    hint = "see that the disk has room, and look for damage: papertrail doctor"
    return f"the database failed ({error})", f"{hint}; nothing half-done was kept"


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


def traceback_of(error: Exception) -> str:
    """Return what --debug shows of an error, without logins and queries in addresses."""
    return redact("".join(traceback.format_exception(error))).rstrip()


def explain_usage(error: click.ClickException) -> str:
    """Return the line that a user sees who wrote a command wrongly."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "papertrail"
    message = redact(error.format_message()).rstrip(".")
    return _line(message[:1].lower() + message[1:], f"see: {command} --help")


def _line(message: str, hint: str) -> str:
    return f"papertrail: {printable(message)}" + (f"; {printable(hint)}" if hint else "")
