"""Read the page of a paper by the tags that Google Scholar asks for: `citation_title` and others.

Nearly all publishers and proceedings have them:
https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

import re
from collections import defaultdict
from datetime import date
from itertools import takewhile
from typing import Any

from feeds.errors import HopelessError
from feeds.identifiers import is_arxiv_doi, parse_arxiv_id, parse_doi, strip_doi_resolver
from feeds.paper import Author, Paper, clean
from feeds.parsing import parse_html

_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?:[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2}))?")
_DATES = ("citation_publication_date", "citation_online_date", "citation_date", "dc.date")
_VENUES = ("citation_conference_title", "citation_journal_title", "citation_conference")
_ABSTRACTS = ("citation_abstract", "dc.description", "dcterms.abstract")
_ABSTRACT_ELEMENTS = '//*[@id="abstract" or @id="abstractText"] | //*[@class="abstract"]'
_HEADING = re.compile(r"\A(?:abstract|summary)\b[.:\s]*", re.IGNORECASE)

_PARAGRAPHS = frozenset({"p", "ol", "ul"})
_MISSING = frozenset({"Abstract Missing", "Abstract unavailable"})

_Tags = dict[str, list[str]]


def parse_citation_page(body: bytes, address: str) -> Paper:
    """Read a page into a paper, identified by the page's address and by what the page claims.

    Raises:
        HopelessError: the page has no title of a paper.
    """
    root = parse_html(body)
    tags = _tags(root)
    title = _first(tags, ("citation_title",))
    if not title:
        raise HopelessError(
            f"the page {address} does not say which paper it shows",
            "name the paper by its arXiv id or DOI",
        )
    day, year = _published(_first(tags, _DATES))
    return Paper(
        identifiers=(("url", address), *_claimed(tags)),
        title=title,
        abstract=_abstract(root, tags),
        authors=tuple(map(Author, _names(tags))),
        url=address,
        announced=day,
        venue=_first(tags, _VENUES) or None,
        year=year,
    )


def _tags(root: Any) -> _Tags:  # noqa: ANN401 - lxml ships no types
    found: _Tags = defaultdict(list)
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or "").lower()
        content = clean(tag.get("content"))
        if name and content:
            found[name].append(content)
    return found


def _first(tags: _Tags, names: tuple[str, ...]) -> str:
    return next((tags[name][0] for name in names if tags.get(name)), "")


def _claimed(tags: _Tags) -> list[tuple[str, str]]:
    found = []
    doi = parse_doi(strip_doi_resolver(_first(tags, ("citation_doi",))))
    arxiv = parse_arxiv_id(_first(tags, ("citation_arxiv_id",)))
    if doi and not is_arxiv_doi(doi):
        found.append(("doi", doi))
    if arxiv:
        found.append(("arxiv", arxiv[0]))
    return found


def _names(tags: _Tags) -> list[str]:
    """Return authors' names; some pages list them one in a tag, some all in one."""
    names = tags.get("citation_author") or _first(tags, ("citation_authors",)).split(";")
    return [name for name in map(_in_order, names) if name]


def _in_order(name: str) -> str:
    """Return `Ada Lovelace` for `Lovelace, Ada`."""
    last, comma, first = name.partition(",")
    return clean(f"{first} {last}") if comma and "," not in first else clean(name)


def _published(text: str) -> tuple[date | None, int | None]:
    found = _DATE.match(text)
    if not found:
        return None, None
    year = int(found["year"])
    try:
        day = date(year, int(found["month"]), int(found["day"])) if found["month"] else None
    except ValueError:
        day = None
    return day, year


def _abstract(root: Any, tags: _Tags) -> str:  # noqa: ANN401 - lxml ships no types
    named = _first(tags, _ABSTRACTS)
    if named:
        return named
    for element in root.xpath(_ABSTRACT_ELEMENTS):
        text = _HEADING.sub("", clean(element.text_content()))
        if text:
            return text
    below = abstract_below_heading(root)
    return below if below and below not in _MISSING else ""


def abstract_below_heading(root: Any) -> str | None:  # noqa: ANN401 - lxml ships no types
    """Return the paragraphs below the heading "Abstract" of a page, None if there is no heading."""
    headings = root.xpath('//*[self::h2 or self::h3 or self::h4][normalize-space()="Abstract"]')
    if not headings:
        return None
    # A paragraph inside of a paragraph, as some sites nest them, is parsed into siblings, some of
    # them empty.
    parts = takewhile(lambda element: element.tag in _PARAGRAPHS, headings[0].itersiblings("*"))
    return clean(" ".join(f"{part.text_content()}{part.tail or ''}" for part in parts))
