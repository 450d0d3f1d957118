"""Turn works into citations: the published version, with the preprint that belongs to it."""

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
    """Return the citation of a work.

    Args:
        work: the work; its venue decides whether it is published.
        key: by which documents cite it.
        tags: the reader's.
    """
    venue = work.venue or work.journal_ref or ""
    known = dict(reversed(work.identifiers))
    arxiv, doi = known.get("arxiv", ""), _doi(known.get("doi", ""))
    kind = _kind(venue, doi)
    published = kind is not EntryKind.PREPRINT
    return BibliographyEntry(
        key=key,
        work_id=work.id,
        kind=kind,
        title=" ".join(work.title.split()),
        authors=tuple(name_parts(author.name) for author in work.authors),
        year=work.publication_year if published else _preprint_year(work),
        month=None if published else _month(work),
        container=container_of(venue) if published and venue else "",
        venue=venue if published else "",
        journal_ref=work.journal_ref or "",
        doi=doi,
        url=_address(known, work.url, doi, published=published),
        arxiv=arxiv,
        primary_class=work.categories[0] if arxiv and work.categories else "",
        abstract=" ".join(work.abstract.split()),
        tags=tags,
    )


def _kind(venue: str, doi: str) -> EntryKind:
    if venue and is_publication(venue):
        return EntryKind.ARTICLE if is_journal(venue) else EntryKind.CONFERENCE
    # A publisher's DOI belongs to a published version, wherever that is.
    return EntryKind.ARTICLE if doi else EntryKind.PREPRINT


def _doi(doi: str) -> str:
    """Return a DOI of a publisher; arXiv's own names the preprint."""
    return "" if is_arxiv_doi(doi) or is_placeholder(doi) else doi


def _preprint_year(work: Work) -> int | None:
    day = work.submitted or work.announced
    return int(day[:4]) if day else work.year


def _month(work: Work) -> int | None:
    day = work.submitted or work.announced
    return int(day[_MONTH]) if day else None


def _address(known: dict[str, str], own: str, doi: str, *, published: bool) -> str:
    """Return the address of the published page, else of the DOI, else of the preprint."""
    if published:
        for scheme in _PUBLISHERS:
            if scheme in known and (page := page_address(scheme, known[scheme])):
                return page
        if "arxiv.org/" not in own and own:
            return own
        if doi:
            return doi_address(doi)
    return arxiv_address(known["arxiv"]) if "arxiv" in known else own
