"""End a whole conversation at a deadline: time-outs of sockets bound a single read only."""

import contextlib
import os
import socket
import threading
import time
from types import TracebackType
from typing import Self

TIMES = 4
"""A channel's conversation may take this many times its `timeout`, which is for one answer."""


class Deadline:
    """A context in which the connections that it watches are shut at a deadline.

    Reading from one then ends as if the other side had closed it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._watched: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    @property
    def has_passed(self) -> bool:
        """Whether it is too late."""
        return time.monotonic() >= self._ends

    @property
    def excess(self) -> str:
        """What happened, where it has passed."""
        return f"took longer than {self._seconds:g} s"

    def watch(self, connection: socket.socket) -> None:
        """Shut a connection when it is too late."""
        # A descriptor of its own: encryption takes the other one over.
        self._watched.append(socket.socket(fileno=os.dup(connection.fileno())))

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        for connection in self._watched:
            connection.close()

    def _shut(self) -> None:
        for connection in self._watched:
            # The other side, or the end of the conversation, may be faster.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
