"""Harvest arXiv's OAI-PMH interface: all that changed in a category between two days.

Protocol: http://www.openarchives.org/OAI/openarchivesprotocol.html; arXiv's sets and formats:
https://info.arxiv.org/help/oa/index.html. The format is `arXivRaw`, the one with each version's
time. Days are those of the last change, not of submission.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from feeds.arxiv.authors import split_authors
from feeds.arxiv.withdrawal import is_withdrawn
from feeds.errors import MalformedError, RefusedError
from feeds.http.contract import HttpClient
from feeds.identifiers import arxiv_address, parse_arxiv_id
from feeds.pages import get_parsed
from feeds.paper import Author, Paper, clean
from feeds.parsing import parse_xml

ADDRESS = "https://oaipmh.arxiv.org/oai"
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_IN_PHYSICS = frozenset(
    (
        "astro-ph",
        "cond-mat",
        "gr-qc",
        "hep-ex",
        "hep-lat",
        "hep-ph",
        "hep-th",
        "math-ph",
        "nlin",
        "nucl-ex",
    )
) | {"nucl-th", "physics", "quant-ph"}
"""Archives that make up the group physics; every other archive is a group of its own."""
_IGNORED = "I"
"""The source type of a version that took the paper back."""
_AND = re.compile(r",?\s+and\s+(?![^()]*\))")
_MOST_PAGES = 5_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records.

    Attributes:
        papers: as they are now, with the times of their first and their last version.
        removed: identifiers of papers that arXiv has deleted.
        resume: the token that asks for the next page, or None on the last one.
    """

    papers: tuple[Paper, ...]
    removed: tuple[str, ...]
    resume: str | None


class ArxivOai:
    """A harvester of OAI-PMH."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    def records(self, category: str, since: date, until: date) -> Iterator[Page]:
        """Yield what was added or changed in a category, such as cs.LG, between two days, included.

        Raises:
            RefusedError: arXiv does not accept the request.
            MalformedError: an answer is no page of records, or the pages go on without end.
            FeedError: as the client raises it.
        """
        days = f"from={since}&until={until}"
        query = f"verb=ListRecords&metadataPrefix=arXivRaw&{days}&set={quote(set_of(category))}"
        token: str | None = None
        restarted = False
        for _ in range(_MOST_PAGES):
            try:
                page = self._page(
                    f"verb=ListRecords&resumptionToken={quote(token, safe='')}" if token else query
                )
            except _ExpiredTokenError:
                # Tokens expire at midnight UTC; what was harvested before comes again, which does
                # no harm.
                if restarted or token is None:
                    raise
                token, restarted = None, True
                continue
            yield page
            token = page.resume
            if token is None:
                return
        raise MalformedError(f"the harvest of {category} goes on for more than {_MOST_PAGES} pages")

    def _page(self, query: str) -> Page:
        page, _ = get_parsed(self._client, f"{ADDRESS}?{query}", parse_page, accept="text/xml")
        if isinstance(page, RefusedError):
            raise page
        return page or Page((), (), None)


class _ExpiredTokenError(RefusedError):
    """The token is not valid any more."""


def set_of(category: str) -> str:
    """Return the set of a category, as `cs:cs:LG`, `physics:hep-th`, `physics:physics:plasm-ph`."""
    archive, dot, subject = category.partition(".")
    group = archive
    if archive in _IN_PHYSICS:
        group = "physics"
    if dot:
        return f"{group}:{archive}:{subject}"
    if group == archive:
        return group
    return f"{group}:{archive}"


def parse_page(body: bytes) -> Page | RefusedError:
    """Read an answer into a page, or into the error that OAI-PMH reports in it.

    Such an error is returned, not raised: asking again won't help.

    Raises:
        MalformedError: no answer of OAI-PMH, an empty one, or less than half of its records can be
            read.
    """
    root = parse_xml(body, "OAI-PMH")
    error = root.find(f"{_OAI}error")
    if error is not None:
        code, text = clean(error.get("code")), clean(error.text)
        if code == "noRecordsMatch":
            return Page((), (), None)
        kind = _ExpiredTokenError if code == "badResumptionToken" else RefusedError
        return kind(f"arXiv's OAI-PMH answers {code}: {text[:200]}")
    records = root.findall(f"{_OAI}ListRecords/{_OAI}record")
    papers, removed, odd = [], [], 0
    for record in records:
        header = record.find(f"{_OAI}header")
        known = None
        if header is not None:
            known = parse_arxiv_id(header.findtext(f"{_OAI}identifier") or "")
        paper = _to_paper(record.find(f"{_OAI}metadata/{_RAW}arXivRaw"))
        if known and header.get("status") == "deleted":
            removed.append(known[0])
        elif paper:
            papers.append(paper)
        else:
            odd += 1
    if not records or 2 * odd > len(records):
        raise MalformedError(f"of {len(records)} records of arXiv's OAI-PMH, {odd} can't be read")
    token = clean(root.findtext(f"{_OAI}ListRecords/{_OAI}resumptionToken"))
    return Page(tuple(papers), tuple(removed), token or None)


def _to_paper(raw: Any) -> Paper | None:  # noqa: ANN401 - lxml ships no types
    """Read a record's metadata, or return None where it has no identifier, title or version."""
    if raw is None:
        return None
    text = {
        element.tag.removeprefix(_RAW): clean(element.text)
        for element in raw
        if isinstance(element.tag, str)
    }
    known = parse_arxiv_id(text.get("id", ""))
    moments = [moment for version in raw.findall(f"{_RAW}version") if (moment := _moment(version))]
    if known is None or not text.get("title") or not moments:
        return None
    comment = text.get("comments", "")
    return Paper(
        identifiers=(
            ("arxiv", known[0]),
            *([("doi", text["doi"].lower())] if text.get("doi") else []),
        ),
        title=text["title"],
        abstract=text.get("abstract", ""),
        authors=_authors(text.get("authors", "")),
        url=arxiv_address(known[0]),
        version=len(moments),
        submitted=moments[0],
        updated=moments[-1],
        categories=tuple(text.get("categories", "").split()),
        comment=comment or None,
        journal_ref=text.get("journal-ref") or None,
        licence=text.get("license") or None,
        withdrawn=_withdrawn(raw, comment, text.get("abstract", "")),
    )


def _withdrawn(raw: Any, comment: str, abstract: str) -> bool | None:  # noqa: ANN401 - lxml
    """Return whether a record's last version took the paper back; None if it leaves that open."""
    kind = clean(raw.findall(f"{_RAW}version")[-1].findtext(f"{_RAW}source_type"))
    if _IGNORED in kind or is_withdrawn(comment, abstract):
        return True
    if kind:
        return False
    return None


def _moment(version: Any) -> datetime | None:  # noqa: ANN401 - lxml ships no types
    try:
        moment = parsedate_to_datetime(version.findtext(f"{_RAW}date") or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _authors(text: str) -> tuple[Author, ...]:
    """Split "A, B (X and Y), C and D"; the last one comes after "and"."""
    return split_authors(_AND.sub(", ", text))
