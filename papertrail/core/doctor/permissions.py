"""Examine who may read and write the files of a home."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from papertrail.config import Config
from papertrail.config.exposure import exposure
from papertrail.core.doctor.fault import Fault
from papertrail.workspace import Home

_READ_WRITE = stat.S_IRUSR | stat.S_IWUSR


def faults(home: Home, config: Config | None) -> Iterator[Fault]:
    """Yield a fault for each file that papertrail can't use, or that others can change or read."""
    for path in _used(home):
        yield from _unusable(path)
    mode = home.root.stat().st_mode
    # In a sticky folder nobody replaces another user's file.
    if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
        yield Fault(
            f"other users can write into {home.root}",
            f"run: chmod go-w {home.root}",
            lambda: _change(home.root, ~(stat.S_IWGRP | stat.S_IWOTH)),
        )
    warning = exposure(home.config_file, config) if config else None
    if warning and "can read the secrets" in warning:
        target = home.config_file.resolve()
        message, _, hint = warning.partition("; ")
        yield Fault(message, hint, lambda: _change(target, _READ_WRITE))


def _used(home: Home) -> Iterator[Path]:
    """Yield the files and folders that a command opens."""
    yield home.root
    for path in sorted(home.root.iterdir()):
        if path.is_symlink() or path == home.cache:
            continue
        yield path
        if path in (home.index, home.documents, home.log.parent):
            yield from (inner for inner in sorted(path.rglob("*")) if not inner.is_symlink())


def _unusable(path: Path) -> Iterator[Fault]:
    state = path.lstat()
    needed = _READ_WRITE | (stat.S_IXUSR if stat.S_ISDIR(state.st_mode) else 0)
    if state.st_uid != os.geteuid():
        yield Fault(
            f"{path} belongs to another user ({state.st_uid})",
            "run as root: chown -R USER of the whole home",
        )
    elif state.st_mode & needed != needed and not _is_read_only_by_nature(path):
        yield Fault(
            f"{path} can't be read and written by its owner",
            f"run: chmod u+rw {path}",
            lambda: _change(path, -1, added=needed),
        )


def _is_read_only_by_nature(path: Path) -> bool:
    """Return whether a file is tantivy's, which makes some of its own read-only."""
    return path.parent.name == "keywords" and bool(path.stat().st_mode & stat.S_IRUSR)


def _change(path: Path, kept: int, added: int = 0) -> str:
    """Take permissions away that are not among `kept`, and add others; return what was done."""
    mode = stat.S_IMODE(path.stat().st_mode) & kept | added
    path.chmod(mode)
    return f"chmod {mode:o} {path}"
