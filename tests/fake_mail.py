"""A real SMTP server (aiosmtpd) on loopback that stores its mails, and has faults on demand."""

import asyncio
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HANG = 3600.0
SLOW = 0.5


@dataclass
class FakeMail:
    """Accepts mails; use it as a context manager.

    Attributes:
        context: offers STARTTLS, or with `implicit` speaks TLS from the first byte.
        login: user and password that it wants.
        on_rcpt: what it answers to RCPT instead of "250 OK", for the next times.
        on_data: what it answers to a mail instead of accepting: a line such as "452 full";
            "hang", "drop" (neither accepted nor answered); "take and hang", "take and drop"
            (accepted, and never answered); "slow".
    """

    context: ssl.SSLContext | None = None
    implicit: bool = False
    login: tuple[str, str] | None = None
    on_rcpt: list[str] = field(default_factory=list)
    on_data: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    logins: int = 0

    def __post_init__(self) -> None:
        server = self

        class AnyPort(Controller):
            def _trigger_server(self) -> None:
                self.port = self.server.sockets[0].getsockname()[1]
                super()._trigger_server()

            def factory(self) -> SMTP:
                return SMTP(
                    server,
                    hostname="mx.example.org",
                    tls_context=None if server.implicit else server.context,
                    require_starttls=bool(server.context and not server.implicit),
                    authenticator=server._check if server.login else None,
                    # aiosmtpd takes TLS from the first byte for none
                    auth_required=bool(server.login and server.context and not server.implicit),
                    auth_require_tls=bool(server.context and not server.implicit),
                    loop=self.loop,
                )

        self._controller = AnyPort(
            self, hostname="127.0.0.1", port=0, ssl_context=self.context if self.implicit else None
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Accept a recipient, or give the next answer of `on_rcpt`."""
        answer = self.on_rcpt.pop(0) if self.on_rcpt else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept a mail, or do as `on_data` says."""
        trouble = self.on_data.pop(0) if self.on_data else ""
        if trouble == "slow":
            await asyncio.sleep(SLOW)
        if trouble in ("", "slow") or trouble.startswith("take"):
            self.envelopes.append(envelope)
            self.mails.append(message_from_bytes(envelope.content or b"", policy=policy.default))  # type: ignore[arg-type]
        if trouble.endswith("hang"):
            await asyncio.sleep(HANG)
        if trouble.endswith("drop"):
            server.transport.abort()
            await asyncio.sleep(0)
            return "250 nobody hears this"
        return trouble if trouble[:1].isdigit() else "250 OK"

    def _check(
        self,
        _server: SMTP,
        _session: Session,
        _envelope: Envelope,
        _how: str,
        data: Any,  # noqa: ANN401
    ) -> AuthResult:
        self.logins += 1
        given = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self.login, handled=False)
