"""Signed sessions and the tokens of forms. Nothing is stored: a key signs what a browser sends."""

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass

LOGIN_SECONDS = 30 * 24 * 3600
"""How long a login lasts."""
_COOKIE = re.compile(r"([A-Za-z0-9_-]{24})\.(\d{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Session:
    """One browser.

    Attributes:
        name: random; forms have a token made from it.
        until: the second up to which it is logged in; 0 for one that never was.
    """

    name: str
    until: int = 0

    @property
    def is_logged_in(self) -> bool:
        """Whether the password was given and the login has not expired."""
        return self.until > time.time()


class Sessions:
    """Makes and checks sessions with one key."""

    def __init__(self, key: str) -> None:
        """Take the key, hexadecimal."""
        self._key = bytes.fromhex(key)

    def new(self) -> Session:
        """Return a session for a browser without one."""
        return Session(secrets.token_urlsafe(18))

    def logged_in(self) -> Session:
        """Return a session for a browser that has given the password."""
        return Session(secrets.token_urlsafe(18), int(time.time()) + LOGIN_SECONDS)

    def cookie(self, session: Session) -> str:
        """Return the value of a session's cookie."""
        text = f"{session.name}.{session.until}"
        return f"{text}.{self._mac('session', text)}"

    def read(self, cookie: str) -> Session | None:
        """Return the session of a cookie; None for one that this server did not make."""
        found = _COOKIE.fullmatch(cookie)
        if found is None:
            return None
        name, until, mac = found.groups()
        if not hmac.compare_digest(mac, self._mac("session", f"{name}.{until}")):
            return None
        return Session(name, int(until))

    def token(self, session: Session) -> str:
        """Return the token that each form of a session sends."""
        return self._mac("form", session.name)

    def is_token(self, session: Session, token: str) -> bool:
        """Decide whether a token belongs to a session."""
        return hmac.compare_digest(token.encode(), self.token(session).encode())

    def bookmarklet(self) -> str:
        """Return the token that the bookmarklet has in its address; it opens a form, no more."""
        return self._mac("bookmarklet", "save")[:32]

    def _mac(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
