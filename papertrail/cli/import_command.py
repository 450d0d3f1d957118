"""`papertrail import`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable
from papertrail.types.exit_code import ExitCode
from papertrail.types.mark import STATES

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE|FOLDER...",
    type=click.Path(path_type=Path),
)
@click.option(
    "--format",
    "-f",
    "form",
    default="",
    metavar="FORMAT",
    help="bibtex, ris, csl, opml, pdf or zotero.  [default: by the file]",
)
@click.option(
    "--state",
    type=click.Choice(STATES),
    default="later",
    show_default=True,
    help="The state of papers that have none.",
)
@click.option("--tag", "tags", multiple=True, help="A tag for every paper. Can be repeated.")
@click.option("--no-keywords", is_flag=True, help="Leave keywords out instead of tagging.")
@click.option("--no-files", is_flag=True, help="Leave the PDFs of a Zotero library where they are.")
@click.option(
    "--library",
    type=click.Path(exists=True, path_type=Path),
    help="For `import zotero`: the folder of zotero.sqlite.  [default: Zotero's own setting]",
)
@click.option("--topic", metavar="NAME", help="Make the papers examples of this topic.")
@click.option("--no-fetch", is_flag=True, help="Use what the entries say; ask no source.")
@click.option("--all", "everything", is_flag=True, help="Read what export --all wrote.")
@json_option
def import_command(  # noqa: PLR0913 - click passes each option
    files: tuple[Path, ...],
    form: str,
    state: str,
    tags: tuple[str, ...],
    topic: str | None,
    library: Path | None,
    *,
    no_keywords: bool,
    no_fetch: bool,
    no_files: bool,
    everything: bool,
    as_json: bool,
) -> int:
    """Take over .bib, .ris, CSL-JSON and OPML files, folders of PDFs, and Zotero's library.

    `papertrail import zotero` finds the library of the Zotero that is installed here, with its
    notes, marks and PDFs; Zotero may run. --library names another one.

    Entries become papers of your library, keywords its tags. What is not taken is named with file
    and line, and nothing that you keep is overwritten. papertrail undo takes an import back, batch
    by batch; its papers stay.
    """
    from papertrail.core.importing import ImportOptions
    from papertrail.render import import_lines

    if library is not None:
        if [str(file) for file in files] != ["zotero"]:
            raise click.UsageError("--library belongs to papertrail import zotero")
        files, form = (library,), "zotero"
    with open_home() as opened:
        if everything:
            return _import_home(opened, files, as_json=as_json)
        options = ImportOptions(
            form=form,
            state=state,
            tags=tags,
            topic=topic,
            fetch=not no_fetch,
            keywords=not no_keywords,
            files=not no_files,
        )
        result = opened.exchange.import_files(files, options)
    if as_json:
        print_json(import_lines.as_json(result))
    else:
        print_lines(import_lines.imported(result))
    for line in import_lines.refused(result):
        note(line)
    return result.outcome


def _import_home(opened: "Papertrail", files: tuple[Path, ...], *, as_json: bool) -> int:
    from papertrail.render import import_lines

    if len(files) != 1:
        raise click.UsageError("--all reads one folder or .zip file")
    whole = opened.exchange.import_home(files[0])
    if as_json:
        print_json(import_lines.home_as_json(whole))
    else:
        click.echo(import_lines.home(whole))
    for remark in whole.remarks:
        note(printable(remark))
    return ExitCode.DONE
