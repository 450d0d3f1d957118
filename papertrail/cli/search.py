"""`papertrail search` and `papertrail similar`."""

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from papertrail import clock
from papertrail.cli.common import (
    Desk,
    filter_options,
    json_option,
    open_desk,
    remember_list,
    resolve,
    tell,
)
from papertrail.render.escaping import printable
from papertrail.search.query import SYNTAX
from papertrail.types.filter import Filter
from papertrail.types.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from papertrail.search.hybrid import Indexes
    from papertrail.search.rerank import Refinement
    from papertrail.types.search import Hit

MODES = ("hybrid", "semantic", "keyword")
_LONGEST_NAME = 60


def _name(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    """Return what a search may be called; click calls it before anything is looked for."""
    if name is None or (
        name.isprintable() and name.strip() == name and 0 < len(name) <= _LONGEST_NAME
    ):
        return name
    raise click.BadParameter(
        f"a search's name has 1 to {_LONGEST_NAME} printable characters, and no space around",
        context,
        parameter,
    )


count_option = click.option(
    "-n",
    "count",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many papers.",
)


@click.command("search", epilog=SYNTAX)
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
@click.option("--diverse", is_flag=True, help="Let papers much like those above them step back.")
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
    from papertrail.search.hybrid import search
    from papertrail.search.query import both, parse, spell

    if not (query or criteria) and saved is None:
        raise click.UsageError("Missing argument 'QUERY...'.", click.get_current_context())
    with open_desk() as desk:
        kept = desk.store.searches.get(saved) if saved is not None else None
        text = " ".join(part for part in (kept.query if kept else "", *query) if part)
        chosen = mode or (kept.mode if kept else "hybrid")
        asked = parse(text, clock.now().date())
        asked = replace(asked, criteria=both(asked.criteria, criteria))
        indexes = desk.indexes()
        if diverse and chosen == "keyword":
            raise click.UsageError(
                "--diverse compares papers by meaning; it does not go with --mode keyword"
            )
        refinement = _refinement(desk, rerank, diverse=diverse)
        found = search(desk.store, indexes, asked, count, chosen, refinement)
        for remark in found.remarks:
            tell(printable(remark))
        _note_pending(desk, indexes, chosen)
        show_hits(desk, found.hits, asked, as_json=as_json, explain=explain)
        if name is not None:
            _keep(desk, name, f"{text} {spell(criteria)}".strip(), chosen)


@click.command("similar")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@filter_options
@count_option
@json_option
def similar_command(
    papers: tuple[str, ...], criteria: Filter, count: int, *, as_json: bool
) -> None:
    """Find the papers closest to those named by ID, taken together."""
    from papertrail.search.hybrid import similar

    with open_desk() as desk:
        works = [resolve(desk, paper) for paper in papers]
        hits = similar(desk.store, desk.semantics(), works, criteria, count)
        show_hits(desk, hits, Query(criteria=criteria), as_json=as_json)


def show_hits(
    desk: Desk, hits: "list[Hit]", asked: Query, *, as_json: bool, explain: bool = False
) -> None:
    """Print hits and remember them as the last list; where there are none, say which fields let
    none pass.
    """
    # First, since a pager or `head` may end the printing.
    remember_list(desk.home, [item.work for item in hits])
    if as_json:
        from papertrail.render.json import dumps, hit

        click.echo(dumps([hit(item) for item in hits]))
    else:
        from papertrail.render import terminal

        terminal.hits(terminal.console(), hits, explain=explain)
    if not hits:
        stored = desk.store.works.count()
        found = "; ".join([f"no paper found among {stored:,} stored", *_unmet(desk, asked)])
        tell(printable(found) if stored else "no papers are stored yet; run: papertrail update")


def _unmet(desk: Desk, asked: Query) -> "Iterator[str]":
    """Say which values of the fields no stored paper has."""
    from papertrail.search.exact import by_id

    for text in asked.ids:
        if by_id(desk.store, text) is None:
            yield f"none of them has the id {text}"
    for field, what in (
        ("categories", "is in the category"),
        ("venues", "appeared at"),
        ("authors", "is by"),
        ("sources", "came from"),
        ("statuses", "is marked"),
    ):
        for value in getattr(asked.criteria, field):
            alone: dict[str, Any] = {field: (value,)}
            if not desk.store.works.matching(Filter(**alone)).size:
                yield f"none of them {what} {value}"


def _refinement(desk: Desk, rerank: str | None, *, diverse: bool) -> "Refinement":
    """Return how to look closer at what is found; an option comes before the configuration."""
    from papertrail.search.rerank import Refinement

    name = rerank or desk.config.reranker
    if name is None or name == "none":
        return Refinement(diverse=diverse)
    from index.embedding.reranker import Reranker
    from index.errors import ModelUnavailableError

    try:
        return Refinement(Reranker(name, desk.home.cache, desk.config.device), diverse)
    except ModelUnavailableError as error:
        # The hints of embedding models name one that is no reranker.
        raise ModelUnavailableError(
            error.message,
            "check the name and the network, or leave --rerank out (or reranker in config.toml)",
        ) from error


def _keep(desk: Desk, name: str, text: str, mode: str) -> None:
    with desk.store.transaction():
        desk.store.searches.save(name, text, mode, clock.now())
    tell(f"kept; papertrail search --saved {name!r} runs it again")


def _note_pending(desk: Desk, indexes: "Indexes", mode: str) -> None:
    """Say how many papers the indexes that were asked do not cover yet."""
    from index.errors import IndexingError
    from papertrail.indexing.catch_up import pending
    from papertrail.indexing.keywords import pending_keywords
    from papertrail.render.phrases import plural

    if not desk.store.works.last_key():
        return
    waiting = 0
    with contextlib.suppress(IndexingError, OSError):
        waiting = pending_keywords(desk.store, indexes.keywords()) if mode != "semantic" else 0
    with contextlib.suppress(IndexingError, OSError):
        waiting = max(waiting, pending(desk.store, indexes.semantics()) if mode != "keyword" else 0)
    if waiting:
        tell(f"not indexed yet: {plural(waiting, 'paper')}; papertrail update goes on with them")
