"""Drafts of notes: a file that an editor opens, which stays until its text is stored."""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click

from papertrail.cli.output import note
from papertrail.errors import PapertrailError
from papertrail.workspace import Home

_FOLDER = "drafts"
_LONGEST = 80
"""Characters of a paper's id in the name of a draft."""


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
        folder = home.root / _FOLDER
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            number, path = tempfile.mkstemp(suffix=".md", prefix=_prefix(paper), dir=folder)
            with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
                file.write(f"{text}\n" if text else "")
        except OSError as error:
            raise PapertrailError(
                f"can't write a draft in {folder} ({error.strerror or error})",
                "papertrail note ID -m TEXT needs none",
            ) from error
        return cls(Path(path))

    @classmethod
    def left(cls, home: Home, paper: str) -> list[Self]:
        """Return the drafts about a paper that are still there, as after a crash."""
        return [cls(path) for path in sorted((home.root / _FOLDER).glob(f"{_prefix(paper)}*.md"))]

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
        except KeyboardInterrupt:
            if self._is_changed(before):
                note(self.hint)
            else:
                self.remove()
            raise
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
        if self._is_changed(before):
            return PapertrailError(f"the editor failed ({message})", self.hint)
        self.remove()
        return PapertrailError(
            f"the editor failed ({message})",
            "the note is as it was; set EDITOR, or write papertrail note ID -m TEXT",
        )

    def _is_changed(self, before: bytes) -> bool:
        try:
            return self.path.read_bytes() != before
        except OSError:
            return False


def _prefix(paper: str) -> str:
    return re.sub(r"[^\w.-]+", "-", paper)[:_LONGEST] + "-"
