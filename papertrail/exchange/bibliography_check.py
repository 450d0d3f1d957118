"""Compare entries of a bibliography with stored works. Pure; no I/O.

Only what the store proves is a finding. A difference that two sound descriptions of one work may
have (a journal's year online and in print, initials, a list of authors that is cut short) is none.
"""

import re
from collections.abc import Iterator

from papertrail.dedup.names import common_authors
from papertrail.dedup.titles import compare, read_title
from papertrail.dedup.venues import Setting, is_journal, is_publication, setting
from papertrail.exchange.bibtex import Entry
from papertrail.exchange.entries import cite
from papertrail.exchange.libraries import Reference
from papertrail.exchange.proceedings import venue_of, without_year
from papertrail.text.names import read_name, same_person
from papertrail.types.bibliography import BibliographyFinding, FindingKind
from papertrail.types.bibliography_entry import EntryKind
from papertrail.types.work import Work

_SAME_TITLE = 0.6
"""The likeness of two titles of one work, of which one was changed for publication."""
_VERSION = re.compile(r"\d{4}\.\d{4,5}v(?P<version>\d{1,3})\b")
_OTHERS = re.compile(r"\band\s+others\s*\Z|\bet\s+al\b", re.IGNORECASE)


def findings(
    entry: Entry, reference: Reference, work: Work, retracted: str = ""
) -> Iterator[BibliographyFinding]:
    """Yield what is to be corrected in an entry.

    Args:
        entry: as the file has it.
        reference: what it says.
        work: the stored work that it names.
        retracted: who gave notice that it was retracted; empty if nobody did.
    """

    def found(kind: FindingKind, says: str, stored: str) -> BibliographyFinding:
        return BibliographyFinding(kind, entry.key, entry.line, says, stored, work.id)

    record = reference.record
    if not _is_titled(record.title, work.title):
        yield found(FindingKind.IDENTIFIER, record.title, work.title)
        return
    if work.withdrawn:
        yield found(FindingKind.WITHDRAWN, record.title, "withdrawn by its authors")
    if retracted:
        yield found(FindingKind.RETRACTED, record.title, retracted)
    citation = cite(work)
    is_preprint = not record.venue or not is_publication(record.venue)
    published = citation.kind is not EntryKind.PREPRINT
    if is_preprint and published and citation.venue and not entry.fields.get("doi"):
        yield found(FindingKind.PUBLISHED, record.venue or _unpublished(entry), citation.venue)
    elif not is_preprint and published and citation.venue:
        yield from _of_publication(entry, reference, work)
    elif is_preprint and not published and 0 < _version(entry) < (work.version or 0):
        yield found(FindingKind.OUTDATED, f"v{_version(entry)}", f"v{work.version}")
    if is_preprint and record.year and not _is_year_of(record.year, work):
        yield found(FindingKind.YEAR, str(record.year), str(citation.year))
    if wrong := _wrong_authors(entry, reference, work):
        yield found(FindingKind.AUTHORS, wrong, ", ".join(_names(work)))


def _unpublished(entry: Entry) -> str:
    """Return what an entry without a venue cites."""
    says_arxiv = any("arxiv" in value.lower() for value in entry.fields.values())
    return "preprint" if says_arxiv else "a work without venue"


def _of_publication(
    entry: Entry, reference: Reference, work: Work
) -> Iterator[BibliographyFinding]:
    """Yield what is wrong in the venue and year of an entry that cites a publication."""
    record, citation = reference.record, cite(work)
    says = venue_of(without_year(record.venue or ""), None)
    if setting(says, None, without_year(citation.venue), None) is Setting.APART:
        yield BibliographyFinding(
            FindingKind.VENUE, entry.key, entry.line, record.venue or "", citation.venue, work.id
        )
    elif record.year and citation.year:
        allowed = 1 if is_journal(citation.venue) else 0
        if abs(record.year - citation.year) > allowed:
            yield BibliographyFinding(
                FindingKind.YEAR,
                entry.key,
                entry.line,
                str(record.year),
                str(citation.year),
                work.id,
            )


def _is_titled(title: str, stored: str) -> bool:
    one, other = read_title(title), read_title(stored)
    if one.letters == other.letters:
        return True
    compared = compare(one, other)
    return (
        compared.cut
        or compared.likeness >= _SAME_TITLE
        or _shares_words(one.content, other.content)
    )


def _shares_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Decide whether titles share half of the words of the shorter one."""
    shorter = min(len(set(one)), len(set(other)))
    return 2 * len(set(one) & set(other)) >= shorter > 0


def _version(entry: Entry) -> int:
    """Return the version of a preprint that an entry names; 0 for none."""
    text = " ".join(entry.fields.get(name, "") for name in ("eprint", "url", "journal", "note"))
    found = _VERSION.search(text)
    return int(found["version"]) if found else 0


def _is_year_of(year: int, work: Work) -> bool:
    """Decide whether a preprint may be cited with a year: of any version, or of publication."""
    days = [day for day in (work.submitted, work.announced, work.updated) if day]
    years = [int(day[:4]) for day in days]
    if work.publication_year:
        years.append(work.publication_year)
    return not years or min(years) <= year <= max(years)


def _names(work: Work) -> list[str]:
    return [author.name for author in work.authors]


def _wrong_authors(entry: Entry, reference: Reference, work: Work) -> str:
    """Return in words what is wrong with the authors of an entry, or an empty string."""
    cited, known = reference.record.authors, _names(work)
    common = common_authors(cited, known)
    if common is None:
        return ""
    strangers = [name for name in cited if not _is_among(name, known)]
    if strangers:
        return f"{', '.join(strangers)} not among the authors"
    is_cut = bool(_OTHERS.search(entry.fields.get("author", "")))
    if not is_cut and len(cited) < len(known):
        missing = [name for name in known if not _is_among(name, cited)]
        return f"without {', '.join(missing)}" if missing else ""
    return ""


def _is_among(name: str, names: list[str] | tuple[str, ...]) -> bool:
    one = read_name(name)
    others = [read_name(other) for other in names]
    return one is None or any(same_person(one, other) for other in others if other)
