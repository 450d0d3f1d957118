"""Read reference libraries (BibTeX, CSL JSON) and match their papers with the stored ones."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from feeds.bounds import ADDRESS, AUTHORS, LAST_YEAR, NAME, PHRASE, TITLE, shortened
from feeds.errors import MalformedError
from feeds.identifiers import (
    find_arxiv_id,
    is_arxiv_doi,
    parse_arxiv_id,
    strip_doi_resolver,
)
from feeds.paper import clean
from feeds.parsing import parse_json
from papertrail.dedup.same_work import Record, record_of_work, same_work, title_keys
from papertrail.errors import PapertrailError
from papertrail.exchange.bibtex_macros import refuse_expansion
from papertrail.exchange.files import parsed, read_bytes
from papertrail.store import Store

_ENTRY = re.compile(r"^[ \t]*@(?!comment|string|preamble)\w+\s*\{", re.IGNORECASE | re.MULTILINE)

_AT_ONCE = 50
"""Entries that one call of the parser reads, each for a fiftieth of a second."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a library.

    Attributes:
        label: by which its owner identifies it.
    """

    label: str
    record: Record


@dataclass(frozen=True, slots=True)
class Library:
    """The entries that could be read, and what is wrong with the others, each in one line."""

    references: Sequence[Reference]
    faults: Sequence[str]

    def checked(self, path: Path) -> Self:
        """Return the library of a file if there is anything in it.

        Raises:
            PapertrailError: there is nothing.
        """
        if not self.references:
            reason = self.faults[0] if self.faults else "it has no entries"
            hint = "name another file or collection, or export it again as BibTeX or CSL JSON"
            raise PapertrailError(f"{path} has no paper that can be read: {reason}", hint)
        return self


def read_library(path: Path) -> Library:
    """Read a .bib file, or a CSL-JSON file.

    Raises:
        PapertrailError: there is no such file, it can't be read, or nothing in it can be
            understood.
    """
    hint = "name a .bib or CSL-JSON file in UTF-8"
    content = read_bytes(path, hint)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PapertrailError(f"can't read {path} ({error})", hint) from error
    is_json = text.lstrip().startswith(("[", "{"))
    library = parsed(path, len(text), _csl, text, str(path)) if is_json else _bibtex(text, path)
    return library.checked(path)


def matched(store: Store, references: Sequence[Reference]) -> tuple[list[int], list[Reference]]:
    """Return the keys of the stored works of some references, and the references without a work."""
    keys, missing = [], []
    for reference in references:
        key = _find(store, reference.record)
        if key is None:
            missing.append(reference)
        else:
            keys.append(key)
    return list(dict.fromkeys(keys)), missing


def _find(store: Store, record: Record) -> int | None:
    for scheme, value in sorted(record.identifiers):
        if (key := store.works.find(scheme, value)) is not None:
            return key
    keys = store.works.with_title_keys(title_keys(record.title))
    for work in store.works.get(keys):
        if same_work(record_of_work(work), record):
            return work.key
    return None


def _bibtex(text: str, path: Path) -> Library:
    """Read entry after entry, so that a broken one costs only itself.

    Raises:
        PapertrailError: the file's macros grow without bounds, or some entries take too long.
    """
    refuse_expansion(text, str(path))
    starts = [match.start() for match in _ENTRY.finditer(text)]
    entries = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    head = "\n".join(
        re.findall(r"^[ \t]*@string\s*\{.*\}[ \t]*$", text, re.IGNORECASE | re.MULTILINE)
    )
    references: list[Reference] = []
    faults: list[str] = []
    line = text.count("\n", 0, starts[0] if starts else 0) + 1
    for first in range(0, len(entries), _AT_ONCE):
        some = entries[first : first + _AT_ONCE]
        read = parsed(path, sum(map(len, some)) + len(head), _read_entries, head, some)
        for entry, found in zip(some, read, strict=True):
            if isinstance(found, Reference):
                references.append(found)
            else:
                faults.append(f"{path}:{line}: the entry {found} and is skipped")
            line += entry.count("\n")
    return Library(references, faults)


def _read_entries(head: str, entries: Sequence[str]) -> list[Reference | str]:
    """Return what each entry is, or what is wrong with it.

    Args:
        head: the file's @string definitions.
        entries: each as the file has it.
    """
    from bibtexparser.bibdatabase import BibDatabase
    from bibtexparser.bparser import BibTexParser

    # To make a parser takes longer than to read an entry, so one reads all, each into a database of
    # its own.
    parser = BibTexParser(ignore_nonstandard_types=False)
    parser.expect_multiple_parse = True
    shared = parser.bib_database = BibDatabase()
    shared.load_common_strings()
    with suppress(Exception):  # the parser raises whatever its grammar meets
        parser.parse(head)
    read: list[Reference | str] = []
    for text in entries:
        parser.bib_database = BibDatabase()
        parser.bib_database.strings.update(shared.strings)
        try:
            found = parser.parse(text).entries
            reference = _reference(found[0]) if len(found) == 1 else None
        except Exception:  # noqa: BLE001 - as above
            found, reference = [], None
        read.append(reference or ("has no title" if found else "is broken"))
    return read


def _reference(entry: dict[str, str]) -> Reference | None:
    title = _plain(entry.get("title", ""))
    authors = tuple(
        _plain(name) for name in _folded(entry.get("author", "")).split(" and ") if name.strip()
    )
    years = re.findall(r"\d{4}", entry.get("year", "") or entry.get("date", ""))
    fields = " ".join(
        str(entry.get(key, ""))
        for key in ("eprint", "url", "journal", "note", "howpublished", "doi")
    )
    bare = entry.get("eprint", "") if entry.get("archiveprefix", "arxiv").lower() == "arxiv" else ""
    venue = _plain(entry.get("booktitle", "") or entry.get("journal", ""))
    identifiers = _identifiers(entry.get("doi", ""), fields, bare)
    return _made(entry["ID"], title, authors, int(years[0]) if years else None, venue, identifiers)


def _csl(text: str, where: str) -> Library:
    try:
        content = parse_json(text.encode())
    except MalformedError as error:
        raise PapertrailError(
            f"the library is not valid JSON ({where}: {error})", "export it again as CSL JSON"
        ) from error
    items = content if isinstance(content, list) else content.get("items")
    return of_items(items if isinstance(items, list) else [])


def of_items(items: Iterable[Any]) -> Library:
    """Return a library of items as CSL JSON has them."""
    references, faults = [], []
    for number, item in enumerate(items, 1):
        try:
            reference = _item(item)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            reference = None
        if reference:
            references.append(reference)
        else:
            faults.append(f"item {number} has no title or is broken, and is skipped")
    return Library(references, faults)


def _item(item: dict[str, Any]) -> Reference | None:
    authors = tuple(
        name.get("literal") or f"{name.get('given', '')} {name.get('family', '')}".strip()
        for name in item.get("author", [])
    )
    dates = item.get("issued", {}).get("date-parts") or [[None]]
    year = int(dates[0][0]) if dates[0] and dates[0][0] else None
    fields = " ".join(
        str(item.get(key, "")) for key in ("URL", "number", "archive_location", "note", "DOI")
    )
    identifiers = _identifiers(str(item.get("DOI", "")), fields, "")
    venue = str(item.get("container-title", "") or item.get("event-title", ""))
    return _made(
        str(item.get("id", "")), str(item.get("title", "")), authors, year, venue, identifiers
    )


def _made(
    label: str,
    title: str,
    authors: tuple[str, ...],
    year: int | None,
    venue: str,
    identifiers: frozenset[tuple[str, str]],
) -> Reference | None:
    title, venue = shortened(title, TITLE), shortened(venue, PHRASE)
    if not title:
        return None
    names = tuple(shortened(name, NAME) for name in authors[:AUTHORS])
    preprint = not venue or "arxiv" in venue.lower()
    year = year if year and 0 < year <= LAST_YEAR else None
    return Reference(
        shortened(label, NAME), Record(title, names, year, None if preprint else venue, identifiers)
    )


def _identifiers(doi: str, fields: str, bare: str) -> frozenset[tuple[str, str]]:
    return frozenset(_each_identifier(doi, fields, bare))


def _each_identifier(doi: str, fields: str, bare: str) -> Iterator[tuple[str, str]]:
    known = parse_arxiv_id(bare)
    arxiv_id = find_arxiv_id(fields) or (known and known[0])
    if arxiv_id:
        yield "arxiv", arxiv_id
    name = strip_doi_resolver(clean(doi))
    if len(name) <= ADDRESS and name.startswith("10.") and not is_arxiv_doi(name):
        yield "doi", name


def _folded(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """Return a BibTeX value without braces and commands, accents made letters."""
    from bibtexparser.latexenc import latex_to_unicode

    return _folded(latex_to_unicode(text).replace("{", "").replace("}", ""))
