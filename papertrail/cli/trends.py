"""`papertrail trends`."""

import shutil
from pathlib import Path

import click

from papertrail.cli.common import DAY, OUTPUT, json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.core.pictures import DEFAULT_WEEKS
from papertrail.pictures.weeks import MOST_WEEKS
from papertrail.render.escaping import printable
from papertrail.types.trends import KINDS

_FORMATS = (".svg", ".html")


@click.command("trends")
@click.argument("asked", nargs=-1, metavar="[TOPIC|TERM|QUERY]...")
@click.option(
    "--weeks",
    type=click.IntRange(2, MOST_WEEKS),
    default=DEFAULT_WEEKS,
    show_default=True,
    help="How many, the present one included.",
)
@click.option("--since", type=DAY, help="From the week of this day: 2026-04-06, 90d, 1y.")
@click.option("--by", type=click.Choice(KINDS), help="What the names are.")
@click.option("--rising", is_flag=True, help="List terms that the last weeks have more often.")
@click.option("-o", "--output", type=OUTPUT, help="Draw into this file, .svg or .html.")
@json_option
def trends_command(
    asked: tuple[str, ...],
    weeks: int,
    since: str | None,
    by: str | None,
    output: str | None,
    *,
    rising: bool,
    as_json: bool,
) -> None:
    """Show which share of the stored papers is about something, week by week.

    A name of a topic stands for the papers that a digest would show, other words for the papers
    that have them next to each other, and a query with fields, such as "cat:cs.CL agents", for
    those that meet all of it. Without names: your topics; with --by term, what rises most; with
    --by venue, the largest.
    """
    if output and not output.endswith(_FORMATS) and output != "-":
        raise click.UsageError(f"{output} must end in {' or '.join(_FORMATS)}")
    with open_home() as paper:
        found = paper.pictures.trends(asked, weeks=weeks, since=since, by=by, rising=rising)
    for remark in found.remarks:
        note(printable(remark))
    if not (found.series or found.rising or as_json):
        note("there is no topic yet; name a term: papertrail trends 'diffusion model'")
    if as_json:
        from papertrail.render import json_trends

        print_json(json_trends.trends(found))
    elif output:
        from papertrail.render.trends_page import trends_page
        from papertrail.render.trends_svg import trends_svg

        draw = trends_page if output.endswith(".html") else trends_svg
        _write(output, draw(found))
    else:
        from papertrail.render import trends_text

        print_lines(trends_text.lines(found, shutil.get_terminal_size().columns))


def _write(output: str, content: str) -> None:
    if output == "-":
        click.echo(content)
        return
    from papertrail import user_files

    user_files.write(Path(output), content.encode())
    note(f"wrote {printable(output)}")
