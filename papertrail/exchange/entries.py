"""Turn works into entries of bibliographies: as published, with the preprint that belongs to it."""

from dataclasses import replace

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
    entry = BibliographyEntry(
        key=key,
        work_id=work.id,
        kind=EntryKind.PREPRINT,
        title=" ".join(work.title.split()),
        authors=tuple(name_parts(author.name) for author in work.authors),
        year=work.year,
        url=work.url,
        journal_ref=work.journal_ref or "",
        doi=_publisher_doi(known.get("doi", "")),
        abstract=" ".join(work.abstract.split()),
        tags=tags,
    )
    if "arxiv" in known:
        subject = next(iter(work.categories), "")
        entry = replace(entry, arxiv=known["arxiv"], primary_class=subject)
    venue = work.venue or work.journal_ref or ""
    if venue and is_publication(venue):
        return _published(entry, work, venue)
    if entry.doi:
        # A publisher's DOI belongs to a published version, wherever that is.
        return _published(entry, work, "")
    return _preprint(entry, work)


def _published(entry: BibliographyEntry, work: Work, venue: str) -> BibliographyEntry:
    kind = EntryKind.CONFERENCE
    if not venue or is_journal(venue):
        kind = EntryKind.ARTICLE
    return replace(
        entry,
        kind=kind,
        year=work.publication_year,
        venue=venue,
        container=container_of(venue),
        url=_published_address(dict(reversed(work.identifiers)), entry),
    )


def _preprint(entry: BibliographyEntry, work: Work) -> BibliographyEntry:
    day = work.submitted or work.announced
    if day:
        entry = replace(entry, year=int(day[:4]), month=int(day[_MONTH]))
    if entry.arxiv:
        entry = replace(entry, url=arxiv_address(entry.arxiv))
    return entry


def _publisher_doi(doi: str) -> str:
    """Return a DOI of a publisher; arXiv's own names the preprint."""
    if is_arxiv_doi(doi) or is_placeholder(doi):
        return ""
    return doi


def _published_address(known: dict[str, str], entry: BibliographyEntry) -> str:
    """Return the address of the published page, else of the DOI, else of the preprint."""
    for scheme in _PUBLISHERS:
        if scheme in known and (page := page_address(scheme, known[scheme])):
            return page
    if entry.url and "arxiv.org/" not in entry.url:
        return entry.url
    if entry.doi:
        return doi_address(entry.doi)
    if entry.arxiv:
        return arxiv_address(entry.arxiv)
    return entry.url
