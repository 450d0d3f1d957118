"""SHA-256 of files, computed once for each state of a file."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from index.atomic import write_atomic

if TYPE_CHECKING:
    from pathlib import Path


class FileHashes:
    """A cache of hashes by path, size and time of change, in a file; losing it only costs time.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = {}
        self._changed = False
        with suppress(OSError, ValueError, AttributeError):
            items = json.loads(path.read_bytes()).items()
            self._known = {key: value for key, value in items if isinstance(value, str)}

    def sha256(self, file: Path) -> str:
        """Return the SHA-256 of a file's content, in hex."""
        status = file.stat()
        key = f"{os.path.realpath(file)}|{status.st_size}|{status.st_mtime_ns}"
        if key not in self._known:
            with file.open("rb") as content:
                self._known[key] = hashlib.file_digest(content, "sha256").hexdigest()
            self._changed = True
        return self._known[key]

    def is_checked(self, folder: Path, state: str) -> bool:
        """Return whether `note_checked` was called for this state of a folder."""
        return self._known.get(f"checked {folder}") == state

    def note_checked(self, folder: Path, state: str) -> None:
        """Note that a folder passed its check in this state."""
        self._known[f"checked {folder}"] = state
        self._changed = True

    def save(self) -> None:
        """Write the file if hashes were added; if it is not writable, nothing happens."""
        if not self._changed:
            return
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self._path, json.dumps(self._known, indent=1).encode())
