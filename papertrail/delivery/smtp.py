"""Send mail by SMTP (RFC 5321), in steps small enough to know at which of them it failed."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import NoReturn

from papertrail import clock
from papertrail.delivery import mail_message
from papertrail.delivery.channel import DeliveryLog
from papertrail.delivery.deadline import TIMES, Deadline
from papertrail.delivery.digest_message import DigestMessage
from papertrail.delivery.secrets import needed, without
from papertrail.errors import ChannelError, DeliveryError, DeliveryUnconfirmedError
from papertrail.render.escaping import printable
from papertrail.types.channel import MailChannel

_READY = 220
_ACCEPTED = 250
_TAKEN = (_ACCEPTED, 251)
"""Answers to a mailbox that is accepted; with 251 the server passes the mail on to another."""
_CLOSING = 421
_SHOWN = 300
"""Characters of a server's answer that are shown."""


class _Client(smtplib.SMTP):
    """A client whose whole conversation has a deadline, the server's greeting included."""

    deadline: Deadline

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.deadline.watch(connection)
        return connection


class _EncryptedClient(smtplib.SMTP_SSL):
    """The same with encryption from the first byte."""

    deadline: Deadline

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.deadline.watch(connection)
        return connection


@dataclass(frozen=True, slots=True)
class MailSender:
    """Sends to a mailbox."""

    channel: MailChannel

    def deliver(self, message: DigestMessage, log: DeliveryLog) -> None:
        """Send a digest; see `Sender`."""
        self._send(mail_message.digest(self.channel, message, clock.local()), log)

    def notify(self, subject: str, text: str) -> None:
        """Send a short notice; see `Sender`."""
        self._send(
            mail_message.notice(self.channel, subject, text, clock.local()),
            DeliveryLog(_nothing, _nothing),
        )

    def _send(self, mail: EmailMessage, log: DeliveryLog) -> None:
        password = None
        if self.channel.user:
            password = needed(self.channel)
        try:
            with (
                Deadline(TIMES * self.channel.timeout) as deadline,
                self._session(password, deadline) as server,
            ):
                self._address(server, deadline)
                log.hand_over()
                self._hand_over(server, mail.as_bytes(), deadline)
                log.confirm()
        except DeliveryError as error:
            kind = type(error)
            raise kind(without(error.message, password), error.hint) from None

    @contextmanager
    def _session(self, password: str | None, deadline: Deadline) -> Iterator[smtplib.SMTP]:
        """Give a connection that is encrypted and logged in as the channel asks."""
        context = self._trust()
        with self._explained(deadline):
            server = self._connect(context, deadline)
        try:
            with self._explained(deadline):
                if self.channel.security == "starttls":
                    self._encrypt(server, context)
                self._login(server, password)
            yield server
            _leave(server)
        finally:
            server.close()

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.channel.ca_file)
        except OSError as error:
            raise ChannelError(
                f"can't use ca_file {self.channel.ca_file} ({error.strerror})", "correct it"
            ) from None

    @contextmanager
    def _explained(self, deadline: Deadline) -> Iterator[None]:
        """Turn what can happen before a mail is sent into a ChannelError."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            self._down(
                f"has a certificate that can't be trusted ({error.verify_message})",
                "see that host is the name in its certificate, or write ca_file",
            )
        except smtplib.SMTPAuthenticationError as error:
            answer = _answer(error.smtp_code, error.smtp_error)
            self._down(
                f"refused the login of {self.channel.user} ({answer})",
                "check user and password; many providers want an app password",
            )
        except smtplib.SMTPResponseException as error:
            self._down(
                f"refused ({_answer(error.smtp_code, error.smtp_error)})",
                "it is tried again at the next run",
            )
        except OSError as error:  # smtplib's other exceptions are among them
            if deadline.has_passed:
                self._down(deadline.excess, "it is tried again at the next run")
            reason = printable(error.strerror or str(error), _SHOWN)
            self._down(f"can't be reached ({reason})", "check host, port, security and the network")

    def _connect(self, context: ssl.SSLContext, deadline: Deadline) -> smtplib.SMTP:
        channel = self.channel
        if channel.security == "tls":
            server: smtplib.SMTP = _EncryptedClient(timeout=channel.timeout, context=context)
        else:
            server = _Client(timeout=channel.timeout)
        server.deadline = deadline  # type: ignore[attr-defined]
        # What smtplib's constructor does where it is given a host.
        server._host = channel.host  # type: ignore[attr-defined]  # noqa: SLF001
        try:
            code, words = server.connect(channel.host, channel.port)
        except BaseException:
            server.close()
            raise
        if code != _READY:
            server.close()
            raise smtplib.SMTPConnectError(code, words)
        return server

    def _encrypt(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        if not server.has_extn("starttls"):
            self._down(
                "offers no encryption (STARTTLS)", 'write security = "tls", usually with port 465'
            )
        server.starttls(context=context)

    def _login(self, server: smtplib.SMTP, password: str | None) -> None:
        server.ehlo_or_helo_if_needed()
        if not (self.channel.user and password):
            return
        server.user, server.password = self.channel.user, password
        offered = server.esmtp_features.get("auth", "").upper().split()
        # smtplib's own login() tries a refused password again in another way, and some servers
        # count.
        if "PLAIN" in offered:
            server.auth("PLAIN", server.auth_plain)
        elif "LOGIN" in offered:
            server.auth("LOGIN", server.auth_login)
        else:
            self._down("offers no login by password", "leave user out if it wants none")

    def _address(self, server: smtplib.SMTP, deadline: Deadline) -> None:
        """Send the envelope."""
        try:
            steps = [(self.channel.sender, server.mail(self.channel.sender))]
            if steps[0][1][0] in _TAKEN:
                steps.append((self.channel.to, server.rcpt(self.channel.to)))
        except OSError as error:  # smtplib's exceptions are among them
            reason = deadline.excess if deadline.has_passed else printable(str(error), _SHOWN)
            self._down(
                f"went away ({reason})",
                "it is tried again at the next run",
            )
        for mailbox, (code, words) in steps:
            if code not in _TAKEN:
                self._refused(f"refused {mailbox} ({_answer(code, words)})", code)

    def _hand_over(self, server: smtplib.SMTP, content: bytes, deadline: Deadline) -> None:
        """Send the mail itself. Only a negative answer says that the server has it not."""
        try:
            code, words = server.data(content)
        except smtplib.SMTPDataError as error:
            self._refused(
                f"refused the mail ({_answer(error.smtp_code, error.smtp_error)})", error.smtp_code
            )
        except OSError as error:
            reason = deadline.excess if deadline.has_passed else printable(str(error), _SHOWN)
            raise DeliveryUnconfirmedError(
                f"{self._place} took the mail and did not answer ({reason})",
                "it is sent again with the same Message-ID, since it may have been lost",
            ) from None
        if code != _ACCEPTED:
            self._refused(f"refused the mail ({_answer(code, words)})", code)

    @property
    def _place(self) -> str:
        return f"the mail server {self.channel.host}:{self.channel.port}"

    def _refused(self, what: str, code: int) -> NoReturn:
        kind = ChannelError if code == _CLOSING else DeliveryError
        raise kind(f"{self._place} {what}", "it is tried again at the next run") from None

    def _down(self, what: str, hint: str) -> NoReturn:
        raise ChannelError(f"{self._place} {what}", hint) from None


def _answer(code: int, text: bytes | str) -> str:
    """Return a server's answer on one line."""
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return printable(f"{code} {decoded}", _SHOWN)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; whether the server still hears it is no matter."""
    try:
        server.quit()
    except OSError:
        return


def _nothing() -> None:
    """Keep no record."""
