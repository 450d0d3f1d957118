"""Replace parts of a home by those of a checked backup, in renames that can be resumed.

If the process ends between two of them, the next command that uses the home does the rest.
Everything that is replaced is kept in a folder of its own.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from index.atomic import sync_directory
from papertrail.errors import BusyError
from papertrail.workspace import Home

DATABASE = "papertrail.db"
CONFIG = "config.toml"
TEMPLATES = "templates"
DOCUMENTS = "documents"
ASIDE = "aside"
"""The file that names the folder for what is replaced."""
_WITH_DATABASE = (f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal")
_DERIVED = ("index", "index-before", "last-list.json")


def resume(home: Home) -> None:
    """Complete a restore that was decided before its process ended.

    Raises:
        BusyError: another process uses the home.
        OSError: the home can't be written to.
    """
    with alone(home):
        finish(home)


def finish(home: Home) -> None:
    """Replace what the home has by what is restored, if anything is; the caller is `alone`.

    Raises:
        BusyError: another process has the database open.
        OSError: the home can't be written to.
    """
    restored = home.restored
    if not restored.is_dir():
        return
    aside = home.root / (restored / ASIDE).read_text(encoding="utf-8")
    aside.mkdir(mode=0o700, exist_ok=True)
    if (restored / DATABASE).exists():
        with closed(home.database):
            for name in (*_DERIVED, *_WITH_DATABASE, DATABASE):
                _set_aside(home.root / name, aside)
            (restored / DATABASE).rename(home.database)
    for name in (CONFIG, TEMPLATES):
        if (restored / name).exists():
            _set_aside(home.root / name, aside)
            (restored / name).rename(home.root / name)
    _add_documents(restored / DOCUMENTS, home)
    sync_directory(home.root)
    with contextlib.suppress(OSError):
        aside.rmdir()
    shutil.rmtree(restored)


def _add_documents(restored: Path, home: Home) -> None:
    """Add restored PDFs to those that are there: each is named by its content."""
    for path in sorted(restored.glob("??/*.pdf")):
        target = home.documents / path.relative_to(restored)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(target)
        sync_directory(target.parent)


@contextlib.contextmanager
def alone(home: Home) -> Iterator[None]:
    """Hold all locks of a home.

    Raises:
        BusyError: another process has one of them.
    """
    from papertrail.locks import delivering, digesting, running, updating

    with ExitStack() as stack:
        stack.enter_context(running(home))
        stack.enter_context(digesting(home))
        stack.enter_context(updating(home, "papertrail restore"))
        stack.enter_context(delivering(home, on_wait=lambda: None))
        yield


@contextlib.contextmanager
def closed(database: Path) -> Iterator[None]:
    """See that nobody has a database open, and keep others out meanwhile.

    Only the single user of a database can leave its WAL mode, see
    https://www.sqlite.org/wal.html; then a lock keeps readers out too. One that is damaged too much
    for that is nobody's.
    """
    if not database.exists():
        yield
        return
    with contextlib.closing(sqlite3.connect(database, timeout=5, isolation_level=None)) as held:
        try:
            held.execute("PRAGMA journal_mode = DELETE")
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise BusyError(
                    "another papertrail process has the database open", "let it finish, or stop it"
                ) from error
        except sqlite3.DatabaseError:
            pass
        yield


def _set_aside(path: Path, aside: Path) -> None:
    if path.exists() or path.is_symlink():
        path.rename(aside / path.name)
