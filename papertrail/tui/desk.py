"""Do a screen's work on a home in threads, each with the home opened for itself.

Reading what is drawn takes a millisecond and happens on the screen's own thread. Lists may need a
model, and a change waits for other processes that write: each kind has a thread, which does one
task after the other.
"""

import asyncio
import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from papertrail.types.progress import Progress

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail

T = TypeVar("T")
_Task = tuple[Callable[["Papertrail"], Any], "Future[Any]"]
_LAST_WORDS = 5.0
"""Seconds that the end of the program waits for a change that is being stored."""


class Desk:
    """A home with threads that work on it."""

    def __init__(self, opened: "Papertrail") -> None:
        """Make the threads of an open home, which the thread of the screen uses."""
        self.front = opened
        self._notes = deque[str]()
        self._reader = _Thread(opened, self._notes.append, "triage-lists")
        self._writer = _Thread(opened, self._notes.append, "triage-changes")

    def take_notes(self) -> list[str]:
        """Return what acts have reported since they were taken last."""
        notes = list[str]()
        with contextlib.suppress(IndexError):
            while True:
                notes.append(self._notes.popleft())
        return notes

    def read(self, task: "Callable[[Papertrail], T]") -> "Future[T]":
        """Do a task that may take seconds, on the thread of lists."""
        return self._reader.submit(task)

    async def change(self, task: "Callable[[Papertrail], T]") -> T:
        """Do a change on the thread of changes; return when it is stored."""
        return await asyncio.wrap_future(self._writer.submit(task))

    def close(self) -> None:
        """End both threads. A change that is being stored is completed, a list is given up."""
        self._reader.close(0)
        self._writer.close(_LAST_WORDS)


class _Notes(Progress):
    """Hands on what acts report."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note

    def note(self, message: str) -> None:
        """Hand on a note."""
        self._note(message)


class _Thread:
    """A thread with a home of its own, opened when it is first needed."""

    def __init__(self, opened: "Papertrail", note: Callable[[str], None], name: str) -> None:
        self._tasks = queue.SimpleQueue[_Task | None]()
        self._opened, self._note = opened, note
        # A daemon, so that a model that is being loaded does not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._started = False

    def submit(self, task: "Callable[[Papertrail], T]") -> "Future[T]":
        """Queue a task."""
        if not self._started:
            self._started = True
            self._thread.start()
        future = Future[T]()
        self._tasks.put((task, future))
        return future

    def close(self, seconds: float) -> None:
        """End the thread after the tasks that are queued, waiting for it at most some seconds."""
        if self._started:
            self._tasks.put(None)
            self._thread.join(seconds)

    def _run(self) -> None:
        with self._opened.for_thread(_Notes(self._note)) as own:
            while (queued := self._tasks.get()) is not None:
                task, future = queued
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    result = task(own)
                except BaseException as error:  # noqa: BLE001 - raised where the result is awaited
                    future.set_exception(error)
                else:
                    future.set_result(result)
