"""`papertrail search` and `papertrail similar`."""

from typing import TYPE_CHECKING

import click

from papertrail.cli.common import filter_options, json_option, note_pending, open_home
from papertrail.cli.output import note, print_json
from papertrail.cli.query_command import QueryCommand, as_typed
from papertrail.core.search import MODES, SYNTAX, check_name
from papertrail.errors import UsageError
from papertrail.render.escaping import printable
from papertrail.types.filter import Filter

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.types.search import SearchResults


def _name(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    """Return the name of a search; click calls it before anything is searched."""
    try:
        return name if name is None else check_name(name)
    except UsageError as error:
        raise click.BadParameter(error.message, context, parameter) from error


count_option = click.option(
    "-n",
    "count",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many papers.",
)


@click.command("search", cls=QueryCommand, epilog=SYNTAX)
@click.argument("query", nargs=-1)
@filter_options
@count_option
@click.option(
    "--mode",
    type=click.Choice(MODES),
    help="Ask meaning and words (hybrid), or one of them.  [default: hybrid]",
)
@click.option(
    "--rerank",
    metavar="MODEL",
    help="Reorder the best 50 by this cross-encoder; `none` turns the configured one off.",
)
@click.option("--diverse", is_flag=True, help="Move papers down that are much like those above.")
@click.option(
    "--explain", is_flag=True, help="Show what meaning and words contributed to each hit."
)
@click.option(
    "--save", "name", metavar="NAME", callback=_name, help="Keep the search under a name."
)
@click.option(
    "--saved", metavar="NAME", help="Run a search that was kept, narrowed by what else is given."
)
@json_option
def search_command(  # noqa: PLR0913 - one for each option
    query: tuple[str, ...],
    criteria: Filter,
    count: int,
    mode: str | None,
    name: str | None,
    saved: str | None,
    rerank: str | None,
    *,
    diverse: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Find stored papers by meaning and by words, best first.

    QUERY is words in any order; see below for phrases and fields.
    """
    if not (query or criteria) and saved is None:
        raise click.UsageError("Missing argument 'QUERY...'.", click.get_current_context())
    with open_home() as paper:
        results = paper.search(
            " ".join(as_typed(part) for part in query if part),
            criteria=criteria,
            count=count,
            mode=mode,
            saved=saved,
            save_as=name,
            rerank=rerank,
            diverse=diverse,
        )
        for remark in results.remarks:
            note(printable(remark))
        note_pending(results.pending)
        _show(paper, results, as_json=as_json, explain=explain)
    if name is not None:
        note(f"kept; papertrail search --saved {name!r} runs it again")


@click.command("similar")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@filter_options
@count_option
@json_option
def similar_command(
    papers: tuple[str, ...], criteria: Filter, count: int, *, as_json: bool
) -> None:
    """Find the papers closest to those named by ID, taken together."""
    with open_home() as paper:
        _show(paper, paper.similar(papers, criteria=criteria, count=count), as_json=as_json)


def _show(
    paper: "Papertrail", results: "SearchResults", *, as_json: bool, explain: bool = False
) -> None:
    """Print hits and remember them as the last list."""
    if not as_json:
        # First, since a pager or `head` may end the printing.
        paper.remember_list([hit.work for hit in results.hits])
    if as_json:
        from papertrail.render.json import hit as record

        print_json([record(hit) for hit in results.hits])
    else:
        from papertrail.render import terminal

        terminal.hits(terminal.console(), results.hits, explain=explain)
    if not results.hits:
        from papertrail.render.listings import nothing_found

        note(nothing_found(results))
