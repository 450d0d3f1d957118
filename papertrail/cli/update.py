"""`papertrail update` and `papertrail reindex`."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from papertrail import clock
from papertrail.cli.common import DAY, PARTIAL, Desk, is_interactive, json_option, open_desk, tell
from papertrail.config import Config
from papertrail.indexing.catch_up import catch_up
from papertrail.indexing.catch_up import pending as count_pending
from papertrail.indexing.generations import (
    Semantics,
    answer_with,
    earlier_vectors,
    open_next,
    remove_others,
)
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.workspace import Home

if TYPE_CHECKING:
    from feeds.http.client import RateLimitedClient
    from feeds.registry import Feed, Options
    from feeds.source import Source
    from papertrail.ingest.fetch import SourceReport

_QUIET_SECONDS = 15.0


@click.command("update")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--since",
    type=DAY,
    help="Fetch back to this day: 2026-05-20, 30d. An interrupted back-fill goes on.",
)
@json_option
def update_command(sources: tuple[str, ...], since: str | None, *, as_json: bool) -> int:
    """Fetch new papers from the followed feeds, then index them.

    SOURCE names single feeds, such as arxiv:cs.LG; without any, all are fetched.
    """
    from papertrail.indexing.background import BackgroundIndexing
    from papertrail.ingest.fetch import fetch
    from papertrail.render.json import dumps

    if since and since > f"{clock.now():%Y-%m-%d}":
        raise click.UsageError(f"--since {since} lies in the future")
    moment = datetime.fromisoformat(since).replace(tzinfo=UTC) if since else None
    started = time.monotonic()
    with open_desk(create=True) as desk, desk.home.writing("papertrail update"):
        chosen = desk.config.chosen(sources)
        if not chosen:
            if desk.store.works.last_key():
                # What was stored may wait for the index all the same.
                index_all(desk)
            raise click.UsageError(
                "no feed is followed; papertrail feeds add neurips arxiv:cs.LG follows some"
            )
        lanes = open_lanes(desk, chosen)
        with BackgroundIndexing(desk.home, desk.config) as alongside:
            reports = fetch(
                desk.store,
                lanes,
                clock.now(),
                moment,
                _now_and_then(),
                lambda one: tell(describe(one)),
            )
        embedded, complete = index_all(desk, alongside.semantics)
        embedded += alongside.embedded
        pending = count_pending(desk.store, desk.semantics())
    seconds = time.monotonic() - started
    new, updated = (sum(getattr(report, kind) for report in reports) for kind in ("new", "updated"))
    if as_json:
        totals = {
            "new": new,
            "updated": updated,
            "embedded": embedded,
            "pending": pending,
            "seconds": round(seconds, 3),
        }
        click.echo(dumps({"sources": [asdict(report) for report in reports], **totals}))
    else:
        click.echo(
            f"{plural(new, 'new paper')}, {updated:,} updated, {embedded:,} indexed in {seconds:.0f} s"
        )
    return exit_code(reports) or (0 if complete else PARTIAL)


def exit_code(reports: "Sequence[SourceReport]") -> int:
    """Return 0 where nothing is missing, 1 where nothing could be fetched, else 3."""
    from papertrail.ingest.fetch import MISSING

    missing = [report for report in reports if report.status in MISSING]
    if not missing:
        return 0
    return (
        1
        if len(missing) == len(reports) and not any(report.fetched for report in reports)
        else PARTIAL
    )


@click.command("reindex")
def reindex_command() -> int:
    """Build the indexes anew from the stored papers: the words, and the vectors of the configured
    model.

    Vectors of texts that have not changed are taken over from the old index, where it can be read.
    """
    with open_desk() as desk, desk.home.writing("papertrail reindex"):
        desk.home.set_index_aside()
        embedded, complete = index_all(desk)
        papers = desk.store.works.count()
    click.echo(f"{plural(papers, 'paper')} indexed, {embedded:,} of them embedded anew")
    return 0 if complete else PARTIAL


def open_lanes(desk: Desk, chosen: "Sequence[Feed]") -> "list[list[Source]]":
    """Return sources in lanes, one for each host that is asked."""
    lanes: dict[str, list[Feed]] = {}
    for feed in chosen:
        lanes.setdefault(feed.host, []).append(feed)
    options = desk.config.feed_options
    # A client is no thing to share between threads; what must be shared lies in the files that all
    # clients keep.
    return [
        [make_source(feed, client, options) for feed in lane]
        for lane in lanes.values()
        for client in (open_client(desk.home, desk.config),)
    ]


def make_source(feed: "Feed", client: "RateLimitedClient", options: "Options") -> "Source":
    """Return the source of a feed; where it can't be made, one that fails, so that the others go
    on.
    """
    from papertrail.ingest.failures import BrokenSource, is_of_program

    try:
        return feed.source(client, options)
    except Exception as error:
        if is_of_program(error):
            raise
        return BrokenSource(feed.name, error)


def open_client(home: Home, config: Config) -> "RateLimitedClient":
    """Return the client to the upstreams, as the configuration sets it."""
    from feeds.http.client import RateLimitedClient, RequestPolicy

    network = config.network
    manners = RequestPolicy(
        arxiv_interval=network.arxiv_interval,
        other_interval=network.interval,
        backoff=network.backoff,
        connect_timeout=min(RequestPolicy().connect_timeout, network.timeout),
        read_timeout=network.timeout,
        deadline=network.deadline,
        max_bytes=network.max_mb << 20,
        private_redirects=network.private_redirects,
    )
    return RateLimitedClient(
        home.state,
        manners,
        network.mirror,
        network.contact,
        lambda text: tell(f"  {printable(text)}"),
    )


def describe(report: "SourceReport") -> str:
    """Return one line about how a source was read."""
    counts = f"{report.fetched:,} fetched, {report.new:,} new"
    counts += f", {report.updated:,} updated" if report.updated else ""
    remark = printable(report.error or report.note)
    return (
        f"{printable(report.name):<16} {report.status:<9} {counts}{f': {remark}' if remark else ''}"
    )


def index_all(desk: Desk, semantics: Semantics | None = None) -> tuple[int, bool]:
    """Bring the index that answers forward, then that of the configured model, which answers once
    it is complete.

    Args:
        desk: the home; no other process may write to its index.
        semantics: what answers, where it is open already.

    Returns:
        The number of texts that were embedded, and whether the words are indexed too.
    """
    # First, since it needs no model.
    complete = index_words(desk)
    answering = semantics or desk.semantics()
    embedded = index_papers(desk, answering)
    following = open_next(desk.home, desk.config)
    if following:
        embedded += index_papers(desk, following)
        answer_with(desk.home, desk.config, following)
        answering = following
    # Also those of a model that was configured for a while and never complete.
    for folder in remove_others(desk.home, answering):
        tell(
            f"{answering.encoder.model.name} answers from now on; the vectors in {folder} were removed"
        )
    shutil.rmtree(desk.home.earlier_index, ignore_errors=True)
    return embedded, complete


def index_words(desk: Desk) -> bool:
    """Bring the index of words forward. Where that fails, say so and return False: the vectors do
    not depend on it.
    """
    from index.errors import IndexingError
    from papertrail.indexing.keywords import catch_up_keywords

    try:
        catch_up_keywords(desk.store, desk.keywords())
    except (IndexingError, OSError) as error:
        tell(f"the words are not indexed: {printable(str(error))}")
        return False
    return True


def index_papers(desk: Desk, semantics: Semantics) -> int:
    """Bring the vectors forward, showing progress; return how many texts were embedded."""
    waiting = count_pending(desk.store, semantics)
    if not waiting:
        return 0
    tell(
        f"indexing {plural(waiting, 'paper')} with {semantics.encoder.model.name} ({semantics.encoder.engine})"
    )
    earlier = earlier_vectors(desk.home, semantics)
    with progress_of(waiting) as advance:
        return catch_up(desk.store, semantics, advance, earlier=earlier)


def _now_and_then() -> Callable[["SourceReport"], None]:
    """Return what tells about a long fetch every few seconds."""
    told = time.monotonic()

    def say(report: "SourceReport") -> None:
        nonlocal told
        if time.monotonic() - told >= _QUIET_SECONDS:
            told = time.monotonic()
            tell(f"  {report.name}: {report.fetched:,} fetched so far, {report.new:,} new")

    return say


@contextmanager
def progress_of(total: int) -> Iterator[Callable[[int], None]]:
    """Show progress with rate and time left: a bar on a terminal, else a line now and then."""
    if is_interactive():
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=total, rate="")

            def draw(count: int) -> None:
                bar.advance(task, count)
                speed = bar.tasks[0].speed
                bar.update(task, rate=f"{speed:.0f} papers/s" if speed else "")

            yield draw
        return
    started = told = time.monotonic()
    done = 0

    def say(count: int) -> None:
        nonlocal done, told
        done += count
        now = time.monotonic()
        if now - told >= _QUIET_SECONDS:
            told = now
            rate = done / (now - started)
            left = f", {(total - done) / rate:.0f} s left" if done else ""
            tell(f"  {done:,} of {total:,}, {rate:.0f} papers/s{left}")

    yield say
