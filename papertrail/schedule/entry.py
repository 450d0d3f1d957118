"""Build the command that a scheduler starts, the same for cron and systemd."""

import os
import re
import sys
from dataclasses import dataclass

from papertrail.config.network import MIRROR_VARIABLE
from papertrail.errors import PapertrailError
from papertrail.types.timetable import Timetable, times, weekdays
from papertrail.workspace import Home

_OPTIONS = re.compile(r"run --due --at ([0-9:,]+) --days ([a-z,]+)")
_HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry of a home in a scheduler.

    It starts the same command at the due moments and once an hour. The command acts only if a due
    moment has passed and no run has succeeded since, so a run that was missed, or failed, is made
    up for within the hour.

    Attributes:
        variables: the environment of the command.
        command: its words.
    """

    home: Home
    timetable: Timetable

    @property
    def variables(self) -> dict[str, str]:
        """The environment that the command needs; schedulers do not pass on the user's."""
        given = ("PAPERTRAIL_CACHE", MIRROR_VARIABLE, "TZ")
        return {
            "PAPERTRAIL_HOME": str(self.home.root),
            "PAPERTRAIL_STATE": str(self.home.state),
            **{name: os.environ[name] for name in given if os.environ.get(name)},
        }

    @property
    def command(self) -> list[str]:
        """The words of the command, by full path."""
        options = ["run", "--due", "--at", self.timetable.times, "--days", self.timetable.weekdays]
        return [sys.executable, "-P", "-m", "papertrail", *options]

    @property
    def guard_minute(self) -> int:
        """The minute of each hour at which the command looks whether a run was missed."""
        return (self.timetable.at[0].minute + _HALF_HOUR) % 60

    def check(self) -> None:
        """Check that the entry can be written on one line.

        Raises:
            PapertrailError: a path has a line break or another control character in it.
        """
        for text in (*self.variables.values(), *self.command):
            if not text.isprintable():
                raise PapertrailError(
                    f"{text!r} can't be written into a schedule",
                    "choose a folder with a plain name",
                )


def timetable_in(text: str) -> Timetable | None:
    """Return the timetable of an installed entry, or None where there is none that can be read."""
    found = _OPTIONS.search(text)
    if not found:
        return None
    return Timetable(times(found[1]), weekdays(found[2]))
