"""`papertrail get`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines


@click.command("get")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option("--again", is_flag=True, help="Ask for papers that are stored already, too.")
@json_option
def get_command(papers: tuple[str, ...], *, again: bool, as_json: bool) -> int:
    """Fetch single papers into the store, and index them.

    ID is an arXiv id, a DOI, an id of the ACL Anthology, or the address of a paper's page at arXiv,
    CVF, PMLR, NeurIPS, OpenReview (with a login) or any publisher.
    """
    from papertrail.render import document_lines
    from papertrail.render.json_documents import got

    with open_home() as opened:
        result = opened.get(papers, again=again)
    if as_json:
        print_json(got(result))
    else:
        print_lines(document_lines.got(result))
    for line in document_lines.not_got(result):
        note(line)
    return result.outcome
