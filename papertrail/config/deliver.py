"""Where digests are delivered to: the tables [deliver.NAME] of config.toml."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from papertrail.config.tables import Document, Table
from papertrail.config.values import one_of, seconds, switch, words
from papertrail.types.channel import (
    Channel,
    FolderChannel,
    MailChannel,
    PushChannel,
    WebhookChannel,
)

PORTS = {"starttls": 587, "tls": 465, "none": 25}
FORMATS = {".md": "md", ".html": "html", ".txt": "text", ".json": "json", ".xml": "atom"}
"""What a file's ending says of what is written into it."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_MAILBOX = re.compile(r"[^\s<>@\x00-\x1f\x7f-\U0010ffff]+@[A-Za-z0-9.-]+")
_SECRETS = ("password", "token", "secret", "pass", "api_key")


def channels(document: Document) -> tuple[Channel, ...]:
    """Read all tables [deliver.NAME], in order."""
    found: dict[str, Channel] = {}
    for name, table in document.named_tables("deliver").items():
        channel = _channel(name, table)
        if channel.variable in found:
            table.fail(
                "",
                f"[deliver.{name}] and [deliver.{found[channel.variable].name}] are named too much alike",
            )
        found[channel.variable] = channel
    return tuple(found.values())


def _channel(name: str, table: Table) -> Channel:
    if not _NAME.fullmatch(name):
        table.fail("", f"a channel is named by letters, digits, - and _, not {name!r}")
    kind = table.value("kind", partial(one_of, tuple(_KINDS)), name if name in _KINDS else None)
    if kind is None:
        table.fail(
            "", f"[deliver.{name}] has no kind", f'add kind = "mail", or one of {", ".join(_KINDS)}'
        )
    keys, read = _KINDS[kind]
    for key in _SECRETS:
        if key in table.content:
            table.fail(
                key,
                f"no {key} stands in config.toml",
                f"docs/delivery.md says where the secret of {name} goes",
            )
    table.only("kind", "quiet_days", "secret_file", "timeout", *keys)
    return read(
        table,
        {
            "name": name,
            "quiet_days": table.value("quiet_days", switch, default=False),
            "secret_file": table.value("secret_file", _path, None),
            "timeout": table.value("timeout", seconds, 30.0) or 30.0,
        },
    )


def _mail(table: Table, shared: dict[str, Any]) -> MailChannel:
    to = table.value("to", _mailboxes)
    security = table.value("security", partial(one_of, tuple(PORTS)), "starttls")
    host = table.value("host", words)
    if security == "none" and not _is_loopback(host):
        table.fail(
            "security",
            f"mail to {host} would go unencrypted",
            'write security = "starttls" or "tls"',
        )
    sender = table.value("from", _mailbox, to[0])
    return MailChannel(
        **shared,
        to=to,
        sender=sender,
        host=host,
        port=table.value("port", _port, PORTS[security]),
        security=security,
        user=table.value("user", words, None),
        ca_file=table.value("ca_file", _path, None),
        unsubscribe=table.value(
            "unsubscribe", _unsubscribe, f"mailto:{sender}?subject=unsubscribe"
        ),
    )


def _push(table: Table, shared: dict[str, Any]) -> PushChannel:
    url = table.content.get("url")
    if url is not None and not (isinstance(url, str) and "://" in url):
        # The address can hold a token, so it isn't repeated.
        table.fail("url", "url must be an address that Apprise knows, such as ntfy://topic")
    return PushChannel(**shared, url=url)


def _folder(table: Table, shared: dict[str, Any]) -> FolderChannel:
    return FolderChannel(
        **shared,
        path=table.value("path", _path),
        file=table.value("file", _file, "papers-%Y-%m-%d.md"),
    )


def _webhook(table: Table, shared: dict[str, Any]) -> WebhookChannel:
    url = table.value("url", words)
    parts = urlsplit(url)
    if parts.username or not parts.hostname or parts.scheme not in ("http", "https"):
        table.fail("url", "url must be an https address without a password in it")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        table.fail("url", "url must be an https address; http is for this machine only")
    return WebhookChannel(**shared, url=url)


_KINDS: dict[str, tuple[tuple[str, ...], Callable[[Table, dict[str, Any]], Channel]]] = {
    "mail": (("to", "from", "host", "port", "security", "user", "ca_file", "unsubscribe"), _mail),
    "push": (("url",), _push),
    "folder": (("path", "file"), _folder),
    "webhook": (("url",), _webhook),
}
"""For each kind of channel its own keys and its reader."""


def _mailbox(value: object) -> str:
    if not isinstance(value, str) or not _MAILBOX.fullmatch(value):
        raise ValueError("a mail address such as you@example.org")
    return value


def _mailboxes(value: object) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not given:
        raise ValueError("a mail address or a list of them")
    return tuple(_mailbox(item) for item in given)


def _port(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1 << 16:
        raise ValueError("a port from 1 to 65535")
    return value


def _path(value: object) -> Path:
    path = Path(words(value)).expanduser()
    if not path.is_absolute():
        raise ValueError("a full path, or one that begins with ~")
    return path


def _file(value: object) -> str:
    name = words(value)
    path = PurePosixPath(name)
    if (
        path.is_absolute()
        or ".." in path.parts
        or not name.isprintable()
        or path.suffix not in FORMATS
    ):
        raise ValueError(
            f'a name inside the folder that ends in {", ".join(FORMATS)}, such as "%Y/%m-%d.md"'
        )
    return name


def _unsubscribe(value: object) -> str:
    address = words(value)
    if not address.startswith(("mailto:", "https://")) or not re.fullmatch(r"[!-;=?-~]+", address):
        raise ValueError("a mailto or https address")
    return address


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
