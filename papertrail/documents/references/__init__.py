"""Find the references of a document: entries of its bibliographies, with what they cite."""

import re

from papertrail.documents.references.bibliography import find_bibliographies
from papertrail.documents.references.entry import parse_entry
from papertrail.documents.references.joining import join_lines
from papertrail.documents.references.lines import lines_of
from papertrail.documents.references.splitting import RawEntry, split_entries
from papertrail.types.document import DocumentText, Reference

_BARE_NUMBER = re.compile(r"\A\d{1,3}\s+(?=[^\W\d_])")
_MOST = 5_000
"""References of a document at most."""
_SHORTEST = 12
"""Characters of an entry at least."""


def find_references(document: DocumentText) -> tuple[Reference, ...]:
    """Return the entries of a document's bibliographies, in order. Pure.

    An entry without a printed number has its position as number.
    """
    found: list[Reference] = []
    for bibliography in find_bibliographies(lines_of(document)):
        for place, raw in enumerate(split_entries(bibliography), 1):
            reference = _reference(raw, place)
            if reference:
                found.append(reference)
            if len(found) == _MOST:
                return tuple(found)
    return tuple(found)


def _reference(raw: RawEntry, place: int) -> Reference | None:
    text = join_lines(line.text for line in raw.lines)
    if len(text) < _SHORTEST:
        return None
    entry = parse_entry(_BARE_NUMBER.sub("", text) if raw.number else text)
    return Reference(
        raw.number or place,
        text,
        raw.lines[0].page,
        entry.title,
        entry.authors,
        entry.year,
        entry.identifiers,
    )
