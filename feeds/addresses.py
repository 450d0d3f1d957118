"""Keep secrets in feed addresses out of everything that is shown or stored.

An address may hold a login (`https://me:password@host/`) or a key in its query (`?token=...`). It
is written in config.toml only. Everywhere else the feed goes by a name without user information,
query and fragment; six hexadecimal digits after a "#" keep two such feeds of one path separate:
`https://tok.example.org/feed.xml#3fa9c1`. A query that is too short to be a key, such as
`?feed=rss2`, is no secret.
"""

import base64
import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from feeds.errors import FeedError
from feeds.paper import Paper, without_login

_PARTS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,20}://)(?:(?P<login>[^/?#]*)@)?(?P<place>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?\Z",
    re.DOTALL,
)
_IN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s'\"<>]+")
# As urllib3 names an address, without its host.
_REQUESTED = re.compile(r"(with url: [^\s?]*)\?\S*")
_SHORT = re.compile(r"(?:[\w.-]+:)?https?://[^\s?#@]+#[0-9a-f]{6}")
_ASKED = re.compile(r"(\bsource:\"?)(\S*?://[^\s\"]+)", re.IGNORECASE)
_DIGITS = 6
_LEAST = 5
"""Characters of a value that is searched for in messages: to cut "rss" out would garble them."""
_TRIFLE, _LONGEST_NAME = 3, 12
_FORMATS = frozenset({"atom", "feed", "json", "rdf", "rss", "rss2", "xml"})
_TELLING = re.compile(
    r"pin|key|token|auth|secret|pass|pwd|sig|hash|code|session|user|login|mail", re.IGNORECASE
)


def public_name(address: str) -> str:
    """Return the name under which a feed's address may be shown and stored.

    The password is no part of the digits, so that the name neither helps to guess it nor changes
    with it.

    Args:
        address: the address, or another name that contains one, such as a plug-in's; any other text
            is returned as is.
    """
    parts = _PARTS.search(address)
    if parts is None or is_short(address):
        return address
    login, query, fragment = (parts[part] or "" for part in ("login", "query", "fragment"))
    if not (login or fragment or _may_be_key(query)):
        return address
    name = f"{address[: parts.start()]}{parts['scheme']}{parts['place']}"
    hidden = "\n".join((login.partition(":")[0], query, fragment))
    return f"{name}#{sha256(hidden.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGITS]}"


def is_short(name: str) -> bool:
    """Return whether a text is the name of a feed whose address is a secret."""
    return bool(_SHORT.fullmatch(name))


def has_secret(address: str) -> bool:
    """Return whether an address holds a login, or a query that may be a key."""
    parts = _PARTS.search(address)
    return bool(parts and (parts["login"] or _may_be_key(parts["query"] or "")))


def shown(address: str) -> str:
    """Return an address, or what was meant as one, without user information, query and fragment."""
    parts = _PARTS.search(address)
    if parts and _is_whole(address):
        return (
            address[: parts.start()]
            + parts["scheme"]
            + parts["place"]
            + ("?…" if parts["query"] else "")
        )
    # No host can be made out, so that whatever precedes an "@" may belong to the login.
    scheme, mark, rest = address.rpartition("://")
    return scheme + mark + re.sub(r"[?#].*", "?…", rest.rpartition("@")[2], flags=re.DOTALL)


def redact(text: str) -> str:
    """Return a text in which no address has user information or a query."""
    return _REQUESTED.sub(r"\1?…", _IN_TEXT.sub(lambda found: shown(found[0]), text))


def show_sources(query: str) -> str:
    """Return a search in which `source:` names feeds by the names that may be shown."""
    return _ASKED.sub(lambda found: found[1] + public_name(found[2]), query)


def split_login(url: str) -> tuple[str, tuple[str, str] | None]:
    """Return an address without its user information, and that as (user, password)."""
    login = urlsplit(url).netloc.rpartition("@")[0]
    if not login:
        return without_login(url), None
    user, _, password = login.partition(":")
    return without_login(url), (unquote(user), unquote(password))


def with_login_of(url: str, other: str) -> str:
    """Return an address with the login of another one, or without if they differ in origin."""
    bare = without_login(url)
    login = urlsplit(other).netloc.rpartition("@")[0]
    if login and _origin(bare) == _origin(other):
        return bare.replace("://", f"://{login}@", 1)
    return bare


@contextlib.contextmanager
def secrets_kept(address: str) -> Iterator[None]:
    """Remove the secrets of an address from errors, and drop the causes of these.

    An upstream may have repeated them in its answer.
    """
    try:
        yield
    except FeedError as error:
        hidden = _secrets(address)
        if not hidden:
            raise
        pattern = re.compile("|".join(map(re.escape, hidden)))
        error.message, error.hint = (pattern.sub("…", text) for text in (error.message, error.hint))
        error.args = (error.message, error.hint)
        error.__context__ = None
        raise error from None


def without_secrets_of(paper: Paper, address: str) -> Paper:
    """Return a paper whose addresses do not repeat the key in the address of its feed."""
    keys = keys_of(address)
    if not keys:
        return paper
    identifiers = [
        (scheme, without_keys(value, keys) if scheme == "url" else value)
        for scheme, value in paper.identifiers
    ]
    return replace(paper, identifiers=tuple(identifiers), url=without_keys(paper.url, keys))


def base_of(address: str) -> str:
    """Return the base of relative links in a feed: its address without what may be secret."""
    parts = _PARTS.search(address)
    if parts:
        return parts["scheme"] + parts["place"]
    return address


def _may_be_key(query: str) -> bool:
    """Return whether a query holds more than names of formats and values of three characters."""
    for part in filter(None, query.split("&")):
        name, mark, value = part.partition("=")
        known = (value if mark else name).lower() in _FORMATS
        if _TELLING.search(name) or not (
            known or (mark and len(value) <= _TRIFLE and len(name) <= _LONGEST_NAME)
        ):
            return True
    return False


def _is_whole(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _secrets(address: str) -> list[str]:
    """Return the texts that would give an address's secrets away, the longest first."""
    parts = _PARTS.search(address)
    if parts is None:
        return []
    login, query = parts["login"] or "", parts["query"] or ""
    found = {login, unquote(login), query, unquote(query)}
    if login:
        found.add(base64.b64encode(unquote(login).encode()).decode())
    values = [login.partition(":")[2], *(value for _, value in parse_qsl(query))]
    for value in values:
        found |= {
            form for form in (value, unquote(value), quote(value, safe="")) if len(form) >= _LEAST
        }
    return sorted(filter(None, found), key=len, reverse=True)


def keys_of(address: str) -> set[str]:
    """Return the values in an address's query that look like keys: long, or named as such."""
    return {
        value
        for name, value in parse_qsl(urlsplit(address).query)
        if len(value) >= _LEAST and (_TELLING.search(name) or _looks_random(value))
    }


def _looks_random(value: str) -> bool:
    return (
        len(value) >= 2 * _LEAST
        and bool(re.search(r"\d", value))
        and bool(re.search(r"[A-Za-z]", value))
    )


def without_keys(url: str, keys: set[str]) -> str:
    """Return an address without the parameters that have one of some values."""
    before, mark, rest = url.partition("?")
    query, hash_mark, fragment = rest.partition("#")
    kept = [
        part
        for part in query.split("&")
        if unquote(part.partition("=")[2].replace("+", " ")) not in keys
    ]
    return before + (mark if kept else "") + "&".join(kept) + hash_mark + fragment
