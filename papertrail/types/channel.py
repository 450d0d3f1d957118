"""Channels to which digests are delivered."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The settings that all channels have.

    Attributes:
        name: by which deliveries refer to it: the table's name, for further recipients of a mail
            with the address.
        quiet_days: send a digest without papers too.
        secret_file: a file that holds the channel's password, token or address.
        timeout: seconds to wait for an answer.
        table: the name of its table in config.toml, if that is another.
    """

    name: str
    quiet_days: bool = False
    secret_file: Path | None = None
    timeout: float = 30.0
    table: str = ""

    @property
    def settings(self) -> str:
        """The name of its table in config.toml, which its secret has too."""
        return self.table or self.name

    @property
    def variable(self) -> str:
        """The environment variable of the channel's secret."""
        return f"PAPERTRAIL_SECRET_{self.settings.upper().replace('-', '_')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChannel(Channel):
    """A mailbox, by SMTP. Each recipient of a table is a channel, and gets mails of its own.

    Attributes:
        security: starttls, tls (from the first byte), or none, which only a server on this
            machine may have.
        user: logs in where it is set; the secret is its password.
        ca_file: certificates to trust instead of the system's.
        unsubscribe: where List-Unsubscribe points: a mailto or https address.
    """

    to: str
    sender: str
    host: str
    port: int
    security: str
    user: str | None
    ca_file: Path | None
    unsubscribe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushChannel(Channel):
    """A chat or push service, by Apprise; without `url` the secret is its address."""

    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChannel(Channel):
    """A folder of notes or pages.

    Attributes:
        file: the name of a digest's file, with strftime's fields; without any, each digest
            replaces the one before.
    """

    path: Path
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackChannel(Channel):
    """A Slack channel, by an incoming webhook; without `url` the secret is its address."""

    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChannel(Channel):
    """An address that gets the digest as JSON; the secret, if any, is a bearer token."""

    url: str
