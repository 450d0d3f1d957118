"""`papertrail digest`."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from papertrail import clock
from papertrail.cli.common import DAY, Desk, note_pending, open_desk, remember_list, tell
from papertrail.cli.update import index_papers
from papertrail.errors import BusyError, NotFoundError

if TYPE_CHECKING:
    from papertrail.config import Topic
    from papertrail.store import Digest

FORMATS = ("text", "md", "json")


@click.command("digest")
@click.option("--topic", "topic_name", metavar="NAME", help="Look for one topic only; nothing is recorded.")
@click.option("--since", type=DAY, help="Look at all papers from this day on; nothing is recorded.")
@click.option("--date", "day", type=DAY, help="Show the digests of this day again.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print it."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--dry-run", is_flag=True, help="Do not record: the next digest shows these papers again.")
def digest_command(
    topic_name: str | None, since: str | None, day: str | None, form: str, *, as_json: bool, dry_run: bool
) -> None:
    """Show the papers that arrived since the last digest and match a topic, best first."""
    if day and (since or topic_name):
        raise click.UsageError("--date shows a past digest as it was; it goes with neither --since nor --topic")
    with open_desk() as desk:
        topics = (desk.config.topic(topic_name),) if topic_name else desk.config.topics
        if not topics:
            raise click.UsageError(f"there is no topic yet; add a [[topics]] table to {desk.home.config_file}")
        digest = _past(desk, day) if day else _compose(desk, topics, since)
        show_digest(desk, digest, topics, "json" if as_json else form)
        if not (day or since or topic_name or dry_run):
            with desk.store.transaction():
                desk.store.digests.add(digest)


def show_digest(desk: Desk, digest: "Digest", topics: "tuple[Topic, ...]", form: str) -> None:
    """Print a digest and remember its papers as the last list."""
    from papertrail.digest import sections

    shown = sections(desk.store, digest, topics)
    if form == "json":
        from papertrail.render import records

        click.echo(records.dumps(records.digest(digest, shown)))
    elif form == "md":
        from papertrail.render import markdown

        click.echo(markdown.digest(digest, shown))
    else:
        from papertrail.render import terminal

        terminal.digest(terminal.console(), digest, shown)
    remember_list(desk.home, [entry.work for section in shown for entry in section.entries])


def _compose(desk: Desk, topics: "tuple[Topic, ...]", since: str | None) -> "Digest":
    from papertrail.digest import compose

    now = clock.now()
    semantics = desk.semantics()
    try:
        with desk.home.writing("papertrail digest"):
            index_papers(desk, semantics)
    except BusyError:
        note_pending(desk, semantics)
    earlier = desk.store.digests.made_on(f"{now:%Y-%m-%d}")
    digest = compose(desk.store, semantics, topics, now, desk.config.digest_max_age_days, since)
    if earlier and not digest.considered and not since:
        tell("a digest was made today already; papertrail digest --date today shows it again")
    return digest


def _past(desk: Desk, day: str) -> "Digest":
    """Return the digests of a day as one."""
    made = desk.store.digests.made_on(day)
    if not made:
        last = desk.store.digests.last()
        told = f"the last one is of {last.created[:10]}" if last else "none was made yet"
        raise NotFoundError(f"there is no digest of {day}: {told}", "papertrail digest makes one")
    papers = tuple(paper for digest in made for paper in digest.papers)
    return replace(made[-1], considered=sum(digest.considered for digest in made), papers=papers)
