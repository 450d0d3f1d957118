"""Read one entry of a bibliography: authors, title, year and identifiers, in any usual style."""

import re
from dataclasses import dataclass

from papertrail.documents.references.authors import Authors, read_authors
from papertrail.documents.references.identifiers import identifiers_in
from papertrail.documents.references.title import (
    begins_venue,
    clean_title,
    title_at,
    title_between_commas,
)

_LONGEST = 4_000
"""Characters of an entry that are read."""
_CANDIDATES = 400
"""Places at which a list of authors may end that are tried."""
_NEXT = 80
"""Characters after a name that say whether it goes on."""
_FIRST_YEAR, _LAST_YEAR = 1600, 2100

_LABEL = re.compile(r"\A\s*(?:\[[^\]\n]{1,24}\]|\(\d{1,4}\)|\d{1,4}[.)](?=\s|[^\W\d]))\s*")
_YEAR = r"(?:1[6-9]|20)\d\d"
# What can follow a list of authors.
_END = re.compile(
    rf"(?P<quote>[,.:]?\s*(?:[\u201c\u201f\u00ab\"]|``|\u2018\u2018))"
    rf"|(?P<year>[,.]?\s*[(\[](?P<in_brackets>{_YEAR})[a-z]?(?:,[^()]{{1,20}})?[)\]][.,:]?\s"
    rf"|[,.]?\s+(?P<bare>{_YEAR})[a-z]?[.,:]\s)"
    r"|(?P<stop>[.\u3002\uff0e]\s+|\u3002|\uff0e)"
    r"|(?P<colon>[:\uff1a]\s+)"
)
_QUOTED = re.compile(
    r"[\u201c\u201f\u00ab\"]([^\u201d\u00bb\"]{4,600})[\u201d\u00bb\"]|``(.{4,600}?)''"
    r"|\u2018\u2018(.{4,600}?)\u2019\u2019"
)
_MARKER = re.compile(r"\s*\[\s*(?:[JCMDNPRSZAG]|EB|DB|CP|OL)(?:\s*/\s*OL)?\s*\]")
_ENDS_IN_INITIAL = re.compile(r"(?:\A|[\s,.\-])[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f]\Z")
_INITIAL_NEXT = re.compile(
    r"(?:[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f]\.|and\s|&|et al|[\w'-]+ et al)"
)
_FAMILY_NEXT = re.compile(
    r"[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f][\w'\u2019-]+(?:,| and |\.\s"
    r"|\s+[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f][\w'\u2019-]+,)"
)
_NO_NAMES = re.compile(r"\d{3}|https?:")
_NOT_NAMES = re.compile(
    r"\d{2}|[a-z]{2}\.\s+[A-Z]|[?!:\u201c\"]|\b(?:of the|in the|for the|with)\b"
)
_FIRST_PIECE = re.compile(r"[^,]*")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b10\.\d{4,9}/\S+|\barXiv[:.\s]*\S*\d{4}\.\d{4,5}\S*|\babs/\S+",
    re.IGNORECASE,
)
_ACCESSED = re.compile(
    r"\(?\[?(?:last )?(?:accessed|retrieved|visited)\b[^.\])]{0,40}[\])]?", re.IGNORECASE
)
_ANY_YEAR = re.compile(rf"(?<![\d\u2013\u2014:/.-])({_YEAR})[a-z]?(?![\d\u2013\u2014/-]|\.\d)")
_STRONG_YEAR = re.compile(rf"(?<!\d)[(\[]\s*({_YEAR})[a-z]?\s*[)\]]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says; the title is empty if it has none or is not recognised."""

    authors: tuple[str, ...]
    title: str
    year: int | None
    identifiers: tuple[tuple[str, str], ...]


def parse_entry(text: str) -> Entry:
    """Read an entry, one line of text, with or without its number."""
    text = text[:_LONGEST]
    body = _LABEL.sub("", text, count=1).strip()
    head = _head(body)
    year = head.year or _year_in(body[head.end :]) or _year_in(body)
    return Entry(head.authors, clean_title(head.title), year, identifiers_in(body))


@dataclass(frozen=True, slots=True)
class _Head:
    """The first parts of an entry.

    Attributes:
        year: if it is printed between authors and title.
        end: where the rest of the entry begins.
    """

    authors: tuple[str, ...]
    title: str
    year: int | None
    end: int


def _head(body: str) -> _Head:
    marker = _MARKER.search(body)
    if marker and marker.start():
        before = body[: marker.start()]
        found = _after_authors(before)
        if found:
            authors, year, start = found
            return _Head(authors.names, before[start:], year, marker.end())
    quoted = _QUOTED.search(body)
    before_quote = read_authors(body[: quoted.start()]) if quoted else None
    if quoted and before_quote:
        return _Head(before_quote.names, next(filter(None, quoted.groups())), None, quoted.end())
    found = _after_authors(body)
    if found:
        authors, year, start = found
        quoted = _QUOTED.match(body, start) or _QUOTED.match(body, max(0, start - 1))
        if quoted:
            title = next(filter(None, quoted.groups()))
            return _Head(authors.names, title, year, quoted.end())
        title, end = title_at(body, start)
        return _Head(authors.names, title, year, end)
    return _by_commas(body) or _without_authors(body)


def _after_authors(body: str) -> tuple[Authors, int | None, int] | None:
    """Return the authors, the year that follows them, if any, and where the title begins."""
    first = _FIRST_PIECE.match(body)
    words = first[0].split() if first else []
    family_first = len(words) == 1 or (len(words) > 1 and _is_short(words[-1]))
    for number, found in enumerate(_END.finditer(body)):
        if number == _CANDIDATES:
            break
        before = body[: found.start()]
        if not before.strip():
            continue
        if _NO_NAMES.search(before):
            # Nor is any longer beginning a list of authors.
            break
        if found["stop"] and _is_inside_name(before, body[found.end() :], family_first):
            continue
        authors = read_authors(before)
        if not authors and (found["in_brackets"] or found["bare"]):
            authors = _any_names(before, body[found.end() :])
        if authors and (not _ends_in_initial_of_given(before, authors)):
            start = found.end()
            if found["quote"]:
                # The quotation mark itself, which may be two signs.
                start -= 1 + (body[start - 2 : start] in ("``", "\u2018\u2018"))
            year = found["in_brackets"] or found["bare"]
            return authors, int(year) if year else None, start
    return None


def _is_inside_name(before: str, rest: str, family_first: bool) -> bool:  # noqa: FBT001
    """Decide whether a full stop is that of an initial: after "Ada B" of "Ada B. Lovelace"."""
    if not _ENDS_IN_INITIAL.search(before):
        return False
    several = "," in before or " and " in before or len(before.split()) == 2  # noqa: PLR2004
    if not (family_first or several) or _INITIAL_NEXT.match(rest[:_NEXT]):
        return True
    return bool(_FAMILY_NEXT.match(rest[:_NEXT])) and not (family_first and "," in before)


def _any_names(before: str, after: str) -> Authors | None:
    """Read unusual names before a year; what is no list of authors has digits or sentences."""
    if len(before) > 1_500 or _NOT_NAMES.search(before):  # noqa: PLR2004
        return None
    if len(after.split()) < 2 or begins_venue(after):  # noqa: PLR2004
        return None
    names = [name.strip() for name in re.split(r",\s+(?:and\s+)?|\s+and\s+|;\s+|\s+&\s+", before)]
    return Authors(tuple(name for name in names if name))


def _is_short(word: str) -> bool:
    return word.rstrip(".,").isupper() and len(word.rstrip(".,")) <= 3  # noqa: PLR2004


def _ends_in_initial_of_given(before: str, authors: Authors) -> bool:
    """Decide whether a list is cut in the middle of a name: "Ada B" of "Ada B. Lovelace"."""
    return not authors.family_first and bool(_ENDS_IN_INITIAL.search(before))


def _by_commas(body: str) -> _Head | None:
    """Read an entry in which commas part everything: "A. Lovelace, C. Babbage, Title, Venue"."""
    end, known = 0, None
    for number, found in enumerate(re.finditer(r",\s+", body)):
        if number == 60:  # noqa: PLR2004
            break
        authors = read_authors(body[: found.start()])
        if not authors:
            if known:
                break
            continue
        end, known = found.end(), authors
    if not known:
        return None
    title, rest = title_between_commas(body, end)
    return _Head(known.names, title, None, rest)


def _without_authors(body: str) -> _Head:
    quoted = _QUOTED.search(body)
    if quoted:
        title = next(filter(None, quoted.groups()))
        before = body[: quoted.start()].strip(" ,.:")
        names = (before,) if 0 < len(before.split()) <= 8 else ()  # noqa: PLR2004
        return _Head(names, title, None, quoted.end())
    first, end = title_at(body, 0)
    # A company or a program in place of authors.
    if 0 < len(first.split()) <= 3 and end < len(body) and not _ANY_YEAR.search(first):  # noqa: PLR2004
        title, rest = title_at(body, end)
        if len(title.split()) > 1 and not _ADDRESS.match(title):
            return _Head((first.strip(" ."),), title, None, rest)
    return _Head((), first, None, end)


def _year_in(text: str) -> int | None:
    """Return the year of publication in what follows a title."""
    text = _ACCESSED.sub(" ", _ADDRESS.sub(" ", text))
    found = _STRONG_YEAR.findall(text) or _ANY_YEAR.findall(text)
    years = [int(year) for year in found if _FIRST_YEAR <= int(year) <= _LAST_YEAR]
    return years[-1] if years else None
