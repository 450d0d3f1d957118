"""Describe papers to programs that save references from pages, such as Zotero's connector.

A page of one paper has the meta elements that Highwire Press began with and Google Scholar lists
(https://scholar.google.com/intl/en/scholar/inclusion.html#indexing). Programs take those of a page
for one paper; so a page of several also has a COinS span (https://en.wikipedia.org/wiki/COinS) for
each, which Zotero prefers, and offers one by one.
"""

from urllib.parse import urlencode

from papertrail.dedup.venues import is_journal
from papertrail.render.escaping import link, printable
from papertrail.types.work import Work

_AUTHORS = 200


def citation_tags(work: Work) -> tuple[tuple[str, str], ...]:
    """Return (name, content) of the meta elements of a paper, its title first."""
    known = dict(reversed(work.identifiers))
    venue = printable(work.venue or "")
    tags = [("citation_title", printable(work.title))]
    tags += [("citation_author", printable(author.name)) for author in work.authors[:_AUTHORS]]
    tags += [
        ("citation_publication_date", _date(work)),
        (_venue_tag(venue), venue),
        ("citation_doi", known.get("doi", "")),
        ("citation_arxiv_id", known.get("arxiv", "")),
        ("citation_abstract_html_url", link(work.url)),
        ("citation_pdf_url", link(work.pdf_url)),
    ]
    return tuple((name, content) for name, content in tags if content)


def context_object(work: Work) -> str:
    """Return a paper as an OpenURL context object, the title of a COinS span."""
    known = dict(reversed(work.identifiers))
    venue = printable(work.venue or "")
    genre = "preprint"
    if venue:
        genre = "article" if is_journal(venue) else "proceeding"
    values = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rft.genre", genre),
        ("rft.atitle", printable(work.title)),
        ("rft.jtitle", venue),
        ("rft.date", _date(work).replace("/", "-")),
        ("rft_id", f"info:doi/{known['doi']}" if "doi" in known else ""),
        ("rft_id", link(work.url)),
    ]
    values += [("rft.au", printable(author.name)) for author in work.authors[:_AUTHORS]]
    return urlencode([(name, value) for name, value in values if value])


def _venue_tag(venue: str) -> str:
    return "citation_journal_title" if is_journal(venue) else "citation_conference_title"


def _date(work: Work) -> str:
    """Return the day of publication as 2026/06/17, or the year."""
    return (work.published or "").replace("-", "/")
