"""`papertrail undo` and `papertrail redo`."""

from typing import TYPE_CHECKING

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from papertrail.types.library import Change

_LISTED = 20


@click.command("undo")
@click.argument("count", type=click.IntRange(1, 10_000), default=1, metavar="[COUNT]")
@click.option("--list", "is_list", is_flag=True, help="Show what would be undone, the next first.")
@json_option
def undo_command(count: int, *, is_list: bool, as_json: bool) -> None:
    """Take back the last change of marks, states, tags, priorities or notes; or the last COUNT.

    Run it again to take back the one before. papertrail redo does the change again.
    """
    with open_home() as paper:
        if is_list:
            found = list(paper.library.changes(max(count, _LISTED)))
        else:
            found = _repeat(paper.library.undo, count)
    _report(found, "" if is_list else "undone: ", "nothing to undo", as_json=as_json)


@click.command("redo")
@click.argument("count", type=click.IntRange(1, 10_000), default=1, metavar="[COUNT]")
@json_option
def redo_command(count: int, *, as_json: bool) -> None:
    """Do again what papertrail undo took back last; or the last COUNT changes."""
    with open_home() as paper:
        found = _repeat(paper.library.redo, count)
    _report(found, "done again: ", "nothing to do again", as_json=as_json)


def _repeat(act: "Callable[[], Change | None]", count: int) -> "list[Change]":
    """Return what an act did, up to `count` times, until there is nothing to do."""
    found: list[Change] = []
    while len(found) < count and (change := act()):
        found.append(change)
    return found


def _report(found: "list[Change]", prefix: str, nothing: str, *, as_json: bool) -> None:
    if as_json:
        from papertrail.render.json_library import change as record

        print_json([record(change) for change in found])
        return
    from papertrail.render.library_text import change as line

    print_lines(f"{prefix}{line(change)}" for change in found)
    for change in found:
        for work in change.kept:
            note(
                f"{printable(work.id)}: something stays as it is, since another record of the "
                "paper was merged into it after the change"
            )
    if not found:
        note(nothing)
