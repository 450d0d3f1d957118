"""Kill an act at chosen steps, counted over all that leaves a trace on disk or on the wire.

A `Killer` is a process that has imported what the act needs. It forks for each home, and the child
kills itself before the chosen step.
"""

import contextlib
import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from papertrail.store import Store
from papertrail.workspace import Home

MANY = 1_000_000
"""More steps than any act has."""
ROOT = Path(__file__).parents[1]
_TRACES = {"os.rename", "os.truncate", "os.remove", "socket.connect"}


class Killer:
    """A process that acts on homes and is killed at chosen steps.

    Args:
        act: "module:function" of a function that gets a home's folder and a function that begins
            to count, and returns an exit code.
        environment: of the process, besides this one's.
    """

    def __init__(self, act: str, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"from tests.killing import serve; serve({act!r})"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def act(self, home: Home, at: int = MANY) -> tuple[str, int]:
        """Act on a home; return the exit code and the steps, or "killed" and the signal."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{home.root}\t{at}\n")
        self._process.stdin.flush()
        word, number = self._process.stdout.readline().split()
        return word, int(number)

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=60)


class _Steps:
    """The steps that are left to a child."""

    def __init__(self) -> None:
        self._left = 0

    def allow(self, count: int) -> None:
        self._left = count

    def taken(self, count: int) -> int:
        return count - self._left

    def take(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


_STEPS = _Steps()


def around(real: Callable[..., Any]) -> Callable[..., Any]:
    """Count a step before and after each call of a function."""

    def counted(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any function's
        _STEPS.take()
        result = real(*arguments, **named)
        _STEPS.take()
        return result

    return counted


def serve(act: str) -> None:
    """Act on each home that the standard input names, in a child that is killed at a step."""
    module, _, name = act.partition(":")
    work = getattr(importlib.import_module(module), name)
    with os.fdopen(os.dup(1), "w") as answer:
        # What the act prints must not get among the answers.
        os.dup2(2, 1)
        print("ready", file=answer, flush=True)
        for line in sys.stdin:
            home, at = line.rstrip().split("\t")
            child = os.fork()
            if not child:
                code = work(home, lambda at=int(at): _count(at))
                print(f"{code:d} {_STEPS.taken(int(at))}", file=answer, flush=True)
                os._exit(0)
            status = os.waitpid(child, 0)[1]
            if os.WIFSIGNALED(status):
                print(f"killed {os.WTERMSIG(status)}", file=answer, flush=True)
            elif status:
                print("failed 0", file=answer, flush=True)


def _count(at: int) -> None:
    """Count steps from now on, and be killed at one of them."""
    transaction = Store.transaction

    @contextlib.contextmanager
    def counted(store: Store) -> Iterator[Any]:
        _STEPS.take()
        with transaction(store) as tx:
            yield tx
            _STEPS.take()
        _STEPS.take()

    _STEPS.allow(at)
    os.fsync = around(os.fsync)
    Store.transaction = counted
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    writing = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if writing or event in _TRACES:
        _STEPS.take()
