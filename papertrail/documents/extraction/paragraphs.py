"""Cut runs of lines into paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from papertrail.documents.extraction.headings import NUMBER, is_named, starts_caption
from papertrail.documents.extraction.lines import Line

PARAGRAPH_GAP = 1.38
"""Usual distances between lines beyond which a new paragraph begins."""
INDENT = 0.7
"""Ems by which the first line of a paragraph is indented at least."""
_BULLET = re.compile(r"(?:[•▪◦‣●■◆►∗\u2013\u2014-]|\(?[a-z\d]{1,2}[.)]|\[\d{1,3}\])\s+\S")
_RUN_IN = re.compile(r"[\w)][.:]\s+\S")
_END = re.compile(r"[.:;?!。：；？！][\"'”’)\]]*\d{0,2}$")


@dataclass(slots=True)
class Paragraph:
    """Lines of one paragraph, heading or the like.

    Attributes:
        left: of the run that it is from; `right` likewise.
    """

    lines: list[Line]
    left: float
    right: float

    @property
    def text(self) -> str:
        """Return its lines with spaces between them; only for looking at its wording."""
        return " ".join(line.text for line in self.lines)

    @property
    def length(self) -> int:
        """Return the number of its characters."""
        return sum(len(line.text) for line in self.lines)

    @property
    def size(self) -> float:
        """Return the size of most of its characters."""
        sizes: dict[float, int] = {}
        for line in self.lines:
            sizes[line.size] = sizes.get(line.size, 0) + len(line.text)
        return max(sizes, key=lambda size: sizes[size])

    def share(self, what: str) -> float:
        """Return the share of its characters that are bold, italic or maths."""
        total = sum(len(line.text) for line in self.lines) or 1
        share: float = sum(getattr(line, what) * len(line.text) for line in self.lines) / total
        return share


def ends_sentence(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return _END.search(text) is not None


def cut_paragraphs(lines: Sequence[Line], body_size: float) -> list[Paragraph]:
    """Return the paragraphs of a run."""
    left = min(line.left for line in lines)
    right = max(line.right for line in lines)
    leading = _leading(lines)
    found: list[Paragraph] = []
    for line in lines:
        if found and not _begins(found[-1], line, leading, body_size):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line], left, right))
    return found


def _leading(lines: Sequence[Line]) -> float:
    steps = [
        second.baseline - first.baseline
        for first, second in pairwise(lines)
        if second.baseline - first.baseline > 0.6 * first.size
    ]
    return median(steps) if steps else 0.0


def _begins(paragraph: Paragraph, line: Line, leading: float, body_size: float) -> bool:
    last = paragraph.lines[-1]
    em = max(last.size, line.size)
    down = line.baseline - last.baseline
    if down <= 0.5 * em:
        return False
    is_long = min(len(last.text), len(line.text)) > 3
    is_other_size = is_long and em > 1.08 * min(last.size, line.size)
    if is_other_size or down > max(PARAGRAPH_GAP * leading, 1.3 * em):
        return True
    is_heading = looks_like_heading(line, body_size)
    if is_heading != looks_like_heading(last, body_size):
        return True
    if is_heading and (line.bold > 0.85) == (last.bold > 0.85):
        return NUMBER.match(line.text) is not None
    return _is_open_end(paragraph, last) and _looks_first(paragraph, line, body_size)


def _looks_first(paragraph: Paragraph, line: Line, body_size: float) -> bool:
    """Return whether a line looks like the first one of a paragraph, caption or item."""
    if starts_caption(line.text, marked=line.size < 0.95 * body_size or line.bold > 0.1):
        return True
    last = paragraph.lines[-1]
    em = max(last.size, line.size)
    if last.left - paragraph.left > INDENT * em:
        return False
    is_indented = INDENT * em < line.left - paragraph.left < 5 * em
    return is_indented or _BULLET.match(line.text) is not None


def _is_open_end(paragraph: Paragraph, last: Line) -> bool:
    """Return whether a paragraph may end with this line."""
    return ends_sentence(last.text) or last.right < paragraph.right - 3 * last.size


def _letters(text: str) -> int:
    """Return the number of letters; a Chinese character counts as two."""
    return sum(2 if letter > "\u2e80" else 1 for letter in text if letter.isalpha())


def looks_like_heading(line: Line, body_size: float) -> bool:
    """Return whether a line alone has the type and wording of a heading."""
    text = line.text
    if not 2 < len(text) <= 110 or line.size < 0.8 * body_size or text.endswith("-"):
        return False
    if line.size < 0.93 * body_size and not is_named(text):
        return False
    strong = line.bold > 0.85 or line.size > 1.1 * body_size
    capitals = text.upper() == text and _letters(text) > 4
    numbered = NUMBER.match(text) is not None
    if strong and not numbered and _RUN_IN.search(text):
        return False
    if strong:
        return numbered or is_named(text) or line.size > 1.1 * body_size or not text.endswith(".")
    if numbered:
        return capitals or (line.italic > 0.8 and len(text) < 80)
    return is_named(text) and text[0].isupper() and (capitals or not text.endswith("."))
