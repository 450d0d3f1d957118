"""Open the home, show progress, print, and declare options, for all commands."""

import functools
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from papertrail import clock
from papertrail.cli.output import note
from papertrail.errors import UsageError
from papertrail.types.filter import Filter
from papertrail.types.mark import OPINIONS, STATES, canonical

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail

_ESCAPED_BYTES = re.compile(r"[\ud800-\udfff]")
"""Bytes that could not be decoded, as Python passes them on (PEP 383)."""
_NICENESS = 10
Command = TypeVar("Command", bound=Callable[..., None])


def step_back() -> None:
    """Let other programs have the processor first: what embeds for minutes keeps no reader waiting.

    On two cores, a search while papers are embedded takes about as long as when nothing else runs
    (`benchmarks/first_use.py`).
    """
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, 0, max(own, _NICENESS))


@contextmanager
def open_home() -> "Iterator[Papertrail]":
    """Open the home that the environment names; what acts report goes to standard error.

    A value that can't be used is wrong usage of the command.
    """
    from papertrail.cli.progress import CommandProgress, announce_conversions
    from papertrail.core.application import open as open_papertrail

    announce_conversions()
    if context := click.get_current_context(silent=True):
        _refuse_other_bytes(context)
    with open_papertrail(progress=CommandProgress()) as paper:
        try:
            yield paper
        except UsageError as error:
            # Here click still has the context of the command.
            raise click.UsageError(error.message) from error


def _refuse_other_bytes(context: click.Context) -> None:
    """Refuse arguments that are no text in the terminal's encoding; names of files may be any."""
    for parameter in context.command.params:
        if isinstance(parameter.type, click.Path):
            continue
        value = context.params.get(parameter.name or "")
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and _ESCAPED_BYTES.search(text):
                shown = text.encode(errors="surrogateescape").decode(errors="backslashreplace")
                encoding = sys.getfilesystemencoding()
                raise click.UsageError(
                    f"the argument '{shown}' is not text in the terminal's encoding, {encoding}"
                )


def note_pending(count: int) -> None:
    """Print how many papers the indexes do not cover yet, if any."""
    from papertrail.render.phrases import plural

    if count:
        note(f"not indexed yet: {plural(count, 'paper')}; papertrail update goes on with them")


class Day(click.ParamType[str]):
    """A day: 2026-06-17, today, yesterday, or an age such as 7d, 2w, 3m, 1y; becomes ISO 8601."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the day as 2026-06-17."""
        from papertrail.core.days import parse_day

        try:
            return parse_day(str(value))
        except UsageError as error:
            self.fail(error.message, param, ctx)


DAY = Day()


class Kind(click.ParamType[str]):
    """A state or an opinion, in words of any version of papertrail."""

    name = "kind"

    def __init__(self, *more: str) -> None:
        """Take some more words."""
        self._known = (*OPINIONS, *STATES, *more)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the name that papertrail has for it."""
        kind = canonical(str(value))
        if kind not in self._known:
            self.fail(f"{value!r} is none of {', '.join(self._known)}", param, ctx)
        return kind


class OutputFile(click.Path):
    """The name of a file to write, as text; `-` is standard output.

    Args:
        folders: whether it may be a folder.
    """

    name = "file"

    def __init__(self, *, folders: bool = False) -> None:
        super().__init__(dir_okay=folders, allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the name if a file can have it."""
        if not value or (str(value).endswith("/") and not self.dir_okay):
            self.fail(f"{value!r} names no file; write - for standard output", param, ctx)
        return str(super().convert(value, param, ctx))


OUTPUT = OutputFile()


def past_day(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Return a day that is not in the future; a callback of options."""
    if value and value > clock.today().isoformat():
        raise click.BadParameter(f"{value} is in the future", context, parameter)
    return value


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of filters; the command gets them as one argument `criteria`, a Filter."""

    @click.option(
        "--since", type=DAY, help="Only papers from this day on: 2026-06-17, yesterday, 7d, 2w."
    )
    @click.option("--until", type=DAY, help="Only papers up to this day.")
    @_repeated("--category", "-c", "categories", text="Only this category, such as cs.LG or cs.")
    @_repeated("--venue", "venues", text="Only this venue, such as NeurIPS or 'ICML 2024'.")
    @_repeated("--author", "authors", text="Only papers by this author, such as 'Chelsea Finn'.")
    @_repeated("--source", "sources", text="Only papers from this feed, such as arxiv:cs.LG.")
    @_repeated(
        "--state",
        "--status",
        "statuses",
        text="Only papers in this state.",
        type=Kind(),
        metavar="STATE",
    )
    @_repeated("--tag", "tags", text="Only papers with this tag of yours.")
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
        tags: tuple[str, ...],
        **arguments: object,
    ) -> None:
        if since and until and since > until:
            raise click.UsageError(f"--since {since} is after --until {until}")
        command(
            criteria=Filter(
                since, until, categories, venues, authors, sources, statuses, tags=tags
            ),
            **arguments,
        )

    return with_criteria


def _repeated(*names: str, text: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - click's own
    """Add an option that can be given several times."""
    return click.option(
        *names, multiple=True, callback=_names, help=f"{text} Can be repeated.", **settings
    )


def _names(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return values without spaces around, each with letters in it.

    Saved searches keep them in the query syntax, which can't spell a value without letters.
    """
    for value in values:
        if not any(map(str.isalnum, value)):
            raise click.BadParameter(f"{value!r} has no letters", context, parameter)
    return tuple(value.strip() for value in values)
