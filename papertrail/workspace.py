"""The folder that holds everything papertrail keeps, and the locks in it."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from papertrail.errors import BusyError, PapertrailError

_DIGEST_SECONDS = 60.0
"""How long a digest waits for another one to be made."""
_WRITING_SECONDS = 2.0
"""How long an update waits for a digest that indexes the last papers, or for a change by hand."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where things are.

    Attributes:
        root: the folder of config.toml, papertrail.db, index/ and cache/.
        cache: what can be made again: converted models, compiled kernels.
        state: the user's request spacing, shared by all homes.
    """

    root: Path
    cache: Path
    state: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """Return the home named by `PAPERTRAIL_HOME`, else the platform's usual place."""
        root = _folder("PAPERTRAIL_HOME", "user_data_path")
        return cls(root, root / "cache", _folder("PAPERTRAIL_STATE", "user_state_path"))

    def make(self) -> None:
        """Make the folder where there is none, for its owner alone.

        Raises:
            OSError: its parent is not writable.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def config_file(self) -> Path:
        """The configuration."""
        return self.root / "config.toml"

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.root / "papertrail.db"

    @property
    def index(self) -> Path:
        """The folder of one sub-folder for each model's vectors."""
        return self.root / "index"

    @property
    def templates(self) -> Path:
        """The folder of templates in place of those that come along; there need not be one."""
        return self.root / "templates"

    @contextlib.contextmanager
    def digesting(self) -> Iterator[None]:
        """Be the only process that makes a digest of this home, after another one that does.

        Raises:
            BusyError: another one takes too long.
        """
        from filelock import FileLock, Timeout

        try:
            with FileLock(self.root / "digest.lock", timeout=_DIGEST_SECONDS):
                yield
        except Timeout:
            raise BusyError(
                "another papertrail process is making a digest", "let it finish"
            ) from None

    @property
    def log(self) -> Path:
        """The log of scheduled runs."""
        return self.root / "logs" / "run.log"

    @property
    def results(self) -> Path:
        """What came of scheduled runs."""
        return self.root / "logs" / "runs.json"

    @contextlib.contextmanager
    def running(self, patience: float = 1.0) -> Iterator[None]:
        """Be the only process that runs this home at set times, after `patience` seconds at the
        most.

        Raises:
            BusyError: another one does.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.root / "run.lock")
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            raise BusyError(
                "another papertrail run is at work in this home", "stop it first, or let it do it"
            ) from None
        try:
            yield
        finally:
            lock.release()

    def is_running(self) -> bool:
        """Tell whether a process runs this home at set times now."""
        try:
            with self.running(patience=0):
                return False
        except BusyError:
            return True

    @property
    def earlier_index(self) -> Path:
        """The folder that `index` was before it began to be built anew, until that is done."""
        return self.root / "index-before"

    def set_index_aside(self) -> None:
        """Let the index begin anew. Where that had begun before, what was set aside then stays.

        Raises:
            OSError: the home is not writable.
        """
        if self.earlier_index.exists():
            shutil.rmtree(self.index, ignore_errors=True)
        elif self.index.exists():
            self.index.rename(self.earlier_index)

    @contextlib.contextmanager
    def writing(self, task: str, patience: float = _WRITING_SECONDS) -> Iterator[None]:
        """Be the only process that updates or indexes this home, after `patience` seconds at the
        most.

        Raises:
            BusyError: another process is at it. Its lock goes when it ends, however it ends.
        """
        from filelock import FileLock, Timeout

        path = self.root / "update.lock"
        owner = self.root / "update.pid"
        try:
            lock = FileLock(path)
            lock.acquire(timeout=patience)
        except Timeout:
            raise BusyError(
                f"another papertrail process is updating ({_read(owner)})",
                "let it finish; it stores what it fetches",
            ) from None
        except OSError as error:
            raise PapertrailError(
                f"can't write to {self.root} ({error.strerror})", "make the folder writable"
            ) from error
        try:
            owner.write_text(f"process {os.getpid()}, {task}", encoding="utf-8")
            yield
        finally:
            lock.release()


def _folder(variable: str, default: str) -> Path:
    named = os.environ.get(variable)
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    path: Path = getattr(platformdirs, default)("papertrail", appauthor=False)
    return path


def _read(owner: Path) -> str:
    try:
        return owner.read_text(encoding="utf-8")[:100]
    except OSError:
        return "unknown process"
