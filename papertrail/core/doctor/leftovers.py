"""Examine what ended processes left: parts of files, and locks that are held or can't be taken."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from papertrail.core.doctor.fault import Fault
from papertrail.workspace import Home

_PART = re.compile(r"\..+\.[0-9a-f]{8}\.tmp|\.restoring-\w+")
_PART_IN_CACHE = re.compile(r"\..+\.\w{8}")
_OLD = 3600.0
"""Seconds after which a part of a file belongs to no process that is still at work."""
_LOCKS = Path("/proc/locks")
"""Linux's list of locks, proc_locks(5)."""


def orphans(home: Home) -> Iterator[Fault]:
    """Yield a fault for each file or folder that an interrupted process left."""
    for path in _parts(home):
        if time.time() - path.lstat().st_mtime > _OLD:
            yield Fault(
                f"{path} was left by a process that was killed",
                f"remove it: rm -r {path}",
                _removal(path),
            )


def locks(home: Home) -> Iterator[Fault]:
    """Yield a fault for each lock that can't be taken, or that a stopped process holds.

    A process that ends releases its locks, however it ends; one that is stopped keeps them.
    """
    for path in sorted(home.root.glob("*.lock")):
        if path.is_dir():
            yield Fault(
                f"{path} is a folder, and should be a file to lock",
                f"remove it: rm -r {path}",
                _removal(path),
            )
            continue
        for process in _stopped_holders(path):
            yield Fault(
                f"process {process}, which is stopped, holds {path.name}",
                f"let it go on: kill -CONT {process}; or end it: kill -KILL {process}",
            )


def _parts(home: Home) -> Iterator[Path]:
    folders = (
        home.root,
        home.index,
        *home.index.glob("*/"),
        *home.index.glob("passages/*/"),
        *home.documents.glob("??/"),
        home.log.parent,
    )
    for folder in folders:
        if folder.is_dir():
            yield from (path for path in sorted(folder.iterdir()) if _PART.fullmatch(path.name))
    for folder in (home.cache / "models", home.cache / "openvino"):
        if folder.is_dir():
            found = sorted(folder.iterdir())
            yield from (path for path in found if _PART_IN_CACHE.fullmatch(path.name))


def _removal(path: Path) -> Callable[[], str]:
    def remove() -> str:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        return f"removed {path}"

    return remove


def _stopped_holders(path: Path) -> Iterator[int]:
    """Yield the processes that hold a lock of a file and are stopped, as by Ctrl-Z."""
    try:
        lines = _LOCKS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return
    inode = str(path.stat().st_ino)
    for line in lines:
        fields = line.split()
        process, place = fields[4:6] if "->" not in fields else fields[5:7]
        if place.rpartition(":")[2] == inode and _state(process) in ("T", "t"):
            yield int(process)


def _state(process: str) -> str:
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.rpartition(") ")[2][:1]
