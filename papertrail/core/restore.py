"""Restore a home from a backup.

The backup is unpacked next to what it will replace, checked, and brought to the current schema.
Then its folder gets its final name: from this instant the restore is decided, and `replacement`
does the rest.
"""

import gzip
import json
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path, PurePosixPath

from index.atomic import sync_directory
from papertrail import clock
from papertrail.core.backup import FORMAT, MANIFEST
from papertrail.core.replacement import (
    ASIDE,
    CONFIG,
    DATABASE,
    DOCUMENTS,
    TEMPLATES,
    alone,
    closed,
    finish,
)
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError, StoreError
from papertrail.types.backup import Restored
from papertrail.workspace import Home

_PRIVATE = 0o600


def restore(resources: Resources, file: Path) -> Restored:
    """Replace the home's database, settings and templates by those of a backup.

    Nothing is replaced before the whole backup is read, its database is found undamaged and its
    settings can be used.

    Raises:
        PapertrailError: the file is no whole backup, or the home can't be written to.
        StoreError: the backup's database is damaged, or of a newer papertrail.
        ConfigError: the backup's settings can't be used.
        BusyError: another process uses the home.
    """
    home = resources.home
    resources.close()
    try:
        home.make()
        with alone(home):
            finish(home)
            with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home.root) as folder:
                staged = Path(folder) / "home"
                staged.mkdir(mode=0o700)
                created = _unpack(file.expanduser().absolute(), staged)
                papers = _check(staged)
                # While somebody uses it, the restore is not decided.
                with closed(home.database):
                    pass
                aside = _name_aside(home)
                (staged / ASIDE).write_text(aside, encoding="utf-8")
                staged.rename(home.restored)
                sync_directory(home.root)
            finish(home)
    except OSError as error:
        raise PapertrailError(
            f"can't write to {error.filename or home.root} ({error.strerror or error})",
            "make it writable, and see that the disk has room",
        ) from error
    resources.forget_config()
    replaced = home.root / aside
    return Restored(created, papers, replaced if replaced.is_dir() else None)


def _name_aside(home: Home) -> str:
    """Return a name that no file in the home has."""
    stem = f"replaced-{clock.now():%Y%m%d-%H%M%S}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(name for name in names if not (home.root / name).exists())


def _unpack(file: Path, target: Path) -> str:
    """Write the files of a backup into a folder; return the moment that it is of."""
    try:
        with gzip.open(file) as stream:
            with tarfile.open(fileobj=stream, mode="r:") as archive:
                created = _read_manifest(archive.next(), archive)
                while member := archive.next():
                    _write(archive, member, target)
            # The checksum of all of it is behind the last file.
            while stream.read(1 << 20):
                pass
    except (tarfile.TarError, EOFError, ValueError, zlib.error) as error:
        raise _no_backup(file, str(error)) from error
    except OSError as error:
        # A damaged stream is an OSError of gzip, without a number.
        if error.errno is None:
            raise _no_backup(file, str(error)) from error
        if error.filename == str(file):
            raise PapertrailError(
                f"can't read {file} ({error.strerror})", "name a file of papertrail backup"
            ) from error
        raise
    for name in (DATABASE, CONFIG):
        if not (target / name).is_file():
            raise _no_backup(file, f"it has no {name}")
    return created


def _read_manifest(first: tarfile.TarInfo | None, archive: tarfile.TarFile) -> str:
    """Return the moment that a backup is of; raise ValueError if it is none."""
    content = archive.extractfile(first) if first and first.name == MANIFEST else None
    if content is None:
        raise ValueError(f"it does not begin with {MANIFEST}")
    with content:
        read = json.loads(content.read(1 << 16))
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise ValueError("it was made by a newer papertrail")
    return str(read.get("created", ""))[:40]


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Write one file, if it is one that backups have."""
    path = PurePosixPath(member.name)
    expected = member.name in (DATABASE, CONFIG) or path.parts[:1] in ((TEMPLATES,), (DOCUMENTS,))
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or not expected or ".." in path.parts:
        raise ValueError(f"it has {member.name[:100]!r}, which is no part of a backup")
    place = target / path
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with content, place.open("xb") as file:
        place.chmod(_PRIVATE)
        shutil.copyfileobj(content, file, 1 << 20)
    if place.stat().st_size != member.size:
        raise EOFError("it ends half-way")


def _no_backup(file: Path, reason: str) -> PapertrailError:
    return PapertrailError(
        f"{file} is no whole backup ({reason}); nothing was changed",
        "name a file that papertrail backup wrote",
    )


def _check(staged: Path) -> int:
    """Check the database and the settings of a backup; return how many papers it has."""
    from papertrail.config import load
    from papertrail.store import Store
    from papertrail.store.copies import damage

    load(staged / CONFIG)
    with Store.open(staged / DATABASE) as store:
        faults = damage(store.connection)
        if faults:
            raise StoreError(
                f"the database of the backup is damaged ({faults[0]}); nothing was changed",
                "use another backup",
            )
        return store.works.count()
