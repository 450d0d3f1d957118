"""Read lists of feeds of other feed readers: OPML 2.0, http://opml.org/spec2.opml."""

import re
from collections.abc import Iterable

from lxml import etree

from feeds.paper import clean
from feeds.parsing import parse_xml

# Two characters that XML excludes and `clean` keeps.
_NO_CHARACTERS = re.compile(r"[\ufffe\uffff]")


def read_opml(body: bytes) -> tuple[tuple[str, str], ...]:
    """Read a list of feeds, in folders of any depth.

    Returns:
        (title, address) of each feed in order; the address is its title where it has none.

    Raises:
        MalformedError: not an OPML document.
    """
    feeds = []
    for outline in parse_xml(body, "opml").iter("{*}outline"):
        # The specification writes xmlUrl, some readers xmlurl.
        attributes = {str(name).lower(): clean(value) for name, value in outline.attrib.items()}
        address = attributes.get("xmlurl")
        if address:
            feeds.append((attributes.get("title") or attributes.get("text") or address, address))
    return tuple(feeds)


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
