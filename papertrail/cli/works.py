"""`papertrail works`."""

import sys
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import open_home
from papertrail.cli.output import print_lines
from papertrail.render.escaping import printable
from papertrail.render.phrases import TITLE

if TYPE_CHECKING:
    from papertrail.types.work import Work


@click.group("works")
def works_command() -> None:
    """Correct which appearances are one paper."""


@works_command.command("merge")
@click.argument("papers", nargs=-1, required=True, metavar="ID ID...")
@click.option("--yes", is_flag=True, help="Do not ask, even if they look unrelated.")
def merge_command(papers: tuple[str, ...], *, yes: bool) -> None:
    """Make several papers one. Later updates keep to it, and works split restores them."""
    with open_home() as paper:
        unrelated = () if yes else paper.works.unrelated(papers)
        if unrelated:
            _ask(unrelated)
        work = paper.works.merge(papers)
    click.echo(f"one paper now: {_named(work)}")


@works_command.command("split", short_help="Take an appearance off its paper.")
@click.argument("paper", metavar="ID")
def split_command(paper: str) -> None:
    """Take the appearance with an identifier, such as acl:2024.acl-long.1, off its paper.

    Later updates keep to it. What works merge made one becomes what it was.
    """
    with open_home() as opened:
        works = opened.works.split(paper)
    click.echo("two papers now; next: papertrail update")
    print_lines(f"  {_named(work)}" for work in works)


def _ask(works: "tuple[Work, ...]") -> None:
    """Ask whether two papers that look unrelated shall be merged; without a terminal, refuse."""
    print_lines(f"  {_named(work)}" for work in works)
    if not sys.stdin.isatty():
        raise click.UsageError("these look unrelated; --yes merges them in spite of that")
    click.confirm("These look unrelated. Make them one paper?", abort=True)


def _named(work: "Work") -> str:
    return f"{printable(work.id)}  {printable(work.title, TITLE)}"
