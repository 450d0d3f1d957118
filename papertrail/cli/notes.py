"""`papertrail note`."""

import sys
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.errors import PapertrailError, UsageError
from papertrail.render.escaping import printable
from papertrail.render.phrases import TITLE

if TYPE_CHECKING:
    from typing import TextIO

    from papertrail.core.application import Papertrail
    from papertrail.types.library import Note, SavedNote


@click.command("note")
@click.argument("paper", metavar="ID")
@click.option("-m", "text", metavar="TEXT", multiple=True, help="Add a paragraph. Can be repeated.")
@click.option("-F", "file", type=click.File(), help="Add the text of a file; - for standard input.")
@click.option("--edit", is_flag=True, help="Open the editor, also if output is not a terminal.")
@json_option
def note_command(
    paper: str,
    text: tuple[str, ...],
    file: "TextIO | None",
    *,
    edit: bool,
    as_json: bool,
) -> None:
    """Write a note about a paper, in Markdown, in the editor that VISUAL or EDITOR names.

    Where output is no terminal, the note is printed instead. Saving an empty text removes it;
    papertrail undo brings it back. ID is as for papertrail show.
    """
    if edit and (text or file or as_json):
        raise click.UsageError("--edit goes with no other option")
    with open_home() as opened:
        if text or file:
            saved = opened.library.append_note(paper, "\n\n".join((*text, *_read(file))))
            if not as_json:
                _say(saved)
                return
        elif edit or (not as_json and sys.stdin.isatty() and sys.stdout.isatty()):
            _say(_edit(opened, paper))
            return
        found = opened.library.note(paper)
    _print(found, as_json=as_json)


def _read(file: "TextIO | None") -> tuple[str, ...]:
    try:
        return (file.read(),) if file else ()
    except UnicodeDecodeError as error:
        raise UsageError(f"the file is no text in {error.encoding}") from error


def _print(found: "Note | None", *, as_json: bool) -> None:
    if as_json:
        from papertrail.render.json_library import note as record

        print_json(record(found))
    elif found:
        from papertrail.render.library_text import note_lines

        print_lines(note_lines(found.text))
    else:
        note("there is no note about this paper; papertrail note ID -m TEXT writes one")


def _edit(opened: "Papertrail", paper: str) -> "SavedNote":
    """Let the reader edit a note; the text is kept in a file until it is stored."""
    from papertrail.cli.drafts import Draft

    base, work = opened.library.note(paper), opened.show(paper).work
    draft = Draft.write(opened.home, work.id, base.text if base else "")
    edited = draft.edit()
    try:
        saved = opened.library.edit_note(paper, edited, base)
    except UsageError as error:
        raise PapertrailError(error.message, draft.hint) from error
    except PapertrailError as error:
        raise type(error)(error.message, draft.hint) from error
    draft.remove()
    return saved


def _say(saved: "SavedNote") -> None:
    named = f"{printable(saved.work.id)}  {printable(saved.work.title, TITLE)}"
    if saved.merged:
        note(
            "the note was changed by another process while you edited it; both texts are kept, "
            "and papertrail note shows them"
        )
    if not saved.changed:
        state = "unchanged" if saved.note else "still empty"
        click.echo(f"note {state}: {named}")
    elif saved.note:
        click.echo(f"note saved: {named}")
    else:
        click.echo(f"note removed: {named}; papertrail undo brings it back")
