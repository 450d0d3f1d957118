"""Back up a home into one archive.

The archive is a compressed tar file with

    backup.json     what made it, when, and how much is in it
    papertrail.db   the database as of one moment
    config.toml     the settings; secrets that are written there are in it
    templates/      the reader's own templates
    documents/      the PDFs that the reader gave

Indexes, converted models and logs are left out: `papertrail update` makes them again. So are PDFs
from the web, whose texts are in the database: `papertrail fetch` gets them again.
"""

import io
import json
import os
import secrets
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from index.atomic import remove_strays, sync_directory
from papertrail import clock
from papertrail.core.replacement import CONFIG, DATABASE, DOCUMENTS, TEMPLATES
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError, StoreError
from papertrail.types.backup import Backup

MANIFEST = "backup.json"
FORMAT = 1
_PRIVATE = 0o600


def backup(resources: Resources, file: Path) -> Backup:
    """Write a backup of the home; other processes may update it meanwhile.

    A file of this name is replaced once the backup is whole. Only its owner can read it.

    Raises:
        PapertrailError: the file can't be written.
        StoreError: the database can't be used, is damaged, or the disk has too little room.
        ConfigError: the configuration can't be used.
    """
    from papertrail.store.copies import copy_database

    store = resources.store
    file = file.expanduser().absolute()
    with _explained(file):
        _check_place(file)
        with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
            copy = Path(folder) / DATABASE
            copy_database(store.connection, copy)
            made = _examined(file, copy)
            _write(resources, file, copy, made)
    return replace(made, size=file.stat().st_size)


def _examined(file: Path, copy: Path) -> Backup:
    """Check a copy of the database; return what a backup of it says."""
    import sqlite3

    from papertrail.store.copies import damage

    with closing(sqlite3.connect(copy)) as copied:
        faults = damage(copied)
        if faults:
            raise StoreError(
                f"the database is damaged ({faults[0]}), and so would be its backup",
                "see: papertrail doctor",
            )
        (papers,) = copied.execute("SELECT count(*) FROM works").fetchone()
        (schema,) = copied.execute("PRAGMA user_version").fetchone()
    moment = clock.iso(clock.now())
    return Backup(file, moment, papers, schema, version("papertrail"), size=0)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PapertrailError(
            f"can't write {file} ({error.strerror or error})",
            "name a file in a folder that exists and can be written to",
        ) from error


def _check_place(file: Path) -> None:
    if file.is_dir():
        raise PapertrailError(f"{file} is a folder", "name a file, such as home.tar.gz")
    if file.exists() and not file.is_file():
        raise PapertrailError(f"{file} is no regular file", "name another file")
    remove_strays(file)


def _write(resources: Resources, file: Path, database: Path, made: Backup) -> None:
    """Write the archive next to its final name, and rename it when it is on disk."""
    home = resources.home
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with (
            os.fdopen(os.open(partial, flags, _PRIVATE), "wb") as raw,
            # The database is text for the most part; more effort gains little and takes minutes.
            tarfile.open(fileobj=raw, mode="w:gz", compresslevel=1, dereference=True) as archive,
        ):
            _add_bytes(archive, MANIFEST, _manifest(made))
            archive.add(database, DATABASE, filter=_anonymous)
            archive.add(home.config_file, CONFIG, filter=_anonymous)
            for path in sorted(home.templates.rglob("*")):
                if path.is_file():
                    name = f"{TEMPLATES}/{path.relative_to(home.templates).as_posix()}"
                    archive.add(path, name, recursive=False, filter=_anonymous)
            for path in _given(resources, database):
                name = f"{DOCUMENTS}/{path.relative_to(home.documents).as_posix()}"
                archive.add(path, name, recursive=False, filter=_anonymous)
        _sync(partial)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    sync_directory(file.parent)


def _given(resources: Resources, database: Path) -> Iterator[Path]:
    """Yield the PDFs that the reader gave, as the copy of the database has them."""
    from papertrail.documents.cache import DocumentCache
    from papertrail.store import Store

    cache = DocumentCache(resources.home.documents)
    with Store.open(database) as copied:
        paths = map(cache.path, sorted(copied.documents.local()))
    yield from (path for path in paths if path.is_file())


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _manifest(made: Backup) -> bytes:
    content = {
        "format": FORMAT,
        "papertrail": made.papertrail,
        "schema": made.schema,
        "created": made.created,
        "papers": made.papers,
    }
    return json.dumps(content, indent=1).encode()


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), _PRIVATE
    archive.addfile(member, io.BytesIO(content))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out whose file it was."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = _PRIVATE
    return member
