"""The server's secret and the password's hash, in a file that its owner alone can read."""

import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from papertrail.errors import ReadOnlyError

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the server keeps to itself.

    Attributes:
        key: hexadecimal; signs sessions and tokens, so that open pages survive a restart.
        password: argon2's hash of the password, or "".
    """

    key: str
    password: str = ""


def load(file: "Path") -> Secrets:
    """Return the secrets of a home, made at the first call.

    Raises:
        ReadOnlyError: the home can't be written to.
    """
    try:
        stored = json.loads(file.read_bytes())
        key, password = stored["key"], stored["password"]
        if len(bytes.fromhex(key)) == _BYTES and isinstance(password, str):
            return Secrets(key, password)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    made = Secrets(secrets.token_hex(_BYTES))
    store(file, made)
    return made


def store(file: "Path", kept: Secrets) -> None:
    """Write the secrets. Raises as `load`."""
    from index.atomic import write_atomic

    try:
        write_atomic(file, json.dumps(asdict(kept)).encode(), mode=0o600)
    except OSError as error:
        raise ReadOnlyError(
            f"can't write {file} ({error.strerror or error})", "make the home writable"
        ) from error


def set_password(file: "Path", password: str) -> None:
    """Keep argon2's hash of a password, or none; all logins end. Raises as `load`."""
    from argon2 import PasswordHasher

    hashed = PasswordHasher().hash(password) if password else ""
    store(file, Secrets(secrets.token_hex(_BYTES), hashed))


def is_right(stored: str, password: str) -> bool:
    """Decide whether a password is the one with a hash."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return PasswordHasher().verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False
