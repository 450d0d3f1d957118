"""Functions that run in a process of their own: what comes back, and what can't be escaped from."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from feeds.errors import HopelessError, MalformedError, ThrottledError
from feeds.isolation import MEMORY, NotPortableError, call

ROOT = Path(__file__).parents[2]
SOON = 60.0
linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux limits memory and signals a lost parent"
)


def match_for_ever() -> None:
    """Hold the interpreter in one regular expression."""
    re.match(r"(?:a|aa)+$", "a" * 60 + "b")


def match_for_ever_as(path: str) -> None:
    """Write the id of the process, then hold it."""
    Path(path).write_text(str(os.getpid()), encoding="utf-8")
    match_for_ever()


def refuse(message: str) -> None:
    raise MalformedError(message, "try again")


def wait(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def deepen(levels: int) -> int:
    return levels and 1 + deepen(levels - 1)


def test_a_result_is_that_of_the_function_in_another_process() -> None:
    assert call(sorted, [3, 1, 2]) == [1, 2, 3]
    assert call(partial(int, base=16), "ff") == 255
    assert call(os.getpid) != os.getpid()


def test_one_process_serves_many_calls() -> None:
    assert call(os.getpid) == call(os.getpid)


def test_an_error_comes_through_as_itself() -> None:
    with pytest.raises(MalformedError, match="no feed") as refused:
        call(refuse, "no feed")
    with pytest.raises(ValueError, match="invalid literal") as unexpected:
        call(int, "x")
    with pytest.raises(RecursionError):
        call(deepen, 10_000)

    assert refused.value.hint == "try again"
    assert not isinstance(refused.value, HopelessError | ThrottledError)
    assert "in _served" in unexpected.value.__notes__[0]


def test_a_call_that_takes_too_long_is_ended_and_the_next_one_served() -> None:
    started = time.monotonic()

    with pytest.raises(HopelessError, match="took more than 1 s"):
        call(match_for_ever, deadline=1.0)

    assert call(len, "abc") == 3
    assert time.monotonic() - started < SOON


@linux_only
def test_a_call_that_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(HopelessError, match="MiB of memory"):
        call(bytes, MEMORY)

    assert call(len, "abc") == 3


@pytest.mark.parametrize(
    ("end", "expected"), [(partial(os._exit, 3), "status 3"), (os.abort, "signal 6")]
)
def test_a_process_that_dies_is_an_error_of_its_call_alone(
    end: partial[None], expected: str
) -> None:
    with pytest.raises(HopelessError, match=expected):
        call(end)

    assert call(len, "abc") == 3


def test_what_cannot_be_passed_to_another_process_is_refused_as_such() -> None:
    with pytest.raises(NotPortableError):
        call(lambda: 1)
    with pytest.raises(NotPortableError):
        call(os.scandir, ".")


def test_calls_of_several_threads_run_side_by_side() -> None:
    with ThreadPoolExecutor(4) as threads:
        pids = set(threads.map(lambda _: (call(wait, 0.5), call(os.getpid))[1], range(4)))

    assert len(pids) > 1


def begin(path: Path, deadline: float = 60.0) -> tuple[subprocess.Popen[str], int]:
    """Start a process whose child is held; return it and the child's id."""
    code = (
        "from feeds.isolation import call; from tests.feeds.test_isolation import "
        "match_for_ever_as;"
        f"call(match_for_ever_as, {str(path)!r}, deadline={deadline})"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 60
    while not (path.exists() and path.read_text(encoding="utf-8")) and time.monotonic() < until:
        time.sleep(0.05)
    return process, int(path.read_text(encoding="utf-8"))


def has_ended(pid: int) -> bool:
    """Return whether a process ends within a while; a zombie counts as ended."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        found = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        if not found.stdout.strip() or found.stdout.strip().startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def test_ctrl_c_works_at_once_and_leaves_no_child(tmp_path: Path) -> None:
    process, child = begin(tmp_path / "pid")

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=SOON)

    assert err.strip().endswith("KeyboardInterrupt")
    assert has_ended(child)


@linux_only
def test_a_child_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    process, child = begin(tmp_path / "pid")

    process.kill()
    process.communicate(timeout=SOON)

    assert has_ended(child)


def test_ctrl_c_on_the_terminal_is_not_for_the_child(tmp_path: Path) -> None:
    assert call(os.getpgid, 0) != os.getpgid(0)
