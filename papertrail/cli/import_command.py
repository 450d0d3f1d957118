"""`papertrail import`."""

from pathlib import Path

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.types.mark import STATES


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE|FOLDER...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--format",
    "-f",
    "form",
    default="",
    metavar="FORMAT",
    help="bibtex, ris, csl, opml or pdf.  [default: by the file]",
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
@click.option("--topic", metavar="NAME", help="Make the papers examples of this topic.")
@click.option("--no-fetch", is_flag=True, help="Use what the entries say; ask no source.")
@click.option("--all", "everything", is_flag=True, help="Read what export --all wrote.")
@json_option
def import_command(
    files: tuple[Path, ...],
    form: str,
    state: str,
    tags: tuple[str, ...],
    topic: str | None,
    *,
    no_keywords: bool,
    no_fetch: bool,
    everything: bool,
    as_json: bool,
) -> int:
    """Take over .bib, .ris, CSL-JSON and OPML files, and folders of PDFs.

    Entries become papers of your library, keywords its tags. What is not taken is named with file
    and line, and nothing that you keep is overwritten. papertrail undo takes an import back, batch
    by batch; its papers stay.
    """
    from papertrail.core.importing import ImportOptions
    from papertrail.render import import_lines

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
        )
        result = opened.exchange.import_files(files, options)
    if as_json:
        print_json(import_lines.as_json(result))
    else:
        print_lines(import_lines.imported(result))
    for line in import_lines.refused(result):
        note(line)
    return result.outcome
