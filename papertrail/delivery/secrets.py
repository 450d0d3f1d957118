"""Read passwords, tokens and secret addresses when they are needed, and cut them out of messages.

They are never stored.
"""

import base64
import os
import stat
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from papertrail.errors import ChannelError

SERVICE = "papertrail"
"""The service name of papertrail's secrets in the keyring; the user name is the channel's."""
_SHORTEST = 3


class SecretHolder(Protocol):
    """What has a secret: a delivery channel, or the language model."""

    @property
    def settings(self) -> str:
        """The name of its table in config.toml, which its entry in the keyring has too."""
        ...

    @property
    def variable(self) -> str:
        """The environment variable of the secret."""
        ...

    @property
    def secret_file(self) -> Path | None:
        """A file that holds the secret."""
        ...


def secret(channel: SecretHolder) -> str | None:
    """Return a channel's secret, None if there is none.

    It is read from the environment, the channel's secret_file or the keyring, in this order.

    Raises:
        ChannelError: the file can't be read, or others can read it too; the keyring is locked.
    """
    named = os.environ.get(channel.variable)
    if named:
        return named
    if channel.secret_file:
        return _from_file(channel.secret_file)
    if not find_spec("keyring"):
        return None
    return _from_keyring(channel.settings)


def needed(channel: SecretHolder) -> str:
    """Return a channel's secret.

    Raises:
        ChannelError: there is none.
    """
    found = secret(channel)
    if not found:
        raise ChannelError(
            f"[deliver.{channel.settings}] has no secret",
            f"set {channel.variable}, write secret_file, "
            f"or run: keyring set {SERVICE} {channel.settings}",
        )
    return found


def without(text: str, hidden: str | None) -> str:
    """Return text with a secret, plain or in base64, cut out of it."""
    if not hidden or len(hidden) < _SHORTEST:
        return text
    for form in (hidden, base64.b64encode(hidden.encode()).decode()):
        text = text.replace(form, "***")
    return text


def _from_file(path: Path) -> str | None:
    try:
        if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise ChannelError(f"others can read the secret in {path}", f"run: chmod 600 {path}")
        return path.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ChannelError(
            f"can't read the secret in {path} ({reason})", "write it there and nothing else"
        ) from error


def _from_keyring(name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except NoKeyringError:
        return None
    except KeyringError as error:
        raise ChannelError(
            f"the keyring does not open ({error})", "unlock it, or use secret_file"
        ) from error
