"""What commands share: opening things, common options, reading dates and ids."""

import contextlib
import functools
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from papertrail import clock
from papertrail.config import Config, load
from papertrail.config.exposure import exposure
from papertrail.errors import NotFoundError
from papertrail.render.escaping import printable
from papertrail.store import Store
from papertrail.types.filter import Filter
from papertrail.types.mark import OPINIONS, STATUSES
from papertrail.types.work import Work
from papertrail.workspace import Home

if TYPE_CHECKING:
    from index.keywords.index import KeywordIndex
    from papertrail.indexing.generations import Semantics
    from papertrail.search.hybrid import Indexes

Command = TypeVar("Command", bound=Callable[..., None])
PARTIAL = 3
_LAST_LIST = "last-list.json"
_EXPOSURE = "papertrail.exposure"


@dataclass(frozen=True, slots=True)
class Desk:
    """An opened home: its settings and its papers."""

    home: Home
    config: Config
    store: Store

    def semantics(self) -> "Semantics":
        """Open the model and its vectors."""
        from papertrail.indexing.generations import open_semantics

        return open_semantics(self.home, self.config)

    def keywords(self) -> "KeywordIndex":
        """Open the index of words."""
        from papertrail.indexing.keywords import open_keywords

        return open_keywords(self.home)

    def indexes(self) -> "Indexes":
        """Return both indexes, each opened when it is first used."""
        from papertrail.search.hybrid import Indexes

        return Indexes(functools.cache(self.semantics), functools.cache(self.keywords))


def load_config(home: Home) -> Config:
    """Read a home's configuration; once in a command, say so where other users can get at secrets
    in it.

    Raises:
        ConfigError: there is none, or a line of it can't be used.
    """
    config = load(home.config_file)
    context = click.get_current_context(silent=True)
    said = context.find_root().meta if context else {}
    if _EXPOSURE not in said:
        said[_EXPOSURE] = exposure(home.config_file, config)
        if said[_EXPOSURE]:
            tell(f"warning: {printable(said[_EXPOSURE])}")
    return config


@contextlib.contextmanager
def open_desk(*, create: bool = False) -> Iterator[Desk]:
    """Open the home that the environment names, and its database."""
    home = Home.from_environment()
    config = load_config(home)
    with Store.open(home.database, create=create) as store:
        yield Desk(home, config, store)


class Day(click.ParamType[str]):
    """A day: 2026-06-17, today, yesterday, or an age such as 7d, 2w, 3m, 1y. Converts to ISO 8601
    text.
    """

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the day as 2026-06-17."""
        from papertrail.search.query import day

        read = day(str(value), clock.now().date())
        if read is None:
            self.fail(
                f"{value!r} is no day; write 2026-06-17, today, yesterday, or an age such as 7d or 2w",
                param,
                ctx,
            )
        return read


DAY = Day()


class OutputFile(click.Path):
    """The name of a file to write, as text; `-` is standard output."""

    name = "file"

    def __init__(self) -> None:
        super().__init__(dir_okay=False, allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the name if it can be one of a file."""
        if not value or str(value).endswith("/"):
            self.fail(f"{value!r} names no file; write - for standard output", param, ctx)
        return str(super().convert(value, param, ctx))


OUTPUT = OutputFile()

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of filters; the command gets them as one argument `criteria`, a Filter."""

    @click.option(
        "--since", type=DAY, help="Only papers from this day on: 2026-06-17, yesterday, 7d, 2w."
    )
    @click.option("--until", type=DAY, help="Only papers up to this day.")
    @_repeated("--category", "-c", "categories", told="Only this category, such as cs.LG or cs.")
    @_repeated("--venue", "venues", told="Only this venue, such as NeurIPS or 'ICML 2024'.")
    @_repeated("--author", "authors", told="Only papers by this author, such as 'Chelsea Finn'.")
    @_repeated("--source", "sources", told="Only papers from this feed, such as arxiv:cs.LG.")
    @_repeated(
        "--status", "statuses", told="Only so marked.", type=click.Choice(OPINIONS + STATUSES)
    )
    @functools.wraps(command)
    def with_criteria(
        *,
        since: str | None,
        until: str | None,
        categories: tuple[str, ...],
        venues: tuple[str, ...],
        authors: tuple[str, ...],
        sources: tuple[str, ...],
        statuses: tuple[str, ...],
        **arguments: object,
    ) -> None:
        if since and until and since > until:
            raise click.UsageError(f"--since {since} lies after --until {until}")
        command(
            criteria=Filter(since, until, categories, venues, authors, sources, statuses),
            **arguments,
        )

    return with_criteria


def _repeated(*names: str, told: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - click's own
    """Add an option that can be given several times."""
    return click.option(
        *names, multiple=True, callback=_names, help=f"{told} Can be repeated.", **settings
    )


def _names(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return values without spaces around; the query syntax, in which they may be kept, has none
    without letters.
    """
    for value in values:
        if not any(map(str.isalnum, value)):
            raise click.BadParameter(f"{value!r} has no letters", context, parameter)
    return tuple(value.strip() for value in values)


def remember_list(home: Home, works: list[Work]) -> None:
    """Keep a list that is shown, so that its numbers can be used as ids, or say that they can't."""
    from index.atomic import write_atomic

    try:
        # In one step: another process may be reading it.
        write_atomic(home.root / _LAST_LIST, json.dumps([work.id for work in works]).encode())
    except OSError as error:
        # An earlier list may still be there.
        tell(
            f"use ids, not the numbers of this list: it can't be kept in {home.root} ({error.strerror})"
        )


def resolve(desk: Desk, text: str) -> Work:
    """Return the work that an id, its address or a number of the last list means.

    Raises:
        NotFoundError: there is none, or the text is no id.
    """
    from feeds.paper import parse_identifier

    reference = text.strip()
    if reference.isdecimal() and len(reference) <= 4:  # noqa: PLR2004 - longer digits are no number of a list
        reference = _from_last_list(desk.home, int(reference))
    identifier = parse_identifier(reference)
    key = desk.store.works.find(*identifier) if identifier else None
    if key is not None:
        return desk.store.works.get([key])[0]
    if identifier:
        raise NotFoundError(
            f"{text} is not stored",
            "papertrail search finds what is; papertrail update fetches more",
        )
    raise NotFoundError(
        f"{text!r} is no paper id",
        "write arxiv:2606.28729, acl:2024.acl-long.1, openreview:..., doi:10.1000/182, an address at arXiv or "
        "doi.org, or a number of the last list",
    )


def _from_last_list(home: Home, number: int) -> str:
    from papertrail.render.phrases import plural

    try:
        ids = json.loads((home.root / _LAST_LIST).read_text(encoding="utf-8"))
        known = [str(item) for item in ids]
        shown = f"the last list had {plural(len(known), 'paper') if known else 'no papers'}"
    except (OSError, ValueError, TypeError):
        known = []
        shown = "no list was shown yet"
    if not 1 <= number <= len(known):
        raise NotFoundError(
            f"there is no number {number}: {shown}", "run papertrail search or digest first"
        )
    return known[number - 1]


def tell(message: str) -> None:
    """Say something to the user on standard error."""
    click.echo(message, err=True)


def note_pending(desk: Desk, semantics: "Semantics") -> None:
    """Say how many papers the index does not cover yet."""
    from papertrail.indexing.catch_up import pending
    from papertrail.render.phrases import plural

    waiting = pending(desk.store, semantics)
    if waiting:
        tell(f"not indexed yet: {plural(waiting, 'paper')}; papertrail update goes on with them")


def is_interactive() -> bool:
    """Tell whether progress can be drawn on standard error."""
    return sys.stderr.isatty()
