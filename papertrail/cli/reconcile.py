"""`papertrail reconcile`."""

import click

from papertrail.cli.common import DAY, json_option, open_home, past_day
from papertrail.cli.output import print_json


@click.command("reconcile")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--since",
    type=DAY,
    callback=past_day,
    required=True,
    help="The first day to prove: 2026-05-20, 30d.",
)
@json_option
def reconcile_command(sources: tuple[str, ...], since: str, *, as_json: bool) -> int:
    """Prove that nothing is missing since a day, and store what is.

    arXiv is asked through OAI-PMH for all that it added or changed; other sources are read again
    from their beginning.
    """
    with open_home() as paper:
        result = paper.reconcile(sources, since=since)
    if as_json:
        from papertrail.render.json import reconciled

        print_json(reconciled(result))
    return result.outcome
