"""`papertrail search` and `papertrail similar`."""

from typing import TYPE_CHECKING

import click

from papertrail.cli.common import (
    Desk,
    filter_options,
    json_option,
    note_pending,
    open_desk,
    remember_list,
    resolve,
    tell,
)
from papertrail.store import Filter

if TYPE_CHECKING:
    from papertrail.search import Hit

count_option = click.option(
    "-n", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many papers."
)


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@filter_options
@count_option
@json_option
def search_command(query: tuple[str, ...], criteria: Filter, count: int, *, as_json: bool) -> None:
    """Find stored papers by the meaning of QUERY, best first."""
    from papertrail.search import search

    with open_desk() as desk:
        semantics = desk.semantics()
        note_pending(desk, semantics)
        show_hits(desk, search(desk.store, semantics, " ".join(query), criteria, count), as_json=as_json)


@click.command("similar")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@filter_options
@count_option
@json_option
def similar_command(papers: tuple[str, ...], criteria: Filter, count: int, *, as_json: bool) -> None:
    """Find the papers closest to those named by ID, taken together."""
    from papertrail.search import similar

    with open_desk() as desk:
        works = [resolve(desk, paper) for paper in papers]
        show_hits(desk, similar(desk.store, desk.semantics(), works, criteria, count), as_json=as_json)


def show_hits(desk: Desk, hits: "list[Hit]", *, as_json: bool) -> None:
    """Print hits and remember them as the last list."""
    if as_json:
        from papertrail.render.records import dumps, hit

        click.echo(dumps([hit(item) for item in hits]))
    else:
        from papertrail.render import terminal

        terminal.hits(terminal.console(), hits)
    remember_list(desk.home, [item.work for item in hits])
    if not hits:
        stored = desk.store.works.count()
        tell(
            f"no paper found among {stored:,} stored" if stored else "no papers are stored yet; run: papertrail update"
        )
