"""Parse XML, HTML and JSON strictly, from upstreams that may answer with anything."""

import codecs
import html
import json
import re
import sys
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from feeds.errors import MalformedError
from feeds.paper import clean

MOST_TAGS = 1_000_000
MOST_VALUES = 2_000_000
"""In one answer; seven times what the largest listing holds, and several hundred MiB parsed."""
_MOST_ATTRIBUTES = 250
# libxml2 compares each attribute of an HTML tag with all others.
_EXCESS = re.compile(
    rb"<[a-z][^\s/>]{0,99}(?:[\s/]++[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++))?+){%d}"
    % _MOST_ATTRIBUTES,
    re.IGNORECASE,
)

_REFERENCE = re.compile(rb"&#(?:x(?P<hex>[0-9a-f]++)|(?P<decimal>[0-9]++));", re.IGNORECASE)
_LONGEST_CODE = 7
_LONG_SPACE = re.compile(rb"(?<![ \t\r\n])[ \t\r\n]{100,}+")


def parse_xml(body: bytes, *roots: str) -> Any:  # noqa: ANN401 - lxml ships no types
    """Parse a complete XML document without entities, network or recovery.

    Args:
        body: the bytes as received.
        roots: the local names that the root element may have, such as "feed" or "rss".

    Returns:
        The lxml root element.

    Raises:
        MalformedError: HTML, truncated or broken XML, a document type declaration, another root
            element, or more tags than any feed has.
    """
    refuse_excess(body)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    start = body.lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise MalformedError(
            "an HTML page came instead of a feed", "the site may be blocking; try again later"
        )
    try:
        root = etree.fromstring(drop_forbidden_references(body), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # The parser puts the name and line of a file behind its message; there is no file here.
        reason = clean(str(error)).partition(" (<string>")[0]
        raise MalformedError(f"the feed is not well-formed XML ({reason})") from error
    if root.getroottree().docinfo.doctype:
        raise MalformedError("the feed declares a document type, which no feed here needs")
    name = etree.QName(root).localname
    if name not in roots:
        raise MalformedError(f"expected a feed, found the XML element <{name[:40]}>")
    return root


def parse_html(body: bytes) -> Any:  # noqa: ANN401 - lxml ships no types
    """Parse a page, broken or not; the caller checks that it holds what it should.

    Returns:
        The lxml root element.

    Raises:
        MalformedError: no page at all, or more tags than any page has.
    """
    refuse_excess(body)
    try:
        return document_fromstring(
            body, parser=HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise MalformedError(f"the page can't be read as HTML ({clean(str(error))})") from error


def parse_json(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds; the caller checks it
    """Parse a complete JSON document.

    Raises:
        MalformedError: HTML, or broken or truncated JSON, or nested without end, or more values
            than any listing has.
    """
    values = sum(map(body.count, (b",", b"[", b"{")))
    if values > MOST_VALUES:
        raise MalformedError(f"the answer has more than {MOST_VALUES:,} values, as no listing has")
    if body.lstrip()[:1] == b"<":
        raise MalformedError(
            "an HTML page came instead of JSON", "the site may be blocking; try again later"
        )
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedError(
            f"the answer is not complete JSON ({clean(str(error))[:200]})"
        ) from error


def drop_forbidden_references(body: bytes) -> bytes:
    """Remove the references to characters that XML forbids, such as `&#xD800;`.

    One of them makes a feed unreadable. The characters are those of https://www.w3.org/TR/xml/#NT-Char.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            # What a reference consists of is written alike in UTF-8.
            inner = body.decode("utf-16").encode()
        except UnicodeError:
            return body
        return _REFERENCE.sub(_if_allowed, inner).decode().encode("utf-16")
    return _REFERENCE.sub(_if_allowed, body)


def _if_allowed(reference: re.Match[bytes]) -> bytes:
    digits = (reference["hex"] or reference["decimal"]).lstrip(b"0")
    if len(digits) > _LONGEST_CODE:
        return b""
    code = int(digits or b"0", 16 if reference["hex"] else 10)
    is_allowed = code in {0x9, 0xA, 0xD} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD  # noqa: PLR2004 - the table
    return reference[0] if is_allowed or 0x10000 <= code <= sys.maxunicode else b""  # noqa: PLR2004


def squeeze(body: bytes) -> bytes:
    """Shorten long runs of white space, which mean nothing in a feed and take feedparser hours."""
    mark = b""
    if body.startswith(codecs.BOM_UTF8):
        mark = codecs.BOM_UTF8
    return mark + _LONG_SPACE.sub(b"\n", body[len(mark) :].lstrip())


def refuse_excess(body: bytes) -> None:
    """Refuse markup that would take gigabytes or hours to parse, before it is parsed.

    Raises:
        MalformedError: more tags than any feed or page has, or more attributes in one tag.
    """
    if body.count(b"<") > MOST_TAGS:
        raise MalformedError(f"the answer has more than {MOST_TAGS:,} tags, as no listing has")
    if _EXCESS.search(body):
        raise MalformedError(f"a tag has more than {_MOST_ATTRIBUTES:,} attributes")


def plain(text: str | None) -> str:
    """Resolve HTML entities once and fold white space; `$...$` and all else stays as it is."""
    return clean(html.unescape(text or ""))
