"""Find the file system of a folder: a database in WAL mode needs one of this machine.

Its processes share memory through a file, which works only on one machine: "WAL does not work over
a network filesystem" (https://www.sqlite.org/wal.html). Programs that synchronise folders copy
database, log and index files at different moments, and put older ones back.
"""

import re
from pathlib import Path

from papertrail.errors import StoreError

MOUNTS = Path("/proc/self/mountinfo")
"""Linux's list of mounts, proc_pid_mountinfo(5). Elsewhere network file systems go unnoticed."""
NETWORK = frozenset(
    {
        "afs",
        "cifs",
        "davfs",
        "fuse.davfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)
_SYNCED = re.compile(
    r"Dropbox.*|OneDrive.*|Google ?Drive.*|My Drive|iCloud ?Drive.*|Mobile Documents|CloudStorage"
    r"|com~apple~CloudDocs|Nextcloud.*|ownCloud.*|pCloud ?Drive|MEGA|MEGAsync|Seafile|Syncthing",
    re.IGNORECASE,
)
_MARKERS = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log")
"""Files by which programs mark the folders that they synchronise."""
_OCTAL = re.compile(r"\\([0-7]{3})")


def file_system(path: Path) -> str:
    """Return the type of the file system that a path is on, such as "ext4"; "" if unknown."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place, found, longest = path.resolve(), "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        mount = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4]))
        # Of two on one folder, the later hides the earlier.
        if place.is_relative_to(mount) and len(mount.parts) >= longest:
            found, longest = kinds[0], len(mount.parts)
    return found


def refuse_network(path: Path) -> None:
    """Refuse a database on a network file system.

    Raises:
        StoreError: it is on one.
    """
    kind = file_system(path.parent)
    if kind in NETWORK:
        raise StoreError(
            f"{path.parent} is on a network file system ({kind}), where SQLite's log does not work "
            "and a database is damaged sooner or later",
            "copy the folder to a local disk, and name it in PAPERTRAIL_HOME",
        )


def synced_by(path: Path) -> str | None:
    """Return the name of the folder by which a program synchronises a path; None if none does."""
    place = path.resolve()
    for folder in (place, *place.parents):
        if _SYNCED.fullmatch(folder.name):
            return folder.name
        if any((folder / marker).exists() for marker in _MARKERS):
            return folder.name
    return None
