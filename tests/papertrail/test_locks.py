"""Locks between processes, tried with two lock objects, which exclude each other like processes."""

import os
from pathlib import Path

import pytest

from papertrail import locks
from papertrail.errors import BusyError, PapertrailError
from papertrail.workspace import Home


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return Home.at(tmp_path)


def test_the_error_of_a_second_update_names_the_first_process(place: Home) -> None:
    with (
        locks.updating(place, "a first task"),
        pytest.raises(BusyError, match=f"process {os.getpid()}, a first task"),
        locks.updating(place, "a second task"),
    ):
        pass


def test_a_lock_is_free_again_after_an_error(place: Home) -> None:
    with pytest.raises(ZeroDivisionError), locks.updating(place, "a task"):
        raise ZeroDivisionError

    with locks.updating(place, "a task"):
        pass


def test_different_locks_do_not_exclude_each_other(place: Home) -> None:
    with (
        locks.running(place),
        locks.digesting(place),
        locks.updating(place, "a task"),
        locks.delivering(place, on_wait=lambda: pytest.fail("it waited")),
        locks.migrating(place.database),
    ):
        assert locks.is_running(place)
    assert not locks.is_running(place)


@pytest.mark.parametrize("seconds", ["_DIGEST_SECONDS", "_DELIVERY_SECONDS"])
def test_waiting_in_vain_is_an_error(
    place: Home, seconds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, seconds, 0.01)
    waits = []

    def lock() -> object:
        if seconds == "_DIGEST_SECONDS":
            return locks.digesting(place)
        return locks.delivering(place, on_wait=lambda: waits.append(1))

    with lock(), pytest.raises(BusyError), lock():  # type: ignore[attr-defined]
        pass
    assert len(waits) == (seconds == "_DELIVERY_SECONDS")


def test_a_time_out_of_the_work_itself_is_not_taken_for_a_lock(place: Home) -> None:
    with pytest.raises(TimeoutError), locks.digesting(place):
        raise TimeoutError


def test_a_home_that_is_no_folder_can_not_be_locked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(PapertrailError, match="can't write to"),
        locks.updating(Home.at(tmp_path / "file"), "a task"),
    ):
        pass
