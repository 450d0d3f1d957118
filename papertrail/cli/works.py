"""`papertrail works`."""

import click

from papertrail.cli.common import open_home
from papertrail.render.escaping import printable


@click.group("works")
def works_command() -> None:
    """Correct which appearances are one paper."""


@works_command.command("merge")
@click.argument("papers", nargs=-1, required=True, metavar="ID ID...")
def merge_command(papers: tuple[str, ...]) -> None:
    """Make several papers one. Later updates keep to it."""
    with open_home() as paper:
        work = paper.works.merge(papers)
    click.echo(f"one paper now: {printable(work.id)}")


@works_command.command("split", short_help="Take an appearance off its paper.")
@click.argument("paper", metavar="ID")
def split_command(paper: str) -> None:
    """Take the appearance with an identifier, such as acl:2024.acl-long.1, off its paper.

    Later updates keep to it.
    """
    with open_home() as opened:
        first, second = opened.works.split(paper)
    click.echo(
        f"two papers now: {printable(first.id)} and {printable(second.id)}; next: papertrail update"
    )
