"""`papertrail searches`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render import json as records
from papertrail.render import listings
from papertrail.render.escaping import printable


@click.group("searches")
def searches_command() -> None:
    """See and remove the searches that papertrail search --save kept."""


@searches_command.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """List the searches, by name."""
    with open_home() as paper:
        found = paper.searches.list()
    if as_json:
        print_json(records.searches(found))
    elif found:
        print_lines(listings.searches(found))
    else:
        note("no search is kept; papertrail search --save NAME QUERY keeps one")


@searches_command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def remove_command(names: tuple[str, ...]) -> None:
    """Remove searches."""
    with open_home() as paper:
        paper.searches.remove(names)
    note(f"removed {', '.join(map(printable, names))}")
