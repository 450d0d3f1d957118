"""Read reference libraries (BibTeX, CSL JSON) and match their papers with the stored ones."""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
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
from feeds.paper_pages import identifier_at
from feeds.parsing import parse_json
from feeds.tex import FORMULA, readable
from papertrail.dedup.same_work import Record, record_of_work, same_work, title_keys
from papertrail.errors import PapertrailError
from papertrail.exchange.bibtex import Entry, MacroError, read_entries, split_names
from papertrail.exchange.files import parsed, read_bytes
from papertrail.store import Store

_SIGNS = {
    "asciicircum": "\ue000^",
    "asciitilde": "\ue001~",
    "backslash": "\ue002\\",
    "braceleft": "\ue003{",
    "braceright": "\ue004}",
}
"""Commands of signs, each with the private character that takes its place, and the sign."""
_SIGN = re.compile(rf"\\text({'|'.join(_SIGNS)})(?:\{{\}}|\b ?)")
_ENSURED = re.compile(r"\\ensuremath\{((?:[^{}]|\{[^{}]{0,80}\}){0,80})\}")
_COMMAND = re.compile(r"\{(\\[A-Za-z]{2,30})\}")
_MEANT = {ord(sign[0]): sign[1] for sign in _SIGNS.values()}
_DECLARED = re.compile(rb"\A\W*%+\s*Encoding:\s*([\w-]{2,20})", re.IGNORECASE)
"""As JabRef wrote it."""


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
            reason = "it has no entries"
            if self.faults:
                reason = self.faults[0]
            hint = "name another file or collection, or export it again as BibTeX or CSL JSON"
            raise PapertrailError(f"{path} has no paper that can be read: {reason}", hint)
        return self


def read_library(path: Path) -> Library:
    """Read a .bib file, or a CSL-JSON file.

    Raises:
        PapertrailError: there is no such file, it can't be read, or nothing in it can be
            understood.
    """
    content = read_bytes(path, "name a .bib or CSL-JSON file")
    text = decoded(content)
    is_json = text.lstrip().startswith(("[", "{"))
    library = parsed(path, len(text), _csl if is_json else _bibtex, text, str(path))
    return library.checked(path)


def decoded(content: bytes) -> str:
    """Return a file's text, its lines ended by line feeds.

    Its encoding is that of its byte order mark, else UTF-8, what JabRef declares, or Windows's.
    """
    return _decoded(content).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    declared = _DECLARED.match(content)
    names = ["utf-8-sig", *([declared[1].decode("ascii")] if declared else []), "cp1252"]
    for name in names:
        with suppress(UnicodeDecodeError, LookupError):
            return content.decode(name)
    return content.decode("latin-1")


def matched(store: Store, references: Sequence[Reference]) -> tuple[list[int], list[Reference]]:
    """Return the keys of the stored works of some references, and the references without a work."""
    keys, missing = [], []
    for reference in references:
        key = find(store, reference.record)
        if key is None:
            missing.append(reference)
        else:
            keys.append(key)
    return list(dict.fromkeys(keys)), missing


def find(store: Store, record: Record) -> int | None:
    """Return the key of the stored work that a record is of, or None."""
    for scheme, value in sorted(record.identifiers):
        if (key := store.works.find(scheme, value)) is not None:
            return key
    keys = store.works.with_title_keys(title_keys(record.title))
    for work in store.works.get(keys):
        if same_work(record_of_work(work), record):
            return work.key
    return None


def _bibtex(text: str, where: str) -> Library:
    """Read a file's entries, of which a broken one costs only itself.

    Raises:
        PapertrailError: the file's macros grow without bounds.
    """
    references: list[Reference] = []
    faults: list[str] = []
    try:
        for entry in read_entries(text):
            if reference := None if entry.is_broken else reference_of(entry):
                references.append(reference)
            else:
                fault = "has no title"
                if entry.is_broken:
                    fault = "is broken"
                faults.append(f"{where}:{entry.line}: the entry {fault} and is skipped")
    except MacroError as error:
        raise PapertrailError(
            f"{where}: {error}", "remove the @string definitions that repeat others"
        ) from error
    return Library(references, faults)


def reference_of(entry: Entry) -> Reference | None:
    """Return what a BibTeX entry says of a work; None without a title."""

    def first(*names: str) -> str:
        return next(filter(None, (entry.fields.get(name, "").strip() for name in names)), "")

    title = plain(first("title")[: 4 * TITLE])
    authors = tuple(filter(None, map(plain, split_names(first("author"))[:AUTHORS])))
    year = re.search(r"\d{4}", first("year", "date"))
    fields = " ".join(
        entry.fields.get(name, "")
        for name in ("eprint", "url", "journal", "note", "howpublished", "doi")
    )
    archive = first("archiveprefix", "eprinttype") or "arxiv"
    bare = ""
    if archive.lower() == "arxiv":
        bare = first("eprint")
    venue = plain(first("booktitle", "journal", "journaltitle")[: 4 * PHRASE])
    identifiers = identifiers_in(first("doi"), fields, bare, first("url"))
    return _made(entry.key, title, authors, int(year[0]) if year else None, venue, identifiers)


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
            reference = reference_of_item(item)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            reference = None
        if reference:
            references.append(reference)
        else:
            faults.append(f"item {number} has no title or is broken, and is skipped")
    return Library(references, faults)


def reference_of_item(item: dict[str, Any]) -> Reference | None:
    """Return what an item of CSL JSON says of a work; None without a title.

    Raises:
        AttributeError, KeyError, IndexError, TypeError, ValueError: it is no item.
    """
    authors = tuple(
        name.get("literal") or f"{name.get('given', '')} {name.get('family', '')}".strip()
        for name in item.get("author", [])
    )
    dates = item.get("issued", {}).get("date-parts") or [[None]]
    year = None
    if dates[0] and dates[0][0]:
        year = int(dates[0][0])
    fields = " ".join(
        str(item.get(key, "")) for key in ("URL", "number", "archive_location", "note", "DOI")
    )
    url = str(item.get("URL", ""))
    identifiers = identifiers_in(str(item.get("DOI", "")), fields, "", url)
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


def identifiers_in(doi: str, fields: str, bare: str, url: str) -> frozenset[tuple[str, str]]:
    """Return the identifiers in the fields of an entry.

    Args:
        doi: a DOI, also with the address of its resolver.
        fields: texts with arXiv ids in one of their usual forms.
        bare: what may be an arXiv id alone.
        url: of a page of a paper.
    """
    return frozenset(_each_identifier(doi, fields, bare, url))


def _each_identifier(doi: str, fields: str, bare: str, url: str) -> Iterator[tuple[str, str]]:
    known = parse_arxiv_id(bare)
    arxiv_id = find_arxiv_id(fields) or (known and known[0])
    if arxiv_id:
        yield "arxiv", arxiv_id
    # TeX needs a backslash before some signs.
    name = strip_doi_resolver(re.sub(r"\\(?=[_&%#])", "", clean(doi)))
    if len(name) <= ADDRESS and name.startswith("10.") and not is_arxiv_doi(name):
        yield "doi", name
    if at_page := identifier_at(clean(url)):
        yield at_page


def plain(text: str) -> str:
    """Return a BibTeX value as text: TeX read, without the braces that keep upper case.

    Formulas keep theirs.
    """
    marked = _SIGN.sub(lambda sign: _SIGNS[sign[1]][0], _ENSURED.sub(_of_maths, text))
    read, parts, end = readable(marked), [], 0
    for formula in FORMULA.finditer(read):
        parts += [_without_braces(read[end : formula.start()]), formula[0]]
        end = formula.end()
    whole = "".join([*parts, _without_braces(read[end:])])
    return " ".join(whole.translate(_MEANT).split())


@lru_cache(maxsize=1_024)
def _sign_of(tex: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return str(LatexNodes2Text().latex_to_text(tex))


def _of_maths(found: re.Match[str]) -> str:
    r"""Return the sign that exporters write as \ensuremath{...}."""
    return _sign_of(found[1])


def _of_command(found: re.Match[str]) -> str:
    r"""Return the sign of a command in braces, such as {\textmu}."""
    return _sign_of(found[1]) or found[0]


def _without_braces(text: str) -> str:
    return _COMMAND.sub(_of_command, text).replace("{", "").replace("}", "")
