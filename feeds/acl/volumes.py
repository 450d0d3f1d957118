"""Parse the XML files of the ACL Anthology, one for each collection, such as 2024.acl or P18.

Format: https://github.com/acl-org/acl-anthology/blob/master/data/xml/schema.rnc
Identifiers: https://github.com/acl-org/acl-anthology/blob/master/python/acl_anthology/utils/ids.py
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from feeds.errors import MalformedError
from feeds.identifiers import parse_doi
from feeds.paper import Author, Paper, clean
from feeds.parsing import parse_xml

ANTHOLOGY_ID = re.compile(
    r"(?:(?P<year>\d{4})\.(?P<venue>[a-z0-9]+)-(?P<volume>[a-z0-9]+)\.\d+|[A-Z]\d{2}-\d{4,5})",
    re.ASCII,
)
"""2024.acl-long.1 since 2020, P18-3001 before; the collection is before the hyphen."""
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_TEXT = etree.XPath(".//text()")
_NO_PAPERS = ("frontmatter", "backmatter")
_FIRST_D19_WORKSHOP = 5


@dataclass(frozen=True, slots=True)
class _Volume:
    """The fields of a volume that hold for all of its papers."""

    collection: str
    id: str
    ingested: str | None
    venue: str | None
    year: int | None


def parse_collection(
    body: bytes, collection: str, volume: str | None = None
) -> tuple[tuple[Paper, ...], int]:
    """Read a collection's file.

    Args:
        body: the file as received.
        collection: whose file it should be.
        volume: the one volume to read, such as "emnlp" of the Findings; None for all of them.

    Returns:
        (papers, how many could not be read). There are no papers while the volume is not published.

    Raises:
        MalformedError: not the collection's file, or one of which less than half can be read.
    """
    root = parse_xml(body, "collection")
    if root.get("id") != collection:
        raise MalformedError(
            f"asked the ACL Anthology for {collection}, got {clean(root.get('id'))[:40]!r}"
        )
    volumes = [(element, _read_volume(element, collection)) for element in root.iterfind("volume")]
    rows = [
        _to_paper(paper, about)
        for element, about in volumes
        if volume in (None, about.id)
        for paper in element.iterfind("paper")
        if paper.get("type") not in _NO_PAPERS
    ]
    papers = tuple(filter(None, rows))
    left_out = len(rows) - len(papers)
    if left_out > len(papers):
        raise MalformedError(f"{left_out} of {len(rows)} papers of {collection} can't be read")
    return papers, left_out


def text_of(element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return the text of an element without its markup, `<tex-math>` as `$...$`; empty for None."""
    if element is None:
        return ""
    return clean("".join(f"${text}$" if _is_formula(text) else text for text in _TEXT(element)))


def venue_name(key: str, volume: str, year: int) -> str:
    """Name an edition by the Anthology's key of its venue: "ACL 2024", "Findings of EMNLP 2024"."""
    # A volume of the Findings is called after the conference that it belongs to.
    if key == "findings":
        return f"Findings of {volume.upper()} {year}"
    return f"{key.upper()} {year}"


def paper_url(anthology_id: str) -> str:
    """Return the address of a paper's page."""
    return f"https://aclanthology.org/{anthology_id}/"


def _is_formula(text: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    return bool(text.is_text and text.getparent().tag == "tex-math")


def _read_volume(element: Any, collection: str) -> _Volume:  # noqa: ANN401 - lxml ships no types
    volume = element.get("id", "")
    year = text_of(element.find("meta/year"))
    key = _venue_key(element, collection)
    return _Volume(
        collection,
        volume,
        element.get("ingest-date"),
        venue_name(key, volume, int(year)) if key and _NUMBER.fullmatch(year) else None,
        int(year) if _NUMBER.fullmatch(year) else None,
    )


def _venue_key(volume: Any, collection: str) -> str | None:  # noqa: ANN401 - lxml ships no types
    """Return the venue in a collection's name, as since 2020, else the volume's first venue."""
    keys = [
        collection.partition(".")[2],
        *map(text_of, volume.iterfind("meta/venue")),
    ]
    # Every workshop is also a "ws".
    return next(filter(None, sorted(keys, key="ws".__eq__)), None)


def _to_paper(element: Any, volume: _Volume) -> Paper | None:  # noqa: ANN401 - lxml ships no types
    anthology_id = _full_id(volume, element.get("id", ""))
    title = text_of(element.find("title"))
    if not (anthology_id and title):
        return None
    doi = parse_doi(text_of(element.find("doi")))
    return Paper(
        identifiers=(("acl", anthology_id), *([("doi", doi)] if doi else [])),
        title=title,
        abstract=text_of(element.find("abstract")),
        authors=tuple(author for author in map(_author, element.iterfind("author")) if author.name),
        url=paper_url(anthology_id),
        announced=_day(element.get("ingest-date") or volume.ingested),
        venue=volume.venue,
        year=volume.year,
        withdrawn=any(element.find(notice) is not None for notice in ("retracted", "removed"))
        or None,
    )


def _full_id(volume: _Volume, number: str) -> str | None:
    """Return a paper's identifier in the Anthology, or None where its parts make up none."""
    collection = volume.collection
    full_id = f"{collection}-{volume.id}.{number}"
    if not collection[:1].isdigit():
        if not (_NUMBER.fullmatch(volume.id) and _NUMBER.fullmatch(number)):
            return None
        volume_number, paper_number = int(volume.id), int(number)
        # Workshops filled more than nine volumes of their collections.
        wide = collection.startswith("W") or collection == "C69"
        if wide or (collection == "D19" and volume_number >= _FIRST_D19_WORKSHOP):
            full_id = f"{collection}-{volume_number:02}{paper_number:02}"
        else:
            full_id = f"{collection}-{volume_number}{paper_number:03}"
    if not ANTHOLOGY_ID.fullmatch(full_id):
        return None
    return full_id


def _author(person: Any) -> Author:  # noqa: ANN401 - lxml ships no types
    name = clean(f"{text_of(person.find('first'))} {text_of(person.find('last'))}")
    return Author(name, text_of(person.find("affiliation")) or None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
