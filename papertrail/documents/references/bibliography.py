"""Find the bibliographies of a document: after headings, or numbered entries at its end."""

import re
from collections.abc import Sequence

from papertrail.documents.references.lines import HEADINGS, Line, squeezed

_LONGEST_HEADING = 60
_NUMBER = re.compile(r"\A(?:§|\d{1,2}|[a-h]|[ivx]{1,5})[.:]?(?=[^\W\d])")
_YEAR_OR_NUMBER = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b|\A\s*\[\w+\]|\A\s*1\.\s")
_LOOKED_AT = 12
"""Lines after a heading among which the first entry has to be."""
_AFTER = re.compile(
    r"(?:appendix|appendices|supplementary|supplemental|supporting information|acknowledge?ments?"
    r"|author contributions?|about the authors?|biograph(?:y|ies)|neurips paper checklist|checklist"
    r"|paper checklist|contents of the appendix|table of contents|附录|附錄|作者简介|index\Z)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?:[A-H]|[A-H]\.\d{1,2}|\d{1,2}\.?)\.?\s+[A-Z\u3400-\u9fff][^,;]{2,70}")
_ENDS_SENTENCE = re.compile(r"[.)\]\d/]\s*\Z|https?://\S+\Z")
_FIRST_ENTRY = re.compile(r"\s*\[1\]\s?\S")
_LAST_PART = 0.4
_LEAST_RUN = 5


def find_bibliographies(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of each bibliography, without their headings, in order."""
    starts = [place for place, line in enumerate(lines) if _is_heading(lines, place)]
    found: list[list[Line]] = []
    for number, start in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else len(lines)
        end = _end(lines, start + 1, following)
        if end > start + 1:
            found.append(list(lines[start + 1 : end]))
    return found or _without_heading(lines)


def _is_heading(lines: Sequence[Line], place: int) -> bool:
    """Decide whether a line is the heading of a bibliography."""
    text = lines[place].text
    if len(text) > _LONGEST_HEADING:
        return False
    bare = squeezed(text).rstrip(":.")
    if bare not in HEADINGS and _NUMBER.sub("", bare) not in HEADINGS:
        return False
    after = lines[place + 1 : place + 1 + _LOOKED_AT]
    return any(_YEAR_OR_NUMBER.search(line.text) for line in after)


def _end(lines: Sequence[Line], start: int, following: int) -> int:
    """Return the place of the first line after a bibliography."""
    for place in range(start + 1, following):
        line, before = lines[place], lines[place - 1].text[-60:]
        if len(line.text) > 90 or not _ENDS_SENTENCE.search(before):  # noqa: PLR2004
            continue
        if _AFTER.match(line.text) and not re.search(r"[,.]\s", line.text[:40]):
            return place
        lettered = _LETTERED.fullmatch(line.text)
        if lettered and (
            line.is_heading or not re.search(r"[.,]\Z|\b(?:19|20)\d\d\b|\.\s", line.text)
        ):
            return place
    return following


def _without_heading(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the last run of entries [1], [2], ... as in journals of physics."""
    first = int(len(lines) * _LAST_PART)
    for place in range(len(lines) - 1, first, -1):
        if not _FIRST_ENTRY.match(lines[place].text):
            continue
        wanted = 1
        for line in lines[place:]:
            wanted += line.text.lstrip().startswith(f"[{wanted}]")
        if wanted > _LEAST_RUN:
            return [list(lines[place : _end(lines, place, len(lines))])]
    return []
