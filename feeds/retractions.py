"""Ask Crossref whether a published paper was retracted.

A work's record lists the notices that update it, of its publisher and of Retraction Watch, as
`updated-by` (https://community.crossref.org/t/deprecating-retraction-watch-annotations-in-the-labs-api/15884).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from feeds.errors import MalformedError, NotFoundError
from feeds.http.contract import HttpClient
from feeds.identifiers import parse_doi
from feeds.json_fields import at, items, text
from feeds.pages import get_parsed
from feeds.parsing import parse_json

_WORKS = "https://api.crossref.org/works/"
_KINDS = {
    "retraction": "retracted",
    "partial_retraction": "retracted",
    "removal": "retracted",
    "withdrawal": "retracted",
    "expression_of_concern": "concern",
}
"""Crossref's types of updates that a reader has to know of; corrections are none of them."""
_SOURCES = {"retraction-watch": "Retraction Watch"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about a paper.

    Attributes:
        kind: `retracted`, or `concern` for an expression of concern.
        doi: of the notice; empty if it has none.
        source: "Retraction Watch" or "the publisher".
    """

    kind: str
    doi: str
    source: str


def parse_notices(body: bytes) -> tuple[Notice, ...]:
    """Return the notices in Crossref's record of a work, one for each kind, the first of each.

    Raises:
        MalformedError: it is no such record.
    """
    work = at(parse_json(body), "message")
    if not isinstance(work, Mapping):
        raise MalformedError("Crossref's answer is no record of a work")
    found: dict[str, Notice] = {}
    for update in items(work, "updated-by"):
        kind = _KINDS.get(text(at(update, "type")).lower().replace("-", "_").replace(" ", "_"))
        if kind:
            source = _SOURCES.get(text(at(update, "source")), "the publisher")
            doi = parse_doi(text(at(update, "DOI"))) or ""
            found.setdefault(kind, Notice(kind, doi, source))
    return tuple(found.values())


def notices(
    client: HttpClient, doi: str, etag: str | None = None
) -> tuple[tuple[Notice, ...], str | None]:
    """Return the notices about a DOI, and the etag of the answer; none if nothing changed.

    A DOI that Crossref does not know has none: another agency registered it.

    Raises:
        FeedError: Crossref can't be asked.
    """
    address = f"{_WORKS}{quote(doi, safe='')}"
    try:
        found, etag = get_parsed(
            client, address, parse_notices, accept="application/json", etag=etag
        )
    except NotFoundError:
        return (), None
    return found or (), etag
