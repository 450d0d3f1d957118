"""`papertrail doctor`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import print_json, print_lines


@click.command("doctor")
@click.option("--fix", is_flag=True, help="Repair what can be repaired, and say what was done.")
@json_option
def doctor_command(*, fix: bool, as_json: bool) -> int:
    """Look for damage in the home: files, database, indexes, model, sources, schedule.

    The exit code is 3 when anything is wrong.
    """
    from papertrail.render import json as records
    from papertrail.render import listings

    with open_home() as paper:
        found = paper.doctor(fix=fix)
    if as_json:
        print_json(records.diagnosis(found))
    else:
        print_lines(listings.diagnosis(found))
    return found.outcome
