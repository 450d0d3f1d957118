"""Split a bibliography into entries: by numbers or labels if it has them, else by its lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from papertrail.documents.references.lines import Line
from papertrail.documents.references.unnumbered import split_unnumbered

_NUMBERINGS = (
    re.compile(r"\s*\[\s?(\d{1,4})\s?\]"),
    re.compile(r"\s*(\d{1,4})\.(?:\s|(?=[A-Z])|\Z)"),
    re.compile(r"\s*\((\d{1,4})\)"),
    re.compile(r"\s*(\d{1,3})\s+(?=[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f][\w.'-]+)"),
)
_LABEL = re.compile(r"\s*\[[A-Z][A-Za-z+\u2019'*. -]{0,20},?\s?(?:\d{2}|\d{4})[a-z]?\]")
_LEAST = 3
"""Entries that a numbering has to have, unless the bibliography is shorter."""
_GAP = 4
"""Numbers that may be missing, as where a line is garbled."""
_FEWEST_LINES = 14


@dataclass(frozen=True, slots=True)
class RawEntry:
    """The lines of one entry, and its printed number, if it has one."""

    number: int | None
    lines: tuple[Line, ...]


def split_entries(lines: Sequence[Line]) -> list[RawEntry]:
    """Return the entries of a bibliography."""
    for numbering in _NUMBERINGS:
        starts = _numbered(lines, numbering)
        if len(starts) >= _LEAST or (starts and starts[0][0] == 0 and len(lines) < _FEWEST_LINES):
            return _cut(lines, starts)
    labelled = [place for place, line in enumerate(lines) if _LABEL.match(line.text)]
    if len(labelled) >= _LEAST and labelled[0] < _GAP:
        return _cut(lines, [(place, None) for place in labelled])
    return [RawEntry(None, tuple(part)) for part in split_unnumbered(lines)]


def _numbered(lines: Sequence[Line], numbering: re.Pattern[str]) -> list[tuple[int, int | None]]:
    """Return the places of lines that go on with the numbers, each with its number."""
    starts: list[tuple[int, int | None]] = []
    last = 0
    for place, line in enumerate(lines):
        found = numbering.match(line.text)
        if not found:
            continue
        number = int(found[1])
        if (not starts and place < _GAP) or last < number <= last + (_GAP if starts else 1):
            starts.append((place, number))
            last = number
    return starts


def _cut(lines: Sequence[Line], starts: Sequence[tuple[int, int | None]]) -> list[RawEntry]:
    entries: list[RawEntry] = []
    for index, (place, number) in enumerate(starts):
        is_last = index + 1 == len(starts)
        end = len(lines) if is_last else starts[index + 1][0]
        entries.append(RawEntry(number, tuple(lines[place:end])))
    if len(entries) > 1:
        longest = max(len(entry.lines) for entry in entries[:-1])
        entries[-1] = _shortened(entries[-1], longest)
    return entries


def _shortened(entry: RawEntry, longest: int) -> RawEntry:
    """Cut what follows the last entry: more lines than any other has, or text after its end."""
    kept: list[Line] = []
    for line in entry.lines[: max(longest, 2)]:
        ended = kept and re.search(r"[.)\d]\s*\Z", kept[-1].text)
        if ended and (line.is_heading or line.page != kept[-1].page):
            break
        kept.append(line)
    return RawEntry(entry.number, tuple(kept))
