"""Files that are either the old ones or the new ones, whatever moment the process ends at."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_atomic(path: Path, data: bytes) -> None:
    """Replace the file at `path` by one that holds `data`; durable on return.

    Readers see the old content or the new, never a mixture. Who may read it stays as it was. A
    process that dies halfway leaves at most a stray `.<name>.*` file beside the old one.

    Raises:
        OSError: The folder is not writable or the disk is full; the old file is untouched.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    # Not by tempfile, whose files nobody else may read.
    with temporary.open("xb") as file:
        try:
            with suppress(FileNotFoundError):
                os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    sync_directory(path.parent)


@contextmanager
def new_directory(target: Path) -> Iterator[Path]:
    """Give a temporary folder to fill, which becomes `target` at the end.

    Two processes may make the same folder at once: each fills one of its own, the first to finish
    wins and the other's is thrown away. After an error there is neither.

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
    """Make the names in `directory` durable: a renamed file survives a power cut only after this."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
