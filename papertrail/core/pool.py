"""Threads that use one home for a server: some that read, one that changes."""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from papertrail.core.application import Papertrail
from papertrail.core.resources import Resources
from papertrail.core.warm import WarmIndexes, file_stamp
from papertrail.errors import PapertrailError
from papertrail.types.progress import Progress
from papertrail.workspace import Home

if TYPE_CHECKING:
    from papertrail.core.warm import Stamp

T = TypeVar("T")
Act = Callable[[Papertrail], T]
READERS = 3
"""Threads that read; more would wait for Python's lock."""
_LAST_SECONDS = 5.0
"""Seconds that the end of a server waits for a change that is being stored."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The result of an act, with what it reported.

    Attributes:
        notes: lines that the user should see.
    """

    value: T
    notes: tuple[str, ...] = ()


class HomePool:
    """A home that many requests use at once.

    Each thread has a database connection of its own; the settings, the model and the indexes are
    shared, and read again when their files change. A change waits for other processes that write,
    so changes have a thread to themselves and never keep a reader waiting.
    """

    def __init__(self, home: Home, readers: int = READERS) -> None:
        """Begin the threads; nothing of the home is opened before it is needed."""
        self.home = home
        self.warm = WarmIndexes()
        self._reading = queue.SimpleQueue[_Task | None]()
        self._changing = queue.SimpleQueue[_Task | None]()
        self._readers = [
            self._begin(self._reading, f"read-{number}", self.warm) for number in range(readers)
        ]
        # A digest adds vectors, which an index does that nobody else has open.
        self._writer = self._begin(self._changing, "change", None)

    def read(self, act: Act[T]) -> "Future[Done[T]]":
        """Run an act that reads on one of the threads."""
        return _submit(self._reading, act)

    def change(self, act: Act[T]) -> "Future[Done[T]]":
        """Run an act that writes, after those that were submitted before it."""
        return _submit(self._changing, act)

    def preload(self) -> None:
        """Load the model and the indexes in the background, so that the first search is quick."""

        def load(opened: Papertrail) -> None:
            # A home without papers, or a damaged index, is the matter of whoever searches.
            with contextlib.suppress(Exception):
                if opened.resources.store.works.last_key():
                    opened.resources.keywords()
                    opened.resources.semantics()

        self.read(load)

    def close(self) -> None:
        """End the threads; a change that is being stored is completed."""
        for _ in self._readers:
            self._reading.put(None)
        self._changing.put(None)
        self._writer.join(_LAST_SECONDS)
        for thread in self._readers:
            thread.join(_LAST_SECONDS / len(self._readers))

    def _begin(
        self, tasks: "queue.SimpleQueue[_Task | None]", name: str, warm: WarmIndexes | None
    ) -> threading.Thread:
        # A daemon, so that what takes long does not keep the server from ending.
        thread = threading.Thread(
            target=self._work, args=(tasks, warm), name=f"papertrail-{name}", daemon=True
        )
        thread.start()
        return thread

    def _work(self, tasks: "queue.SimpleQueue[_Task | None]", warm: WarmIndexes | None) -> None:
        notes = _Notes()
        own = _OwnHome(self.home, warm, notes)
        while (task := tasks.get()) is not None:
            if not task.future.set_running_or_notify_cancel():
                continue
            try:
                value = task.act(own.current())
            except BaseException as error:  # noqa: BLE001 - raised where the result is awaited
                notes.take()
                task.future.set_exception(error)
            else:
                task.future.set_result(Done(value, notes.take()))
            del task
        own.opened.close()


@contextlib.contextmanager
def serving_pool(home: Home) -> Iterator[HomePool]:
    """Begin the threads of a home, which read the model and the indexes first; end them."""
    pool = HomePool(home)
    pool.preload()
    try:
        yield pool
    finally:
        pool.close()


@dataclass(frozen=True, slots=True)
class _Task:
    act: Callable[[Papertrail], Any]
    future: "Future[Done[Any]]"


def _submit(tasks: "queue.SimpleQueue[_Task | None]", act: Act[T]) -> "Future[Done[T]]":
    future = Future[Done[T]]()
    tasks.put(_Task(act, future))
    return future


class _OwnHome:
    """The home as one thread has it open."""

    def __init__(self, home: Home, warm: WarmIndexes | None, progress: Progress) -> None:
        self.opened = Papertrail(Resources(home, progress, warm=warm))
        self._config: Stamp | None = None
        self._database: object = None

    def current(self) -> Papertrail:
        """Return the home; settings and database are opened again if their files were replaced."""
        resources = self.opened.resources
        config = file_stamp(resources.home.config_file)
        if config != self._config:
            self._config = config
            resources.forget_config()
        database = file_stamp(resources.home.database)
        inode = database and database[0]
        if inode != self._database or _is_newer(resources):
            self._database = inode
            resources.close()
        return self.opened


def _is_newer(resources: Resources) -> bool:
    """Return whether a newer papertrail has brought the database forward meanwhile."""
    from papertrail.store.database import SCHEMA_VERSION

    if not resources.has_open_store:
        return False
    with contextlib.suppress(PapertrailError):
        (version,) = resources.store.connection.execute("PRAGMA user_version").fetchone()
        return int(version) > SCHEMA_VERSION
    return False


class _Notes(Progress):
    """Collects what an act reports."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def note(self, message: str) -> None:
        """Keep a note."""
        self._lines.append(message)

    def take(self) -> tuple[str, ...]:
        """Return the notes since they were taken last."""
        lines, self._lines = tuple(self._lines), []
        return lines
