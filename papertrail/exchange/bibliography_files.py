"""Bring a BibTeX file forward: entries that papertrail wrote change, all else stays.

An entry is papertrail's own as long as its text is what papertrail wrote. An entry that a person
has edited, or that came from elsewhere, is never touched, and none is removed: documents may cite
it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from papertrail.exchange.bibtex import read_entries


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A BibTeX file with new entries.

    Attributes:
        text: the whole file.
        added: keys of entries that were appended.
        replaced: keys of entries that have a new text.
        kept: keys of entries that stay as a person wrote them.
    """

    text: str
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    kept: tuple[str, ...]


def entry_hash(entry: str) -> str:
    """Return a hash of an entry's text, without white space around it."""
    return hashlib.sha256(entry.strip().encode()).hexdigest()


def merge_entries(text: str, entries: Mapping[str, str], written: Mapping[str, str]) -> MergedFile:
    """Return a file with entries brought forward.

    Args:
        text: the file as it is.
        entries: texts by key, in the order in which new ones are appended.
        written: hashes of the entries that papertrail wrote to this file, by key.
    """
    if not entries:
        return MergedFile(text, (), (), ())
    places = _places_as_written(text, entries, written)
    if places is None:
        places = _places(text)
    parts: list[str] = []
    replaced, kept, end = [], [], 0
    pending = {key.lower(): key for key in entries}
    for folded, (start, stop) in places.items():
        if folded not in pending:
            continue
        key = pending.pop(folded)
        present, new = text[start:stop], entries[key].strip()
        if present == new:
            continue
        if written.get(key) != entry_hash(present):
            kept.append(key)
            continue
        parts += [text[end:start], new]
        end = stop
        replaced.append(key)
    parts.append(text[end:])
    added = tuple(pending.values())
    joined = _appended("".join(parts), [entries[key] for key in added])
    return MergedFile(joined, added, tuple(replaced), tuple(kept))


def _appended(text: str, entries: Sequence[str]) -> str:
    if entries and text.strip():
        text = text.rstrip("\n") + "\n\n"
    return text + "\n".join(entries)


def _places_as_written(
    text: str, entries: Mapping[str, str], written: Mapping[str, str]
) -> dict[str, tuple[int, int]] | None:
    """Return where entries are that papertrail wrote, without reading the whole file.

    None if an entry is not as it was written, or another one may have its key.
    """
    places = {}
    folded_text = text.lower()
    for key in entries:
        opening = f"{{{key.lower()},"
        if folded_text.count(opening) != (key in written):
            return None
        if key in written:
            start = text.rfind("@", 0, folded_text.index(opening))
            stop = text.find("\n}", start) + len("\n}")
            if entry_hash(text[start:stop]) != written[key]:
                return None
            places[key.lower()] = (start, stop)
    return dict(sorted(places.items(), key=lambda place: place[1]))


def _places(text: str) -> dict[str, tuple[int, int]]:
    """Return where each entry is, by its key in lower case, in the order of the file."""
    places: dict[str, tuple[int, int]] = {}
    for entry in read_entries(text):
        if entry.key and not entry.is_broken:
            places.setdefault(entry.key.lower(), (entry.start, entry.end))
    return places
