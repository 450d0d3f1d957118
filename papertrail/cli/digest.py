"""`papertrail digest`."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papertrail import clock
from papertrail.cli.common import DAY, OUTPUT, Desk, note_pending, open_desk, remember_list, tell
from papertrail.errors import BusyError, NotFoundError, PapertrailError
from papertrail.render.formats import FORMATS

if TYPE_CHECKING:
    from papertrail.digest.compose import Composed
    from papertrail.types.digest import Digest, DigestView
    from papertrail.types.topic import Topic


@click.command("digest")
@click.option(
    "--topic", "topic_name", metavar="NAME", help="Look for one topic only; nothing is recorded."
)
@click.option("--since", type=DAY, help="Look at all papers from this day on; nothing is recorded.")
@click.option("--date", "day", type=DAY, help="Show the digests of this day again.")
@click.option(
    "--strict", "strictness", flag_value="strict", help="Only what stands out, in every topic."
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
    with open_desk() as desk:
        topics = (desk.config.topic(topic_name),) if topic_name else desk.config.topics
        if not topics:
            raise click.UsageError(
                f"there is no topic yet; add a [[topics]] table to {desk.home.config_file}"
            )
        if strictness:
            topics = tuple(
                replace(topic, strictness=strictness, threshold=None) for topic in topics
            )
        if send:
            from papertrail.cli import sending

            return (
                sending.send_again(desk, day)
                if day
                else sending.send(desk, lambda: _compose_new(desk, topics))
            )
        if day:
            show(desk, _past(desk, day), topics, form, output)
        elif since or topic_name or dry_run:
            show(desk, _compose(desk, topics, since).digest, topics, form, output)
        else:
            with desk.home.digesting():
                composed = _compose_new(desk, topics)
                _note_earlier(desk, composed.digest)
                show(desk, composed.digest, topics, form, output, composed)
    return 0


def show(
    desk: Desk,
    digest: "Digest",
    topics: "tuple[Topic, ...]",
    form: str,
    output: str | None,
    to_record: "Composed | None" = None,
) -> None:
    """Show a digest and remember its papers as the last list.

    It is rendered, then recorded, then printed: a page that can't be made costs no papers, and what
    was printed is not shown again, whenever the process ends. A recorded digest can be shown again
    by its date.
    """
    from papertrail.digest.view import edition
    from papertrail.render import formats, terminal

    names = [topic.name for topic in topics]
    shown = edition(desk.store, digest, names)
    if form == "text" and output is None:
        page = terminal.page(shown)
    else:
        first = desk.store.digests.first() or digest
        earlier = _earlier(desk, digest, names) if form == "atom" and to_record else []
        page = formats.render(form, [shown, *earlier], first.uid, desk.home.templates)
    if to_record:
        with desk.store.transaction():
            desk.store.digests.add(digest, to_record.waiting)
    remember_list(desk.home, [*shown.works, *(known.work for known in shown.news)])
    if output is None:
        terminal.present(page)
    else:
        _write(
            output,
            page,
            "papertrail digest --date today --output makes it again" if to_record else "",
        )


def _earlier(desk: Desk, digest: "Digest", names: list[str]) -> "list[DigestView]":
    """Return the digests that a feed has besides the newest."""
    from papertrail.digest.view import edition
    from papertrail.render.atom import DAYS

    since = clock.now() - timedelta(days=DAYS)
    made = desk.store.digests.made_since(f"{since:%Y-%m-%d}")
    return [edition(desk.store, older, names) for older in made if older.uid != digest.uid]


def _write(output: str, page: str, hint: str) -> None:
    """Write a page to a file; who reads a regular file meanwhile finds the old or the new one."""
    from papertrail import user_files

    path = Path(output)
    try:
        # Of a link the folder is not made, as a disk may not be mounted.
        with suppress(FileExistsError):
            path.parent.mkdir(parents=True, exist_ok=True)
        user_files.write(path, page.encode())
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PapertrailError(f"can't write {path} ({error.strerror or error})", hint) from error


def _compose_new(desk: Desk, topics: "tuple[Topic, ...]") -> "Composed":
    """Choose the papers of a digest that will be recorded; what a strict one leaves out is not lost
    to the next.
    """
    from papertrail.digest.compose import keep_rest

    composed = _compose(desk, topics, None)
    if any(topic.strictness == "strict" for topic in topics) and topics != desk.config.topics:
        usual = _compose(desk, desk.config.topics, None)
        return keep_rest(composed, usual, desk.store.digests.waiting())
    return composed


def _compose(desk: Desk, topics: "tuple[Topic, ...]", since: str | None) -> "Composed":
    from papertrail.cli.update import index_papers
    from papertrail.digest.compose import compose
    from papertrail.indexing.catch_up import pending

    now = clock.now()
    semantics = desk.semantics()
    # Otherwise the index is left alone: an update may begin meanwhile.
    if pending(desk.store, semantics):
        try:
            with desk.home.writing("papertrail digest", patience=0):
                # Another process may have brought it forward.
                semantics = desk.semantics()
                index_papers(desk, semantics)
        except BusyError:
            note_pending(desk, semantics)
    return compose(desk.store, semantics, topics, now, desk.config.digest, since)


def _note_earlier(desk: Desk, digest: "Digest") -> None:
    """Say where the papers of today are that a digest without anything to consider does not show."""
    if not digest.considered and desk.store.digests.made_on(f"{clock.now():%Y-%m-%d}"):
        tell("a digest was made today already; papertrail digest --date today shows it again")


def _past(desk: Desk, day: str) -> "Digest":
    """Return the digests of a day as one."""
    from papertrail.digest.view import together

    made = desk.store.digests.made_on(day)
    if made:
        return together(made)
    last = desk.store.digests.last()
    told = f"the last one is of {last.created[:10]}" if last else "none was made yet"
    raise NotFoundError(f"there is no digest of {day}: {told}", "papertrail digest makes one")
