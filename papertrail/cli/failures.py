"""Report every failure as one clear line: what, where, what to do."""

import traceback

import click

from feeds.addresses import redact
from papertrail.core.failures import Failure, describe
from papertrail.render.escaping import printable


def explain(error: Exception) -> str:
    """Return the line that a user sees."""
    return _line(describe(error))


def traceback_of(error: Exception) -> str:
    """Return what --debug shows of an error, without logins and queries in addresses."""
    return redact("".join(traceback.format_exception(error))).rstrip()


def explain_usage(error: click.ClickException) -> str:
    """Return the line that a user sees who wrote a command wrongly."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "papertrail"
    message = redact(error.format_message()).rstrip(".")
    return _line(Failure(message[:1].lower() + message[1:], f"see: {command} --help"))


def _line(failure: Failure) -> str:
    hint = f"; {printable(failure.hint)}" if failure.hint else ""
    return f"papertrail: {printable(failure.message)}{hint}"
