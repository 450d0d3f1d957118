"""Read lists of feeds of other feed readers: OPML 2.0, http://opml.org/spec2.opml.

Readers write what is no XML: ampersands as addresses have them, entities of HTML, other bytes than
they declare. It is read all the same, as feeds are.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html.entities import html5
from typing import Any

from lxml import etree

from feeds.errors import MalformedError
from feeds.paper import clean
from feeds.parsing import parse_html, parse_xml, refuse_excess

# Two characters that XML excludes and `clean` keeps.
_NO_CHARACTERS = re.compile(r"[\ufffe\uffff]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]{1,30})[\"']")
_DOCUMENT_TYPE = re.compile(r"<!DOCTYPE[^\[>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7};|#x[0-9a-f]{1,6};|(?P<name>\w{1,31};))?", re.IGNORECASE)
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_NAMED = re.compile(r"\bxmlurl\s*=", re.IGNORECASE)
_END = re.compile(r"</opml\s*>\s*\Z", re.IGNORECASE)


def read_opml(body: bytes) -> tuple[tuple[str, str], ...]:
    """Read a list of feeds, in folders of any depth.

    Returns:
        (title, address) of each feed in order; the address is its title where it has none.

    Raises:
        MalformedError: not an OPML document.
    """
    feeds = tuple(_feeds(_root(body).iter("{*}outline")))
    text = _text(body)
    if len(feeds) < len(_NAMED.findall(text)):
        # Elements in capitals, attributes without quotation marks or with some inside: as in HTML.
        lenient = tuple(_feeds(parse_html(_mended(text).encode()).iter("outline")))
        return max(feeds, lenient, key=len)
    return feeds


def _feeds(outlines: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for outline in outlines:
        # The specification writes xmlUrl, some readers xmlurl.
        attributes = {str(name).lower(): clean(value) for name, value in outline.attrib.items()}
        address = attributes.get("xmlurl")
        if address:
            yield attributes.get("title") or attributes.get("text") or address, address


def _root(body: bytes) -> Any:  # noqa: ANN401 - lxml ships no types
    try:
        return parse_xml(body, "opml")
    except MalformedError:
        mended = _mended(_text(body))
        if not _END.search(mended):
            # What stops half-way lacks feeds.
            raise
    with suppress(MalformedError):
        return parse_xml(mended.encode(), "opml")
    refuse_excess(body)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(mended.encode(), parser)
    is_list = root is not None and etree.QName(root).localname.lower() == "opml"
    if not is_list or root.getroottree().docinfo.doctype:
        raise MalformedError("it has no <opml> element, or declares a document type of its own")
    return root


def _text(body: bytes) -> str:
    """Return a document's text: by its byte order mark, as declared, as UTF-8, as Windows-1252."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    declared = _DECLARED.match(body.removeprefix(codecs.BOM_UTF8))
    for name in ("utf-8-sig", declared[1].decode("ascii") if declared else "", "cp1252"):
        with suppress(UnicodeDecodeError, LookupError):
            return body.decode(name)
    return body.decode("latin-1")


def _mended(text: str) -> str:
    """Return XML without declarations, with all references as XML has them."""
    bare = _DECLARATION.sub("", _FORBIDDEN.sub("", text), count=1)
    return _REFERENCE.sub(_reference, _DOCUMENT_TYPE.sub("", bare, count=1)).strip()


def _reference(found: re.Match[str]) -> str:
    name = found["name"]
    if found[0] == "&" or (name and name not in html5):
        return f"&amp;{found[0][1:]}"
    if not name or name in _OF_XML:
        return found[0]
    return html5[name].replace("<", "&lt;")


def write_opml(feeds: Iterable[tuple[str, str]]) -> bytes:
    """Return an OPML document that lists feeds, given as (title, address)."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "papertrail"
    body = etree.SubElement(root, "body")
    for title, address in feeds:
        link = _printable(address)
        label = _printable(title) or link
        etree.SubElement(body, "outline", type="rss", text=label, title=label, xmlUrl=link)
    document: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return document


def _printable(text: str) -> str:
    return clean(_NO_CHARACTERS.sub("", text))
