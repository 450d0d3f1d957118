"""Drafts of notes: a file that an editor opens, which stays until its text is stored."""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click

from papertrail.errors import PapertrailError
from papertrail.workspace import Home


@dataclass(frozen=True, slots=True)
class Draft:
    """A file with the text of a note."""

    path: Path

    @classmethod
    def write(cls, home: Home, paper: str, text: str) -> Self:
        """Write the text of a note into a new file, for its owner alone.

        Raises:
            PapertrailError: the folder can't be written to.
        """
        folder = home.root / "drafts"
        name = re.sub(r"[^\w.-]+", "-", paper)[:80]
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            number, path = tempfile.mkstemp(suffix=".md", prefix=f"{name}-", dir=folder)
            with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
                file.write(f"{text}\n" if text else "")
        except OSError as error:
            raise PapertrailError(
                f"can't write a draft in {folder} ({error.strerror or error})",
                "papertrail note ID -m TEXT needs none",
            ) from error
        return cls(Path(path))

    @property
    def hint(self) -> str:
        """What to do with a draft whose text could not be stored."""
        return f"your text is in {self.path}; papertrail note ID -F {self.path} adds it"

    def edit(self) -> str:
        """Open the reader's editor; return the text when it is closed.

        Raises:
            PapertrailError: the editor can't be started or fails, or what it saved is no text; the
                draft stays if it was changed.
        """
        before = self.path.read_bytes()
        try:
            click.edit(filename=str(self.path))
        except click.ClickException as error:
            raise self._failed(error.message, before) from error
        try:
            return self.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise PapertrailError("what the editor saved is no text in UTF-8", self.hint) from error
        except OSError as error:
            raise PapertrailError(
                f"the editor left no file at {self.path} ({error.strerror or error})",
                "the note is as it was",
            ) from error

    def remove(self) -> None:
        """Remove the file, and those that editors leave next to it."""
        self.path.unlink(missing_ok=True)
        self.path.with_name(f"{self.path.name}~").unlink(missing_ok=True)

    def _failed(self, message: str, before: bytes) -> PapertrailError:
        try:
            changed = self.path.read_bytes() != before
        except OSError:
            changed = False
        if changed:
            return PapertrailError(f"the editor failed ({message})", self.hint)
        self.remove()
        return PapertrailError(
            f"the editor failed ({message})",
            "the note is as it was; set EDITOR, or write papertrail note ID -m TEXT",
        )
