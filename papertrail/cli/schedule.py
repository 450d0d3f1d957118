"""`papertrail schedule`."""

from types import ModuleType
from typing import TYPE_CHECKING

import click

from papertrail import clock
from papertrail.cli.common import json_option, load_config, tell
from papertrail.cli.run import at_option, days_option, timetable
from papertrail.config import Config
from papertrail.errors import PapertrailError
from papertrail.workspace import Home

if TYPE_CHECKING:
    from papertrail.schedule.timetable import Timetable

_SHOWN = 3
_SCHEDULERS = ("cron", "systemd")


@click.group("schedule")
def schedule_command() -> None:
    """Run papertrail at set times, by cron or systemd."""


@schedule_command.command("install", short_help="Have papertrail run at set times.")
@at_option
@days_option
@click.option(
    "--with",
    "name",
    type=click.Choice(_SCHEDULERS),
    help="Which scheduler. [default: cron where there is one]",
)
def install_command(at: str | None, days: str | None, name: str | None) -> None:
    """Have papertrail update and deliver the digest at set times; a second time replaces the first.

    A run that was missed, or failed, is made good within the hour.
    """
    from papertrail.schedule.entry import Entry

    home = Home.from_environment()
    config = load_config(home)
    scheduler = _scheduler(name)
    entry = Entry(home, timetable(config, at, days))
    entry.check()
    scheduler.install(entry)
    for other in _modules():
        if other is not scheduler and _removed(other, home):
            tell(f"took the earlier entry out of {other.NAME}")
    click.echo(
        f"installed in {scheduler.NAME}: {entry.timetable.times} {entry.timetable.weekdays}, {_next(home)}"
    )
    _advise(config)


@schedule_command.command("show")
@json_option
def show_command(*, as_json: bool) -> None:
    """Show when the next run is and what came of the last three."""
    from dataclasses import asdict

    from papertrail.render.escaping import printable
    from papertrail.render.json import dumps
    from papertrail.schedule.results import Results

    home = Home.from_environment()
    results = Results(home.results)
    shown = (results.read() if home.is_running() else results.settled())[-_SHOWN:]
    found = _installed(home)
    if as_json:
        times = {"with": found[0], "at": found[1].times, "days": found[1].weekdays} if found else {}
        following = {"next": clock.iso(found[1].following(clock.now()))} if found else {}
        click.echo(
            dumps(
                times
                | following
                | {"log": str(home.log), "last": [asdict(result) for result in shown]}
            )
        )
        return
    if found:
        click.echo(f"{found[0]}: {found[1].times} {found[1].weekdays}, {_next(home)}")
    else:
        click.echo("nothing is scheduled; papertrail schedule install --at 07:30 does it")
    for result in reversed(shown):
        click.echo(f"{result.started}  {result.status:<7}  {printable(result.note)}".rstrip())
    if shown:
        click.echo(f"log: {home.log}")


@schedule_command.command("remove", short_help="Take papertrail's entry out of the scheduler.")
def remove_command() -> None:
    """Take papertrail's entry out of the scheduler and leave all others alone."""
    home = Home.from_environment()
    removed = [module.NAME for module in _modules() if _removed(module, home)]
    click.echo(f"removed from {' and '.join(removed)}" if removed else "nothing was scheduled")


def _modules() -> tuple[ModuleType, ...]:
    from papertrail.schedule import cron, systemd

    return cron, systemd


def _scheduler(name: str | None) -> ModuleType:
    """Return the scheduler to write to: the one that is named, else the first that is there."""
    known = [module for module in _modules() if name in (None, module.NAME)]
    there = [module for module in known if module.available()]
    if there:
        return there[0]
    missing = {
        "cron": "there is no crontab command here",
        "systemd": "there is no systemd of this user here",
        None: "there is neither a crontab command nor a systemd of this user here",
    }
    raise PapertrailError(
        missing[name],
        "install cron (such as apt install cron), or keep this at work: papertrail run --at 07:30",
    )


def _removed(module: ModuleType, home: Home) -> bool:
    return bool(module.available() and module.remove(home))


def _installed(home: Home) -> "tuple[str, Timetable] | None":
    for module in _modules():
        found = module.installed(home) if module.available() else None
        if found:
            return module.NAME, found
    return None


def _next(home: Home) -> str:
    found = _installed(home)
    return (
        f"next {found[1].following(clock.now()):%A %Y-%m-%d %H:%M %Z}" if found else "next: unknown"
    )


def _advise(config: Config) -> None:
    """Tell what a scheduled run lacks."""
    import os

    if not config.channels:
        tell(
            "no channel is configured, so runs fetch papers and papertrail digest shows them; to have the digest sent, "
            "write a [deliver.NAME] table into config.toml (docs/delivery.md)"
        )
    for channel in config.channels:
        if os.environ.get(channel.variable):
            tell(
                f"{channel.variable} is not known to scheduled runs: use the keyring or secret_file for {channel.name}"
            )
