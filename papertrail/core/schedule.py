"""Install, show and remove the entry in a scheduler."""

import os
from types import ModuleType

from papertrail import clock
from papertrail.config import Config
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError, UsageError
from papertrail.types.schedule import Installation, ScheduleEntry, ScheduleStatus
from papertrail.types.timetable import Timetable, times, weekdays

SCHEDULERS = ("cron", "systemd")
_SHOWN = 3
"""Results of runs that the status has."""


class Schedule:
    """The scheduled runs of a home, by cron or systemd."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def install(
        self, at: str | None = None, days: str | None = None, scheduler: str | None = None
    ) -> Installation:
        """Run the home's updates and deliveries at set times; a second time replaces the first.

        Args:
            at: times such as 07:30,18:00; None for those of the configuration.
            days: such as mon-fri, or daily; None for those of the configuration.
            scheduler: one of SCHEDULERS; None for the first that is available.

        Raises:
            UsageError: the times or the days can't be read.
            PapertrailError: there is no scheduler, or it refuses the entry.
            ConfigError: the configuration can't be used.
        """
        from papertrail.schedule.entry import Entry

        home, config = self._resources.home, self._resources.config
        entry = Entry(home, timetable(config, at, days))
        module = _scheduler(scheduler)
        entry.check()
        module.install(entry)
        others = [other for other in modules() if other is not module and self._removed(other)]
        installed = self._entry()
        return Installation(
            scheduler=module.NAME,
            timetable=entry.timetable,
            next=installed.next if installed else None,
            removed_from=tuple(other.NAME for other in others),
            has_channels=bool(config.channels),
            unavailable_secrets=tuple(
                dict.fromkeys(
                    (channel.variable, channel.settings)
                    for channel in config.channels
                    if os.environ.get(channel.variable)
                )
            ),
        )

    def show(self) -> ScheduleStatus:
        """Return what is scheduled, and the results of the last runs."""
        from papertrail.locks import is_running
        from papertrail.schedule.results import Results

        home = self._resources.home
        results = Results(home.results)
        found = results.read() if is_running(home) else results.settled()
        return ScheduleStatus(self._entry(), home.log, tuple(found[-_SHOWN:]))

    def remove(self) -> tuple[str, ...]:
        """Remove the home's entries and leave all others alone; return out of which schedulers."""
        return tuple(module.NAME for module in modules() if self._removed(module))

    def _entry(self) -> ScheduleEntry | None:
        for module in modules():
            found = module.installed(self._resources.home) if module.available() else None
            if found:
                return ScheduleEntry(module.NAME, found, found.following(clock.now()))
        return None

    def _removed(self, module: ModuleType) -> bool:
        return bool(module.available() and module.remove(self._resources.home))


def timetable(config: Config, at: str | None, days: str | None) -> Timetable:
    """Return the timetable of the configuration, with other times or days if they are given.

    Raises:
        UsageError: they can't be read.
    """
    usual = config.timetable
    try:
        return Timetable(times(at) if at else usual.at, weekdays(days) if days else usual.days)
    except ValueError as error:
        raise UsageError(f"a schedule needs {error}") from error


def modules() -> tuple[ModuleType, ...]:
    """Return the modules of the schedulers, the preferred one first."""
    from papertrail.schedule import cron, systemd

    return cron, systemd


def _scheduler(name: str | None) -> ModuleType:
    """Return the scheduler of a name, else the first that is available."""
    if name not in (None, *SCHEDULERS):
        raise UsageError(f"unknown scheduler {name!r}; there are {' and '.join(SCHEDULERS)}")
    known = [module for module in modules() if name in (None, module.NAME)]
    available = [module for module in known if module.available()]
    if available:
        return available[0]
    missing = {
        "cron": "there is no crontab command here",
        "systemd": "there is no systemd of this user here",
        None: "there is neither a crontab command nor a systemd of this user here",
    }
    raise PapertrailError(
        missing[name],
        "install cron (such as apt install cron), or keep this at work: papertrail run --at 07:30",
    )
