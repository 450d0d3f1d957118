"""Fetch any RSS, RDF or Atom feed, with feedparser.

Formats: https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/spec and
https://www.rfc-editor.org/rfc/rfc4287. Many feeds keep to none of them, so what feedparser can make
out is accepted.

The cursor holds "listed" once the whole feed was stored, and the "etag" of what was stored.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import feedparser
from lxml.html import defs

from feeds.addresses import base_of, public_name, without_secrets_of
from feeds.advice import describe_move, refuse_login_page
from feeds.arxiv.authors import split_authors
from feeds.errors import MalformedError
from feeds.http.contract import FEED_TYPES, HttpClient, Response
from feeds.identifiers import arxiv_address, doi_address, find_identifiers
from feeds.pages import get_parsed, listed, remarks
from feeds.paper import Author, Paper, clean
from feeds.parsing import drop_forbidden_references, parse_html, parse_xml, refuse_excess, squeeze
from feeds.source import Batch, FetchRequest, Status

_OK = 200
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_TITLE_WORDS = 12
_LONGEST_GUID = 500
_PLACEHOLDER_YEAR = 1970
# What feedparser lets through where a feed is too odd even for its tolerant parser.
_PARSER_ERRORS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
)

_IDENTIFYING = ("prism_doi", "dc_identifier", "id", "link")
_ANNOUNCEMENT = re.compile(r"\AarXiv:\S+ Announce Type: [a-z-]+ Abstract: ")

_MATH = "m(?:frac|i|n|o|over|row|sqrt|style|sub|subsup|sup|text|under)"
_TAGS = sorted(
    defs.tags
    | {"article", "aside", "figcaption", "figure", "footer", "header", "main", "math", "nav"}
)
# JATS and MathML elements, as journals mix them in, have a colon or a hyphen in their names.
_NAMES = rf"{'|'.join(_TAGS)}|section|svg|time|video|{_MATH}"
_TAG = rf"/?(?:(?:{_NAMES})(?=[\s/>])|[a-z]+[:-][a-z])[^<>]*>|!--"
_IS_MARKED_UP = re.compile(rf"<(?:{_TAG})", re.IGNORECASE)
_STRAY_BRACKET = re.compile(rf"<(?!{_TAG})", re.IGNORECASE)
_BREAK = re.compile(
    rf"</?(?:\w+:)?(?:{'|'.join(defs.block_tags)}"
    r"|article|br|dd|dt|figure|li|sec|section|t[dhr]|title)(?=[\s/>])",
    re.IGNORECASE,
)
_UNREAD = "ancestor::script|ancestor::style|ancestor::noscript|ancestor::template"
_MATHML = "ancestor::math|ancestor::*[name()='mml:math']"

# "Lovelace, A., Turing, A. M.": names whose parts the same comma divides that divides the names.
_INVERTED_NAME = r"[^,]+, (?:\w\.[ -]?)+"
_INVERTED_NAMES = re.compile(rf"{_INVERTED_NAME}(?:, {_INVERTED_NAME})*")
_AND = re.compile(r",? and ")


class Syndication:
    """The entries of one feed; those that leave the feed stay stored."""

    def __init__(self, name: str, url: str, client: HttpClient) -> None:
        """Follow the feed at an https address, of which the name shows no secret."""
        self.name = name
        self._url = url
        self._client = client

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield all entries where the feed changed since the last fetch.

        Raises:
            FeedError: as the client raises it; MalformedError where there is no feed at the
                address.
        """
        answers: list[Response] = []
        feed, etag = get_parsed(
            self._client,
            self._url,
            partial(parse_feed, url=self._url),
            accept=FEED_TYPES,
            etag=request.cursor.get("etag"),
            on_answer=answers.append,
        )
        move = describe_move(self.name, self._url, answers[-1].moved)
        if feed is None:
            yield Batch((), request.cursor, Status.CURRENT, move)
            return
        read, left_out = feed
        papers = [without_secrets_of(paper, self._url) for paper in read]
        yield from listed(papers, request.cursor, news=bool(request.cursor.get("listed")))
        status, note = Status.CURRENT, remarks(left_out)
        if not papers:
            status, note = Status.QUIET, "the feed is empty"
        note = "; ".join(filter(None, (move, note)))
        yield Batch((), {"listed": True, "etag": etag}, status, note)


def parse_feed(body: bytes, url: str = "") -> tuple[tuple[Paper, ...], int]:
    """Read a feed, which may be empty.

    Args:
        body: the bytes as received.
        url: the feed's address, which relative links count from.

    Returns:
        (papers, how many entries were left out for want of a title or an address).

    Raises:
        LoginError: a page that asks for a password.
        MalformedError: not a feed, or less than half of its entries can be read.
    """
    try:
        document = read_document(body, url)
    except MalformedError:
        refuse_login_page(body, url)
        raise
    links = Counter(map(_link_of, document.entries))
    guids = Counter(string(entry, "id") for entry in document.entries)
    page = _web_address(string(document.feed, "link"))
    place = _Place(
        feed=public_name(url),
        page=page or public_name(url),
        shared=frozenset(link for link, count in links.items() if link and count > 1) | {page},
        repeated=frozenset(guid for guid, count in guids.items() if count > 1),
    )
    read = [_to_paper(entry, document.version, place) for entry in document.entries]
    papers = list(filter(None, read))
    if 2 * len(papers) < len(read):
        raise MalformedError(f"of {len(read)} entries in the feed, {len(papers)} can be read")
    return tuple({paper.identifiers: paper for paper in papers}.values()), len(read) - len(papers)


def read_document(body: bytes, url: str = "") -> Any:  # noqa: ANN401 - feedparser ships no types
    """Read a feed by feedparser, with all texts as they were sent.

    A feed that is not well-formed, or declares a document type, is accepted if it is complete and
    has entries.

    Raises:
        MalformedError: HTML, JSON, nothing, another XML document, a feed that stops half-way, or
            one without bounds.
    """
    refuse_excess(body)
    body = drop_forbidden_references(squeeze(body))
    flaw: MalformedError | None = None
    try:
        parse_xml(body, "rss", "feed", "RDF")
    except MalformedError as error:
        if not _END.search(body):
            raise
        flaw = error
    # Without a content type, feedparser would take ISO 8859-1 for the encoding that is not
    # declared.
    headers = {"content-type": "application/xml", "content-location": base_of(url)}
    try:
        document = feedparser.parse(
            BytesIO(body),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _PARSER_ERRORS as error:
        raise MalformedError(f"the feed can't be read ({type(error).__name__})") from error
    if flaw and not document.entries:
        raise flaw
    if not document.version:
        raise MalformedError("the XML document is not a feed")
    return document


def published_on(entry: Any, version: str) -> date | None:  # noqa: ANN401 - feedparser ships no types
    """Return the day on which a feedparser entry was published, or None if it has none.

    Args:
        entry: of a document.
        version: the document's: in Atom a change is no publication, while dc:date is the only date
            of RSS 1.0.
    """
    for field in ("published",) if version.startswith("atom") else ("published", "updated"):
        # feedparser's own reading of a date makes the first of a month or year of one that names no
        # day.
        if field in entry and (day := _written_day(string(entry, field))):
            if day.year > _PLACEHOLDER_YEAR:
                return day
            return None
    return None


def string(entry: Any, field: str) -> str:  # noqa: ANN401 - feedparser ships no types
    """Return a field of a feedparser entry; empty if it is missing or no text."""
    value = entry.get(field)
    if not isinstance(value, str):
        return ""
    return clean(value)


def html_text(markup: str) -> str:
    """Return the text of HTML or JATS; a "<" that begins no tag is text, as are TeX formulas."""
    markup = clean(markup)
    if not _IS_MARKED_UP.search(markup):
        return clean(unescape(markup))
    root = parse_html(
        _BREAK.sub(r" \g<0>", f"<div>{_STRAY_BRACKET.sub('&lt;', markup)}</div>").encode()
    )
    # Journals give a formula twice, in TeX and in MathML.
    ignored = f"{_UNREAD}|{_MATHML}" if "tex-math" in markup else _UNREAD
    return clean("".join(root.xpath(f"//text()[not({ignored})]")))


def split_names(text: str) -> tuple[Author, ...]:
    """Split the authors of one element.

    They are written "A B, C D and E F", "A B; C D", "B, A., D, C.", or as a single name.
    """
    if ";" in text:
        return tuple(author for part in text.split(";") for author in split_names(clean(part)))
    if _INVERTED_NAMES.fullmatch(text):
        return tuple(Author(clean(name)) for name in re.findall(_INVERTED_NAME, text))
    authors = split_authors(_AND.sub(", ", text))
    # "Lovelace, Ada" is one name, although some people have names of one word.
    full = sum(" " in author.name for author in authors)
    if len(authors) > 1 and 2 * full <= len(authors):
        return (Author(text),)
    return authors


@dataclass(frozen=True, slots=True)
class _Place:
    """Where entries are from.

    Attributes:
        feed: the feed's address, without secrets.
        page: the address of its site.
        shared: links that several of its entries have, and that of its site.
        repeated: ids that several of its entries have, so that they identify none.
    """

    feed: str
    page: str
    shared: frozenset[str | None]
    repeated: frozenset[str]


def _link_of(entry: Any) -> str | None:  # noqa: ANN401 - feedparser ships no types
    return _web_address(
        string(entry, "feedburner_origlink") or string(entry, "link") or string(entry, "id")
    )


def _entry_name(feed: str, guid: str) -> str:
    """Return the name of an entry by its own id (guid, atom:id), which is unique in its feed."""
    short = guid if len(guid) <= _LONGEST_GUID else sha256(guid.encode()).hexdigest()
    return f"{feed}#{short}"


def _to_paper(entry: Any, version: str, place: _Place) -> Paper | None:  # noqa: ANN401 - feedparser ships no types
    text = _ANNOUNCEMENT.sub("", _text(entry, "summary"), count=1)
    words = text.split()
    title = _text(entry, "title") or " ".join(words[:_TITLE_WORDS]) + (
        "…" if len(words) > _TITLE_WORDS else ""
    )
    named, arxiv_version = find_identifiers(string(entry, field) for field in _IDENTIFYING)
    link = _link_of(entry)
    identifiers = list(named)
    guid = string(entry, "id")
    guid = "" if guid in place.repeated else guid
    if guid and not (link and _web_address(guid) == link) and not find_identifiers([guid])[0]:
        identifiers.append(("guid", _entry_name(place.feed, guid)))
    if link and link not in place.shared:
        identifiers.append(("url", link))
    if title and link and not identifiers:
        # Neither an id nor a link of its own: its text identifies it.
        text_id = sha256(f"{link}\n{title}".encode()).hexdigest()
        identifiers.append(("guid", _entry_name(place.feed, text_id)))
    if not title or not identifiers:
        return None
    # arXiv's feeds announce new versions too.
    replaced = string(entry, "arxiv_announce_type").startswith("replace")
    return Paper(
        identifiers=tuple(identifiers),
        title=title,
        abstract=text,
        authors=_authors(entry),
        url=link or (_address_of(*named[0]) if named else place.page),
        version=arxiv_version,
        announced=None if replaced else published_on(entry, version),
    )


def _address_of(scheme: str, value: str) -> str:
    if scheme == "arxiv":
        return arxiv_address(value)
    return doi_address(value)


def _text(entry: Any, field: str) -> str:  # noqa: ANN401 - feedparser ships no types
    detail, text = entry.get(f"{field}_detail"), string(entry, field)
    is_plain = isinstance(detail, Mapping) and detail.get("type") == "text/plain"
    if is_plain:
        return text
    return html_text(text)


def _authors(entry: Any) -> tuple[Author, ...]:  # noqa: ANN401 - feedparser ships no types
    people = entry.get("authors", ())
    # feedparser's list, or the text of an <authors> element, which IEEE's feeds have.
    named = (
        [people]
        if isinstance(people, str)
        else [one.get("name", "") for one in people if isinstance(one, Mapping)]
    )
    return tuple(dict.fromkeys(author for name in named for author in split_names(html_text(name))))


def _written_day(moment: str) -> date | None:
    """Read the day of an RFC 822 or ISO 8601 date, in the time zone in which it is written."""
    # Some write the day alone.
    for text in (moment, f"{moment} 00:00"):
        with suppress(ValueError, TypeError, OverflowError):
            return parsedate_to_datetime(text).date()
    with suppress(ValueError):
        return date.fromisoformat(moment[:10])
    return None


def _web_address(text: str) -> str | None:
    """Return an http or https address without the parameters of campaigns (`utm_...`)."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    query = "&".join(part for part in parts.query.split("&") if not part.lower().startswith("utm_"))
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, query, parts.fragment))
