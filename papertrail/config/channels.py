"""The tables [deliver.NAME] of config.toml: their settings, and the channels that they make."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from papertrail.config.document import Document, Table
from papertrail.config.setting import REQUIRED, Section, Setting
from papertrail.config.values import (
    duration,
    file_name,
    is_loopback,
    one_of,
    path,
    switch,
    words,
)
from papertrail.types.channel import (
    Channel,
    FolderChannel,
    MailChannel,
    PushChannel,
    SlackChannel,
    WebhookChannel,
)

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""The usual port of each kind of encryption."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_MAILBOX = re.compile(r"[^\s<>@\x00-\x1f\x7f-\U0010ffff]+@[A-Za-z0-9.-]+")
_SECRETS = ("password", "token", "secret", "pass", "api_key")


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


def _unsubscribe(value: object) -> str:
    address = value if isinstance(value, str) else ""
    is_address = address.startswith(("mailto:", "https://"))
    if not is_address or not re.fullmatch(r"[!-;=?-~]+", address):
        raise ValueError("a mailto or https address")
    return address


def _apprise_address(value: object) -> str:
    if not isinstance(value, str) or "://" not in value:
        raise ValueError("an address that Apprise knows, such as ntfy://topic")
    return value


SHARED = (
    Setting(
        key="quiet_days",
        read=switch,
        default=False,
        help="Send a digest without papers too.",
    ),
    Setting(
        key="secret_file",
        read=path,
        default=None,
        help="A file with the channel's password, token or address, readable by you alone.",
        example='"~/.config/papertrail-mail"',
        secret=True,
    ),
    Setting(
        key="timeout",
        read=duration,
        default=30.0,
        help="Seconds to wait for an answer. A whole conversation with a mail server or a "
        "webhook is given up after four times as many.",
    ),
)
"""The settings that every channel has."""

MAIL = Section(
    name="mail",
    header="[deliver.mail]",
    starter="comment",
    help="A mailbox, by SMTP. The secret is the password of `user`.",
    settings=(
        Setting(
            key="to",
            read=_mailboxes,
            default=REQUIRED,
            help="Who gets it: an address or a list of them. Each gets a mail of their own.",
            example='"you@example.org"',
            starter="comment",
        ),
        Setting(
            key="from",
            read=_mailbox,
            default=None,
            help="The sender; the first of `to` if it is missing.",
            example='"papertrail@example.org"',
        ),
        Setting(
            key="host",
            read=words,
            default=REQUIRED,
            help="The SMTP server.",
            example='"smtp.example.org"',
            starter="comment",
        ),
        Setting(
            key="user",
            read=words,
            default=None,
            help="The login, for a server that wants one.",
            example='"you@example.org"',
            starter="comment",
        ),
        Setting(
            key="security",
            read=partial(one_of, tuple(PORTS)),
            default="starttls",
            help="`starttls`, `tls` from the first byte, or `none` for a server on this machine "
            "only.",
        ),
        Setting(
            key="port",
            read=_port,
            default=None,
            help="587 with `starttls`, 465 with `tls` and 25 with `none` if it is missing.",
            example="587",
        ),
        Setting(
            key="ca_file",
            read=path,
            default=None,
            help="Certificates to trust in place of the system's.",
            example='"/etc/ssl/our-ca.pem"',
        ),
        Setting(
            key="unsubscribe",
            read=_unsubscribe,
            default=None,
            help="The address in List-Unsubscribe; a mail to the sender if it is missing.",
            example='"https://example.org/unsubscribe"',
        ),
    ),
)

PUSH = Section(
    name="push",
    header="[deliver.push]",
    help="A chat or push service that [Apprise](https://appriseit.com) knows.",
    settings=(
        Setting(
            key="url",
            read=_apprise_address,
            default=None,
            help="Its address in Apprise's form. An address with a token in it is a secret: leave "
            "`url` out.",
            example='"ntfy://my-papers"',
            secret=True,
        ),
    ),
)

FOLDER = Section(
    name="folder",
    header="[deliver.folder]",
    starter="comment",
    help="A folder of notes or pages.",
    settings=(
        Setting(
            key="path",
            read=path,
            default=REQUIRED,
            help="The folder, which has to exist: a disk that is not mounted is waited for.",
            example='"~/papers"',
            starter="comment",
        ),
        Setting(
            key="file",
            read=file_name,
            default="papers-%Y-%m-%d.md",
            help="The file's name, with dates by strftime. Its ending names the format. "
            "Without a date, each digest replaces the one before.",
            example='"%Y-%m-%d.md"',
            starter="comment",
        ),
    ),
)

WEBHOOK = Section(
    name="webhook",
    header="[deliver.webhook]",
    help="An address that gets each digest as JSON. The secret, if any, is a bearer token.",
    settings=(
        Setting(
            key="url",
            read=words,
            default=REQUIRED,
            help="An https address, or http on this machine.",
            example='"https://example.org/hooks/papers"',
        ),
    ),
)

SLACK = Section(
    name="slack",
    header="[deliver.slack]",
    help="A Slack channel, by an [incoming webhook]"
    "(https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).",
    settings=(
        Setting(
            key="url",
            read=words,
            default=None,
            help="The webhook's address. It is a secret: better leave `url` out.",
            example='"https://hooks.slack.com/services/..."',
            secret=True,
        ),
    ),
)

KINDS = (MAIL, PUSH, SLACK, FOLDER, WEBHOOK)
KIND = Setting(
    key="kind",
    read=partial(one_of, tuple(section.name for section in KINDS)),
    default=None,
    help="What it is; not needed where the channel's name says it.",
    example='"mail"',
)


def read_channels(document: Document) -> tuple[Channel, ...]:
    """Read all tables [deliver.NAME], in order.

    Raises:
        ConfigError: a line can't be used.
    """
    found: dict[str, tuple[Channel, ...]] = {}
    for name, table in document.named_tables("deliver").items():
        channels = _read_table(name, table)
        variable = channels[0].variable
        if variable in found:
            other = found[variable][0].name
            table.fail("", f"[deliver.{name}] and [deliver.{other}] are named too much alike")
        found[variable] = channels
    return tuple(chain.from_iterable(found.values()))


def _read_table(name: str, table: Table) -> tuple[Channel, ...]:
    if not _NAME.fullmatch(name):
        table.fail("", f"a channel's name has letters, digits, - and _, unlike {name!r}")
    kind = table.setting(KIND) or name
    sections = {section.name: section for section in KINDS}
    if kind not in sections:
        kinds = ", ".join(sections)
        table.fail("", f"[deliver.{name}] has no kind", f'add kind = "mail", or one of {kinds}')
    _refuse_secrets(name, table)
    values = table.settings((KIND, *SHARED, *sections[kind].settings))
    shared = {"name": name, **{setting.key: values[setting.key] for setting in SHARED}}
    # Zero would mean no limit.
    shared["timeout"] = shared["timeout"] or 30.0
    if kind == MAIL.name:
        return _mail(table, shared, values)
    return (_MAKERS[kind](table, shared, values),)


def _refuse_secrets(name: str, table: Table) -> None:
    for key in _SECRETS:
        if key in table.content:
            hint = f"docs/delivery.md says where the secret of {name} goes"
            table.fail(key, f"config.toml takes no {key}", hint)


def _mail(table: Table, shared: dict[str, Any], values: dict[str, Any]) -> tuple[MailChannel, ...]:
    """Return a channel for each recipient; the first has the name of the table."""
    if values["security"] == "none" and not is_loopback(values["host"]):
        message = f"mail to {values['host']} would go unencrypted"
        table.fail("security", message, 'write security = "starttls" or "tls"')
    sender = values["from"] or values["to"][0]
    first, *others = dict.fromkeys(values["to"])
    channel = MailChannel(
        **shared,
        to=first,
        sender=sender,
        host=values["host"],
        port=values["port"] or PORTS[values["security"]],
        security=values["security"],
        user=values["user"],
        ca_file=values["ca_file"],
        unsubscribe=values["unsubscribe"] or f"mailto:{sender}?subject=unsubscribe",
    )
    name = channel.name
    further = (replace(channel, to=to, name=f"{name}:{to}", table=name) for to in others)
    return channel, *further


def _push(_table: Table, shared: dict[str, Any], values: dict[str, Any]) -> PushChannel:
    return PushChannel(**shared, url=values["url"])


def _folder(_table: Table, shared: dict[str, Any], values: dict[str, Any]) -> FolderChannel:
    return FolderChannel(**shared, path=values["path"], file=values["file"])


def _webhook(table: Table, shared: dict[str, Any], values: dict[str, Any]) -> WebhookChannel:
    parts = urlsplit(values["url"])
    if parts.username or not parts.hostname or parts.scheme not in ("http", "https"):
        table.fail("url", "url must be an https address without a password in it")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        table.fail("url", "url must be an https address; http is for this machine only")
    return WebhookChannel(**shared, url=values["url"])


def _slack(table: Table, shared: dict[str, Any], values: dict[str, Any]) -> SlackChannel:
    parts = urlsplit(values["url"] or "https://hooks.slack.com")
    is_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    is_secure = parts.scheme == "https" and parts.hostname
    if parts.username or not (is_secure or is_here):
        table.fail("url", "url must be the https address of an incoming webhook")
    return SlackChannel(**shared, url=values["url"])


_MAKERS: dict[str, Callable[[Table, dict[str, Any], dict[str, Any]], Channel]] = {
    "push": _push,
    "folder": _folder,
    "webhook": _webhook,
    "slack": _slack,
}
