"""Deliver to chat and push services, by Apprise (https://github.com/caronc/apprise)."""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from papertrail.delivery.channel import DeliveryLog
from papertrail.delivery.deadline import TIMES
from papertrail.delivery.digest_message import DigestMessage
from papertrail.delivery.secrets import needed
from papertrail.errors import ChannelError, DeliveryUnconfirmedError
from papertrail.types.channel import PushChannel

if TYPE_CHECKING:
    from apprise import NotifyBase


@dataclass(frozen=True, slots=True)
class PushSender:
    """Sends to one service. Its address can hold a token and is never repeated."""

    channel: PushChannel

    def deliver(self, message: DigestMessage, log: DeliveryLog) -> None:
        """Send a digest as plain lines, in several messages if the service limits their length.

        See `Sender`.
        """
        service = self._service()
        log.hand_over()
        self._push(service, message.subject, message.chat())
        log.confirm()

    def notify(self, subject: str, text: str) -> None:
        """Send a short notice; see `Sender`."""
        self._push(self._service(), subject, text)

    def _service(self) -> "NotifyBase":
        if not find_spec("apprise"):
            raise ChannelError(
                "Apprise is not installed",
                "run in the clone: .venv/bin/pip install -c constraints.txt -e '.[push]'",
            )
        from apprise import Apprise, OverflowMode

        with _unheard():
            service = Apprise.instantiate(
                self.channel.url or needed(self.channel), suppress_exceptions=True
            )
        if service is None:
            raise ChannelError(
                f"Apprise does not know the address of [deliver.{self.channel.name}]",
                "https://appriseit.com lists how the services are addressed",
            )
        service.overflow_mode = OverflowMode.SPLIT
        service.socket_connect_timeout = service.socket_read_timeout = self.channel.timeout
        return service

    def _push(self, service: "NotifyBase", subject: str, text: str) -> None:
        taken: list[bool] = []
        # Apprise bounds single reads only, and nothing can end a conversation of its own. The
        # thread ends with the process at the latest.
        conversation = threading.Thread(
            target=lambda: taken.append(_notify(service, subject, text)), daemon=True
        )
        conversation.start()
        seconds = TIMES * self.channel.timeout
        conversation.join(seconds)
        if conversation.is_alive():
            raise DeliveryUnconfirmedError(
                f"{service.service_name} took longer than {seconds:g} s",
                "check its address; it is tried again at the next run",
            )
        if taken != [True]:
            # Apprise reports neither whether this is a refusal or a lost answer, nor how many of
            # several messages went out.
            raise DeliveryUnconfirmedError(
                f"{service.service_name} did not confirm the message",
                "check its address; it is tried again at the next run",
            )


def _notify(service: "NotifyBase", subject: str, text: str) -> bool:
    from apprise import Apprise, NotifyFormat

    client = Apprise()
    client.add(service)
    with _unheard(), _without_netrc():
        return bool(client.notify(body=text, title=subject, body_format=NotifyFormat.TEXT))


@contextlib.contextmanager
def _without_netrc() -> Iterator[None]:
    """Keep Apprise from sending what ~/.netrc holds for the service's host."""
    before = os.environ.get("NETRC")
    os.environ["NETRC"] = os.devnull
    try:
        yield
    finally:
        if before is None:
            del os.environ["NETRC"]
        else:
            os.environ["NETRC"] = before


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Keep Apprise's log to itself: it can hold addresses with tokens."""
    log = logging.getLogger("apprise")
    before = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = before
