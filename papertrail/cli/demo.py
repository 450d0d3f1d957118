"""`papertrail demo`."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papertrail import clock
from papertrail.cli.common import Desk, tell
from papertrail.cli.update import describe, index_papers, index_words
from papertrail.config import parse, starter
from papertrail.indexing.generations import Semantics
from papertrail.store import Store
from papertrail.workspace import Home

if TYPE_CHECKING:
    from rich.console import Console

    from papertrail.types.digest import DigestView

QUERY = "fooling image classifiers with tiny perturbations"
_EVER = "1900-01-01"
_PAPERS_A_TOPIC = 4

NEXT = """\
That was the whole way on {count} bundled papers. Now with the real thing:

    papertrail init                      writes {config}, with these three topics
    papertrail update                    fetches the last week of arXiv and indexes it
    papertrail digest                    shows what is new for your topics
    papertrail search "state space models for long sequences"
"""


@click.command("demo")
def demo_command() -> None:
    """Show the whole way on a bundled sample, without network, in a home that is thrown away."""
    from papertrail.render import terminal
    from papertrail.search.hybrid import search
    from papertrail.search.query import parse

    with demo_desk() as (desk, semantics):
        out = terminal.console()
        show_digest(desk, semantics, out)
        click.echo(f'\n$ papertrail search -n 3 "{QUERY}"\n')
        terminal.hits(
            out, search(desk.store, desk.indexes(), parse(QUERY, clock.now().date()), 3).hits
        )
        config = Home.from_environment().config_file
        click.echo(NEXT.format(count=desk.store.works.count(), config=config))


@contextmanager
def demo_desk() -> Iterator[tuple[Desk, Semantics]]:
    """Fetch and index the sample in a home of its own, which goes away at the end."""
    from papertrail.ingest.fetch import fetch
    from papertrail.ingest.sample import Sample

    usual = Home.from_environment()
    # Else the folder would be made along with its cache, for everybody to read.
    with suppress(OSError):
        usual.make()
    with tempfile.TemporaryDirectory(prefix="papertrail-demo-") as folder:
        # Converted models are kept, since they serve the real home as well.
        home = replace(usual, root=Path(folder))
        config = parse(starter(), home.config_file)
        config = replace(
            config, topics=tuple(replace(topic, limit=_PAPERS_A_TOPIC) for topic in config.topics)
        )
        with Store.open(home.database, create=True) as store:
            desk = Desk(home, config, store)
            (report,) = fetch(store, [[Sample()]], clock.now())
            tell(describe(report))
            semantics = desk.semantics()
            index_words(desk)
            index_papers(desk, semantics)
            yield desk, semantics


def show_digest(desk: Desk, semantics: Semantics, out: "Console") -> None:
    """Print the digest of everything in the sample."""
    from papertrail.render import terminal

    terminal.digest(out, demo_edition(desk, semantics))


def demo_edition(desk: Desk, semantics: Semantics) -> "DigestView":
    """Return the digest of everything in the sample."""
    from papertrail.digest.compose import compose
    from papertrail.digest.view import edition

    config = desk.config
    composed = compose(desk.store, semantics, config.topics, clock.now(), config.digest, _EVER)
    return edition(desk.store, composed.digest, [topic.name for topic in config.topics])
