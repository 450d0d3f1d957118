"""`papertrail show` and `papertrail open`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import print_json


@click.command("show")
@click.argument("paper", metavar="ID")
@json_option
def show_command(paper: str, *, as_json: bool) -> None:
    """Show all that is known about a paper, and your marks, tags and note.

    ID is arxiv:2606.28729, acl:2024.acl-long.1, openreview:..., doi:10.1000/182, the address of
    its page, or a number of the last list.
    """
    with open_home() as opened:
        found = opened.show(paper)
        (mine,) = opened.library.about([found.work])
    if as_json:
        from papertrail.render.json import work_in_full
        from papertrail.render.json_library import annotations

        print_json(work_in_full(found) | annotations(mine.own))
    else:
        from papertrail.render import library_text, terminal

        out = terminal.console()
        terminal.work(out, found)
        library_text.own(out, mine.own)


@click.command("open")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--pdf", is_flag=True, help="Open the PDF instead of the page; the preprint's if need be."
)
def open_command(papers: tuple[str, ...], *, pdf: bool) -> None:
    """Open papers in the browser and print their addresses."""
    with open_home() as opened:
        addresses = opened.links(papers, pdf=pdf)
    for address in addresses:
        click.echo(address)
        click.launch(address)
