"""`papertrail deliveries`."""

import click

from papertrail import clock
from papertrail.cli.common import json_option, load_config, open_desk, tell
from papertrail.errors import NotFoundError, PapertrailError

_SHOWN = 20


@click.group("deliveries")
def deliveries_command() -> None:
    """See what was sent where, and try a channel."""


@deliveries_command.command("list")
@click.option(
    "-n", "count", type=click.IntRange(1), default=_SHOWN, show_default=True, help="How many."
)
@json_option
def list_command(count: int, *, as_json: bool) -> None:
    """List the newest deliveries, and those still to be done."""
    from dataclasses import asdict

    from papertrail.render.escaping import printable
    from papertrail.render.json import dumps
    from papertrail.render.phrases import plural

    with open_desk() as desk:
        ledger = desk.store.deliveries
        shown = sorted({*ledger.recent(count), *ledger.open()}, key=lambda item: -item.id)
    if as_json:
        click.echo(dumps([asdict(item) for item in shown]))
        return
    for item in shown:
        remark = (
            f", {plural(item.attempts, 'attempt')}: {printable(item.error)}" if item.error else ""
        )
        click.echo(
            f"{item.moment}  digest {item.digest:<4}  {printable(item.channel):<12}  {item.state}{remark}"
        )
    if not shown:
        tell("nothing was sent yet; papertrail digest --send does it")


@deliveries_command.command("test")
@click.argument("name", metavar="CHANNEL")
def test_command(name: str) -> None:
    """Send a short notice, to see that a channel works. Of a folder, say only whether it is there."""
    from papertrail.delivery.outbox import sender
    from papertrail.types.channel import FolderChannel
    from papertrail.workspace import Home

    config = load_config(Home.from_environment())
    channel = next((channel for channel in config.channels if channel.name == name), None)
    if channel is None:
        known = ", ".join(channel.name for channel in config.channels) or "none yet"
        raise NotFoundError(f"config.toml has no [deliver.{name}]", f"the channels are: {known}")
    if isinstance(channel, FolderChannel):
        if not channel.path.is_dir():
            raise PapertrailError(f"there is no folder {channel.path}", "make it, or change path")
        click.echo(f"{channel.path} is there")
        return
    sender(channel).notify(
        "papertrail: a test",
        f"This is papertrail's channel {name}, on {clock.now():%Y-%m-%d %H:%M} UTC.",
    )
    click.echo(f"{name} took a notice")


@deliveries_command.command("drop")
@click.argument("name", metavar="CHANNEL")
def drop_command(name: str) -> None:
    """Give up what is still to be sent to a channel."""
    with open_desk() as desk, desk.store.transaction():
        dropped = desk.store.deliveries.drop(name, clock.iso(clock.now()))
    click.echo(f"{dropped} given up; papertrail digest --date DAY shows each of them")
