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
from papertrail.store.transaction import busy, is_busy


def explain(error: Exception) -> str:
    """Return the line that a user sees."""
    if is_busy(error):
        error = busy()
    if isinstance(error, PapertrailError | FeedError | IndexingError):
        return _line(error.message, error.hint)
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY:
        return _line(
            "the database can't be written to",
            "make its folder writable, and see that the disk has room",
        )
    if isinstance(error, sqlite3.Error):
        return _line(
            f"the database failed ({error})",
            "see that the disk has room and the file is not damaged; nothing half-done was kept",
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _line(
            "the disk is full", "make room and run the command again; it goes on where it stopped"
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
