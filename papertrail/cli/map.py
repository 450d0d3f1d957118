"""`papertrail map`."""

from pathlib import Path

import click

from papertrail.cli.common import OUTPUT, json_option, open_home
from papertrail.cli.output import note, print_json
from papertrail.errors import PapertrailError
from papertrail.render.escaping import printable

_DEFAULT = "papertrail-map.html"


@click.command("map")
@click.argument("query", nargs=-1)
@click.option("--topic", help="The papers of this topic, instead of a query.")
@click.option("--refit", is_flag=True, help="Lay all papers out anew, which moves them.")
@click.option(
    "-o", "--output", type=OUTPUT, default=_DEFAULT, show_default=True, help="The file to write."
)
@json_option
def map_command(
    query: tuple[str, ...], topic: str | None, output: str, *, refit: bool, as_json: bool
) -> None:
    """Draw stored papers as a map, on which near papers are alike.

    Without a query, all papers are on it. The file is one page of HTML that needs no network: zoom,
    point at papers, find words in titles, colour by topic, week or venue. New papers are placed
    among the others, which stay where they are.
    """
    with open_home() as paper:
        found = paper.pictures.map(" ".join(query), topic=topic, refit=refit)
    for remark in found.remarks:
        note(printable(remark))
    from papertrail.render import map_page

    if as_json:
        print_json(map_page.listed(found))
        return
    content = map_page.page(found)
    if output == "-":
        click.echo(content, nl=False)
        return
    from papertrail import user_files

    try:
        user_files.write(Path(output), content.encode())
    except OSError as error:
        raise PapertrailError(
            f"can't write {printable(output)}: {error.strerror}", "name another file with -o"
        ) from error
    note(f"wrote {printable(output)}: {map_page.about(found)}")
