"""Complete open deliveries, oldest first, each recorded before and after it is sent."""

import contextlib
from collections.abc import Callable

from papertrail import clock
from papertrail.config import Config
from papertrail.delivery.channel import DeliveryLog, Sender
from papertrail.delivery.digest_message import DigestMessage
from papertrail.digest.view import view_of
from papertrail.errors import (
    BusyError,
    ChannelError,
    DeliveryUnconfirmedError,
    PapertrailError,
)
from papertrail.locks import delivering
from papertrail.render.language import speak
from papertrail.store import Store
from papertrail.store.reader.deliveries import DeliveryWriter
from papertrail.types.channel import (
    Channel,
    FolderChannel,
    MailChannel,
    PushChannel,
    SlackChannel,
    WebhookChannel,
)
from papertrail.types.delivery import Delivery
from papertrail.workspace import Home

_REFERENCES = 10
"""Earlier digests that a mail names in References."""
_CONFIRMATIONS = 10
"""Tries to record a confirmation; each waits half a minute for another process that writes."""
_FEED = 20
"""Earlier digests that a feed shows."""


def sender(channel: Channel, store: Store | None = None) -> Sender:
    """Return the sender of a channel; `store` has what was written to its files."""
    match channel:
        case MailChannel():
            from papertrail.delivery.smtp import MailSender

            return MailSender(channel)
        case PushChannel():
            from papertrail.delivery.apprise import PushSender

            return PushSender(channel)
        case FolderChannel():
            from papertrail.delivery.folder import FolderSender

            return FolderSender(channel, store)
        case WebhookChannel():
            from papertrail.delivery.webhook import WebhookSender

            return WebhookSender(channel)
        case SlackChannel():
            from papertrail.delivery.slack import SlackSender

            return SlackSender(channel)
    raise TypeError(channel)


class Outbox:
    """Delivers for one run of a command, trying nothing twice.

    Attributes:
        sent: how many deliveries were confirmed.
        open: how many were tried, or could not be, and are still to be done.
    """

    def __init__(
        self, home: Home, store: Store, config: Config, note: Callable[[str], None]
    ) -> None:
        self._home = home
        self._store = store
        self._topics = [topic.name for topic in config.topics]
        self._channels = {channel.name: channel for channel in config.channels}
        self._language = config.digest.language
        self._note = note
        self._tried: set[int] = set()
        self._down: set[str] = set()
        self.sent = 0
        self.open = 0

    def complete(self) -> None:
        """Deliver all that is open and was not tried yet.

        Raises:
            BusyError: another process is delivering and does not come to an end.
        """
        waiting = "another papertrail process is delivering; waiting for it"
        with delivering(self._home, on_wait=lambda: self._note(waiting)):
            for delivery in self._store.deliveries.open():
                if delivery.id not in self._tried:
                    self._tried.add(delivery.id)
                    done = not self._is_down(delivery.channel) and self._attempt(delivery)
                    self.sent += done
                    self.open += not done

    def _is_down(self, name: str) -> bool:
        """Return whether a channel can't be used in this run."""
        channel = self._channels.get(name)
        return name in self._down or (channel is not None and channel.settings in self._down)

    def _attempt(self, delivery: Delivery) -> bool:
        channel = self._channels.get(delivery.channel)
        if channel is None:
            self._down.add(delivery.channel)
            self._note(
                f"{delivery.channel}: digests wait for it, "
                "and config.toml does not have it any more; "
                f"write it again, or: papertrail deliveries drop {delivery.channel}"
            )
            return False
        self._record(DeliveryWriter.begin, delivery)
        if delivery.in_doubt:
            self._note(
                f"{channel.name}: the last attempt ended without an answer; "
                "it may come twice, as one message"
            )
        try:
            with speak(self._language):
                sender(channel, self._store).deliver(
                    self._message(delivery),
                    DeliveryLog(
                        lambda: self._record(DeliveryWriter.hand_over, delivery),
                        lambda: self._confirm(delivery),
                    ),
                )
        except PapertrailError as error:
            self._failed(delivery, error)
            return False
        self._note(f"{channel.name}: sent")
        return True

    def _confirm(self, delivery: Delivery) -> None:
        """Record that the channel has the digest, however long another process writes.

        Raises:
            DeliveryUnconfirmedError: it does not come to an end.
        """
        for _ in range(_CONFIRMATIONS):
            with contextlib.suppress(BusyError):
                self._record(DeliveryWriter.confirm, delivery)
                return
        raise DeliveryUnconfirmedError(
            "it was sent, and another process kept the database from recording that",
            "it may come twice, as one message",
        )

    def _failed(self, delivery: Delivery, error: PapertrailError) -> None:
        now = clock.iso(clock.now())
        with self._store.transaction() as tx:
            if isinstance(error, DeliveryUnconfirmedError):
                tx.deliveries.doubt(delivery, error.message, now)
            else:
                tx.deliveries.fail(delivery, error.message, now)
        if isinstance(error, ChannelError):
            # What fails one recipient of a table, such as a login, fails the others.
            self._down.add(self._channels[delivery.channel].settings)
        elif isinstance(error, DeliveryUnconfirmedError):
            self._down.add(delivery.channel)
        self._note(
            f"{delivery.channel}: not sent: {error.message}"
            + (f"; {error.hint}" if error.hint else "")
        )

    def _message(self, delivery: Delivery) -> DigestMessage:
        digests = self._store.digests.up_to(delivery.digest, _FEED)
        first = self._store.digests.first() or digests[0]
        return DigestMessage(
            views=[view_of(self._store, digest, self._topics) for digest in digests],
            key=delivery.key,
            earlier=tuple(self._store.deliveries.confirmed_before(delivery, _REFERENCES)),
            home=first.uid,
            templates=self._home.templates,
        )

    def _record(
        self, write: Callable[[DeliveryWriter, Delivery, str], None], delivery: Delivery
    ) -> None:
        with self._store.transaction() as tx:
            write(tx.deliveries, delivery, clock.iso(clock.now()))


def notify(config: Config, subject: str, text: str) -> str | None:
    """Send a short notice by the first channel that takes it; return its name, or None.

    All recipients of a mail get it.
    """
    for name in dict.fromkeys(channel.settings for channel in config.channels):
        with contextlib.suppress(PapertrailError):
            for channel in config.channels:
                if channel.settings == name:
                    sender(channel).notify(subject, text)
            return name
    return None
