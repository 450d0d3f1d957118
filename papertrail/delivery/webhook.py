"""Post digests as JSON to a webhook, an address of the reader's."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from feeds.http.transport import Bearer, Session
from papertrail.delivery.channel import DeliveryLog
from papertrail.delivery.deadline import TIMES
from papertrail.delivery.digest_message import DigestMessage
from papertrail.delivery.secrets import secret
from papertrail.errors import ChannelError, DeliveryError, DeliveryUnconfirmedError
from papertrail.types.channel import WebhookChannel

_WRONG_HERE = (401, 403, 404, 410)
"""Answers that every other digest would get too."""
_REPEATED = "it is sent again with the same Idempotency-Key"


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """Posts to an address, with an Idempotency-Key that is the same at each attempt."""

    channel: WebhookChannel

    def deliver(self, message: DigestMessage, log: DeliveryLog) -> None:
        """Post a digest; see `Sender`."""
        body = {"kind": "digest", "key": message.key, "digest": json.loads(message.render("json"))}
        post = self._post()
        log.hand_over()
        post.send(body, message.key)
        log.confirm()

    def notify(self, subject: str, text: str) -> None:
        """Post a short notice; see `Sender`."""
        self._post().send({"kind": "notice", "subject": subject, "text": text}, None)

    def _post(self) -> "Post":
        place = f"the webhook of [deliver.{self.channel.name}]"
        return Post(place, self.channel.url, self.channel.timeout, secret(self.channel))


@dataclass(frozen=True, slots=True)
class Post:
    """Posts JSON to an address, which may be a secret and is never repeated.

    Attributes:
        place: what errors call it.
        url: the address.
        timeout: seconds to wait for an answer.
        token: a bearer token.
    """

    place: str
    url: str = field(repr=False)
    timeout: float
    token: str | None = field(default=None, repr=False)

    def send(self, body: dict[str, Any], key: str | None) -> None:
        """Post an object.

        Args:
            body: what is posted.
            key: the Idempotency-Key, or None.

        Raises:
            DeliveryError: it was refused.
            ChannelError: the address can't be reached, or refuses everything.
            DeliveryUnconfirmedError: there was no answer.
        """
        headers = {"Content-Type": "application/json", "User-Agent": "papertrail"}
        headers |= {"Idempotency-Key": key} if key else {}
        seconds = TIMES * self.timeout
        ends = time.monotonic() + seconds
        try:
            with Session(seconds).request(
                "POST",
                self.url,
                data=json.dumps(body, ensure_ascii=False).encode(),
                headers=headers,
                auth=Bearer(self.token),
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            ) as answer:
                status = answer.status_code
            if time.monotonic() >= ends:
                raise DeliveryUnconfirmedError(
                    f"{self.place} took longer than {seconds:g} s", _REPEATED
                )
        except requests.RequestException as error:
            if _never_sent(error):
                raise ChannelError(
                    f"{self.place} can't be reached ({_reason(error)})", "check its address"
                ) from None
            raise DeliveryUnconfirmedError(
                f"{self.place} did not answer ({type(error).__name__})", _REPEATED
            ) from None
        if not requests.codes.ok <= status < requests.codes.multiple_choices:
            kind = (
                ChannelError
                if status in _WRONG_HERE or status >= requests.codes.server_error
                else DeliveryError
            )
            raise kind(f"{self.place} answered {status}", "it is tried again at the next run")


def _never_sent(error: requests.RequestException) -> bool:
    """Return whether nothing was sent: there was no connection, or none that could be trusted."""
    if isinstance(
        error,
        requests.ConnectTimeout
        | requests.exceptions.SSLError
        | requests.exceptions.ProxyError
        | requests.exceptions.MissingSchema
        | requests.exceptions.InvalidURL
        | requests.exceptions.InvalidSchema,
    ):
        return True
    cause = None
    if error.args:
        cause = error.args[0]
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _reason(error: requests.RequestException) -> str:
    """Say why without the address, which may be a secret."""
    cause = (
        error.args[0].reason if error.args and isinstance(error.args[0], MaxRetryError) else error
    )
    return type(cause).__name__
