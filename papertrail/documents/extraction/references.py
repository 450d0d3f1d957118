"""Cut a bibliography into its entries."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from papertrail.documents.extraction.lines import Line
from papertrail.documents.extraction.paragraphs import (
    Paragraph,
    ends_sentence,
    looks_like_heading,
)

_ENTRY = re.compile(
    r"\b(?:19|20)\d\d[a-z]?\b.{0,3}|https?://|\bdoi\b|\barxiv\b|\d+[\u2013-]\d+", re.IGNORECASE
)
_LABEL = re.compile(r"\[[^\]\s]{1,12}\]|\(\d{1,3}\)\s|\d{1,3}\.\s+\D")


def cut_references(lines: Sequence[Line], body_size: float) -> list[Paragraph]:
    """Return the entries of a run of lines from a bibliography.

    An entry begins with a label, or at the margin where the lines after it are indented, or after
    a wider gap.
    """
    left = min(line.left for line in lines)
    right = max(line.right for line in lines)
    labelled = sum(bool(_LABEL.match(line.text)) for line in lines)
    steps = [
        second.baseline - first.baseline
        for first, second in pairwise(lines)
        if second.baseline > first.baseline
    ]
    leading = median(steps) if steps else 0.0
    hanging = _hangs(lines, left)
    found: list[Paragraph] = []
    for line in lines:
        last = found[-1].lines[-1] if found else None
        begins = last is None
        if last is not None:
            down = line.baseline - last.baseline
            if looks_like_heading(line, body_size) != looks_like_heading(last, body_size):
                begins = True
            elif labelled >= 2 or (labelled and len(lines) < 6):
                begins = bool(_LABEL.match(line.text)) and down > 0.5 * line.size
            elif hanging:
                begins = line.left < left + 0.4 * line.size and down > 0.5 * line.size
            else:
                begins = down > 1.25 * leading and ends_sentence(last.text)
        if begins:
            found.append(Paragraph([line], left, right))
        else:
            found[-1].lines.append(line)
    return found


def looks_like_entry(paragraph: Paragraph) -> bool:
    """Return whether a paragraph is an entry or its end, not part of a table or figure."""
    text = paragraph.text
    if paragraph.lines[0].angle:
        return False
    if _LABEL.match(text) or _ENTRY.search(text):
        return True
    solid = sum(not character.isspace() for character in text) or 1
    return len(text.split()) >= 5 and sum(map(str.isalpha, text)) >= 0.6 * solid


def _hangs(lines: Sequence[Line], left: float) -> bool:
    """Return whether lines after the first ones of entries are indented."""
    indented = sum(0.5 * line.size < line.left - left < 5 * line.size for line in lines)
    return 0.2 * len(lines) <= indented < len(lines)
