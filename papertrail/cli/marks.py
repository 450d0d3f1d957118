"""`papertrail mark` and `papertrail list`."""

import click

from papertrail.cli.common import Kind, json_option, open_home
from papertrail.cli.output import print_json
from papertrail.render.escaping import printable
from papertrail.render.phrases import TITLE
from papertrail.types.mark import OPINIONS

NONE = "none"


@click.command("mark")
@click.argument("kind", type=Kind(NONE))
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--topic",
    metavar="NAME",
    help="What the opinion is about; else the topic that showed the paper, or all.",
)
def mark_command(kind: str, papers: tuple[str, ...], topic: str | None) -> None:
    """Record what you think of papers, or how far you have read them.

    Topics learn from like and dislike. later, reading, read, discard and new are
    its state. none takes all marks back. ID is arxiv:2606.28729, acl:2024.acl-long.1,
    openreview:..., doi:10.1000/182, the address of its page, or a number of the last list.
    """
    if topic and kind not in OPINIONS:
        raise click.UsageError("--topic goes with like and dislike")
    with open_home() as paper:
        works = paper.unmark(papers) if kind == NONE else paper.mark(kind, papers, topic=topic)
    for work in works:
        click.echo(f"{kind}: {printable(work.id)}  {printable(work.title, TITLE)}")


@click.command("list")
@click.argument("kinds", nargs=-1, type=Kind(), metavar="[KIND]...")
@json_option
def list_command(kinds: tuple[str, ...], *, as_json: bool) -> None:
    """List marked papers, the latest first: all, or those of some kinds such as save or like."""
    with open_home() as paper:
        found = paper.list_marked(kinds)
        if not as_json:
            paper.remember_list([item.work for item in found])
    if as_json:
        from papertrail.render.json import marked

        print_json(marked(found))
    elif found:
        from papertrail.render import terminal

        terminal.marked(terminal.console(), found)
    else:
        click.echo(
            "nothing is marked so; "
            "papertrail mark save 3 puts number 3 of the last list on the reading list"
        )
