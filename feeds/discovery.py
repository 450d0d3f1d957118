"""Find the feed that a page of the web names."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from urllib.parse import urljoin

from feeds.addresses import shown, with_login_of
from feeds.advice import refuse_login_page
from feeds.errors import MalformedError, RefusedError
from feeds.http.contract import FEED_TYPES, HttpClient
from feeds.http.redirects import host_group
from feeds.pages import parse_isolated
from feeds.paper import clean
from feeds.parsing import parse_html
from feeds.syndication import read_document

_FEED_LINKS = frozenset({"application/rss+xml", "application/atom+xml"})
_PAGE_TYPES = f"{FEED_TYPES}, text/html;q=0.7"
_OK = 200


def discover(client: HttpClient, url: str) -> str:
    """Return the address of the feed at an https address, or of the first that its page names.

    What has moved permanently is taken at its new address.

    Raises:
        LoginError: the address leads to a page that asks for a password.
        MalformedError: neither a feed nor a page that names one.
        FeedError: as the client raises it.
    """
    answer = client.get(url, accept=_PAGE_TYPES)
    if answer.status != _OK:
        raise RefusedError(f"{shown(url)} was answered with {answer.status}")
    if found := parse_isolated(partial(_feed_at, url=answer.moved or url), answer.body):
        return found
    refuse_login_page(answer.body, url)
    raise MalformedError(
        f"{shown(url)} is neither a feed nor a page that names one",
        "look on the site for a link that says RSS or Atom, and give its address",
    )


def _feed_at(body: bytes, url: str) -> str | None:
    """Return the address of the feed that a body is, or that it names as a page; else None."""
    with suppress(MalformedError):
        read_document(body, url)
        return url
    with suppress(MalformedError, StopIteration):
        return next(_feed_links(body, url))
    return None


def _feed_links(body: bytes, url: str) -> Iterator[str]:
    """Yield the feeds that a page names, as https addresses."""
    page = parse_html(body)
    for link in page.iter("link"):
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if "alternate" in link.get("rel", "").lower().split() and kind in _FEED_LINKS:
            try:
                base = urljoin(url, next(iter(page.xpath("//base/@href")), ""))
                address = re.sub(r"\Ahttp:", "https:", urljoin(base, clean(link.get("href"))))
                host_group(address)
                address = with_login_of(address, url)
            except (ValueError, RefusedError):
                continue
            yield address
