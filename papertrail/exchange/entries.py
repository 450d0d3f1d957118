"""Turn works into entries of bibliographies: as published, with the preprint that belongs to it."""

from collections.abc import Mapping
from typing import Any

from feeds.identifiers import arxiv_address, doi_address, is_arxiv_doi, is_placeholder
from feeds.paper_pages import page_address
from papertrail.dedup.venues import is_journal, is_publication
from papertrail.exchange.proceedings import container_of
from papertrail.text.name_parts import name_parts
from papertrail.types.bibliography_entry import BibliographyEntry, EntryKind
from papertrail.types.work import Work

_MONTH = slice(5, 7)
_PUBLISHERS = ("acl", "pmlr", "openreview")
"""Schemes whose identifiers alone give the page of the published version."""


def cite(work: Work, key: str = "", tags: tuple[str, ...] = ()) -> BibliographyEntry:
    """Return the entry of a work.

    Args:
        work: the work; its venue decides whether it is published.
        key: by which documents cite it.
        tags: the reader's.
    """
    known = dict(reversed(work.identifiers))
    arxiv, doi = known.get("arxiv", ""), _publisher_doi(known.get("doi", ""))
    venue = work.venue or work.journal_ref or ""
    # A publisher's DOI belongs to a published version, wherever that is.
    place = _preprint(work, arxiv)
    if venue and is_publication(venue):
        place = _published(work, venue, known, doi)
    elif doi:
        place = _published(work, "", known, doi)
    return BibliographyEntry(
        key=key,
        work_id=work.id,
        title=" ".join(work.title.split()),
        authors=tuple(name_parts(author.name) for author in work.authors),
        journal_ref=work.journal_ref or "",
        doi=doi,
        arxiv=arxiv,
        primary_class=next(iter(work.categories), "") if arxiv else "",
        abstract=" ".join(work.abstract.split()),
        tags=tags,
        **place,
    )


def _published(work: Work, venue: str, known: Mapping[str, str], doi: str) -> dict[str, Any]:
    """Return the fields of an entry that say where a work is published."""
    kind = EntryKind.CONFERENCE
    if not venue or is_journal(venue):
        kind = EntryKind.ARTICLE
    return {
        "kind": kind,
        "year": work.publication_year,
        "venue": venue,
        "container": container_of(venue),
        "url": _published_address(work, known, doi),
    }


def _preprint(work: Work, arxiv: str) -> dict[str, Any]:
    """Return the fields of an entry that say where and when a preprint appeared."""
    day, url = work.submitted or work.announced, work.url
    if arxiv:
        url = arxiv_address(arxiv)
    if not day:
        return {"kind": EntryKind.PREPRINT, "year": work.year, "url": url}
    return {
        "kind": EntryKind.PREPRINT,
        "year": int(day[:4]),
        "month": int(day[_MONTH]),
        "url": url,
    }


def _publisher_doi(doi: str) -> str:
    """Return a DOI of a publisher; arXiv's own names the preprint."""
    if is_arxiv_doi(doi) or is_placeholder(doi):
        return ""
    return doi


def _published_address(work: Work, known: Mapping[str, str], doi: str) -> str:
    """Return the address of the published page, else of the DOI, else of the preprint."""
    for scheme in _PUBLISHERS:
        if scheme in known and (page := page_address(scheme, known[scheme])):
            return page
    if work.url and "arxiv.org/" not in work.url:
        return work.url
    if doi:
        return doi_address(doi)
    if "arxiv" in known:
        return arxiv_address(known["arxiv"])
    return work.url
