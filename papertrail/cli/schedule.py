"""`papertrail schedule`."""

from typing import TYPE_CHECKING

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.cli.run import at_option, days_option

if TYPE_CHECKING:
    from papertrail.types.schedule import Installation


@click.group("schedule")
def schedule_command() -> None:
    """Run papertrail at set times, by cron or systemd."""


@schedule_command.command("install", short_help="Have papertrail run at set times.")
@at_option
@days_option
@click.option(
    "--with",
    "name",
    type=click.Choice(("cron", "systemd")),
    help="Which scheduler. [default: cron where there is one]",
)
def install_command(at: str | None, days: str | None, name: str | None) -> None:
    """Have papertrail update and deliver the digest at set times; a second time replaces the first.

    A run that was missed, or failed, is made up for within the hour.
    """
    from papertrail.render.listings import next_run

    with open_home() as paper:
        done = paper.schedule.install(at, days, name)
    for other in done.removed_from:
        note(f"took the earlier entry out of {other}")
    timetable = done.timetable
    click.echo(
        f"installed in {done.scheduler}: {timetable.times} {timetable.weekdays}, "
        f"{next_run(done.next)}"
    )
    _advise(done)


@schedule_command.command("show")
@json_option
def show_command(*, as_json: bool) -> None:
    """Show when the next run is and what came of the last three."""
    from papertrail.render import json as records
    from papertrail.render import listings

    with open_home() as paper:
        state = paper.schedule.show()
    if as_json:
        print_json(records.schedule(state))
    else:
        print_lines(listings.schedule(state))


@schedule_command.command("remove", short_help="Take papertrail's entry out of the scheduler.")
def remove_command() -> None:
    """Take papertrail's entry out of the scheduler and leave all others alone."""
    with open_home() as paper:
        removed = paper.schedule.remove()
    click.echo(f"removed from {' and '.join(removed)}" if removed else "nothing was scheduled")


def _advise(done: "Installation") -> None:
    """Print what scheduled runs lack."""
    if not done.has_channels:
        note(
            "no channel is configured, so runs fetch papers and papertrail digest shows them; "
            "to have the digest sent, write a [deliver.NAME] table into config.toml "
            "(docs/delivery.md)"
        )
    for variable, channel in done.unavailable_secrets:
        note(
            f"{variable} is not known to scheduled runs: "
            f"use the keyring or secret_file for {channel}"
        )
