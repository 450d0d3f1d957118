"""Keep PDFs in a folder, each under the hash of its content: ab/abcd....pdf.

A file appears under its name when it is whole and on disk, and never changes.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from index.atomic import sync_directory, write_atomic

_NAME = re.compile(r"(?P<hash>[0-9a-f]{64})\.pdf")
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_CHUNK = 1 << 20


class DocumentCache:
    """The PDFs of a home."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Return the name of the PDF with a hash, whether it is there or not."""
        return self._folder / sha256[:2] / f"{sha256}.pdf"

    def add(self, content: bytes) -> str:
        """Write a PDF, unless it is there; return its hash.

        Raises:
            OSError: the disk is full or the folder not writable; nothing has changed.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        # One that a disk damaged has another size or is found by `papertrail doctor`.
        if not (path.is_file() and path.stat().st_size == len(content)):
            self._folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            if not path.parent.is_dir():
                path.parent.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
                sync_directory(self._folder)
            write_atomic(path, content, mode=_PRIVATE_FILE)
        return sha256

    def remove(self, sha256: str) -> bool:
        """Remove a PDF; return whether it was there."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        path.unlink()
        # Left where others are in it, or are just being written.
        try:
            path.parent.rmdir()
        except OSError:
            return True
        return True

    def hashes(self) -> Iterator[str]:
        """Yield the hashes in the names of all PDFs that are there."""
        for path in sorted(self._folder.glob("??/*.pdf")):
            found = _NAME.fullmatch(path.name)
            if found and path == self.path(found["hash"]):
                yield found["hash"]

    def is_whole(self, sha256: str) -> bool:
        """Return whether the content of a PDF has the hash of its name.

        Raises:
            OSError: it can't be read.
        """
        found = hashlib.sha256()
        with self.path(sha256).open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
        return found.hexdigest() == sha256
