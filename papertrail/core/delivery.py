"""Deliver digests to channels, and manage deliveries."""

from datetime import timedelta
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.digest import DigestOptions, chosen_topics, compose_new
from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError, PapertrailError, UsageError
from papertrail.types.channel import Channel, FolderChannel
from papertrail.types.delivery import Delivery, DeliveryResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from papertrail.delivery.outbox import Outbox
    from papertrail.digest.compose import Composed
    from papertrail.store import Transaction
    from papertrail.types.digest import Digest

FRESH = timedelta(days=1)
"""The age up to which digests that were only shown elsewhere go to a channel without any yet."""
RECENT = timedelta(days=7)
"""That age for a channel that gets digests: over a weekend, or between two weekly runs."""


def deliver(resources: Resources, strictness: str | None = None) -> DeliveryResult:
    """Compose and record a digest, and deliver it, after those still to be delivered.

    Args:
        resources: the home.
        strictness: of every topic, in place of their own.

    Raises:
        UsageError: there is no topic, or no channel.
        BusyError: another process makes or delivers a digest and does not end.
        IndexingError: the vectors can't be used.
    """
    topics = chosen_topics(resources, DigestOptions(strictness=strictness))
    return deliver_composed(resources, lambda: compose_new(resources, topics))


def deliver_composed(resources: Resources, make: "Callable[[], Composed]") -> DeliveryResult:
    """Deliver what is open, then record and deliver a digest.

    With it, in one message, a channel gets the digests that were only shown elsewhere since its
    last one. The digest and its deliveries are recorded in one step before anything is sent.

    Args:
        resources: the home.
        make: composes the digest. Raises and returns as `deliver`.
    """
    from papertrail.locks import digesting

    outbox = _outbox(resources)
    outbox.complete()
    store = resources.store
    with digesting(resources.home):
        composed = make()
        with store.transaction() as tx:
            number = tx.digests.add(composed.digest, composed.waiting)
            planned = _plan(resources, tx, number, composed.digest)
    if not planned:
        resources.progress.note("nothing new to send")
    outbox.complete()
    return DeliveryResult(planned, outbox.sent, outbox.open)


def deliver_past(resources: Resources, day: str) -> DeliveryResult:
    """Deliver the digests of a day to the channels that have not received them.

    Raises:
        NotFoundError: none was made on that day.
        UsageError: there is no topic, or no channel.
        BusyError: another process delivers and does not end.
    """
    chosen_topics(resources, DigestOptions())
    store = resources.store
    numbers = store.digests.numbers_of(day)
    if not numbers:
        raise NotFoundError(
            f"there is no digest of {day}", "papertrail digest --send makes and sends one"
        )
    outbox = _outbox(resources)
    added = 0
    with store.transaction() as tx:
        now = clock.iso(clock.now())
        for number in numbers:
            (digest,) = store.digests.up_to(number, 1)
            added += tx.deliveries.plan(number, _recipients(resources, digest), now)
    if not added:
        resources.progress.note(
            f"all channels that want the digests of {day} have them, or wait for them"
        )
    outbox.complete()
    return DeliveryResult(added, outbox.sent, outbox.open)


class Deliveries:
    """The deliveries of a home, and its channels."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def list(self, count: int = 20) -> tuple[Delivery, ...]:
        """Return the newest deliveries and those still to be done, newest first."""
        deliveries = self._resources.store.deliveries
        found = {*deliveries.recent(count), *deliveries.open()}
        return tuple(sorted(found, key=lambda item: -item.id))

    def drop(self, channel: str) -> int:
        """Give up what is still to be sent to a channel; return how many digests that were.

        Raises:
            NotFoundError: there is no such channel, and nothing waits for one of that name.
        """
        store = self._resources.store
        if all(waiting.channel != channel for waiting in store.deliveries.open()):
            self._channel(channel)
        with store.transaction() as tx:
            return tx.deliveries.drop(channel, clock.iso(clock.now()))

    def test(self, name: str) -> Channel:
        """Send a short notice to a channel; of a folder, only check that it exists.

        Raises:
            NotFoundError: there is no such channel.
            PapertrailError: the folder does not exist.
            DeliveryError: the channel did not accept the notice.
        """
        from papertrail.delivery.outbox import sender

        channel = self._channel(name)
        if isinstance(channel, FolderChannel):
            if not channel.path.is_dir():
                raise PapertrailError(
                    f"there is no folder {channel.path}", "make it, or change path"
                )
            return channel
        sender(channel).notify(
            "papertrail: a test",
            f"This is papertrail's channel {name}, on {clock.now():%Y-%m-%d %H:%M} UTC.",
        )
        return channel

    def _channel(self, name: str) -> Channel:
        channels = {channel.name: channel for channel in self._resources.config.channels}
        if name not in channels:
            raise NotFoundError(
                f"config.toml has no [deliver.{name}]",
                f"the channels are: {', '.join(channels) or 'none yet'}",
            )
        return channels[name]


def _plan(resources: Resources, tx: "Transaction", number: int, digest: "Digest") -> int:
    """Plan deliveries of a new digest, and of those that a channel missed; return their count."""
    now = clock.now()
    recipients = set(_recipients(resources, digest))
    planned = 0
    for channel in resources.config.channels:
        missed = resources.store.deliveries.missed(
            channel.name,
            before=number,
            fresh=clock.iso(now - FRESH),
            recent=clock.iso(now - RECENT),
        )
        if missed or channel.name in recipients:
            planned += tx.deliveries.plan(number, [channel.name], clock.iso(now))
            tx.deliveries.enclose(number, channel.name, missed)
    return planned


def _recipients(resources: Resources, digest: "Digest") -> list[str]:
    """Return the channels that a digest is for; on a quiet day, those that ask for it."""
    return [
        channel.name
        for channel in resources.config.channels
        if digest.papers or digest.events or channel.quiet_days
    ]


def _outbox(resources: Resources) -> "Outbox":
    from papertrail.delivery.outbox import Outbox

    if not resources.config.channels:
        raise UsageError(
            "no channel to send to; docs/delivery.md explains what to write into "
            f"{resources.home.config_file}"
        )
    return Outbox(resources.home, resources.store, resources.config, resources.progress.note)
