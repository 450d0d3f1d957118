"""`papertrail digest`."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import DAY, OUTPUT, open_home, past_day
from papertrail.cli.output import page
from papertrail.errors import PapertrailError
from papertrail.render.formats import FORMATS
from papertrail.types.exit_code import ExitCode

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.types.digest import DigestView


@click.command("digest")
@click.option(
    "--topic", "topic_name", metavar="NAME", help="Look for one topic only; nothing is recorded."
)
@click.option(
    "--since",
    type=DAY,
    callback=past_day,
    help="Look at all papers from this day on; nothing is recorded.",
)
@click.option("--date", "day", type=DAY, help="Show the digest of this day again.")
@click.option(
    "--strict",
    "strictness",
    flag_value="strict",
    help="Only the most relevant papers, in every topic.",
)
@click.option("--loose", "strictness", flag_value="loose", help="More than usual, in every topic.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, "epub")),
    default=None,
    help="How to show it.  [default: text; epub for -o day.epub]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--output", "-o", type=OUTPUT, help="Write it to a file; - is standard output.")
@click.option("--dry-run", is_flag=True, help="Look at what is new; today's digest is not made.")
@click.option(
    "--add", is_flag=True, help="If today's digest is made already, add what has come since."
)
@click.option("--more", is_flag=True, help="Show the papers that limits cut in the last week.")
@click.option(
    "--send", is_flag=True, help="Deliver it to the channels of config.toml instead of printing it."
)
def digest_command(  # noqa: PLR0913 - one for each option
    topic_name: str | None,
    since: str | None,
    day: str | None,
    strictness: str | None,
    form: str | None,
    output: str | None,
    *,
    as_json: bool,
    dry_run: bool,
    add: bool,
    more: bool,
    send: bool,
) -> int:
    """Show today's digest: the papers new since the last one that match a topic, best first.

    It is made once a day, by the first command that asks for it.
    """
    if form is None:
        form = "epub" if str(output).lower().endswith(".epub") else "text"
    if form == "epub" and output in (None, "-"):
        raise click.UsageError("an EPUB file is no text; add: -o day.epub")
    looks = bool(since or topic_name or dry_run)
    _check(
        ("--date", bool(day), looks or bool(strictness) or add or more),
        ("--more", more, looks or bool(strictness) or add or send),
        ("--add", add, looks),
        ("--send", send, looks or bool(output) or as_json or form != "text"),
    )
    form = "json" if as_json else form
    output = None if output == "-" else output
    with open_home() as paper:
        if send:
            if day:
                return paper.deliver_past(day).outcome
            return paper.deliver(strictness=strictness, add=add).outcome
        if day:
            view = paper.past_digest(day)
        elif more:
            view = paper.more_papers()
        else:
            view = paper.digest(
                topic=topic_name, since=since, strictness=strictness, record=not dry_run, add=add
            )
        if form != "json" and output is None:
            paper.remember_list([*view.works, *(known.work for known in view.news)])
        if form == "epub":
            content = paper.digest_book(view)
        else:
            shown = _page(paper, view, form, output)
            content = shown.encode()
    if output is None:
        page(shown)
    else:
        _write(output, content)
    return ExitCode.DONE


def _check(*rules: tuple[str, bool, bool]) -> None:
    """Refuse an option that is given together with others that contradict it."""
    for option, given, contradicted in rules:
        if given and contradicted:
            raise click.UsageError(f"{option} {_REASONS[option]}")


_REASONS = {
    "--date": "shows a past digest as it was; it goes with no option that chooses papers",
    "--more": "shows what limits cut; of the other options it goes with --format and --output only",
    "--add": "adds to today's digest; it goes with no option that looks at other papers",
    "--send": "delivers digests; of the other options it goes with --date, --add, --strict and "
    "--loose only",
}


def _page(paper: "Papertrail", view: "DigestView", form: str, output: str | None) -> str:
    if form == "text" and output is None:
        from papertrail.render import terminal
        from papertrail.render.language import speak

        with speak(paper.language):
            return terminal.page(view)
    return paper.render_digest(view, form)


def _write(output: str, content: bytes) -> None:
    """Write a page; whoever reads a regular file meanwhile finds the old or the new one."""
    from papertrail import user_files

    path = Path(output)
    try:
        # The folder of a link's target is not made: a disk may not be mounted.
        with suppress(FileExistsError):
            path.parent.mkdir(parents=True, exist_ok=True)
        user_files.write(path, content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PapertrailError(
            f"can't write {path} ({error.strerror or error})",
            "the digest is made: papertrail digest --output writes it",
        ) from error
