"""Running in the foreground: the due runs, one after the other, until a signal ends it."""

import signal
import time
from collections.abc import Callable
from types import FrameType

from papertrail import clock
from papertrail.errors import ConfigError
from papertrail.schedule.results import is_due
from papertrail.schedule.runner import Runner
from papertrail.schedule.timetable import Timetable

_LOOK = 20
"""Seconds from one look at the clock to the next; it may be set, and the machine may have slept."""


def obey(runner: Runner) -> None:
    """Let SIGTERM and SIGINT end a runner's work cleanly."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: runner.stop())


class Service:
    """Does a runner's due runs. SIGTERM and SIGINT end it, SIGHUP reads the configuration again."""

    def __init__(self, runner: Runner, read: Callable[[], Timetable]) -> None:
        self._runner = runner
        self._read = read
        self._timetable = read()
        self._reread = False

    def serve(self) -> None:
        """Work until a signal comes."""
        obey(self._runner)
        signal.signal(signal.SIGHUP, self._hang_up)
        self._announce()
        while not self._runner.stopping:
            if is_due(self._timetable, self._runner.results.settled(), clock.now()):
                self._runner.once()
                if not self._runner.stopping:
                    self._announce()
            self._wait()

    def _wait(self) -> None:
        for _ in range(_LOOK):
            if self._runner.stopping:
                return
            if self._reread:
                self._reread = False
                self._read_again()
                return
            time.sleep(1)

    def _read_again(self) -> None:
        try:
            self._timetable = self._read()
        except ConfigError as error:
            self._runner.say(
                f"run: the configuration stays as it was: {error.message}; {error.hint}"
            )
        else:
            self._announce()

    def _announce(self) -> None:
        self._runner.say(
            f"run: the next one is at {self._timetable.following(clock.now()):%Y-%m-%d %H:%M %Z}"
        )

    def _hang_up(self, _number: int, _frame: FrameType | None) -> None:
        self._reread = True
