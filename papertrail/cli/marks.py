"""`papertrail mark` and `papertrail list`."""

import click

from papertrail import clock
from papertrail.cli.common import Desk, json_option, open_desk, remember_list, resolve
from papertrail.types.mark import OPINIONS, STATUSES, Mark

NONE = "none"


@click.command("mark")
@click.argument("kind", type=click.Choice((*OPINIONS, *STATUSES, NONE)))
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--topic",
    metavar="NAME",
    help="What the opinion is about; else the topic that showed the paper, or all.",
)
def mark_command(kind: str, papers: tuple[str, ...], topic: str | None) -> None:
    """Say what you think of papers, or how far you read them.

    Topics learn from like and dislike. save, reading, read and skip keep a reading list. none takes
    all marks back. ID is arxiv:2606.28729, acl:2024.acl-long.1, openreview:..., doi:10.1000/182, an
    address at arXiv or doi.org, or a number of the last list.
    """
    if topic and kind not in OPINIONS:
        raise click.UsageError("--topic goes with like and dislike")
    with open_desk() as desk:
        named = desk.config.topic(topic).name if topic else None
        works = [resolve(desk, paper) for paper in papers]
        keys = [work.key for work in works]
        with desk.store.transaction():
            if kind == NONE:
                desk.store.marks.clear(keys)
            for key in keys if kind != NONE else ():
                about = "" if kind in STATUSES else named or _shown_for(desk, key)
                desk.store.marks.set([key], kind, clock.now(), about)
    click.echo(f"{kind}: {', '.join(work.id for work in works)}")


@click.command("list")
@click.argument("kinds", nargs=-1, type=click.Choice((*OPINIONS, *STATUSES)), metavar="[KIND]...")
@json_option
def list_command(kinds: tuple[str, ...], *, as_json: bool) -> None:
    """List marked papers, the latest first: all, or those of some kinds such as save or like."""
    from papertrail.render import json as records
    from papertrail.render import terminal

    with open_desk() as desk:
        marks: dict[int, list[Mark]] = {}
        for mark in reversed(desk.store.marks.all(kinds or OPINIONS + STATUSES)):
            marks.setdefault(mark.work, []).append(mark)
        works = desk.store.works.get(list(marks))
        remember_list(desk.home, works)
    if as_json:
        click.echo(records.dumps([records.marked(work, marks[work.key]) for work in works]))
    elif works:
        terminal.marked(terminal.console(), [(work, marks[work.key]) for work in works])
    else:
        click.echo(
            "nothing is marked so; papertrail mark save 3 puts number 3 of the last list on the reading list"
        )


def _shown_for(desk: Desk, key: int) -> str:
    """Return the topic of the configuration under which a digest showed a paper last, or an empty
    string.
    """
    shown = desk.store.digests.topic_of(key)
    return shown if shown in {topic.name for topic in desk.config.topics} else ""
