"""`papertrail update` and `papertrail reindex`."""

import click

from papertrail.cli.common import DAY, json_option, open_home, past_day, step_back
from papertrail.cli.output import print_json
from papertrail.render.phrases import plural


@click.command("update")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--since",
    type=DAY,
    callback=past_day,
    help="Fetch back to this day: 2026-05-20, 30d. An interrupted back-fill goes on.",
)
@json_option
def update_command(sources: tuple[str, ...], since: str | None, *, as_json: bool) -> int:
    """Fetch new papers from the followed feeds, then index them.

    SOURCE names single feeds, such as arxiv:cs.LG; without any, all are fetched.
    """
    from papertrail.render import json as records
    from papertrail.render import listings

    step_back()
    with open_home() as paper:
        result = paper.update(sources, since=since)
    if as_json:
        print_json(records.update(result))
    else:
        click.echo(listings.update(result))
    return result.outcome


@click.command("reindex")
def reindex_command() -> int:
    """Build the indexes anew from the stored papers: keywords, and the configured model's vectors.

    Vectors of texts that have not changed are taken over from the old index, if it can be read.
    """
    step_back()
    with open_home() as paper:
        result = paper.reindex()
    click.echo(
        f"{plural(result.papers, 'paper')} indexed, {result.embedded:,} of them embedded anew"
    )
    return result.outcome
