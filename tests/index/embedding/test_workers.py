from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from index.embedding.engines.workers import run_workers

if TYPE_CHECKING:
    from collections.abc import Iterator


def squares(jobs: Iterator[int]) -> Iterator[int]:
    for job in jobs:
        yield job * job


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("jobs", [0, 1, 3, 100])
def test_each_job_is_done_once(workers: int, jobs: int) -> None:
    assert sorted(run_workers(range(jobs), [squares] * workers)) == [
        number * number for number in range(jobs)
    ]


def test_all_workers_are_at_work_at_the_same_time() -> None:
    everyone = threading.Barrier(3, timeout=30)

    def met(jobs: Iterator[int]) -> Iterator[int]:
        for job in jobs:
            everyone.wait()
            yield job

    assert sorted(run_workers(range(9), [met] * 3)) == list(range(9))


def test_only_a_few_jobs_are_made_before_they_are_wanted() -> None:
    made: list[int] = []
    go_on = threading.Event()
    first_taken = threading.Event()

    def jobs() -> Iterator[int]:
        for number in range(50):
            made.append(number)
            yield number

    def slow(taken: Iterator[int]) -> Iterator[int]:
        for job in taken:
            first_taken.set()
            assert go_on.wait(30)
            yield job

    results = run_workers(jobs(), [slow], ahead=2)
    waiting = threading.Thread(
        target=lambda: (first_taken.wait(30), go_on.wait(0.3), made.append(-1), go_on.set())
    )
    waiting.start()
    assert sorted(results) == list(range(50))
    waiting.join()
    # One taken, two on the table, one in the maker's hand.
    assert made.index(-1) <= 4


def test_a_worker_may_hold_a_job_while_it_takes_the_next() -> None:
    def one_behind(jobs: Iterator[int]) -> Iterator[int]:
        held: list[int] = []
        for job in jobs:
            held.append(job)
            if len(held) == 2:
                yield held.pop(0)
        yield from held

    assert sorted(run_workers(range(20), [one_behind, one_behind])) == list(range(20))


@pytest.mark.parametrize("place", ["jobs", "worker"])
def test_an_error_reaches_the_caller_and_ends_all_threads(place: str) -> None:
    def jobs() -> Iterator[int]:
        yield from range(1000)
        if place == "jobs":
            raise ValueError("no more")

    def failing(taken: Iterator[int]) -> Iterator[int]:
        for job in taken:
            if place == "worker" and job == 10:
                raise ValueError("no more")
            yield job

    before = threading.active_count()
    with pytest.raises(ValueError, match="no more"):
        list(run_workers(jobs(), [failing, failing]))
    assert threading.active_count() == before


def test_a_caller_that_stops_early_ends_all_threads() -> None:
    before = threading.active_count()
    results = run_workers(iter(int, 1), [squares, squares])
    assert next(results) == 0
    results.close()

    assert threading.active_count() == before
