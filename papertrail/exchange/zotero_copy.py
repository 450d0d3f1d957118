"""A copy of Zotero's database that can be read while Zotero runs.

Zotero locks its database for itself. Up to version 7 it keeps a rollback journal, from version 10
on a write-ahead log (WAL): what was written last is in that log, and a reader that opens the
database as immutable (https://sqlite.org/uri.html#uriimmutable) misses it without a word. So the
database is copied with its log or journal, and SQLite brings the copy up to date.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from papertrail.errors import PapertrailError

_COMPANIONS = ("-wal", "-journal")
"""Without `-shm`, the index of the log, which SQLite makes anew."""
_ATTEMPTS = 5
_PAUSE = 0.5
"""Seconds before a database that changed while it was copied is copied again."""
_State = tuple[tuple[int, int] | None, ...]


@contextmanager
def copied(file: Path) -> Iterator[Path]:
    """Yield a copy of a database as it was at one moment; it is removed afterwards.

    Raises:
        PapertrailError: the database never rests, or can't be copied.
    """
    with tempfile.TemporaryDirectory(prefix="papertrail-zotero-") as folder:
        copy = Path(folder) / file.name
        try:
            for attempt in range(_ATTEMPTS):
                if attempt:
                    time.sleep(_PAUSE)
                if _copy(file, copy):
                    break
            else:
                raise PapertrailError(
                    f"{file} changes all the time", "wait until Zotero has synchronised"
                )
        except OSError as error:
            raise PapertrailError(
                f"can't copy {file} ({error.strerror or error})",
                "make room for a copy, or name another library",
            ) from error
        yield copy


def _copy(file: Path, copy: Path) -> bool:
    """Copy a database and what belongs to it; return whether all rested meanwhile."""
    before = _state(file)
    for ending in ("", *_COMPANIONS):
        target = copy.with_name(copy.name + ending)
        target.unlink(missing_ok=True)
        source = file.with_name(file.name + ending)
        try:
            shutil.copyfile(source, target)
        except FileNotFoundError:
            if not ending:
                raise
    return _state(file) == before


def _state(file: Path) -> _State:
    """Return size and time of the last change of a database and of what belongs to it."""
    return tuple(_stamp(file.with_name(file.name + ending)) for ending in ("", *_COMPANIONS))


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns
