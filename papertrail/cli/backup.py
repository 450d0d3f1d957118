"""`papertrail backup` and `papertrail restore`."""

from pathlib import Path

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import print_json
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def backup_command(file: Path, *, as_json: bool) -> None:
    """Write papers, marks, digests, settings and templates into FILE, such as home.tar.gz.

    An update may run meanwhile. Indexes and models are left out; they are made again. The file
    holds the secrets of config.toml, and only you can read it.
    """
    from papertrail.render import json as records

    with open_home() as paper:
        made = paper.backup(file)
    if as_json:
        print_json(records.backup(made))
    else:
        click.echo(
            f"{printable(str(made.file))}: {plural(made.papers, 'paper')}, "
            f"{made.size / 1e6:,.1f} MB"
        )


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def restore_command(file: Path, *, as_json: bool) -> None:
    """Put the backup FILE in place of what the home has.

    The backup is checked first. What it replaces is kept in a folder of the home.
    """
    from papertrail.render import json as records

    with open_home() as paper:
        done = paper.restore(file)
    if as_json:
        print_json(records.restored(done))
        return
    click.echo(f"{plural(done.papers, 'paper')}, as of {done.created}; next: papertrail update")
    if done.replaced:
        click.echo(f"what the home had before is in {printable(str(done.replaced))}")
