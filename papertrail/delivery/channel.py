"""The contract of a channel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from papertrail.delivery.digest_message import DigestMessage


@dataclass(frozen=True, slots=True)
class DeliveryLog:
    """Callbacks for the two moments of a delivery that are recorded.

    Attributes:
        hand_over: called just before the first act after which the other side may have it.
        confirm: called as soon as the other side confirmed that it has it.
    """

    hand_over: Callable[[], None]
    confirm: Callable[[], None]


class Sender(Protocol):
    """Sends digests and short notices to one channel."""

    def deliver(self, message: DigestMessage, log: DeliveryLog) -> None:
        """Send a digest.

        Raises:
            DeliveryError: the channel surely has it not; ChannelError where no other digest would
            do better now.
            DeliveryUnconfirmedError: the channel may have it.
        """

    def notify(self, subject: str, text: str) -> None:
        """Send a short notice.

        Raises:
            DeliveryError: it was not sent, or this kind of channel has no notices.
        """
