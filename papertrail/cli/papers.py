"""`papertrail show` and `papertrail open`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import print_json, print_lines


@click.command("show")
@click.argument("paper", metavar="ID")
@json_option
def show_command(paper: str, *, as_json: bool) -> None:
    """Show all that is known about a paper, its PDF, and your marks, tags and note.

    ID is arxiv:2606.28729, acl:2024.acl-long.1, openreview:..., doi:10.1000/182, the address of
    its page, or a number of the last list.
    """
    with open_home() as opened:
        found = opened.show(paper)
        (mine,) = opened.library.about([found.work])
        document = opened.documents.about(found.work.id)
    if as_json:
        from papertrail.render.json import work_in_full
        from papertrail.render.json_documents import stored
        from papertrail.render.json_library import annotations

        print_json(work_in_full(found) | stored(document) | annotations(mine.own))
    else:
        from papertrail.render import document_lines, library_text, terminal

        out = terminal.console()
        terminal.work(out, found)
        if document:
            print_lines(["", *document_lines.stored(document)])
        library_text.own(out, mine.own)


@click.command("open")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option("--pdf", is_flag=True, help="Open the PDF, also where only the web has it.")
@click.option("--web", is_flag=True, help="Open what is on the web, also where a PDF was fetched.")
@click.option(
    "--page",
    type=click.IntRange(1),
    metavar="N",
    help="Open the PDF at this page, where the viewer can.",
)
def open_command(papers: tuple[str, ...], page: int | None, *, pdf: bool, web: bool) -> None:
    """Open papers and print their addresses: the PDF that was fetched, else the page on the web."""
    with open_home() as opened:
        addresses = opened.links(papers, pdf=pdf, web=web, page=page)
    for address in addresses:
        click.echo(address)
        _show(address)


def _show(address: str) -> None:
    """Open an address in the program for it; a PDF at a page in the browser, which takes both."""
    if address.startswith("file:") and "#" in address:
        import webbrowser

        if webbrowser.open(address):
            return
        address = address.partition("#")[0]
    click.launch(address)
