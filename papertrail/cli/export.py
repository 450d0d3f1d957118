"""`papertrail export` and `papertrail cite`."""

import re
from pathlib import Path

import click

from papertrail.cli.common import OUTPUT, json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.types.export import ExportedFile
from papertrail.types.mark import STATES
from papertrail.types.work import SCHEMES

_NUMBER = re.compile(r"\d{1,4}")
_FORMATS = {
    ".bib": "bibtex",
    ".ris": "ris",
    ".json": "csl",
    ".jsonl": "jsonl",
    ".md": "md",
    ".epub": "epub",
}
_SHOWN = 5
"""Keys that a message names."""


@click.command("export")
@click.argument("what", nargs=-1, metavar="[QUERY|ID...]")
@click.option(
    "--format",
    "-f",
    "form",
    metavar="FORMAT",
    help="bibtex, biblatex, ris, csl, jsonl, md or epub.  [default: by the file, else bibtex]",
)
@click.option("-o", "--output", type=OUTPUT, help="A file; a .bib file is brought forward.")
@click.option("--list", "state", type=click.Choice(STATES), help="Only papers in this state.")
@click.option("--topic", metavar="NAME", help="Only papers that digests showed for a topic.")
@click.option("--all", "everything", is_flag=True, help="All stored papers.")
@click.option("--abstracts", is_flag=True, help="Write abstracts into BibTeX, too.")
@json_option
def export_command(
    what: tuple[str, ...],
    form: str | None,
    output: str | None,
    state: str | None,
    topic: str | None,
    *,
    everything: bool,
    abstracts: bool,
    as_json: bool,
) -> None:
    """Write papers for other programs: those named, those that meet a query, or your library.

    Published papers are cited as published, with their preprint. Keys stay the same once given.
    With -o refs.bib, only entries that papertrail wrote are changed, and none is removed.
    """
    from papertrail.core.export import BIBLIOGRAPHIES, Selection

    if as_json and not output:
        raise click.UsageError("--json reports on -o FILE; --format jsonl writes papers as JSON")
    papers, query = _read(what)
    if state:
        query = f"{query} state:{state}".strip()
    selection = Selection(papers, query, topic, everything)
    form = form or _FORMATS.get(Path(output or "").suffix.lower(), "bibtex")
    if form == "epub" and output in (None, "-"):
        raise click.UsageError("an EPUB file is no text; add: -o papers.epub")
    with open_home() as paper:
        if form == "epub":
            book = paper.exchange.export_book(selection, str(output))
            _report(book, str(output), is_replaced=True, as_json=as_json)
            return
        if output and output != "-":
            done = paper.exchange.export_to_file(selection, form, Path(output), abstracts=abstracts)
            _report(done, output, is_replaced=form not in BIBLIOGRAPHIES, as_json=as_json)
            return
        exported = paper.exchange.export(selection, form, abstracts=abstracts)
    for remark in exported.remarks:
        note(printable(remark))
    click.echo(exported.text, nl=False)
    if not exported.works:
        note("no paper meets that; papertrail list shows your library")


@click.command("cite")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--style",
    default="apa",
    show_default=True,
    metavar="NAME",
    help="apa, ieee, mla, chicago, nature ..., a .csl file, bibtex or biblatex.",
)
@click.option("--html", "as_html", is_flag=True, help="Print HTML.")
@json_option
def cite_command(papers: tuple[str, ...], style: str, *, as_html: bool, as_json: bool) -> None:
    """Print references to papers in a citation style."""
    with open_home() as paper:
        found = paper.exchange.cite(papers, style, as_html=as_html)
    if as_json:
        print_json(found)
    else:
        print_lines(found)


def _read(what: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return the ids that are named, or the query."""
    from feeds.identifiers import parse_identifier

    def is_named(part: str) -> bool:
        identifier = parse_identifier(part)
        return bool(_NUMBER.fullmatch(part) or (identifier and identifier[0] in SCHEMES))

    return (what, "") if all(map(is_named, what)) else ((), " ".join(what))


def _report(done: ExportedFile, output: str, *, is_replaced: bool, as_json: bool) -> None:
    if as_json:
        from papertrail.render.json import exported_file

        print_json(exported_file(done))
        return
    for remark in done.remarks:
        note(printable(remark))
    if done.kept:
        names = ", ".join(printable(key) for key in done.kept[:_SHOWN])
        rest = f" and {len(done.kept) - _SHOWN} more" if len(done.kept) > _SHOWN else ""
        note(f"left as they are, since they were written or edited by hand: {names}{rest}")
    if is_replaced:
        click.echo(f"{printable(output)}: {plural(done.works, 'paper')}")
        return
    changes = [f"{len(done.added)} added"] if done.added else []
    if done.replaced:
        changes.append(f"{len(done.replaced)} changed")
    click.echo(
        f"{printable(output)}: {plural(done.works, 'paper')}, {', '.join(changes) or 'no change'}"
    )
