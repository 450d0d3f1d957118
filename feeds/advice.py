"""Say what to do about a feed that has moved, or whose address leads to a login."""

import re
from shlex import quote

from feeds.addresses import public_name, shown
from feeds.errors import LoginError

_PASSWORD_FIELD = re.compile(rb"<input\b[^>]{0,500}type\s*=\s*[\"']?password", re.IGNORECASE)


def describe_move(name: str, url: str, moved: str | None) -> str:
    """Return a note about a permanent redirect of a feed, with the commands that follow it.

    Args:
        name: of the feed, as it may be shown.
        url: its address.
        moved: where it is from now on; None if it has not moved, for which the note is empty.
    """
    if not moved or moved == url:
        return ""
    # What may be a key or a login is shown nowhere, so no command can be given.
    if public_name(moved) != moved or name != url:
        return f"moved permanently to {shown(moved)}; change its address in config.toml"
    return (
        f"moved permanently to {moved}; change it in config.toml"
        f" (papertrail feeds add {quote(moved)}, papertrail feeds remove {quote(name)})"
    )


def refuse_login_page(body: bytes, url: str) -> None:
    """Raise an error about a page that was sent in place of a feed if it asks for a password.

    Raises:
        LoginError: it does.
    """
    if _PASSWORD_FIELD.search(body):
        raise LoginError(
            f"{shown(url)} leads to a page that asks for a password",
            "look on the site for a feed address with a key of your own, or for a public one",
        )
