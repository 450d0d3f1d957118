"""`papertrail feeds list` and `papertrail topics list`."""

import click

from papertrail.cli.common import json_option
from papertrail.config import load
from papertrail.home import Home
from papertrail.render.safe import printable


@click.group("feeds")
def feeds_command() -> None:
    """See the feeds that are followed."""


@feeds_command.command("list")
@json_option
def list_feeds(*, as_json: bool) -> None:
    """List the feeds that are followed."""
    from feeds.catalogue import find

    feeds = [find(name) for name in load(Home.from_environment().config_file).feeds]
    if as_json:
        from papertrail.render.records import dumps

        click.echo(dumps([{"name": feed.name, "title": feed.title} for feed in feeds]))
        return
    for feed in feeds:
        click.echo(f"{feed.name:<16} {feed.title}")


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
