"""`papertrail export` and `papertrail cite`."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import OutputFile, json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.types.export import Export, ExportedFile
from papertrail.types.mark import STATES
from papertrail.types.work import SCHEMES

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.core.export import Selection

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
@click.option(
    "-o", "--output", type=OutputFile(folders=True), help="A file or, for notes, a folder."
)
@click.option("--to", type=click.Choice(["zotero"]), help="Push to a library of zotero.org.")
@click.option("--list", "state", type=click.Choice(STATES), help="Only papers in this state.")
@click.option("--topic", metavar="NAME", help="Only papers that digests showed for a topic.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="All stored papers; with the name of a folder or .zip file, the whole home.",
)
@click.option("--abstracts", is_flag=True, help="Write abstracts into BibTeX, too.")
@json_option
def export_command(  # noqa: PLR0913 - click passes each option
    what: tuple[str, ...],
    form: str | None,
    output: str | None,
    to: str | None,
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
    With --format md -o FOLDER/, each paper gets a note, of which only papertrail's part changes.
    export --all FOLDER writes all that you put in, in open formats, for import --all.
    """
    from papertrail.core.export import Selection

    if everything and len(what) == 1 and not (form or output or to or state or topic):
        _export_home(Path(what[0]), as_json=as_json)
        return
    if to and (form or output or abstracts):
        raise click.UsageError("--to takes no --format, --output and --abstracts")
    if as_json and not (output or to):
        raise click.UsageError("--json reports on -o FILE; --format jsonl writes papers as JSON")
    papers, query = _read(what)
    query = f"{query} state:{state}".strip() if state else query
    selection = Selection(papers, query, topic, everything)
    form = _format(form, output or "")
    if form == "epub" and output in (None, "-"):
        raise click.UsageError("an EPUB file is no text; add: -o papers.epub")
    with open_home() as paper:
        if to:
            done = paper.exchange.push_to_zotero(selection)
            _report(done, "Zotero", is_replaced=False, as_json=as_json)
        elif output and output != "-":
            _write(paper, selection, form, output, abstracts=abstracts, as_json=as_json)
        else:
            _print(paper.exchange.export(selection, form, abstracts=abstracts))


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


def _export_home(path: Path, *, as_json: bool) -> None:
    from papertrail.render import import_lines

    with open_home() as paper:
        written = paper.exchange.export_home(path)
    if as_json:
        print_json(import_lines.home_as_json(written))
    else:
        click.echo(f"{printable(str(path))}: {import_lines.home(written)}")
    for remark in written.remarks:
        note(printable(remark))


def _format(form: str | None, output: str) -> str:
    """Return the format that is named, else that of the file."""
    if not _is_folder(output):
        return form or _FORMATS.get(Path(output).suffix.lower(), "bibtex")
    if form not in (None, "md"):
        raise click.UsageError(f"{output!r} is a folder; only --format md writes into one")
    return "md"


def _write(
    paper: "Papertrail",
    selection: "Selection",
    form: str,
    output: str,
    *,
    abstracts: bool,
    as_json: bool,
) -> None:
    from papertrail.core.export import BIBLIOGRAPHIES

    if _is_folder(output):
        done = paper.exchange.export_to_vault(selection, output)
        _report(done, output, is_replaced=False, as_json=as_json)
        return
    if form == "epub":
        book = paper.exchange.export_book(selection, output)
        _report(book, output, is_replaced=True, as_json=as_json)
        return
    done = paper.exchange.export_to_file(selection, form, Path(output), abstracts=abstracts)
    _report(done, output, is_replaced=form not in BIBLIOGRAPHIES, as_json=as_json)


def _print(exported: "Export") -> None:
    for remark in exported.remarks:
        note(printable(remark))
    click.echo(exported.text, nl=False)
    if not exported.works:
        note("no paper meets that; papertrail list shows your library")


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or bool(output and Path(output).is_dir())


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
