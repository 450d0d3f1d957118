"""`papertrail feeds`: what is followed, and what can be."""

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from papertrail import clock
from papertrail.cli.common import json_option, load_config, open_desk, tell
from papertrail.config import Config
from papertrail.errors import PapertrailError
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.workspace import Home

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.paper import Paper
    from feeds.registry import Feed
    from feeds.source import Batch

_SHOWN = 3
_ARXIV_FEED = "https://rss.arxiv.org/rss/"


@click.group("feeds")
def feeds_command() -> None:
    """See and choose the feeds that are followed.

    A feed is an arXiv category (arxiv:cs.LG), a conference (neurips, icml, cvpr, acl, ..., one
    edition as neurips:2022), a journal (tpami), a community (reddit), a venue at OpenReview
    (openreview:TMLR), the address of any RSS or Atom feed, or what arXiv finds for a query
    ('arxiv-search:abs:"state space" AND cat:cs.LG').
    """


@feeds_command.command("list")
@click.option("--all", "everything", is_flag=True, help="List what could be followed too.")
@json_option
def list_feeds(*, everything: bool, as_json: bool) -> None:
    """List the feeds that are followed."""
    from feeds.registry import builtin

    followed = load_config(Home.from_environment()).chosen()
    names = {feed.name for feed in followed}
    feeds = [*followed, *(feed for feed in builtin() if everything and feed.name not in names)]
    if as_json:
        from papertrail.render.json import dumps

        told = [
            {"name": feed.name, "title": feed.title, "followed": feed.name in names}
            for feed in feeds
        ]
        click.echo(dumps(told))
        return
    width = max((len(printable(feed.name)) for feed in feeds), default=0)
    for feed in feeds:
        mark = ("* " if feed.name in names else "  ") if everything else ""
        click.echo(f"{mark}{printable(feed.name):<{width}}  {printable(feed.title)}")


@feeds_command.command("add")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--no-check", is_flag=True, help="Take an address as it is, without asking it for its feed."
)
@click.option(
    "--from-search",
    "searches",
    multiple=True,
    metavar="NAME",
    help="What arXiv has for a saved search.",
)
def add_feeds(names: tuple[str, ...], searches: tuple[str, ...], *, no_check: bool) -> None:
    """Follow feeds. Of a web page's address, the feed that the page names is followed."""
    from papertrail.core.following import follow

    if not (names or searches):
        raise click.UsageError("name a feed, or a saved search by --from-search")
    home = Home.from_environment()
    config = load_config(home)
    feeds = [config.feed(name) for name in (*names, *map(_of_search, searches))]
    chosen = feeds if no_check else [_discovered(home, config, feed) for feed in feeds]
    fresh = follow(home.config_file, [feed.written for feed in chosen])
    for feed in chosen:
        state = "following" if feed.name in fresh else "followed already:"
        click.echo(f"{state} {printable(feed.name)} ({printable(feed.title)})")
    if any(feed.needs_openreview for feed in chosen) and not config.feed_options.openreview:
        from feeds.openreview.account import SETTINGS

        tell(f"OpenReview answers only those who are logged in: {SETTINGS}")
    elif fresh:
        tell("next: papertrail update")


@feeds_command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def remove_feeds(names: tuple[str, ...]) -> None:
    """Stop following feeds; what they brought stays."""
    from papertrail.core.following import unfollow

    home = Home.from_environment()
    config = load_config(home)
    wanted = [config.feed(name).name for name in names]
    gone = unfollow(home.config_file, wanted)
    for name in wanted:
        if name not in gone:
            raise PapertrailError(f"{name} is not followed", "papertrail feeds list shows what is")
        click.echo(f"no longer following {printable(name)}")


@feeds_command.command("check")
@click.argument("name")
@json_option
def check_feed(name: str, *, as_json: bool) -> None:
    """Fetch one page of a feed and show what is understood of it. Nothing is stored."""
    from feeds.bounds import bounded
    from feeds.source import FetchRequest
    from papertrail.cli.update import make_source, open_client
    from papertrail.ingest.failures import as_feed_error

    home = Home.from_environment()
    config = load_config(home)
    feed = config.feed(name)
    source = make_source(feed, open_client(home, config), config.feed_options)
    # As if everything were known: no page is fetched that only completes another.
    request = FetchRequest(
        clock.now(), {}, None, held=lambda _start, _end: 0, knows=lambda _scheme, _value: True
    )
    try:
        last = _first_page(source.fetch(request))
        papers = tuple(map(bounded, last.papers)) if last else ()
    except Exception as error:
        raise as_feed_error(feed.name, error) from error
    if as_json:
        from papertrail.render.json import dumps

        told = {
            "name": feed.name,
            "status": last.status if last else None,
            "note": last.note if last else "",
        }
        click.echo(dumps(told | {"papers": [_record(paper) for paper in papers]}))
        return
    _show(feed, papers, last.note if last else "")


def _first_page(batches: "Iterable[Batch]") -> "Batch | None":
    """Return the first batch that has papers, else the last one."""
    last = None
    for batch in batches:
        last = batch
        if batch.papers:
            break
    return last


@feeds_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_feeds(file: Path) -> None:
    """Follow the feeds of an OPML file, as feed readers export it."""
    from feeds.addresses import redact
    from feeds.errors import MalformedError, UnknownFeedError
    from feeds.opml import read_opml
    from feeds.registry import find
    from papertrail.core.following import follow
    from papertrail.exchange.files import parsed, read_bytes

    try:
        body = read_bytes(file, "name an OPML file")
        listed = parsed(file, len(body), read_opml, body)
    except MalformedError as error:
        raise PapertrailError(
            f"{file} is no list of feeds in OPML: {error.message}", "export it again"
        ) from error
    wanted = []
    for title, address in listed:
        try:
            wanted.append(find(address).written)
        except UnknownFeedError as error:
            tell(f"left out {printable(redact(title))!r}: {printable(error.message)}")
    fresh = follow(Home.from_environment().config_file, wanted)
    click.echo(
        f"following {plural(len(fresh), 'more feed')} ({len(set(wanted)) - len(fresh)} followed already)"
    )


@feeds_command.command("export")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
)
@click.option(
    "--with-secrets",
    is_flag=True,
    help="Write logins and queries of addresses too, for your eyes only.",
)
def export_feeds(output: Path | None, *, with_secrets: bool) -> None:
    """Write the followed feeds as OPML. Conferences and journals have no feed address to write.

    Addresses are written without `user:password@` and without what follows a "?", which may be a
    key.
    """
    from feeds.opml import write_opml

    feeds = load_config(Home.from_environment()).chosen()
    addressed = [
        # All searches have one title.
        (feed.name if feed.name.startswith("arxiv-search:") else feed.title, address)
        for feed in feeds
        if (address := _address(feed, with_secrets=with_secrets))
    ]
    private = with_secrets and any(feed.secret for feed in feeds)
    _put_out(write_opml(addressed), output, private=private)
    left = len(feeds) - len(addressed)
    if left:
        tell(f"left out {plural(left, 'feed')} without an address of their own")
    for feed in feeds:
        if feed.secret and not with_secrets:
            tell(
                f"written without its login or query: {printable(feed.name)} (--with-secrets writes them)"
            )


def _put_out(document: bytes, output: Path | None, *, private: bool) -> None:
    """Write to a file or standard output; a file that holds secrets is for its owner only."""
    if output:
        from papertrail import user_files

        user_files.write(output, document, mode=0o600 if private else None)
        return
    if private:
        # Where it is no file, or another user's, who reads it is decided by whoever opened it.
        with contextlib.suppress(OSError, ValueError):
            descriptor = sys.stdout.fileno()
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, 0o600)
    sys.stdout.write(document.decode("utf-8"))


def _of_search(name: str) -> str:
    """Return the name of the feed of what arXiv has for a saved search."""
    from papertrail.search.arxiv_query import in_arxivs_language
    from papertrail.search.query import parse

    with open_desk() as desk:
        saved = desk.store.searches.get(name)
    today = clock.now().date()
    return f"arxiv-search:{in_arxivs_language(parse(saved.query, today), today)}"


def _address(feed: "Feed", *, with_secrets: bool) -> str | None:
    """Return where other readers find a feed, None where only papertrail can read it."""
    from feeds.addresses import base_of
    from feeds.arxiv.query import address

    scheme, _, rest = feed.name.partition(":")
    if scheme == "arxiv-search":
        return address(rest)
    if scheme == "https":
        return base_of(feed.written) if feed.secret and not with_secrets else feed.written
    return _ARXIV_FEED + rest if scheme == "arxiv" else None


def _discovered(home: Home, config: Config, feed: "Feed") -> "Feed":
    """Return the feed that an address leads to; a feed with a name of its own is itself."""
    if not feed.name.startswith("https://"):
        return feed
    from feeds.registry import find
    from feeds.syndication import discover
    from papertrail.cli.update import open_client
    from papertrail.ingest.failures import as_feed_error, is_of_program

    try:
        return find(discover(open_client(home, config), feed.written))
    except Exception as error:
        if is_of_program(error):
            raise
        failure = as_feed_error(feed.name, error)
        hint = f"{failure.hint}; " if failure.hint else ""
        raise PapertrailError(
            f"{failure.message}; nothing was followed",
            f"{hint}--no-check takes the address as it is",
        ) from error


def _record(paper: "Paper") -> dict[str, Any]:
    return {
        "identifiers": [f"{scheme}:{value}" for scheme, value in paper.identifiers],
        "title": paper.title,
        "authors": [author.name for author in paper.authors],
        "abstract": paper.abstract,
        "url": paper.url,
        "venue": paper.venue,
        "announced": paper.announced.isoformat() if paper.announced else None,
        "discussions": list(paper.discussions),
    }


def _show(feed: "Feed", papers: "tuple[Paper, ...]", note: str) -> None:
    with_abstract = sum(bool(paper.abstract) for paper in papers)
    discussed = any(paper.discussions for paper in papers)
    facts = (
        "discussed on this page"
        if discussed
        else f"on this page, {with_abstract:,} with an abstract"
    )
    click.echo(f"{printable(feed.name)}: {plural(len(papers), 'paper')} {facts}")
    if note:
        click.echo(f"  {printable(note)}")
    for paper in papers[:_SHOWN]:
        click.echo(f"  {printable(paper.title, 100)}")
        for line in _pointer(paper) if paper.discussions else _particulars(paper):
            click.echo(f"    {printable(line, 160)}")


def _pointer(paper: "Paper") -> list[str]:
    """Return what a post tells: which paper, and where it is discussed. The rest is known from
    elsewhere.
    """
    return [_identifiers(paper), f"discussed at {' '.join(paper.discussions)}"]


def _particulars(paper: "Paper") -> list[str]:
    facts = [
        ", ".join(author.name for author in paper.authors[:3]) or "no authors",
        paper.venue,
        paper.announced,
    ]
    return [
        " · ".join(str(fact) for fact in facts if fact),
        _identifiers(paper),
        paper.abstract or "(no abstract)",
    ]


def _identifiers(paper: "Paper") -> str:
    return " ".join(f"{scheme}:{value}" for scheme, value in paper.identifiers)
