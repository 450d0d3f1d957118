"""Write BibTeX, for BibTeX and Biber.

The entry types and fields are those of the standard styles and of arXiv
(https://info.arxiv.org/help/hypertex/bibstyles/index.html); for biblatex, those of its manual
(https://ctan.org/pkg/biblatex, section 2.2).
"""

import calendar
from collections.abc import Iterable, Iterator

from papertrail.exchange.exporters.latex import latex
from papertrail.types.bibliography_entry import (
    BibliographyEntry,
    EntryKind,
    ExportedWork,
    PersonName,
)


class BibtexExporter:
    """BibTeX with accents as commands, which every version of BibTeX reads."""

    extension = "bib"
    _ascii_only = True
    _archive, _archive_name = "archivePrefix", "arXiv"
    _primary_class = "primaryClass"

    def __init__(self, *, abstracts: bool = False) -> None:
        self._abstracts = abstracts

    def render(self, works: Iterable[ExportedWork]) -> Iterator[str]:
        """Yield one entry for each work."""
        for exported in works:
            yield self.entry(exported.citation)

    def entry(self, citation: BibliographyEntry) -> str:
        """Return one entry, ended by a line feed."""
        kind = self._type(citation)
        fields = {
            "title": self._latex(citation.title, keep_case=True),
            "author": " and ".join(self._name(name) for name in citation.authors),
            **self._place(citation, kind),
            "doi": citation.doi,
            "url": citation.url,
            **self._preprint(citation),
            "keywords": self._latex(", ".join(citation.tags)),
        }
        if self._abstracts:
            fields["abstract"] = self._latex(citation.abstract)
        lines = [
            f"  {name} = {_delimited(name, value)}," for name, value in fields.items() if value
        ]
        return "\n".join([f"@{kind}{{{citation.key},", *lines, "}", ""])

    def _type(self, citation: BibliographyEntry) -> str:
        if citation.kind is EntryKind.CONFERENCE:
            return "inproceedings"
        # BibTeX's articles need a journal.
        if citation.kind is EntryKind.ARTICLE and citation.container:
            return "article"
        return "misc"

    def _place(self, citation: BibliographyEntry, kind: str) -> dict[str, str]:
        place = self._container(
            citation, kind, {"inproceedings": "booktitle", "article": "journal"}
        )
        place["year"] = str(citation.year or "")
        if citation.month:
            place["month"] = calendar.month_abbr[citation.month].lower()
        return place

    def _container(
        self, citation: BibliographyEntry, kind: str, fields: dict[str, str]
    ) -> dict[str, str]:
        if kind not in fields:
            return {}
        return {fields[kind]: self._latex(citation.container)}

    def _preprint(self, citation: BibliographyEntry) -> dict[str, str]:
        if not citation.arxiv:
            return {}
        return {
            "eprint": citation.arxiv,
            self._archive: self._archive_name,
            self._primary_class: citation.primary_class,
        }

    def _name(self, name: PersonName) -> str:
        if name.is_group or not name.given:
            whole = self._latex(f"{name.particle} {name.family}".strip())
            if " " in whole or name.is_group:
                return f"{{{whole}}}"
            return whole
        family = self._latex(f"{name.particle} {name.family}".strip())
        parts = [family, self._latex(name.suffix), self._latex(name.given)]
        return ", ".join(_braced(part) for part in parts if part)

    def _latex(self, text: str, *, keep_case: bool = False) -> str:
        return latex(text, ascii_only=self._ascii_only, keep_case=keep_case)


class BiblatexExporter(BibtexExporter):
    """BibTeX in Unicode with biblatex's types and fields, for Biber."""

    _ascii_only = False
    _archive, _archive_name = "eprinttype", "arxiv"
    _primary_class = "eprintclass"

    def _type(self, citation: BibliographyEntry) -> str:
        kind = super()._type(citation)
        if kind == "misc" and citation.url:
            return "online"
        return kind

    def _place(self, citation: BibliographyEntry, kind: str) -> dict[str, str]:
        fields = {"inproceedings": "booktitle", "article": "journaltitle"}
        place = self._container(citation, kind, fields)
        if citation.year:
            place["date"] = str(citation.year)
        if citation.year and citation.month:
            place["date"] += f"-{citation.month:02}"
        return place


def _delimited(name: str, value: str) -> str:
    if name == "month":
        # Styles define the names of months as macros.
        return value
    return f"{{{value}}}"


def _braced(part: str) -> str:
    """Return a part of a name, in braces if a word or comma in it would end it."""
    if " and " in f" {part.lower()} " or "," in part:
        return f"{{{part}}}"
    return part
