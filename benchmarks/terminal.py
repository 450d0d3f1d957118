"""Drive a program on a pseudo-terminal, and time what it draws."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence

FRAME = b"\x1b[?2026l"
"""The end of a frame: this terminal answers that it has synchronized output."""
_ASKED, _ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Makes a terminal the one that controls a session, which only a process of the session can do.

It is a program of its own because nothing of Python may run in a child that was forked from a
process with threads: it can wait for a lock for ever.
"""


class Terminal:
    """A program that was just started on a terminal of its own."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
    ) -> None:
        """Start a command; `size` is in columns and lines."""
        own = {"TERM": "xterm-256color", **environment}
        # They would outweigh the size of the terminal.
        own.pop("COLUMNS", None)
        own.pop("LINES", None)
        self._file, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.started = time.perf_counter()
        self._program = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, *command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=own,
            start_new_session=True,
        )
        os.close(theirs)
        self.process = self._program.pid
        self.drawn = b""
        """All that it has drawn since it was started or `send` was called."""

    def send(self, keys: bytes) -> float:
        """Type keys; return the moment."""
        self.drawn = b""
        moment = time.perf_counter()
        os.write(self._file, keys)
        return moment

    def wait_for(self, wanted: bytes, seconds: float = 60.0, *, frame: bool = True) -> float:
        """Read until something is drawn and its frame is complete; return the moment.

        Raises:
            TimeoutError: it was not drawn.
        """
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            place = self.drawn.find(wanted)
            if place >= 0 and (not frame or FRAME in self.drawn[place:]):
                return time.perf_counter()
            self._read(0.2)
        raise TimeoutError(f"{wanted!r} was not drawn; the last output: {self.drawn[-300:]!r}")

    def settle(self, seconds: float = 0.05) -> None:
        """Read until nothing has been drawn for some time."""
        while self._read(seconds):
            pass

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal."""
        self.drawn = b""
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def kill(self) -> None:
        """Kill the program."""
        self._program.kill()
        self.wait()

    def hang_up(self) -> None:
        """Take the terminal away, as a connection that breaks does."""
        os.close(self._file)
        self._file = -1

    def wait(self, seconds: float = 60.0) -> int:
        """Read until the program ends; return its exit code, negative for a signal.

        Raises:
            TimeoutError: it does not end.
        """
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            code = self._program.poll()
            while self._file >= 0 and self._read(0.05):
                pass
            if code is not None:
                return code
            time.sleep(0.01)
        raise TimeoutError("the program does not end")

    def close(self) -> None:
        """Kill the program if it runs, and close the terminal."""
        if self._program.poll() is None:
            self.kill()
        if self._file >= 0:
            self.hang_up()

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._file], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._file, 65536)
        except OSError:
            return False
        if _ASKED in data:
            os.write(self._file, _ANSWER)
        self.drawn += data
        return bool(data)
