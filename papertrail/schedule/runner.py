"""One run: `papertrail update`, then `papertrail digest --send --add`, with a log and a result.

Each step is a process of the public command line: whatever ends it, the run goes on and records it.
"""

import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from types import TracebackType
from typing import Self

from papertrail import clock
from papertrail.clock import iso
from papertrail.config import Config
from papertrail.schedule.results import Results, failures_to_report
from papertrail.types.exit_code import ExitCode
from papertrail.workspace import Home

LONGEST = 6 * 3600.0
"""Seconds after which a step counts as stuck."""
_GRACE = 20.0
"""Seconds that a step has to stop when it is asked to."""
_FAULT = re.compile(
    r"papertrail: |.{1,200}?: (?:not sent: |digests wait for it)"
    r"|.{1,400}? (?:failed|throttled|partial) +\d[\d,]* fetched"
)
"""The lines by which a command says what failed: an error, a channel, a source."""
_SUCCESS = re.compile(r".{1,200}: sent\Z")
_FAULTS = 3
"""Such lines that a result of a run keeps; the log has all."""
_LOG_BYTES = 1 << 20
_LOGS = 5


class Runner:
    """Does runs in a home, one after the other; a context manager.

    The caller has the lock `papertrail.locks.running`.

    Attributes:
        stopping: set by `stop`; no run begins after that.
    """

    def __init__(self, home: Home, config: Config, on_line: Callable[[str], None]) -> None:
        self.results = Results(home.results)
        self.stopping = False
        self._home = home
        self._config = config
        self._on_line = on_line
        self._log = _open_log(home)
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for handler in self._log.handlers:
            handler.close()

    def once(self) -> str:
        """Do one run and record it; return its status: done, part, failed or stopped."""
        self.results.begin(clock.now())
        steps = [["update"]] + ([["digest", "--send", "--add"]] if self._config.channels else [])
        codes: list[int] = []
        notes: list[str] = []
        for step in steps:
            if not self.stopping:
                code, last = self._step(step)
                codes.append(code)
                notes += [f"{step[0]}: {last}"] if code else []
        status = "stopped"
        if not self.stopping:
            status = _status(codes)
        self.results.end(status, "; ".join(notes), clock.now())
        self.note(f"run: {status}")
        self._report_failures()
        return status

    def obey_signals(self) -> None:
        """Let SIGTERM and SIGINT stop the run."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: self.stop())

    def use(self, config: Config) -> None:
        """Go on with another configuration."""
        self._config = config

    def stop(self) -> None:
        """End the step in progress, as Ctrl-C does, and begin no other. Safe in signal handlers."""
        self.stopping = True
        if self._child:
            self._child.send_signal(signal.SIGINT)
            killer = threading.Timer(_GRACE, self._child.kill)
            killer.daemon = True
            killer.start()

    def note(self, line: str) -> None:
        """Write a line to the log, and pass it on."""
        self._log.info("%s %s", iso(clock.now()), line)
        self._on_line(line)

    def _step(self, arguments: list[str]) -> tuple[int, str]:
        """Run one command; return its exit code and why it failed, in its own words."""
        last, faults = "", list[str]()
        # -P keeps modules of the working folder out.
        command = [sys.executable, "-P", "-m", "papertrail", *arguments]
        environment = os.environ | {
            "PAPERTRAIL_HOME": str(self._home.root),
            "PAPERTRAIL_STATE": str(self._home.state),
            "PYTHONUNBUFFERED": "1",
        }
        with subprocess.Popen(  # noqa: S603 - our own program
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # The terminal's Ctrl-C goes to the runner alone, which passes it on.
            start_new_session=True,
        ) as child:
            self._child = child
            if self.stopping:  # between the last look and now
                child.send_signal(signal.SIGINT)
            stuck = threading.Timer(LONGEST, child.kill)
            stuck.start()
            for line in child.stdout or ():
                if line.strip() and not _SUCCESS.match(line.strip()):
                    last = line.strip()
                if _FAULT.match(line) and len(faults) < _FAULTS:
                    faults.append(line.strip())
                self.note(f"{arguments[0]}: {line.rstrip()}")
            code = child.wait()
            stuck.cancel()
            self._child = None
        if code < 0:
            faults.append(f"ended by signal {-code}")
        return code, "; ".join(faults) or last if code else ""

    def _report_failures(self) -> None:
        """Send one notice after several failures in a row, by the first channel that accepts it."""
        failures = failures_to_report(self.results.read())
        if not failures:
            return
        from papertrail.delivery.outbox import notify

        text = "\n".join(
            [
                f"papertrail has failed {len(failures)} times in a row:",
                "",
                *(f"{failure.started}  {failure.note}" for failure in failures),
                "",
                f"It goes on trying. The log is {self._home.log}.",
            ]
        )
        channel = notify(self._config, f"papertrail failed {len(failures)} times", text)
        if channel:
            self.results.record_notice()
            self.note(f"run: sent a notice about the failures by {channel}")
        else:
            self.note("run: no channel accepted a notice about the failures")


class _PrivateLog(RotatingFileHandler):
    """A log that its owner alone can read, since anything that a step prints goes into it."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        os.fchmod(stream.fileno(), 0o600)
        return stream


def _status(codes: list[int]) -> str:
    if all(code == ExitCode.DONE for code in codes):
        return "done"
    if all(code in (ExitCode.DONE, ExitCode.PARTIAL) for code in codes):
        return "part"
    return "failed"


def _open_log(home: Home) -> logging.Logger:
    home.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = logging.Logger("papertrail.run", logging.INFO)  # noqa: LOG001 - no part of the tree: nothing else may write to it
    log.addHandler(_PrivateLog(home.log, maxBytes=_LOG_BYTES, backupCount=_LOGS, encoding="utf-8"))
    return log
