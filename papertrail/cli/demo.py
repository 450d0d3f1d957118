"""`papertrail demo`."""

import click

from papertrail.cli.progress import CommandProgress
from papertrail.workspace import Home

QUERY = "fooling image classifiers with tiny perturbations"
NEXT = """\
That was the whole way on {count} bundled papers. Now with the real thing:

    papertrail init                      writes {config}, with these three topics
    papertrail update                    fetches the last week of arXiv and indexes it
    papertrail digest                    shows what is new for your topics
    papertrail search "state space models for long sequences"
"""


@click.command("demo")
def demo_command() -> None:
    """Demonstrate papertrail offline on a bundled sample, in a home that is deleted afterwards."""
    from papertrail.core.application import open_demo
    from papertrail.core.demo import EVER
    from papertrail.render import terminal

    with open_demo(CommandProgress()) as paper:
        out = terminal.console()
        terminal.digest(out, paper.digest(since=EVER))
        click.echo(f'\n$ papertrail search -n 3 "{QUERY}"\n')
        terminal.hits(out, paper.search(QUERY, count=3).hits)
        config = Home.from_environment().config_file
        click.echo(NEXT.format(count=paper.status().papers, config=config))
