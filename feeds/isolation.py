"""Run a function in a child process, so that it can be stopped.

A regular expression or a C library that takes hours can't be interrupted in its own process: it
holds the interpreter, and Ctrl-C waits for it. In a child process it is killed at its deadline, and
memory that it asks for without end is refused. A child is started when it is first needed and
serves one call after another; it ends with its parent, however that ends.
"""

import atexit
import contextlib
import fcntl
import json
import math
import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

from feeds.errors import HopelessError

T = TypeVar("T")

DEADLINE = 20.0
"""Seconds that one call may take, unless its caller grants more."""
MEMORY = 2 << 30
"""Bytes of address space that a child may use, where the platform can limit it (Linux)."""
_GRACE = 5.0
"""Seconds after its deadline at which a child that nobody has killed ends by itself."""
_ENDING = 5.0
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]);"
    " import feeds.isolation; feeds.isolation.serve()"
)


class NotPortableError(TypeError):
    """A function, its arguments or its result can't be passed between processes."""


def call(function: Callable[..., T], *arguments: object, deadline: float = DEADLINE) -> T:
    """Run a function in a child process, and return its result; safe for several threads.

    Args:
        function: of a module's top level, or a `functools.partial` of such a one.
        arguments: what it is given; they are pickled, as its result is.
        deadline: seconds after which the child is killed.

    Raises:
        HopelessError: the function took too long or too much memory, or its process died.
        NotPortableError: function, arguments or result can't be pickled.
        Exception: what the function raised, with the child's traceback as a note unless it was
            raised by intent.
    """
    try:
        request = pickle.dumps((deadline, function, arguments), pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise NotPortableError(str(error)) from error
    child = _take()
    try:
        outcome, value = child.answer(request, deadline)
    except BaseException:
        child.end()
        raise
    if outcome == "memory":
        # What else was allocated may be in pieces.
        child.end()
        raise HopelessError(f"reading it took more than {MEMORY >> 20} MiB of memory and was ended")
    _give_back(child)
    if outcome == "raised":
        raise value
    if outcome == "unportable":
        raise NotPortableError(value)
    result: T = value
    return result


class _Child:
    """A process that serves calls."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-c", _START, str(theirs.fileno()), json.dumps(sys.path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                # Ctrl-C on the terminal is for the parent alone, which ends its children.
                process_group=0,
            )
        except OSError as error:
            self._connection.close()
            raise HopelessError(
                f"can't start a process to read it ({error.strerror or error})"
            ) from error
        finally:
            theirs.close()

    def answer(self, request: bytes, deadline: float) -> tuple[str, Any]:
        """Send a call and return its outcome.

        That is (returned, value), (raised, error), (unportable, reason) or (memory, "").
        """
        try:
            self._connection.send_bytes(request)
            if not self._connection.poll(deadline):
                raise HopelessError(f"reading it took more than {deadline:.0f} s and was ended")
            answer: tuple[str, Any] = pickle.loads(self._connection.recv_bytes())  # noqa: S301 - from our own program
        except (EOFError, OSError) as error:
            raise HopelessError(f"the process that reads it {self._how_it_ended()}") from error
        return answer

    def is_alive(self) -> bool:
        """Return whether the process is running."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()
        self._connection.close()

    def forget(self) -> None:
        """Let go of a process that is another one's child."""
        self._connection.close()
        self._process.returncode = 0

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            return "does not answer"
        if code < 0:
            return f"was ended by signal {-code}"
        return f"ended with status {code}"


_lock = threading.Lock()
_children: set[_Child] = set()
_idle: list[_Child] = []
_is_ending = False


def _take() -> _Child:
    """Return a child that serves nobody, a new one if need be."""
    with _lock:
        if _is_ending:
            raise HopelessError("papertrail is ending")
        while _idle:
            child = _idle.pop()
            if child.is_alive():
                return child
            child.end()
            _children.discard(child)
        _children.difference_update([child for child in _children if not child.is_alive()])
        child = _Child()
        _children.add(child)
    return child


def _give_back(child: _Child) -> None:
    with _lock:
        _idle.append(child)


def _end_all() -> None:
    global _is_ending  # noqa: PLW0603 - threads that go on must start no other child
    with _lock:
        _is_ending = True
        for child in _children:
            child.end()
        _children.clear()
        _idle.clear()


def _forget_all() -> None:
    """Begin without children: those of a process that forked are not ours."""
    global _lock  # noqa: PLW0603 - another thread may have held it
    _lock = threading.Lock()
    for child in _children:
        child.forget()
    _children.clear()
    _idle.clear()


atexit.register(_end_all)
os.register_at_fork(after_in_child=_forget_all)


def serve() -> None:
    """Serve calls until the parent goes away; the main function of a child."""
    connection = Connection(int(sys.argv[1]))
    _limit_memory()
    with contextlib.suppress(EOFError, OSError):
        while True:
            request = connection.recv_bytes()
            connection.send_bytes(_served(connection, request))


def _served(connection: Connection, request: bytes) -> bytes:
    try:
        try:
            deadline, function, arguments = pickle.loads(request)  # noqa: S301 - from our own program
        except (ImportError, AttributeError) as error:
            # Of a module that only the parent can import.
            return pickle.dumps(("unportable", str(error)))
        try:
            with _ending_with_parent(connection, deadline):
                outcome = "returned", function(*arguments)
        except Exception as error:
            if isinstance(error, MemoryError):
                raise
            outcome = "raised", _portable(error)
        try:
            return pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, AttributeError, TypeError, RecursionError) as error:
            return pickle.dumps(("unportable", str(error)))
    except MemoryError:
        return pickle.dumps(("memory", ""))


def _portable(error: Exception) -> Exception:
    """Return an error as it can be raised elsewhere."""
    trace = "".join(traceback.format_exception(error))
    try:
        copy: Exception = pickle.loads(pickle.dumps(error))  # noqa: S301 - just made
    except Exception:  # noqa: BLE001 - whatever its class makes of being copied
        copy = RuntimeError(f"{type(error).__name__}: {error}")
    if not hasattr(copy, "hint"):
        copy.add_note(f"In the child process:\n{trace}")
    return copy


@contextlib.contextmanager
def _ending_with_parent(connection: Connection, deadline: float) -> Iterator[None]:
    """Let the kernel end this process when its parent goes away or its time is over.

    Both are signals that end a process by themselves, since no Python handler runs during a long
    match. Only Linux sends the first one for a connection that was closed; elsewhere the second one
    has to do.
    """
    signal.setitimer(signal.ITIMER_REAL, math.ceil(deadline + _GRACE))
    if sys.platform == "linux":
        descriptor = connection.fileno()
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
        usual = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, usual | os.O_ASYNC)
        if select.select([descriptor], [], [], 0)[0]:
            # The parent sends nothing now: it has gone.
            os._exit(1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if sys.platform == "linux":
            fcntl.fcntl(descriptor, fcntl.F_SETFL, usual)


def _limit_memory() -> None:
    # macOS accepts the limit and does not keep to it.
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
