"""`papertrail topics`."""

import click

from papertrail.cli.common import json_option
from papertrail.config import load
from papertrail.home import Home
from papertrail.render.safe import printable


@click.group("topics")
def topics_command() -> None:
    """See the topics that digests look out for."""


@topics_command.command("list")
@json_option
def list_topics(*, as_json: bool) -> None:
    """List the topics with their descriptions."""
    topics = load(Home.from_environment().config_file).topics
    if as_json:
        from papertrail.render.records import dumps

        told = [
            {"name": topic.name, "about": list(topic.about), "limit": topic.limit, "threshold": topic.threshold}
            for topic in topics
        ]
        click.echo(dumps(told))
        return
    for topic in topics:
        threshold = "" if topic.threshold is None else f", from similarity {topic.threshold:.2f}"
        click.echo(f"{printable(topic.name)} (at most {topic.limit} a digest{threshold})")
        for about in topic.about:
            click.echo(f"    {printable(about)}")
