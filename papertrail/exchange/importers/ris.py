"""Import RIS, as Zotero, EndNote, Mendeley and publishers write it.

The tags are those of the format's specification of 2011
(https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp). A record
begins with TY or, in files that leave types out, after the end of the one before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from papertrail.exchange.files import parsed, read_bytes
from papertrail.exchange.importers.building import keywords, make_paper, written_name
from papertrail.exchange.libraries import decoded, identifiers_in
from papertrail.text.name_parts import name_parts
from papertrail.types.imports import ImportedLibrary, ImportedPaper, Refusal

_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9])  ?-(?: (?P<value>.*)|\s*)$")
_BEGINS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[A-Z][A-Z0-9]  ?-(?: |\r?\n|$)")
_SUBJECT = re.compile(r"\[(?P<subject>[\w.-]+)\]")


@dataclass(slots=True)
class _Record:
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    last: str = ""

    def add(self, tag: str, value: str) -> None:
        """Add a line with a tag."""
        self.values.setdefault(tag, []).append(value.strip())
        self.last = tag

    def go_on(self, text: str) -> None:
        """Add a line without a tag to the value before it."""
        values = self.values.get(self.last)
        if values and text.strip():
            values[-1] = f"{values[-1]}\n{text.strip()}"

    def first(self, *tags: str) -> str:
        """Return the first value of the first tag that has one."""
        for tag in tags:
            for value in self.values.get(tag, ()):
                if value:
                    return value
        return ""

    def all(self, *tags: str) -> list[str]:
        """Return the values of tags."""
        return [value for tag in tags for value in self.values.get(tag, ()) if value]


class RisImporter:
    """Reads .ris files."""

    def recognises(self, path: Path, beginning: bytes) -> bool:
        """See `Importer`."""
        return path.suffix.lower() == ".ris" or bool(_BEGINS.match(beginning))

    def read(self, path: Path) -> ImportedLibrary:
        """See `Importer`."""
        text = decoded(read_bytes(path, "name a .ris file"))
        return parsed(path, len(text), read_ris, text, str(path))


def read_ris(text: str, file: str) -> ImportedLibrary:
    """Return the papers of a file's text."""
    papers, refusals = [], []
    for record in _records(text):
        label = record.first("ID", "LB")
        paper = _paper(record)
        if paper:
            papers.append(paper)
            continue
        reason = "it has no title (TI, T1)"
        if not record.values:
            reason = "it is no record of RIS: no line has a tag such as TI  -"
        refusals.append(Refusal(file, record.line, label, reason))
    return ImportedLibrary(papers, refusals)


def _records(text: str) -> Iterator[_Record]:
    """Yield records; text between them that belongs to none is one without values."""
    record: _Record | None = None
    stray = 0
    for number, line in enumerate(text.split("\n"), 1):
        found = _LINE.match(line.lstrip("\ufeff"))
        if found is None:
            if record is not None:
                record.go_on(line)
            elif line.strip() and not stray:
                stray = number
            continue
        tag, value = found["tag"], found["value"] or ""
        if tag == "TY" and record is not None and record.values:
            # The one before has no end.
            yield record
            record = None
        if stray:
            yield _Record(stray)
            stray = 0
        if tag == "ER":
            if record is not None:
                yield record
            record = None
            continue
        record = record or _Record(number)
        record.add(tag, value)
    if record is not None:
        yield record
    elif stray:
        yield _Record(stray)


def _paper(record: _Record) -> ImportedPaper | None:
    archive = record.first("AN") if "arxiv" in record.first("AN").lower() else ""
    subject = _SUBJECT.search(archive)
    fields = " ".join([archive, *record.all("UR", "L1", "L2", "M1", "C7", "DO", "T2", "JO")])
    url = record.first("UR", "L2")
    paper = make_paper(
        record.first("TI", "T1", "CT"),
        [written_name(name_parts(name)) for name in record.all("AU", "A1")],
        identifiers_in(record.first("DO"), fields, "", url),
        when=record.first("DA", "PY", "Y1"),
        container=record.first("T2", "JO", "JF", "JA", "BT"),
        abstract=record.first("AB", "N2"),
        url=url,
        subject=subject["subject"] if subject else "",
    )
    if paper is None:
        return None
    return ImportedPaper(
        record.line,
        record.first("ID", "LB") or paper.title,
        paper,
        citation_key=record.first("ID", "LB"),
        tags=keywords(record.all("KW")),
        note="\n\n".join(record.all("N1", "RN")),
    )
