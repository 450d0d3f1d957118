"""`papertrail status`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import print_json, print_lines


@click.command("status")
@json_option
def status_command(*, as_json: bool) -> int:
    """Show each source, day by day, and what is indexed.

    The exit code is 3 when the last update left something out, a paper that was announced is not
    stored, a digest is still to be delivered, or an index can't be searched.
    """
    from papertrail.render import json as records
    from papertrail.render import status_text

    with open_home() as paper:
        state = paper.status()
    if as_json:
        print_json(records.status(state))
    else:
        print_lines(status_text.lines(state))
    return state.outcome
