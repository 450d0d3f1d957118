"""`papertrail refs` and `papertrail cited-by`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render import citation_lines


@click.command("refs")
@click.argument("paper", metavar="ID")
@json_option
def refs_command(paper: str, *, as_json: bool) -> None:
    """List the references of a fetched paper.

    Those of stored papers have their id and your marks below. What a paper cites is known once its
    full text is there: papertrail fetch ID.
    """
    with open_home() as opened:
        found = opened.citations.references(paper)
    if as_json:
        from papertrail.render.json_citations import references

        print_json(references(found))
        return
    print_lines(citation_lines.references(found))
    if not found.entries:
        note("no bibliography was found in its text")


@click.command("cited-by")
@click.argument("paper", metavar="ID")
@json_option
def cited_by_command(paper: str, *, as_json: bool) -> None:
    """List the fetched papers that cite a paper, the newest first."""
    with open_home() as opened:
        found = opened.citations.cited_by(paper)
        if not as_json:
            opened.remember_list(found.citing)
    if as_json:
        from papertrail.render.json_citations import cited_by

        print_json(cited_by(found))
        return
    print_lines(citation_lines.cited_by(found))
    if not found.citing:
        note("no fetched paper cites it")
    note(citation_lines.of_how_many(found))
