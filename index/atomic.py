"""Files that are either the old ones or the new ones, whatever moment the process ends at."""

from __future__ import annotations

import glob
import os
import re
import secrets
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile("[0-9a-f]{8}")


def write_atomic(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Replace the file at `path` by one that holds `data`; durable on return.

    Readers see the old content or the new, never a mixture. Who may read it stays as it was, and so
    does its owner where the system allows that. A process that dies halfway leaves at most a stray
    file in the same folder, see `remove_strays`. A link at `path` is replaced itself.

    Args:
        path: the file; its folder must be there.
        data: the content.
        mode: permissions of a file that is not there yet; by default those that the umask leaves.

    Raises:
        OSError: The folder is not writable or the disk is full; the old file is untouched.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    # Not by tempfile, whose files nobody else may read.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(temporary, flags, 0o666 if mode is None else mode), "wb") as file:
        try:
            with suppress(FileNotFoundError):
                _take_after(path, temporary)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    sync_directory(path.parent)


def remove_strays(path: Path) -> None:
    """Remove what attempts to write `path` left when they were killed.

    Raises:
        OSError: the folder is not writable.
    """
    for stray in path.parent.glob(f".{glob.escape(path.name)}.????????.tmp"):
        if _TOKEN.fullmatch(stray.name[-12:-4]) and stray.is_file() and not stray.is_symlink():
            stray.unlink(missing_ok=True)


def _take_after(old: Path, new: Path) -> None:
    """Give a new file the owner, mode and extended attributes of the one that it will replace."""
    was = old.stat()
    with suppress(OSError):
        os.chown(new, -1, was.st_gid)
        os.chown(new, was.st_uid, -1)
    # After the owner, whose change takes some bits of the mode away.
    shutil.copystat(old, new)


@contextmanager
def new_directory(target: Path) -> Iterator[Path]:
    """Give a temporary folder to fill, which becomes `target` at the end.

    Two processes may make the same folder at once: each fills one of its own, the first to finish
    wins and the other's is discarded. After an error there is neither.

    Raises:
        OSError: The parent folder is not writable.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield temporary
        try:
            temporary.rename(target)
        except OSError:
            # A folder that is not empty is not replaced: another process was quicker.
            if not target.is_dir():
                raise
        sync_directory(target.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def sync_directory(directory: Path) -> None:
    """Sync `directory`, so that a file renamed in it survives a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
