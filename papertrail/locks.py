"""Locks between the processes that use one home.

Each lock is a file, and the operating system releases it when its process ends, however it ends.
Where several are taken, it is in this order: running, digesting, updating, storing documents.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from papertrail.errors import BusyError, ReadOnlyError
from papertrail.workspace import Home

_DIGEST_SECONDS = 60.0
"""The wait of a digest for one that another process makes."""
_DELIVERY_SECONDS = 600.0
"""The wait of a delivery for one of another process; mail servers may be slow to answer."""
_UPDATE_SECONDS = 2.0
"""The wait of an update for a digest that indexes the last papers, or for a change by hand."""
_DOCUMENT_SECONDS = 60.0
"""The wait for a process that writes a PDF and its text; a large one takes seconds."""
_MIGRATION_SECONDS = 30.0
"""The wait of a process for another one that migrates the database."""


@contextlib.contextmanager
def updating(home: Home, task: str, seconds: float = _UPDATE_SECONDS) -> Iterator[None]:
    """Hold the exclusive lock of updating and indexing.

    Args:
        home: what is updated.
        task: what this process does, for the error that another one gets.
        seconds: how long to wait for another process.

    Raises:
        BusyError: another process has it.
        ReadOnlyError: the home is not writable.
    """
    owner = home.root / "update.pid"
    lock = _lock(
        home.root / "update.lock",
        seconds=seconds,
        busy=lambda: BusyError(
            f"another papertrail process is updating ({_read(owner)})",
            "let it finish; it stores what it fetches",
        ),
    )
    with lock:
        owner.write_text(f"process {os.getpid()}, {task}", encoding="utf-8")
        yield


def is_updating(home: Home) -> bool:
    """Return whether a process has the lock of updating; in a read-only home none has."""
    from filelock import FileLock, Timeout

    lock = FileLock(home.root / "update.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


@contextlib.contextmanager
def serving(home: Home, address: str) -> Iterator[None]:
    """Hold the exclusive lock of serving the page of a home.

    Raises:
        BusyError: another process has it; the error has its address.
    """
    owner = home.root / "serve.pid"
    lock = _lock(
        home.root / "serve.lock",
        seconds=1.0,
        busy=lambda: BusyError(
            f"another papertrail serves this home ({_read(owner)})",
            "open that address, or stop it first",
        ),
    )
    with lock:
        owner.write_text(f"process {os.getpid()}, {address}", encoding="utf-8")
        yield


def digesting(home: Home) -> contextlib.AbstractContextManager[None]:
    """Hold the exclusive lock of composing and recording a digest.

    Raises:
        BusyError: another process has it and keeps it for a minute.
    """
    return _lock(
        home.root / "digest.lock",
        seconds=_DIGEST_SECONDS,
        busy=lambda: BusyError("another papertrail process is making a digest", "let it finish"),
    )


@contextlib.contextmanager
def delivering(home: Home, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the exclusive lock of delivering digests.

    Args:
        home: whose digests are delivered.
        on_wait: called once if another process has the lock, before waiting for it.

    Raises:
        BusyError: the other process keeps it for ten minutes.
    """
    path = home.root / "deliver.lock"
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_lock(path, seconds=0, busy=_still_delivering))
        except BusyError:
            on_wait()
            stack.enter_context(_lock(path, seconds=_DELIVERY_SECONDS, busy=_still_delivering))
        yield


def storing_documents(home: Home) -> contextlib.AbstractContextManager[None]:
    """Hold the exclusive lock of changing which PDFs are stored; nobody waits for a host with it.

    Raises:
        BusyError: another process has it and keeps it for a minute.
    """
    return _lock(
        home.root / "documents.lock",
        seconds=_DOCUMENT_SECONDS,
        busy=lambda: BusyError(
            "another papertrail process is storing PDFs", "try again when it is done"
        ),
    )


def exporting(home: Home) -> contextlib.AbstractContextManager[None]:
    """Hold the exclusive lock of bringing exported files forward.

    Raises:
        BusyError: another process keeps it for a minute.
    """
    return _lock(
        home.root / "export.lock",
        seconds=_DIGEST_SECONDS,
        busy=lambda: BusyError("another papertrail process is exporting", "let it finish"),
    )


def running(home: Home, seconds: float = 1.0) -> contextlib.AbstractContextManager[None]:
    """Hold the exclusive lock of scheduled runs, waiting for it at most some seconds.

    Raises:
        BusyError: another process has it.
    """
    return _lock(
        home.root / "run.lock",
        seconds=seconds,
        busy=lambda: BusyError(
            "another papertrail run is at work in this home", "stop it first, or let it do it"
        ),
    )


def is_running(home: Home) -> bool:
    """Return whether a process has the lock of scheduled runs; in a read-only home none has."""
    try:
        with running(home, seconds=0):
            return False
    except BusyError:
        return True
    except ReadOnlyError:
        return False


def migrating(database: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the exclusive lock of creating or migrating a database.

    Raises:
        BusyError: another process keeps it for half a minute.
    """
    return _lock(
        database.with_name(f"{database.name}.lock"),
        seconds=_MIGRATION_SECONDS,
        busy=lambda: BusyError(
            "another papertrail process is migrating the database", "try again when it is done"
        ),
    )


@contextlib.contextmanager
def _lock(path: Path, *, seconds: float, busy: Callable[[], BusyError]) -> Iterator[None]:
    """Hold the lock of a file.

    Args:
        path: the file, which stays.
        seconds: how long to wait for another process.
        busy: returns what is raised if that is in vain.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        raise busy() from None
    except OSError as error:
        raise ReadOnlyError(
            f"can't write to {path.parent} ({error.strerror})", "make the folder writable"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _still_delivering() -> BusyError:
    return BusyError(
        "another papertrail process is delivering and does not come to an end",
        "nothing is lost: the next papertrail digest --send goes on",
    )


def _read(owner: Path) -> str:
    try:
        return owner.read_text(encoding="utf-8")[:100]
    except OSError:
        return "unknown process"
