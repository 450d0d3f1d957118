"""Deliver digests to channels, and manage deliveries."""

from datetime import timedelta
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.digest import DigestOptions, chosen_topics, compose_new, make_todays
from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError, PapertrailError, UsageError
from papertrail.types.channel import Channel, FolderChannel
from papertrail.types.delivery import Delivery, DeliveryResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from papertrail.delivery.outbox import Outbox
    from papertrail.digest.compose import Composed
    from papertrail.types.digest import Digest

RECENT = timedelta(days=7)
"""The age up to which a channel gets digests that it missed: between two weekly runs."""


def deliver(
    resources: Resources, strictness: str | None = None, *, add: bool = False
) -> DeliveryResult:
    """Deliver the digest of the day, which is made if there is none yet, to all that lack it.

    Digests that are still to be delivered, and those of the last week that a channel missed, go
    first.

    Args:
        resources: the home.
        strictness: of every topic, in place of their own, if the digest is made now.
        add: if the digest of the day is made already, add what has come since.

    Raises:
        UsageError: there is no topic, or no channel.
        BusyError: another process makes or delivers a digest and does not end.
        IndexingError: the vectors can't be used.
    """
    topics = chosen_topics(resources, DigestOptions(strictness=strictness))
    return deliver_composed(resources, lambda: compose_new(resources, topics), add=add)


def deliver_composed(
    resources: Resources, make: "Callable[[], Composed]", *, add: bool = False
) -> DeliveryResult:
    """Deliver what is open, then the digest of the day. Raises and returns as `deliver`.

    The digest is recorded first, then its deliveries, then it is sent. What a killed process did
    not come to is found missing by the next one.

    Args:
        resources: the home.
        make: composes a digest of what is new.
        add: as for `deliver`.
    """
    outbox = _outbox(resources)
    outbox.complete()
    make_todays(resources, make, add=add)
    planned = _plan(resources)
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

        Args:
            channel: its name; of a table with several recipients, all of them.

        Raises:
            NotFoundError: there is no such channel, and nothing waits for one of that name.
        """
        store = self._resources.store
        waiting = {delivery.channel for delivery in store.deliveries.open()}
        names = [name for name in waiting if channel in (name, name.partition(":")[0])]
        if not names:
            self._named(channel)
        with store.transaction() as tx:
            return sum(tx.deliveries.drop(name, clock.iso(clock.now())) for name in names)

    def test(self, name: str) -> Channel:
        """Send a short notice to a channel; of a folder, only check that it exists.

        Args:
            name: the channel's; of a table with several recipients, all of them.

        Returns:
            The channel, or the first one.

        Raises:
            NotFoundError: there is no such channel.
            PapertrailError: the folder does not exist.
            DeliveryError: the channel did not accept the notice.
        """
        from papertrail.delivery.outbox import sender

        channels = self._named(name)
        for channel in channels:
            if not isinstance(channel, FolderChannel):
                sender(channel).notify(
                    "papertrail: a test",
                    f"This is papertrail's channel {name}, on {clock.local():%Y-%m-%d %H:%M}.",
                )
            elif not channel.path.is_dir():
                raise PapertrailError(
                    f"there is no folder {channel.path}", "make it, or change path"
                )
        return channels[0]

    def _named(self, name: str) -> "Sequence[Channel]":
        channels = self._resources.config.channels
        found = [channel for channel in channels if name in (channel.name, channel.settings)]
        if not found:
            known = ", ".join(dict.fromkeys(channel.settings for channel in channels))
            raise NotFoundError(
                f"config.toml has no [deliver.{name}]", f"the channels are: {known or 'none yet'}"
            )
        return found


def _plan(resources: Resources) -> int:
    """Plan the deliveries of all digests that channels should have; return how many are new."""
    store, now = resources.store, clock.local()
    today, oldest = f"{now:%Y-%m-%d}", f"{now - RECENT:%Y-%m-%d}"
    planned = 0
    with store.transaction() as tx:
        quiet = store.digests.numbers_of(today)[:1]
        for channel in resources.config.channels:
            missed = store.deliveries.missed(channel.name, today=today, oldest=oldest)
            if channel.quiet_days and not missed:
                has_any = store.deliveries.has_any(channel.name, today)
                missed = [] if has_any else quiet
            for number in missed:
                planned += tx.deliveries.plan(number, [channel.name], clock.iso(now))
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
