"""Make conditional requests by ETag, date or digest (RFC 9110, section 13)."""

from collections.abc import Mapping
from hashlib import sha256

_MODIFIED = "modified "
_CONTENT = "sha256 "


def etag_of(headers: Mapping[str, str], body: bytes) -> str:
    """Return the ETag of an answer, else its Last-Modified header, else a digest of the body."""
    modified = headers.get("Last-Modified")
    return headers.get("ETag") or (
        f"{_MODIFIED}{modified}" if modified else f"{_CONTENT}{sha256(body).hexdigest()}"
    )


def conditional_headers(known: str | None) -> dict[str, str]:
    """Return the header that asks for changes only; none if the upstream gave no ETag or date."""
    if not known or known.startswith(_CONTENT):
        return {}
    if known.startswith(_MODIFIED):
        return {"If-Modified-Since": known.removeprefix(_MODIFIED)}
    return {"If-None-Match": known}


def is_unchanged(known: str | None, answered: str | None) -> bool:
    """Return whether an answer that was sent whole is the one known before."""
    return known is not None and known.startswith(_CONTENT) and known == answered
