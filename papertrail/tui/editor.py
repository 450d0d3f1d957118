"""Let the user write a text in their own editor."""

import contextlib
import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from papertrail.errors import PapertrailError

_USUAL = "vi"
_LONGEST = 80
"""Characters of a name that the name of a draft begins with."""


def written(text: str, drafts: Path, name: str, editor: str | None = None) -> tuple[str, Path]:
    """Return a text as the user leaves it, and the file that has it until `discard` removes it.

    Args:
        text: to begin with.
        drafts: the folder of that file, where it stays if the process is killed.
        name: the beginning of the file's name.
        editor: a command; None for $VISUAL, $EDITOR or vi.

    Raises:
        PapertrailError: the editor can't be started, or it failed; the text stays as it was.
    """
    command = editor or os.environ.get("VISUAL") or os.environ.get("EDITOR") or _USUAL
    file = _draft(text, drafts, name)
    try:
        code = subprocess.run([*shlex.split(command), str(file)], check=False).returncode  # noqa: S603
    except (OSError, ValueError) as error:
        discard(file)
        raise PapertrailError(
            f"can't start the editor {command!r} ({error})", "set EDITOR to one that is installed"
        ) from error
    if code:
        raise PapertrailError(
            f"the editor {command!r} failed with exit code {code}", f"its text is in {file}"
        )
    return file.read_text(encoding="utf-8", errors="replace"), file


def _draft(text: str, drafts: Path, name: str) -> Path:
    """Write a text into a new file, for its owner alone."""
    prefix = re.sub(r"[^\w.-]+", "-", name)[:_LONGEST] + "-"
    try:
        drafts.mkdir(mode=0o700, exist_ok=True)
        number, path = tempfile.mkstemp(prefix=prefix, suffix=".md", dir=drafts)
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        raise PapertrailError(
            f"can't write a draft in {drafts} ({error.strerror or error})",
            "make room, or make the folder writable",
        ) from error
    return Path(path)


def discard(file: Path) -> None:
    """Remove the file of a text that is stored."""
    with contextlib.suppress(OSError):
        file.unlink()
