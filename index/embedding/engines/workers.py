"""Run jobs on several workers while more jobs are being prepared."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import Empty, Full, Queue, SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

Job = TypeVar("Job")
Result = TypeVar("Result")

# Seconds after which a waiting thread checks whether the queue was closed.
_PATIENCE = 0.1


@dataclass(frozen=True)
class _Made(Generic[Result]):
    result: Result


@dataclass(frozen=True)
class _Ended:
    error: BaseException | None


class _JobQueue(Generic[Job]):
    """A bounded queue of jobs for several workers."""

    def __init__(self, places: int, workers: int) -> None:
        self._jobs: Queue[Job | None] = Queue(places)
        self._workers = workers
        self.closed = threading.Event()

    def put_all(self, jobs: Iterable[Job]) -> None:
        """Put jobs as there is room, then one end mark for each worker."""
        for job in jobs:
            if not self._put(job):
                return
        for _ in range(self._workers):
            self._put(None)

    def take_all(self) -> Iterator[Job]:
        """Yield jobs until there are no more."""
        while not self.closed.is_set():
            try:
                job = self._jobs.get(timeout=_PATIENCE)
            except Empty:
                continue
            if job is None:
                return
            yield job

    def _put(self, job: Job | None) -> bool:
        while not self.closed.is_set():
            try:
                self._jobs.put(job, timeout=_PATIENCE)
            except Full:
                continue
            return True
        return False


def run_workers(
    jobs: Iterable[Job],
    workers: Sequence[Callable[[Iterator[Job]], Iterator[Result]]],
    ahead: int = 2,
) -> Generator[Result, None, None]:
    """Yield the results of jobs run by several workers, in the order in which they are ready.

    The jobs are made on a thread of their own, and each worker runs on one, taking the next job
    whenever it likes. All threads have ended when the generator has, however it ends.

    Args:
        jobs: Is iterated on another thread.
        workers: Each is given jobs as they come and yields results.
        ahead: The most jobs of each worker that are made before they are wanted.

    Raises:
        BaseException: The first error of the jobs or of a worker.
    """
    queue: _JobQueue[Job] = _JobQueue(ahead * len(workers), len(workers))
    made: SimpleQueue[_Made[Result] | _Ended] = SimpleQueue()

    def run(task: Callable[[], None]) -> None:
        error = None
        try:
            task()
        except BaseException as caught:  # noqa: BLE001 - it is raised by the caller
            error = caught
        made.put(_Ended(error))

    def work(worker: Callable[[Iterator[Job]], Iterator[Result]]) -> None:
        for result in worker(queue.take_all()):
            made.put(_Made(result))

    tasks = [
        lambda: queue.put_all(jobs),
        *(lambda worker=worker: work(worker) for worker in workers),
    ]
    threads = [threading.Thread(target=run, args=(task,), daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    running = len(threads)
    try:
        while running:
            news = made.get()
            if isinstance(news, _Made):
                yield news.result
            elif news.error is not None:
                raise news.error
            else:
                running -= 1
    finally:
        queue.closed.set()
        for thread in threads:
            thread.join()
