"""Run database calls from worker threads on the thread that owns the connection."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from papertrail.errors import PapertrailError

T = TypeVar("T")


class _EndedError(PapertrailError):
    """The writer thread accepts no more calls."""

    def __init__(self, message: str = "the update has ended", hint: str = "") -> None:
        super().__init__(message, hint)


class WriterThread:
    """The thread that owns the database connection, and its queue of calls."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self._closed = False
        self._entrance = threading.Lock()

    def call(self, function: Callable[[], T]) -> T:
        """Run a function on the owner's thread, and return its result or raise its error."""
        done: Future[T] = Future()
        with self._entrance:
            if self._closed:
                raise _EndedError
            self._calls.put((function, done))
        return done.result()

    def serve(self, jobs: Sequence[Callable[[], None]]) -> None:
        """Run jobs on threads of their own, and their calls on this one, until all jobs are done.

        Raises:
            Exception: the first that a job raised. The others end at their next call.
        """
        failures: list[BaseException] = []

        def run(job: Callable[[], None]) -> None:
            try:
                job()
            except BaseException as error:  # noqa: BLE001 - it is raised by the owner
                failures.append(error)
            self._calls.put(None)

        # Daemons: a worker that waits for a host must not keep an interrupted process alive.
        for job in jobs:
            threading.Thread(target=run, args=(job,), daemon=True).start()
        running = len(jobs)
        try:
            while running and not failures:
                if not self._run_next():
                    running -= 1
        finally:
            self._close()
        if failures:
            raise failures[0]

    def _run_next(self) -> bool:
        """Run the next call; return False if a job has ended instead."""
        taken = self._calls.get()
        if taken is None:
            return False
        function, done = taken
        try:
            done.set_result(function())
        except BaseException as error:
            done.set_exception(error)
            if not isinstance(error, Exception):
                raise
        return True

    def _close(self) -> None:
        with self._entrance:
            self._closed = True
            while not self._calls.empty():
                taken = self._calls.get()
                if taken:
                    taken[1].set_exception(_EndedError())
