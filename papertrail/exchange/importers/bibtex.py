"""Import BibTeX and biblatex, as written by reference managers.

What their owners keep in fields of their own is read from JabRef (https://docs.jabref.org, "Special
fields"), BibDesk and Mendeley: keywords, groups, the state of reading, priorities and comments.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from feeds.bounds import TITLE
from papertrail.exchange.bibtex import Entry, MacroError, read_entries, split_names
from papertrail.exchange.files import parsed, read_bytes
from papertrail.exchange.importers.building import keywords, make_paper, written_name
from papertrail.exchange.libraries import decoded, plain, reference_of
from papertrail.text.name_parts import name_parts
from papertrail.types.imports import ImportedLibrary, ImportedPaper, Refusal

_BEGINS = re.compile(rb"(?:^|\n)\s*@\s*\w+\s*[{(]")
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
_PRIORITIES = {"prio1": "high", "prio2": "normal", "prio3": "low"}
_STATES = {"read": "read", "skimmed": "reading", "reading": "reading", "unread": "later"}
_YES = frozenset({"1", "true", "yes"})
_NO = frozenset({"0", "false", "no", "-1"})
_INHERITED = {"booktitle": ("booktitle", "title"), "year": ("year",), "date": ("date",)}


class BibtexImporter:
    """Reads .bib files."""

    def recognises(self, path: Path, beginning: bytes) -> bool:
        """See `Importer`."""
        return path.suffix.lower() in (".bib", ".bibtex") or bool(_BEGINS.search(beginning))

    def read(self, path: Path) -> ImportedLibrary:
        """See `Importer`."""
        text = decoded(read_bytes(path, "name a .bib file"))
        return parsed(path, len(text), read_bibtex, text, str(path))


def read_bibtex(text: str, file: str) -> ImportedLibrary:
    """Return the papers of a file's text, its lines ended by line feeds."""
    entries: list[Entry] = []
    refusals: list[Refusal] = []
    try:
        entries.extend(read_entries(text))
    except MacroError as error:
        # What was read before it is good.
        line = 1 + text.count("\n", 0, entries[-1].end if entries else 0)
        reason = f"the file is not read from here on: {error}; remove that @string"
        refusals.append(Refusal(file, line, "", reason))
    by_key = {entry.key.casefold(): entry for entry in reversed(entries) if entry.key}
    papers = []
    for entry in entries:
        paper = None if entry.is_broken else _paper(_inheriting(entry, by_key))
        if paper:
            papers.append(paper)
        else:
            refusals.append(Refusal(file, entry.line, entry.key, _fault(entry)))
    return ImportedLibrary(papers, refusals)


def _fault(entry: Entry) -> str:
    if entry.is_broken:
        return "it is broken: a brace or quote is not closed, or a field is no field"
    return "it has no title"


def _inheriting(entry: Entry, by_key: Mapping[str, Entry]) -> Entry:
    """Return an entry with what its crossref gives, as BibTeX reads it; one step only."""
    parent = by_key.get(entry.fields.get("crossref", "").strip().casefold())
    if parent is None or parent is entry:
        return entry
    fields = dict(entry.fields)
    for name, sources in _INHERITED.items():
        for source in sources:
            if value := parent.fields.get(source):
                fields.setdefault(name, value)
    return replace(entry, fields=fields)


def _paper(entry: Entry) -> ImportedPaper | None:
    reference = reference_of(entry)
    if reference is None:
        return None
    fields = entry.fields

    def text(*names: str) -> str:
        return next(filter(None, (plain(fields.get(name, "")) for name in names)), "")

    record = reference.record
    paper = make_paper(
        plain(fields["title"][: 4 * TITLE]),
        list(map(printed_name, split_names(fields.get("author", "")))),
        record.identifiers,
        when=_when(fields),
        container=text("booktitle", "journal", "journaltitle"),
        abstract=text("abstract"),
        url=fields.get("url", "").strip(),
        subject=text("primaryclass", "eprintclass"),
    )
    if paper is None:
        return None
    return ImportedPaper(
        entry.line,
        entry.key,
        paper,
        citation_key=entry.key,
        tags=keywords(_keywords(fields)),
        state=_state(fields),
        priority=_PRIORITIES.get(text("priority").lower(), ""),
        note=plain_lines(text("annote", "annotation", "comment", "review")),
    )


def printed_name(name: str) -> str:
    """Return a BibTeX name in the order in which it is printed; one in braces is of a group."""
    name = name.strip()
    if name.startswith("{") and name.endswith("}") and name.find("}") == len(name) - 1:
        return plain(name)
    return written_name(name_parts(plain(name)))


def plain_lines(text: str) -> str:
    """Return a note without white space around it."""
    return text.strip()


def _when(fields: Mapping[str, str]) -> str:
    if date := fields.get("date", "").strip():
        return date
    year = re.search(r"\d{4}", fields.get("year", ""))
    if not year:
        return ""
    month = fields.get("month", "").strip().lower()
    number = int(month) if month.isdecimal() else _MONTHS.get(month[:3], 0)
    return f"{year[0]}-{number:02}" if number else year[0]


def _keywords(fields: Mapping[str, str]) -> Iterator[str]:
    for name in ("keywords", "keyword", "mendeley-tags", "groups"):
        yield plain(fields.get(name, ""))


def _state(fields: Mapping[str, str]) -> str:
    status = fields.get("readstatus", "").strip().lower()
    if status in _STATES:
        return _STATES[status]
    read = fields.get("read", "").strip().lower()
    if read in _YES:
        return "read"
    return "later" if read in _NO else ""
