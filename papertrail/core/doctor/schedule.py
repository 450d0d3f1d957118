"""Examine the entry in a scheduler."""

from collections.abc import Iterator
from functools import partial

from papertrail.core.doctor.fault import Fault
from papertrail.core.resources import Resources
from papertrail.core.schedule import Schedule, modules
from papertrail.schedule.entry import Entry
from papertrail.types.timetable import Timetable


def faults(resources: Resources) -> Iterator[Fault]:
    """Yield a fault for an entry that another version, or another installation, wrote."""
    for module in modules():
        if not (module.available() and module.has_entry(resources.home)):
            continue
        timetable: Timetable | None = module.installed(resources.home)
        if timetable and module.is_current(Entry(resources.home, timetable)):
            continue
        yield Fault(
            f"the entry in {module.NAME} is of another version or installation of papertrail",
            "run: papertrail schedule install",
            partial(_install, resources, timetable, module.NAME),
        )


def _install(resources: Resources, timetable: Timetable | None, scheduler: str) -> str:
    at, days = (timetable.times, timetable.weekdays) if timetable else (None, None)
    Schedule(resources).install(at, days, scheduler)
    return f"wrote the entry in {scheduler} anew"
