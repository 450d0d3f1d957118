"""`papertrail searches`: the searches that are kept under a name."""

from dataclasses import asdict

import click

from papertrail.cli.common import json_option, open_desk, tell
from papertrail.errors import NotFoundError
from papertrail.render.escaping import printable


@click.group("searches")
def searches_command() -> None:
    """See and remove the searches that papertrail search --save kept."""


@searches_command.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """List the searches, by name."""
    with open_desk() as desk:
        kept = desk.store.searches.all()
    if as_json:
        from papertrail.render.json import dumps

        click.echo(dumps([asdict(search) for search in kept]))
        return
    for search in kept:
        mode = "" if search.mode == "hybrid" else f"  ({search.mode})"
        click.echo(f"{printable(search.name)}  {printable(search.query, 300)}{mode}")
    if not kept:
        tell("no search is kept; papertrail search --save NAME QUERY keeps one")


@searches_command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def remove_command(names: tuple[str, ...]) -> None:
    """Forget searches."""
    with open_desk() as desk, desk.store.transaction():
        for name in names:
            if not desk.store.searches.remove(name):
                raise NotFoundError(
                    f"no search is called {name!r}, and nothing was removed",
                    "papertrail searches list names them",
                )
    tell(f"removed {', '.join(map(printable, names))}")
