"""Open an index whose folder can't be written to.

tantivy takes a lock in the folder of an index to open it for reading. So a temporary folder gets
links to the index's files, and the lock.
"""

import os
import shutil
import tempfile
from pathlib import Path

_REPLACED = frozenset({"meta.json", ".managed.json"})
"""Files that a writer replaces: copied, so that the links are to the files that they name."""


def needs_links(directory: Path) -> bool:
    """Return whether a folder can be read and not written to."""
    return os.access(directory, os.R_OK | os.X_OK) and not os.access(directory, os.W_OK)


def linked(directory: Path) -> Path:
    """Return a temporary folder with links to all files of an index, to be kept while it is open.

    Raises:
        OSError: no temporary folder can be made, or the files can't be listed.
    """
    there = Path(tempfile.mkdtemp(prefix="papertrail-words-"))
    for name in sorted(_REPLACED):
        if (directory / name).exists():
            shutil.copyfile(directory / name, there / name)
    for file in directory.iterdir():
        if file.name not in _REPLACED and file.suffix != ".lock":
            (there / file.name).symlink_to(file.absolute())
    return there
