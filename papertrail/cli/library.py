"""`papertrail list`, `papertrail tag`, `papertrail tags` and `papertrail priority`."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import filter_options, json_option, note_pending, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.cli.query_command import QueryCommand, as_typed
from papertrail.core.library import DEFAULT_COUNT
from papertrail.core.listing import SORTS
from papertrail.render.escaping import printable
from papertrail.render.phrases import TITLE, plural
from papertrail.types.filter import Filter
from papertrail.types.library import PRIORITIES
from papertrail.types.mark import OPINIONS, STATES, canonical

if TYPE_CHECKING:
    from papertrail.types.library import LibraryList


class _Columns(click.ParamType[tuple[str, ...]]):
    """Names of columns with commas between them."""

    name = "names"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names."""
        from papertrail.render.library_text import COLUMNS

        names = tuple(name.strip().lower() for name in str(value).split(","))
        for name in names:
            if name not in COLUMNS:
                self.fail(f"{name!r} is no column; there are {', '.join(COLUMNS)}", param, ctx)
        return names


@click.command("list", cls=QueryCommand)
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@filter_options
@click.option("--sort", type=click.Choice(SORTS), help="In which order; see above.")
@click.option(
    "-n",
    "count",
    type=click.IntRange(0, 1_000_000),
    default=DEFAULT_COUNT,
    show_default=True,
    help="How many papers; 0 for all.",
)
@click.option("--all", "everything", is_flag=True, help="Without a query, list all stored papers.")
@click.option(
    "--columns",
    type=_Columns(),
    help="Print these columns, such as id,title,state,tags; with tabs if not on a terminal.",
)
@json_option
def list_command(
    query: tuple[str, ...],
    criteria: Filter,
    sort: str | None,
    count: int,
    columns: tuple[str, ...] | None,
    *,
    everything: bool,
    as_json: bool,
) -> None:
    """List papers with their state, tags and notes.

    Without a query, the papers that you marked, tagged or noted. QUERY is as for papertrail search,
    with all its words demanded: later, state:reading, tag:robots, has:note, 'graph -tag:done'. A
    state alone, such as later, or like and dislike, needs no field.

    The orders are: changed (by you), added, published, priority, title, relevance (of words).
    """
    kinds = [canonical(part) for part in query]
    if kinds and all(kind in (*STATES, *OPINIONS) for kind in kinds):
        criteria, query = replace(criteria, statuses=(*criteria.statuses, *kinds)), ()
    with open_home() as paper:
        found = paper.library.list(
            " ".join(as_typed(part) for part in query if part),
            criteria=criteria,
            sort=sort,
            count=count or None,
            everything=everything,
        )
        for remark in found.remarks:
            note(printable(remark))
        note_pending(found.pending)
        if not as_json:
            paper.remember_list([item.work for item in found.papers])
        _print(found, columns, as_json=as_json)
    _say_what_is_left_out(found, is_narrowed=bool(query or criteria or everything))


def _print(found: "LibraryList", columns: tuple[str, ...] | None, *, as_json: bool) -> None:
    if as_json:
        from papertrail.render.json_library import paper as record

        print_json([record(item) for item in found.papers])
        return
    from papertrail.render import library_text, terminal

    out = terminal.console()
    if columns is None:
        library_text.listed(out, found.papers)
        return
    width = out.width if sys.stdout.isatty() else None
    print_lines(library_text.table(found.papers, columns, width))


def _say_what_is_left_out(found: "LibraryList", *, is_narrowed: bool) -> None:
    if len(found.papers) < found.total:
        note(f"{len(found.papers):,} of {plural(found.total, 'paper')}; -n 0 lists all")
    elif not found.total and is_narrowed:
        note("no stored paper matches; papertrail list --all lists every one")
    elif not found.total:
        note(
            "nothing is marked, tagged or noted; "
            "papertrail mark later 3 puts number 3 of the last list on the reading list"
        )


@click.command("tag")
@click.argument("paper", metavar="ID")
@click.argument("tags", nargs=-1, metavar="[TAG]...")
@click.option("--remove", is_flag=True, help="Take the tags off the paper.")
@json_option
def tag_command(paper: str, tags: tuple[str, ...], *, remove: bool, as_json: bool) -> None:
    """Tag a paper; without TAG, print its tags.

    A tag is a word or, in quotes, a few: papertrail tag 3 robots "to do". Search and list find it
    by tag:robots.
    """
    if remove and not tags:
        raise click.UsageError("name the tags to remove")
    with open_home() as opened:
        library = opened.library
        change = library.untag if remove else library.tag
        works = change([paper], tags) if tags else (opened.show(paper).work,)
        (found,) = library.about(works)
    if as_json:
        from papertrail.render.json_library import paper as record

        print_json(record(found))
        return
    names = " ".join(f"#{printable(tag.name)}" for tag in found.own.tags) or "no tags"
    click.echo(f"{printable(found.work.id)}  {printable(found.work.title, TITLE)}: {names}")


@click.command("tags")
@json_option
def tags_command(*, as_json: bool) -> None:
    """List your tags, each with the number of its papers."""
    with open_home() as paper:
        counts = paper.library.tags()
    if as_json:
        print_json([{"name": name, "papers": papers} for name, papers in counts.items()])
        return
    from papertrail.render.library_text import tags

    print_lines(tags(counts))
    if not counts:
        note("there is no tag yet; papertrail tag ID TAG adds one")


@click.command("priority")
@click.argument("level", type=click.Choice(tuple(PRIORITIES)))
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
def priority_command(level: str, papers: tuple[str, ...]) -> None:
    """Say how soon you want to read papers: high, normal or low."""
    with open_home() as paper:
        works = paper.library.set_priority(papers, level)
    for work in works:
        click.echo(f"{level} priority: {printable(work.id)}  {printable(work.title, TITLE)}")
