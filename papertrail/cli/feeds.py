"""`papertrail feeds`."""

import contextlib
import os
import stat
import sys
from pathlib import Path

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.errors import PapertrailError
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural


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
    from papertrail.render import json as records
    from papertrail.render import listings

    with open_home() as paper:
        found = paper.feeds.list(everything=everything)
    if as_json:
        print_json(records.feeds(found))
    else:
        print_lines(listings.feeds(found, everything=everything))


@feeds_command.command("write")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def write_feeds(folder: Path, *, as_json: bool) -> None:
    """Write topics, saved searches and the reading list as Atom files for a feed reader.

    A file whose content is the same stays untouched. `feeds` under [export] in config.toml names a
    folder that each update writes.
    """
    with open_home() as paper:
        written = paper.exchange.write_feeds(folder)
    if as_json:
        from papertrail.render.json_exports import written_feeds

        print_json(written_feeds(written))
        return
    for feed in written:
        state = "written" if feed.changed else "as it was"
        click.echo(f"{printable(feed.path)}: {plural(feed.papers, 'paper')}, {state}")


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
    with open_home() as paper:
        done = paper.feeds.add(names, searches=searches, check=not no_check)
    for feed in done.feeds:
        state = "following" if feed.name in done.added else "followed already:"
        click.echo(f"{state} {printable(feed.name)} ({printable(feed.title)})")
    if done.login_needed:
        note(done.login_needed)
    elif done.added:
        note("next: papertrail update")


@feeds_command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def remove_feeds(names: tuple[str, ...]) -> None:
    """Stop following feeds; what they brought stays."""
    with open_home() as paper:
        removed, unknown = paper.feeds.remove(names)
    for name in removed:
        click.echo(f"no longer following {printable(name)}")
    if unknown:
        raise PapertrailError(
            f"{unknown[0]} is not followed", "papertrail feeds list shows what is"
        )


@feeds_command.command("check")
@click.argument("name")
@json_option
def check_feed(name: str, *, as_json: bool) -> None:
    """Fetch one page of a feed and show what is understood of it. Nothing is stored."""
    from papertrail.render import json as records
    from papertrail.render import listings

    with open_home() as paper:
        found = paper.feeds.check(name)
    if as_json:
        print_json(records.feed_check(found))
    else:
        print_lines(listings.feed_check(found))


@feeds_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_feeds(file: Path) -> None:
    """Follow the feeds of an OPML file, as feed readers export it."""
    with open_home() as paper:
        done = paper.feeds.import_opml(file)
    for title, reason in done.skipped:
        note(f"left out {printable(title)!r}: {printable(reason)}")
    click.echo(
        f"following {plural(len(done.added), 'more feed')} ({done.already} followed already)"
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
    """Write the followed feeds as OPML.

    Conferences and journals have no feed address to write. Addresses are written without
    `user:password@` and without the part after a "?", which may be a key.
    """
    with open_home() as paper:
        done = paper.feeds.export_opml(with_secrets=with_secrets)
    _write(done.opml, output, private=with_secrets and bool(done.secret))
    if done.skipped:
        note(f"left out {plural(len(done.skipped), 'feed')} without an address of their own")
    for name in () if with_secrets else done.secret:
        shown = printable(name)
        note(f"written without its login or query: {shown} (--with-secrets writes them)")


def _write(document: str, output: Path | None, *, private: bool) -> None:
    """Write to a file or standard output; a file that holds secrets is for its owner only."""
    if output:
        from papertrail import user_files

        user_files.write(output, document.encode(), mode=0o600 if private else None)
        return
    if private:
        # If it is no file, or another user's, whoever opened it decides who reads it.
        with contextlib.suppress(OSError, ValueError):
            descriptor = sys.stdout.fileno()
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, 0o600)
    sys.stdout.write(document)
