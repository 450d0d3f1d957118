"""`papertrail fetch` and `papertrail documents`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable
from papertrail.render.phrases import TITLE

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.types.fetched import FetchResult


@click.command("fetch")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="Take this PDF for the paper's, instead of fetching it.",
)
@click.option("--again", is_flag=True, help="Fetch PDFs that are there already, too.")
@click.option("--password", is_flag=True, help="Ask for the password of the PDF in --file.")
@json_option
def fetch_command(
    papers: tuple[str, ...],
    file: Path | None,
    *,
    again: bool,
    password: bool,
    as_json: bool,
) -> int:
    """Fetch the PDFs of papers, and index their full texts.

    ID is arxiv:2606.28729, acl:2024.acl-long.1, openreview:..., doi:10.1000/182, the address of
    its page, or a number of the last list. Then `papertrail search --full-text` finds what they
    say, and `papertrail open` shows them.
    """
    from papertrail.render import document_lines
    from papertrail.render.json_documents import fetched

    if file and len(papers) > 1:
        raise click.UsageError("--file goes with one ID")
    if password and not file:
        raise click.UsageError("--password goes with --file")
    secret = click.prompt("Password", hide_input=True, err=True) if password else None
    with open_home() as opened:
        result = _fetch(opened, papers, file, secret, again=again)
    if as_json:
        print_json(fetched(result))
    else:
        print_lines(document_lines.fetched(result))
    for line in document_lines.not_fetched(result):
        note(line)
    return result.outcome


@click.group("documents", invoke_without_command=True)
@json_option
@click.pass_context
def documents_command(context: click.Context, *, as_json: bool) -> None:
    """List the PDFs that were fetched, with pages, size and state."""
    if context.invoked_subcommand:
        return
    from papertrail.render import document_lines
    from papertrail.render.json_documents import listed

    with open_home() as opened:
        documents = opened.documents.status()
        if not as_json:
            opened.remember_list([document.work for document in documents])
    if as_json:
        print_json([listed(document) for document in documents])
    else:
        print_lines(document_lines.listed(documents))
    if not documents:
        note("no PDF was fetched yet; run: papertrail fetch ID")


@documents_command.command("remove")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
def remove_command(papers: tuple[str, ...]) -> None:
    """Remove the PDFs of papers and their full texts; the papers stay."""
    with open_home() as opened:
        works = opened.documents.remove(papers)
    for work in works:
        click.echo(f"removed: {printable(work.id)}  {printable(work.title, TITLE)}")
    if not works:
        note("none of them had a PDF")


def _fetch(
    opened: "Papertrail",
    papers: tuple[str, ...],
    file: Path | None,
    secret: str | None,
    *,
    again: bool,
) -> "FetchResult":
    if file:
        return opened.documents.import_file(papers[0], file, password=secret)
    return opened.documents.fetch(papers, again=again)
