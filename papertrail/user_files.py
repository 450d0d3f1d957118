"""Write the files that the user named or owns.

Such a name can be a link into a folder of dotfiles, a named pipe, a device or an open descriptor of
the shell (`/dev/stdout`, `/dev/fd/3`). Links are followed. A regular file is replaced in one step;
anything else is written to, as a shell's `>` does, and never replaced.
"""

import errno
import os
import re
import stat
import sys
from pathlib import Path

from index.atomic import write_atomic

_MOST_LINKS = 40
"""The links that Linux follows, see path_resolution(7)."""
_DESCRIPTOR = re.compile(r"(?:/proc/(?P<process>\d+)(?:/task/\d+)?|/dev)/fd/(?P<number>\d+)")


def write(path: Path, data: bytes, *, mode: int | None = None, wait: bool = True) -> None:
    """Write a file in place of what it holds, or into whatever else has this name.

    Mode and, where the system allows it, owner of an existing file stay. A regular file that has
    several names (hard links), or is mounted, is overwritten in place, since a replacement would
    part it from them.

    Args:
        path: the file's name; missing folders are not made.
        data: the content.
        mode: permissions of a file that is not there yet; by default those that the umask leaves.
        wait: wait until a program reads a named pipe, instead of failing where none does.

    Raises:
        BrokenPipeError: who read a pipe went away.
        OSError: it can't be written; `filename` is the path, `strerror` a reason for the user. A
            regular file that is replaced is as it was.
    """
    try:
        target = behind_links(path)
        if _DESCRIPTOR.fullmatch(str(target)):
            _write_to_descriptor(target, data)
            return
        found = _stat(path, target)
        if found is None or stat.S_ISREG(found.st_mode):
            _write_regular(target, data, found, mode)
        elif stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        elif stat.S_ISSOCK(found.st_mode):
            _send(target, data)
        else:
            _write_through(target, data, wait=wait)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def is_regular(path: Path) -> bool:
    """Return whether writing `path` makes or replaces a regular file.

    Writing the same content again then changes nothing.
    """
    target = behind_links(path)
    return not _DESCRIPTOR.fullmatch(str(target)) and (not target.exists() or target.is_file())


def behind_links(path: Path) -> Path:
    """Return the name that a chain of links ends at, whether something has it or not.

    The name of an open descriptor is not followed: what it looks like a link to can be a pipe, or
    a file that the shell opened to append to.

    Raises:
        OSError: the links lead in a circle, or into a folder that can't be looked into.
    """
    for _ in range(_MOST_LINKS):
        path = Path(os.path.realpath(path.parent), path.name)
        if _DESCRIPTOR.fullmatch(str(path)) or not path.is_symlink():
            return path
        path = path.parent / path.readlink()
    raise OSError(errno.ELOOP, "its links lead in a circle")


def _stat(path: Path, target: Path) -> os.stat_result | None:
    """Return what the target is, or None for a file that can be made."""
    try:
        return target.stat()
    except FileNotFoundError:
        if path.is_symlink():
            reason = f"it is a link to {target}, which is not there"
            raise FileNotFoundError(errno.ENOENT, reason) from None
        if not target.parent.is_dir():
            reason = f"there is no folder {target.parent}"
            raise FileNotFoundError(errno.ENOENT, reason) from None
        return None


def _write_regular(
    target: Path, data: bytes, found: os.stat_result | None, mode: int | None
) -> None:
    if found and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    if found and found.st_nlink > 1:
        _overwrite(target, data)
        return
    try:
        write_atomic(target, data, mode=mode)
    except OSError as error:
        # A file that is mounted, as containers have them, can't be replaced.
        if error.errno != errno.EBUSY:
            raise
        _overwrite(target, data)


def _overwrite(target: Path, data: bytes) -> None:
    with target.open("r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _write_through(target: Path, data: bytes, *, wait: bool = True) -> None:
    blocking = 0
    if not wait:
        blocking = os.O_NONBLOCK
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_NOCTTY | blocking)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise OSError(errno.ENXIO, "no program reads from it") from None
        raise
    os.set_blocking(descriptor, True)
    _write_all(descriptor, data)


def _write_to_descriptor(target: Path, data: bytes) -> None:
    """Write to an open descriptor, at its own position where it is one of this process."""
    found = _DESCRIPTOR.fullmatch(str(target))
    if found is None or found["process"] not in (None, Path("/proc/self").resolve().name):
        _write_through(target, data)
        return
    number = int(found["number"])
    # What Python and SQLite opened themselves is not inheritable: the database is nobody's output.
    if not os.get_inheritable(number):
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.flush()
    sys.stderr.flush()
    _write_all(os.dup(number), data)


def _write_all(descriptor: int, data: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _send(target: Path, data: bytes) -> None:
    """Write to a socket of this machine, which can't be opened."""
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(target))
        connection.sendall(data)
