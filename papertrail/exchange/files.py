"""Read files that the user names, within bounds of size and time."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from feeds.errors import HopelessError
from feeds.isolation import DEADLINE, call
from papertrail.errors import PapertrailError

T = TypeVar("T")

MOST_BYTES = 64 << 20
"""The most bytes of one file; the largest reference libraries have a tenth of that."""
_SLOWEST = 100_000
"""Bytes that every parser reads in a second."""


def read_bytes(path: Path, hint: str) -> bytes:
    """Return what a file holds.

    Args:
        path: the file; it may be a device that never ends.
        hint: what to name instead where it can't be read.

    Raises:
        PapertrailError: it can't be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PapertrailError(f"can't read {path} ({error.strerror or error})", hint) from error
    if len(content) > MOST_BYTES:
        raise PapertrailError(f"{path}: it is larger than {MOST_BYTES >> 20} MiB", hint)
    return content


def parsed(path: Path, size: int, parse: Callable[..., T], *arguments: object) -> T:
    """Parse a part of a file in a child process, within a deadline that grows with its size.

    Raises:
        PapertrailError: the parser took too long or too much memory.
        Exception: as `parse` raises it.
    """
    try:
        return call(parse, *arguments, deadline=DEADLINE + size / _SLOWEST)
    except HopelessError as error:
        raise PapertrailError(
            f"{path}: {error.message}", "export it again, in parts or without what is odd"
        ) from error
