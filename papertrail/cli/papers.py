"""`papertrail show` and `papertrail open`."""

import click

from papertrail.cli.common import json_option, open_desk, resolve
from papertrail.errors import PapertrailError
from papertrail.types.work import History


@click.command("show")
@click.argument("paper", metavar="ID")
@json_option
def show_command(paper: str, *, as_json: bool) -> None:
    """Show all that is known of a paper.

    ID is arxiv:2606.28729, acl:2024.acl-long.1, openreview:..., doi:10.1000/182, an address at
    arXiv or doi.org, or a number of the last list.
    """
    with open_desk() as desk:
        work = resolve(desk, paper)
        works = desk.store.works
        history = History(
            works.appearances(work.key), works.events(work.key), works.discussions(work.key)
        )
        if as_json:
            from papertrail.render.json import dumps, work_in_full

            click.echo(dumps(work_in_full(work, history)))
        else:
            from papertrail.render import terminal

            terminal.work(terminal.console(), work, history)


@click.command("open")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option("--pdf", is_flag=True, help="Open the PDF instead of the abstract page.")
def open_command(papers: tuple[str, ...], *, pdf: bool) -> None:
    """Open papers in the browser and print their addresses."""
    from papertrail.render.escaping import link

    with open_desk() as desk:
        addresses = [link(resolve(desk, paper).url) for paper in papers]
    for address, paper in zip(addresses, papers, strict=True):
        if not address:
            raise PapertrailError(
                f"{paper} has no address on the web", "papertrail show tells what is known of it"
            )
        target = address.replace("/abs/", "/pdf/", 1) if pdf else address
        click.echo(target)
        click.launch(target)
