"""`papertrail reconcile`."""

import logging
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from papertrail import clock
from papertrail.cli.common import DAY, PARTIAL, json_option, open_desk, tell
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural

if TYPE_CHECKING:
    from papertrail.types.source import Reconciliation

_log = logging.getLogger(__name__)


@click.command("reconcile")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--since", type=DAY, required=True, help="The first day to prove: 2026-05-20, 30d.")
@json_option
def reconcile_command(sources: tuple[str, ...], since: str, *, as_json: bool) -> int:
    """Prove that nothing is missing since a day, and store what is.

    arXiv is asked through OAI-PMH for all that it added or changed; other sources are read again
    from their beginning.
    """
    from feeds.errors import FeedError
    from papertrail.cli.update import index_all, make_source, open_client
    from papertrail.ingest.reconcile import reconcile
    from papertrail.render.json import dumps

    now = clock.now()
    if since > f"{now:%Y-%m-%d}":
        raise click.UsageError(f"--since {since} lies in the future")
    moment = datetime.fromisoformat(since).replace(tzinfo=UTC)
    proofs = []
    failed = 0
    with open_desk(create=True) as desk, desk.home.writing("papertrail reconcile"):
        client = open_client(desk.home, desk.config)
        for feed in desk.config.chosen(sources):
            try:
                source = make_source(feed, client, desk.config.feed_options)
                proof = reconcile(desk.store, source, client, moment, now)
            except FeedError as error:
                failed += 1
                _log.info("%s failed", feed.name, exc_info=error)
                tell(f"{printable(feed.name)}: not proven: {printable(error.message)}")
                continue
            proofs.append(proof)
            tell(f"{printable(feed.name):<16} {_told(feed.name, proof)}")
        _, complete = index_all(desk)
    if as_json:
        click.echo(dumps([asdict(proof) for proof in proofs]))
    if not failed:
        return 0 if complete else PARTIAL
    return PARTIAL if proofs else 1


def _told(name: str, proof: "Reconciliation") -> str:
    # Other sources than arXiv are read whole, however old their papers are.
    whole = not name.startswith(("arxiv:", "arxiv-search:"))
    papers = plural(proof.expected, "paper") + (" in all" if whole else f" since {proof.since}")
    missing = proof.expected - proof.held
    if not missing:
        return f"{papers}: nothing was missing"
    lacking = (
        "1 was missing and is stored now"
        if missing == 1
        else f"{missing:,} were missing and are stored now"
    )
    return f"{papers}: {proof.held:,} {'was' if proof.held == 1 else 'were'} stored, {lacking}"
