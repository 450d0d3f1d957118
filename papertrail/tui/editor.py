"""Let the user write a text in their own editor."""

import contextlib
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from papertrail.errors import PapertrailError

_USUAL = "vi"


def written(text: str, editor: str | None = None) -> tuple[str, Path]:
    """Return a text as the user leaves it, and the file that has it until `discard` removes it.

    Args:
        text: to begin with.
        editor: a command; None for $VISUAL, $EDITOR or vi.

    Raises:
        PapertrailError: the editor can't be started, or it failed; the text stays as it was.
    """
    command = editor or os.environ.get("VISUAL") or os.environ.get("EDITOR") or _USUAL
    number, name = tempfile.mkstemp(prefix="papertrail-note-", suffix=".md")
    file = Path(name)
    with os.fdopen(number, "w", encoding="utf-8") as out:
        out.write(text)
    try:
        code = subprocess.run([*shlex.split(command), name], check=False).returncode  # noqa: S603
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


def discard(file: Path) -> None:
    """Remove the file of a text that is stored."""
    with contextlib.suppress(OSError):
        file.unlink()
