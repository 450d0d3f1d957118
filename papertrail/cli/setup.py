"""`papertrail init`."""

import click

from papertrail.cli.common import open_home
from papertrail.cli.output import note


@click.command("init")
def init_command() -> None:
    """Write a configuration with starter topics and feeds.

    An existing configuration is left as it is.
    """
    with open_home() as paper:
        file = paper.home.config_file
        if paper.init():
            click.echo(f"wrote {file}")
        else:
            note(f"{file} is there already and in order")
    note("next: papertrail update")
