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
@click.option("--date", "day", type=DAY, help="Show the digests of this day again.")
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
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to show it.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--output", "-o", type=OUTPUT, help="Write it to a file; - is standard output.")
@click.option(
    "--dry-run", is_flag=True, help="Do not record: the next digest shows these papers again."
)
@click.option(
    "--send", is_flag=True, help="Deliver it to the channels of config.toml instead of printing it."
)
def digest_command(  # noqa: PLR0913 - one for each option
    topic_name: str | None,
    since: str | None,
    day: str | None,
    strictness: str | None,
    form: str,
    output: str | None,
    *,
    as_json: bool,
    dry_run: bool,
    send: bool,
) -> int:
    """Show the papers that arrived since the last digest and match a topic, best first."""
    if day and (since or topic_name or strictness):
        raise click.UsageError(
            "--date shows a past digest as it was; it goes with no option that chooses papers"
        )
    if send and (since or topic_name or dry_run or output or as_json or form != "text"):
        raise click.UsageError(
            "--send delivers what it records; of the other options it goes with --date only"
        )
    form = "json" if as_json else form
    output = None if output == "-" else output
    with open_home() as paper:
        if send:
            done = paper.deliver_past(day) if day else paper.deliver(strictness=strictness)
            return done.outcome
        # Rendered before it is recorded: a page that can't be made costs no papers.
        pages: list[str] = []
        if day:
            view = paper.past_digest(day)
            pages.append(_page(paper, view, form, output))
        else:
            new = not (topic_name or since or dry_run)
            view = paper.digest(
                topic=topic_name,
                since=since,
                strictness=strictness,
                record=not dry_run,
                present=lambda view: pages.append(
                    _page(paper, view, form, output, with_earlier=new)
                ),
            )
        paper.remember_list([*view.works, *(known.work for known in view.news)])
    if output is None:
        page(pages[0])
    else:
        again = "papertrail digest --date today --output makes it again"
        _write(output, pages[0], hint="" if day else again)
    return ExitCode.DONE


def _page(
    paper: "Papertrail",
    view: "DigestView",
    form: str,
    output: str | None,
    *,
    with_earlier: bool = False,
) -> str:
    if form == "text" and output is None:
        from papertrail.render import terminal

        return terminal.page(view)
    return paper.render_digest(view, form, with_earlier=with_earlier)


def _write(output: str, page: str, *, hint: str) -> None:
    """Write a page; whoever reads a regular file meanwhile finds the old or the new one."""
    from papertrail import user_files

    path = Path(output)
    try:
        # The folder of a link's target is not made: a disk may not be mounted.
        with suppress(FileExistsError):
            path.parent.mkdir(parents=True, exist_ok=True)
        user_files.write(path, page.encode())
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PapertrailError(f"can't write {path} ({error.strerror or error})", hint) from error
