"""Write RIS, as reference managers exchange it.

The tags are those of the format's specification of 2011
(https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp).
"""

from collections.abc import Iterable, Iterator

from papertrail.render.escaping import printable
from papertrail.types.bibliography_entry import (
    BibliographyEntry,
    EntryKind,
    ExportedWork,
    PersonName,
)

_TYPES = {
    EntryKind.ARTICLE: "JOUR",
    EntryKind.CONFERENCE: "CPAPER",
    # Zotero's "preprint"
    EntryKind.PREPRINT: "UNPB",
}


class RisExporter:
    """RIS in UTF-8, one record for each work."""

    extension = "ris"

    def render(self, works: Iterable[ExportedWork]) -> Iterator[str]:
        """Yield one record for each work."""
        for exported in works:
            lines = [f"{tag}  - {printable(value)}" for tag, value in _record(exported) if value]
            yield "\n".join([*lines, "ER  - ", ""])


def _record(exported: ExportedWork) -> Iterator[tuple[str, str]]:
    citation = exported.citation
    yield "TY", _TYPES[citation.kind]
    yield "ID", citation.key
    yield "TI", citation.title
    for name in citation.authors:
        yield "AU", _name(name)
    yield "PY", str(citation.year or "")
    if citation.year and citation.month:
        yield "DA", f"{citation.year}/{citation.month:02}//"
    yield "T2", citation.container
    yield "DO", citation.doi
    yield "UR", citation.url
    if citation.arxiv:
        yield "AN", _archive(citation)
    for tag in citation.tags:
        yield "KW", tag
    yield "AB", citation.abstract


def _name(name: PersonName) -> str:
    family = f"{name.particle} {name.family}".strip()
    return ", ".join(part for part in (family, name.given, name.suffix) if part)


def _archive(citation: BibliographyEntry) -> str:
    subject = f" [{citation.primary_class}]" if citation.primary_class else ""
    return f"arXiv:{citation.arxiv}{subject}"
