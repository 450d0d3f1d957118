"""`papertrail digest --send`."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from papertrail import clock
from papertrail.cli.common import PARTIAL, Desk, tell
from papertrail.delivery.outbox import Outbox
from papertrail.errors import NotFoundError
from papertrail.types.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from papertrail.digest.compose import Composed

FRESH = timedelta(days=1)
"""How old a digest may be that a new channel gets though it was only shown elsewhere."""
RECENT = timedelta(days=7)
"""The same of a channel that gets digests: over a weekend, or between two weekly runs."""


def send(desk: Desk, compose: "Callable[[], Composed]") -> int:
    """Deliver what is still to be delivered, then a new digest; return the exit code.

    A channel gets with it, in one message, the digests that were only shown elsewhere since its
    last one. The digest and what is to go where are recorded in one step before anything of it is
    sent.
    """
    courier = _courier(desk)
    courier.complete()
    with desk.home.digesting():
        composed = compose()
        with desk.store.transaction():
            number = desk.store.digests.add(composed.digest, composed.waiting)
            planned = _plan(desk, number, composed.digest)
    if not planned:
        tell("nothing new to send")
    return _complete(courier)


def send_again(desk: Desk, day: str) -> int:
    """Deliver the digests of a day to the channels that did not get them; return the exit code."""
    numbers = desk.store.digests.numbers_of(day)
    if not numbers:
        raise NotFoundError(
            f"there is no digest of {day}", "papertrail digest --send makes and sends one"
        )
    courier = _courier(desk)
    with desk.store.transaction():
        now = clock.iso(clock.now())
        added = 0
        for number in numbers:
            (digest,) = desk.store.digests.up_to(number, 1)
            added += desk.store.deliveries.plan(number, _wanting(desk, digest), now)
    if not added:
        tell(f"all channels that want the digests of {day} have them, or wait for them")
    return _complete(courier)


def _plan(desk: Desk, number: int, digest: Digest) -> int:
    """Plan the deliveries of a new digest, with what each channel has missed; return how many they
    are.
    """
    deliveries = desk.store.deliveries
    now = clock.now()
    wanting = set(_wanting(desk, digest))
    planned = 0
    for channel in desk.config.channels:
        missed = deliveries.missed(
            channel.name,
            before=number,
            fresh=clock.iso(now - FRESH),
            recent=clock.iso(now - RECENT),
        )
        if missed or channel.name in wanting:
            planned += deliveries.plan(number, [channel.name], clock.iso(now))
            deliveries.enclose(number, channel.name, missed)
    return planned


def _wanting(desk: Desk, digest: Digest) -> list[str]:
    """Return the channels that a digest is for; on a quiet day, those that ask for it."""
    return [
        channel.name
        for channel in desk.config.channels
        if digest.papers or digest.events or channel.quiet_days
    ]


def _courier(desk: Desk) -> Outbox:
    if not desk.config.channels:
        raise click.UsageError(
            f"no channel to send to; docs/delivery.md tells what to write into {desk.home.config_file}"
        )
    return Outbox(desk.home, desk.store, desk.config, tell)


def _complete(courier: Outbox) -> int:
    courier.complete()
    if not courier.open:
        return 0
    return PARTIAL if courier.sent else 1
