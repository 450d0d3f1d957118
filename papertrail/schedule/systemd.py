"""Write a home's entry as a timer of the user's systemd, which also makes up for missed runs."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from papertrail import user_files
from papertrail.errors import PapertrailError
from papertrail.schedule.entry import Entry, timetable_in
from papertrail.types.timetable import Timetable
from papertrail.workspace import Home

NAME = "systemd"
_SERVICE = """\
[Unit]
Description=papertrail: fetch new papers and deliver the digest

[Service]
Type=oneshot
KillMode=mixed
{environment}
ExecStart={command}
"""
_TIMER = """\
[Unit]
Description=papertrail, on time

[Timer]
{moments}
Persistent=true

[Install]
WantedBy=timers.target
"""


def available() -> bool:
    """Return whether the user has a systemd that answers."""
    return shutil.which("systemctl") is not None and _systemctl("show-environment").returncode == 0


def install(entry: Entry) -> None:
    """Write a home's units and start the timer.

    Raises:
        PapertrailError: systemd refuses it.
        OSError: a unit can't be written.
    """
    service, timer = _units(entry.home)
    service.parent.mkdir(parents=True, exist_ok=True)
    for path, content in _contents(entry).items():
        user_files.write(path, content)
    for arguments in (("daemon-reload",), ("enable", timer.name), ("restart", timer.name)):
        done = _systemctl(*arguments)
        if done.returncode:
            raise PapertrailError(
                f"systemctl --user {' '.join(arguments)} failed ({done.stderr.strip()})",
                "use cron: --with cron",
            )


def is_current(entry: Entry) -> bool:
    """Return whether a home's units are those that `install` would write."""
    return all(
        path.is_file() and path.read_bytes() == content
        for path, content in _contents(entry).items()
    )


def has_entry(home: Home) -> bool:
    """Return whether a home has units, of whatever version."""
    return any(path.exists() for path in _units(home))


def _contents(entry: Entry) -> dict[Path, bytes]:
    """Return the units of an entry by their paths."""
    service, timer = _units(entry.home)
    environment = "\n".join(
        f"Environment={_quote(f'{name}={value}')}" for name, value in entry.variables.items()
    )
    command = " ".join(_quote(word).replace("$", "$$") for word in entry.command)
    days = ""
    if entry.timetable.weekdays != "daily":
        days = f"{entry.timetable.weekdays.title()} "
    moments = [f"OnCalendar={days}*-*-* {moment:%H:%M}:00" for moment in entry.timetable.at]
    moments.append(f"OnCalendar=*-*-* *:{entry.guard_minute:02}:00")
    return {
        service: _SERVICE.format(environment=environment, command=command).encode(),
        timer: _TIMER.format(moments="\n".join(moments)).encode(),
    }


def remove(home: Home) -> bool:
    """Stop a home's timer and delete its units; return whether there were any."""
    service, timer = _units(home)
    if not timer.exists() and not service.exists():
        return False
    _systemctl("disable", "--now", timer.name)
    service.unlink(missing_ok=True)
    timer.unlink(missing_ok=True)
    _systemctl("daemon-reload")
    return True


def installed(home: Home) -> Timetable | None:
    """Return the timetable of a home's units, or None where it has none."""
    try:
        return timetable_in(_units(home)[0].read_text(encoding="utf-8").replace('"', ""))
    except OSError:
        return None


def _units(home: Home) -> tuple[Path, Path]:
    """Return the paths of the service and of the timer, each home having its own."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"
    name = f"papertrail-{hashlib.sha256(str(home.root).encode()).hexdigest()[:8]}"
    return folder / f"{name}.service", folder / f"{name}.timer"


def _quote(text: str) -> str:
    """Return a word as a unit file has it (systemd.syntax(7), systemd.unit(5))."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _systemctl(*arguments: str) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("systemctl")
    if program is None:
        raise PapertrailError("there is no systemd", "use cron: --with cron")
    return subprocess.run(  # noqa: S603 - the user's own systemd
        [program, "--user", *arguments], capture_output=True, text=True, check=False, timeout=60
    )
