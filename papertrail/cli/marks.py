"""`papertrail mark`."""

import click

from papertrail.cli.common import Kind, open_home
from papertrail.render.escaping import printable
from papertrail.render.phrases import TITLE
from papertrail.types.mark import OPINIONS

NONE = "none"


@click.command("mark")
@click.argument("kind", type=Kind(NONE), metavar="like|dislike|later|reading|read|discard|new|none")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--topic",
    metavar="NAME",
    help="What the opinion is about; else the topic that showed the paper, or all.",
)
def mark_command(kind: str, papers: tuple[str, ...], topic: str | None) -> None:
    """Record what you think of papers, or how far you have read them.

    Topics learn from like and dislike. later, reading, read, discard and new set the state. none
    takes all marks back. papertrail undo takes back the last change. ID is arxiv:2606.28729,
    acl:2024.acl-long.1, openreview:..., doi:10.1000/182, the address of its page, or a number of
    the last list.
    """
    if topic and kind not in OPINIONS:
        raise click.UsageError("--topic goes with like and dislike")
    with open_home() as paper:
        works = paper.unmark(papers) if kind == NONE else paper.mark(kind, papers, topic=topic)
    for work in works:
        click.echo(f"{kind}: {printable(work.id)}  {printable(work.title, TITLE)}")
