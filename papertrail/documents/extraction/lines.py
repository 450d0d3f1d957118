"""Put the characters of a page together to lines."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from papertrail.documents.extraction.glyphs import HYPHEN, Glyph, TextRun

LINE_GAP = 1.15
"""Ems between two pieces of a line. The narrowest gutters between columns (IEEE) are 1.2 ems."""
SHIFT = 0.52
"""Ems that a raised or lowered character may be off its line; two lines are 1.1 ems apart."""
BACKWARDS = 1.2
"""Ems that a character may begin before the end of the last one, as an accent or a limit does."""
NEAR_LINES = 3
"""Lines before an accent in the file among which its letter is looked for."""
ACCENTS = {
    "¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "^": "\u0302", "˜": "\u0303",
    "~": "\u0303", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307", "˚": "\u030a", "˝": "\u030b",
    "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
"""Accents that a font has as characters of their own, and what combines with a letter."""
_PLAIN = {"ı": "i", "ȷ": "j"}


@dataclass(slots=True)
class Line:
    """Characters on one baseline that follow each other in the file.

    Places are points from the upper left corner of the page, as the line is read.

    Attributes:
        size: of most of its characters.
        bold: share of its letters.
        font: of most of its characters.
        start: index of its first character on the page.
        end: index after its last one.
        hyphen: whether it ends in a hyphen that pdfium takes for a division.
        maths: share of characters in fonts for formulas; `code` in fonts of one width.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: float
    italic: float
    font: str
    start: int
    end: int
    angle: int
    hyphen: bool = False
    maths: float = 0.0
    code: float = 0.0

    @property
    def top(self) -> float:
        """Return the height of its capitals."""
        return self.baseline - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Return the depth of its descenders."""
        return self.baseline + 0.22 * self.size

    @property
    def middle(self) -> float:
        """Return the place halfway between its ends."""
        return (self.left + self.right) / 2


def make_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines of a page in the order of the file."""
    built: list[_Building] = []
    building = _Building()
    for glyph in glyphs:
        run = glyph.run
        if run is None:
            building.space = building.space or (bool(building.glyphs) and glyph.text.isspace())
            continue
        if glyph.text.isspace():
            building.space = True
            continue
        if building.glyphs and not building.takes(glyph, run):
            _keep(building, built)
            building = _Building()
        building.add(glyph, run)
    if building.glyphs:
        _keep(building, built)
    return [line for line in (one.line() for one in built) if line.text]


def _keep(building: "_Building", built: list["_Building"]) -> None:
    """Append a line; one of nothing but an accent goes to the letter that is under it."""
    if len(building.glyphs) == 1 and building.glyphs[0].text in ACCENTS:
        accent = building.glyphs[0]
        for line in built[: -NEAR_LINES - 1 : -1]:
            if 0 <= line.baseline - accent.y < line.size and line.accent(accent):
                return
    built.append(building)


class _Building:
    """A line to which characters are added."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self.spaces: set[int] = set()
        self.space = False
        self.baseline = 0.0
        self.size = 0.0
        self.left = 0.0
        self.right = 0.0
        self.angle = 0

    def takes(self, glyph: Glyph, run: TextRun) -> bool:
        """Return whether a character is on this line."""
        if run.angle != self.angle:
            return False
        em = max(self.size, run.size, 1.0)
        if abs(glyph.y - self.baseline) > SHIFT * em:
            return False
        if glyph.x0 >= self.right:
            return glyph.x0 - self.right <= LINE_GAP * em
        if glyph.x0 >= self.right - BACKWARDS * em:
            return True
        return _is_right_to_left(glyph.text) and glyph.x1 >= self.left - LINE_GAP * em

    def add(self, glyph: Glyph, run: TextRun) -> None:
        """Add a character."""
        if not self.glyphs:
            self.left, self.right, self.angle = glyph.x0, glyph.x1, run.angle
        elif self.space and not self._is_false_space(glyph, run):
            self.spaces.add(len(self.glyphs))
        self.space = False
        if run.size > self.size * 1.08:
            self.size, self.baseline = run.size, glyph.y
        self.left = min(self.left, glyph.x0)
        self.right = max(self.right, glyph.x1)
        self.glyphs.append(glyph)

    def accent(self, accent: Glyph) -> bool:
        """Put an accent on the letter that is under it; return whether there is one."""
        for glyph in self.glyphs:
            if glyph.text in ACCENTS or not _overlap(accent, glyph):
                continue
            combined = _combined(accent, glyph)
            if combined:
                glyph.text = combined
                return True
        return False

    def _is_false_space(self, glyph: Glyph, run: TextRun) -> bool:
        """Return whether pdfium sees a space between a capital and small capitals."""
        last = self.glyphs[-1]
        return (
            last.run is not None
            and run.size < 0.9 * last.run.size
            and abs(glyph.x0 - last.x1) < 0.06 * run.size
            and abs(glyph.y - last.y) < 0.05 * run.size
            and last.text.isupper()
            and glyph.text.isupper()
        )

    def line(self) -> Line:
        """Return the line."""
        counts: Counter[tuple[str, float]] = Counter()
        bold = italic = maths = code = 0
        for run in [glyph.run for glyph in self.glyphs if glyph.run is not None]:
            counts[run.font, round(run.size, 1)] += 1
            bold += run.bold
            italic += run.italic
            maths += is_maths(run.font)
            code += is_code(run.font)
        (font, size), _ = counts.most_common(1)[0]
        total = len(self.glyphs)
        text = _text(self)
        hyphen = text.endswith(HYPHEN)
        return Line(
            text=text.replace(HYPHEN, "-"),
            left=self.left,
            right=self.right,
            baseline=self.baseline,
            size=size,
            bold=bold / total,
            italic=italic / total,
            font=font,
            start=self.glyphs[0].index,
            end=self.glyphs[-1].index + 1,
            angle=self.angle,
            hyphen=hyphen,
            maths=maths / total,
            code=code / total,
        )


_CODE = ("mono", "courier", "cmtt", "consol", "inconsolata", "nimbusmon", "txtt", "sftt", "menlo")
_MATHS = ("CMMI", "CMSY", "CMEX", "MSBM", "MSAM", "NEWTXMI", "TXSY", "RSFS", "EUFM", "STIXMATH",
          "CAMBRIAMATH", "LATINMODERNMATH", "TXEX", "PXSY", "PXMI", "SYMBOL", "MTSY", "MTMI",
          "RMTMI")  # fmt: skip


@lru_cache(512)
def is_code(font: str) -> bool:
    """Return whether all characters of a font have one width, as in listings."""
    return any(part in font.casefold() for part in _CODE)


@lru_cache(512)
def is_maths(font: str) -> bool:
    """Return whether a font is used for formulas only."""
    return font.replace("-", "").upper().startswith(_MATHS)


def _text(building: _Building) -> str:
    glyphs = building.glyphs
    gone = {
        number
        for number, glyph in enumerate(glyphs)
        if glyph.text in ACCENTS and len(glyphs) > 1 and building.accent(glyph)
    }
    parts: list[str] = []
    for number, glyph in enumerate(glyphs):
        if number in gone:
            continue
        after_accent = number - 1 in gone and number > 1
        if number in building.spaces or (after_accent and number - 1 in building.spaces):
            before = glyphs[number - 2 if after_accent else number - 1]
            if not after_accent or glyph.x0 - before.x1 > 0.12 * building.size:
                parts.append(" ")
        parts.append(glyph.text)
    return " ".join("".join(parts).split())


def _combined(accent: Glyph, letter: Glyph) -> str:
    """Return a letter with the accent that is drawn over it, or nothing."""
    if not letter.text.isalpha() or not _overlap(accent, letter):
        return ""
    plain = _PLAIN.get(letter.text, letter.text)
    combined = unicodedata.normalize("NFC", plain + ACCENTS[accent.text])
    return combined if len(combined) == 1 else ""


def _overlap(accent: Glyph, letter: Glyph) -> bool:
    """Return whether the middle of an accent is over the letter."""
    middle = (accent.x0 + accent.x1) / 2
    return letter.x0 <= middle <= letter.x1


def _is_right_to_left(text: str) -> bool:
    return unicodedata.bidirectional(text[:1]) in {"R", "AL"} if text > "\u0590" else False
