"""`papertrail deliveries`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.types.channel import FolderChannel


@click.group("deliveries")
def deliveries_command() -> None:
    """See what was sent where, and try a channel."""


@deliveries_command.command("list")
@click.option(
    "-n", "count", type=click.IntRange(1), default=20, show_default=True, help="How many."
)
@json_option
def list_command(count: int, *, as_json: bool) -> None:
    """List the newest deliveries, and those still to be done."""
    from papertrail.render import json as records
    from papertrail.render import listings

    with open_home() as paper:
        found = paper.deliveries.list(count)
    if as_json:
        print_json(records.deliveries(found))
    elif found:
        print_lines(listings.deliveries(found))
    else:
        note("nothing was sent yet; papertrail digest --send does it")


@deliveries_command.command("test")
@click.argument("name", metavar="CHANNEL")
def test_command(name: str) -> None:
    """Send a short notice, to see that a channel works. Of a folder, only check that it exists."""
    with open_home() as paper:
        channel = paper.deliveries.test(name)
    if isinstance(channel, FolderChannel):
        click.echo(f"{channel.path} is there")
    else:
        click.echo(f"{name} took a notice")


@deliveries_command.command("drop")
@click.argument("name", metavar="CHANNEL")
def drop_command(name: str) -> None:
    """Give up what is still to be sent to a channel."""
    with open_home() as paper:
        dropped = paper.deliveries.drop(name)
    click.echo(f"{dropped} given up; papertrail digest --date DAY shows each of them")
