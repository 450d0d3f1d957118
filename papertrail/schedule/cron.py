"""Write a home's entry as lines of the user's crontab, marked by a comment at their ends."""

import os
import shlex
import shutil
import subprocess

from papertrail.errors import PapertrailError
from papertrail.schedule.entry import Entry, timetable_in
from papertrail.types.timetable import Timetable
from papertrail.workspace import Home

NAME = "cron"
_LONGEST = 990
"""Characters of a command that every cron takes."""


def available() -> bool:
    """Return whether there is a cron to write to."""
    return shutil.which("crontab") is not None


def install(entry: Entry) -> None:
    """Write a home's lines in place of those it has.

    Raises:
        PapertrailError: the crontab can't be read or written; it is as it was.
    """
    _write([*_others(entry.home), *_lines(entry)])


def is_current(entry: Entry) -> bool:
    """Return whether a home's lines are those that `install` would write."""
    return [line for line in _read() if line.endswith(_mark(entry.home))] == _lines(entry)


def has_entry(home: Home) -> bool:
    """Return whether a home has lines, of whatever version."""
    return any(line.endswith(_mark(home)) for line in _read())


def _lines(entry: Entry) -> list[str]:
    """Return the lines of an entry. Raises as `install`."""
    command = _escape(shlex.join(entry.command))
    variables = " ".join(
        f"{name}={_escape(shlex.quote(value))}" for name, value in entry.variables.items()
    )
    line = f"{variables} {command} {_mark(entry.home)}"
    if len(line) > _LONGEST:
        raise PapertrailError(
            "the command is too long for a crontab", "choose a folder with a shorter path"
        )
    days = "*"
    if entry.timetable.weekdays != "daily":
        days = ",".join(str(day + 1) for day in entry.timetable.days)
    moments = [f"{moment.minute} {moment.hour} * * {days}" for moment in entry.timetable.at]
    moments.append(f"{entry.guard_minute} * * * *")
    return [f"{moment} {line}" for moment in moments]


def remove(home: Home) -> bool:
    """Take a home's lines out; return whether there were any."""
    others = _others(home)
    if len(others) == len(_read()):
        return False
    _write(others)
    return True


def installed(home: Home) -> Timetable | None:
    """Return the timetable of a home's lines, or None where it has none."""
    lines = [line for line in _read() if line.endswith(_mark(home))]
    if not lines:
        return None
    return timetable_in(lines[0])


def _others(home: Home) -> list[str]:
    return [line for line in _read() if not line.endswith(_mark(home))]


def _mark(home: Home) -> str:
    """Return what ends each line of a home; to the shell it is a comment."""
    return f"# papertrail schedule of {_escape(str(home.root))}"


def _escape(text: str) -> str:
    """Return text in which cron finds no line break: it takes a bare % for one."""
    return text.replace("%", "\\%")


def _read() -> list[str]:
    done = _crontab("-l")
    if done.returncode == 0:
        # Only a line feed ends a line, and whatever bytes are in it come back as they were.
        if not done.stdout:
            return []
        return os.fsdecode(done.stdout).removesuffix("\n").split("\n")
    if b"no crontab" in done.stderr.lower():
        return []
    raise PapertrailError(f"can't read the crontab ({_reason(done)})", "see that crontab -l works")


def _write(lines: list[str]) -> None:
    done = _crontab("-", os.fsencode("".join(f"{line}\n" for line in lines)))
    if done.returncode:
        raise PapertrailError(
            f"can't write the crontab ({_reason(done)})", "it is as it was; see crontab -e"
        )


def _reason(done: "subprocess.CompletedProcess[bytes]") -> str:
    return done.stderr.decode(errors="replace").strip()


def _crontab(argument: str, content: bytes | None = None) -> "subprocess.CompletedProcess[bytes]":
    program = shutil.which("crontab")
    if program is None:
        raise PapertrailError("there is no crontab", "install cron, or keep papertrail run at work")
    return subprocess.run(  # noqa: S603 - the user's own crontab
        [program, argument], input=content, capture_output=True, check=False, timeout=60
    )
