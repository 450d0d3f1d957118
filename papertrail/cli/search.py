"""`papertrail search` and `papertrail similar`."""

import re
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import filter_options, json_option, note_pending, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.core.search import MODES, SYNTAX, check_name
from papertrail.errors import UsageError
from papertrail.render.escaping import printable
from papertrail.types.filter import Filter

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.types.search import SearchResults


_MINUS_SIGN = "\u2212"
_NUMBER_OPTION = re.compile(r"-n=?\d+")


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


class _QueryCommand(click.Command):
    """A command whose query may have parts that begin with a minus, such as -cat:cs.CV."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Pass such parts on as a minus sign, with which no option begins."""
        options = {name for parameter in self.params for name in parameter.opts}
        end = args.index("--") if "--" in args else len(args)
        parts = [
            f"{_MINUS_SIGN}{part[1:]}" if _excludes(part, options) else part for part in args[:end]
        ]
        return super().parse_args(ctx, [*parts, *args[end:]])


def _excludes(part: str, options: set[str]) -> bool:
    """Decide whether an argument is a word, phrase or field with a minus, and no option."""
    return (
        len(part) > len("-n")
        and part[0] == "-" != part[1]
        and part not in options
        and not _NUMBER_OPTION.fullmatch(part)
    )


@click.command("search", cls=_QueryCommand, epilog=SYNTAX)
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
@click.option(
    "--full-text",
    is_flag=True,
    help="Search what fetched papers and your notes say, page by page, instead of abstracts.",
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
    full_text: bool,
    as_json: bool,
) -> None:
    """Find stored papers by meaning and by words, best first.

    QUERY is words in any order; see below for phrases and fields.
    """
    if full_text:
        if saved is not None or name is not None or rerank or diverse or explain:
            raise click.UsageError("--full-text goes with filters, --mode, -n and --json only")
        _search_full_text(_text(query), criteria, count, mode, as_json=as_json)
        return
    if not (query or criteria) and saved is None:
        raise click.UsageError("Missing argument 'QUERY...'.", click.get_current_context())
    with open_home() as paper:
        results = paper.search(
            _text(query),
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
@click.option(
    "--cited",
    is_flag=True,
    help="Find fetched papers that cite what one fetched paper cites, instead of by meaning.",
)
@json_option
def similar_command(
    papers: tuple[str, ...], criteria: Filter, count: int, *, cited: bool, as_json: bool
) -> None:
    """Find the papers closest to those named by ID, taken together."""
    if cited:
        if len(papers) > 1 or criteria:
            raise click.UsageError("--cited goes with one ID, -n and --json only")
        _show_coupled(papers[0], count, as_json=as_json)
        return
    with open_home() as paper:
        _show(paper, paper.similar(papers, criteria=criteria, count=count), as_json=as_json)


def _show_coupled(paper: str, count: int, *, as_json: bool) -> None:
    """Print the papers that share references with one."""
    from papertrail.render import citation_lines
    from papertrail.render.json_citations import coupled

    with open_home() as opened:
        found = opened.citations.coupled(paper, count=count)
        if not as_json:
            opened.remember_list([each.work for each in found.papers])
    if as_json:
        print_json(coupled(found))
        return
    print_lines(citation_lines.coupled(found))
    if not found.papers:
        note("no fetched paper shares a reference with it")
    note(citation_lines.of_how_many(found))


def _text(query: tuple[str, ...]) -> str:
    return " ".join(_as_typed(part) for part in query if part)


def _search_full_text(
    query: str, criteria: Filter, count: int, mode: str | None, *, as_json: bool
) -> None:
    from papertrail.render import document_lines
    from papertrail.render.json_documents import full_text_hit
    from papertrail.render.phrases import plural

    with open_home() as paper:
        results = paper.search_full_text(query, criteria=criteria, count=count, mode=mode)
        for remark in results.remarks:
            note(printable(remark))
        if results.pending:
            waiting = plural(results.pending, "passage")
            note(f"not indexed yet: {waiting}; papertrail update goes on with them")
        if as_json:
            print_json([full_text_hit(hit) for hit in results.hits])
        else:
            # First, since a pager or `head` may end the printing.
            paper.remember_list([hit.work for hit in results.hits])
            print_lines(document_lines.full_text(results))
    if not results.hits:
        note(document_lines.nothing_in_full_texts(results))


def _as_typed(part: str) -> str:
    """Return a part of a query with the minus that it was typed with."""
    return f"-{part[1:]}" if part.startswith(_MINUS_SIGN) else part


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
