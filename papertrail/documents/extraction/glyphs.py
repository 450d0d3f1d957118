"""Read the characters of a page from pdfium, with their places, sizes and fonts.

The functions are called some thousand times a page, so they are bound here without pypdfium2's
checks of argument types.
"""

import ctypes
import unicodedata
from ctypes import c_char_p, c_double, c_float, c_int, c_uint, c_ulong, c_void_p
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

MAX_CHARACTERS = 200_000
"""Characters that are read of one page: the fullest real one of a poster has some 40,000."""


class Rectangle(ctypes.Structure):
    """FS_RECTF, in points from the lower left corner of the page."""

    _fields_ = (("left", c_float), ("top", c_float), ("right", c_float), ("bottom", c_float))


class Matrix(ctypes.Structure):
    """FS_MATRIX."""

    _fields_ = tuple((name, c_float) for name in "abcdef")


def bind(name: str, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 - types of ctypes
    """Return a function of pdfium that takes and gives plain pointers."""
    address = ctypes.cast(getattr(pdfium_c, name), c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


_unicode = bind("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
_object = bind("FPDFText_GetTextObject", c_void_p, c_void_p, c_int)
_origin = bind("FPDFText_GetCharOrigin", c_int, c_void_p, c_int, c_void_p, c_void_p)
_box = bind("FPDFText_GetLooseCharBox", c_int, c_void_p, c_int, c_void_p)
_is_hyphen = bind("FPDFText_IsHyphen", c_int, c_void_p, c_int)
_is_generated = bind("FPDFText_IsGenerated", c_int, c_void_p, c_int)
_font_size = bind("FPDFText_GetFontSize", c_double, c_void_p, c_int)
_matrix = bind("FPDFText_GetMatrix", c_int, c_void_p, c_int, c_void_p)
_weight = bind("FPDFText_GetFontWeight", c_int, c_void_p, c_int)
_font = bind("FPDFTextObj_GetFont", c_void_p, c_void_p)
_font_name = bind("FPDFFont_GetBaseFontName", c_ulong, c_void_p, c_char_p, c_ulong)
_count = bind("FPDFText_CountChars", c_int, c_void_p)

HYPHEN = "\u0002"
"""pdfium's sign for a hyphen at the end of a line."""
UNMAPPED = "\ufffe"
"""A glyph whose character the font does not give; pdfium's code for it is 0."""


@dataclass(slots=True)
class TextRun:
    """What the characters of one text object have in common.

    Attributes:
        pointer: of the text object.
        size: in points, as drawn.
        angle: quarter turns anticlockwise: 0, 1, 2 or 3; 4 for any other angle.
        left: of the box around its characters, with `bottom`, `right` and `top`, in points from
            the lower left corner of the page.
    """

    pointer: int
    size: float
    font: str
    bold: bool
    italic: bool
    angle: int
    left: float = 1e9
    bottom: float = 1e9
    right: float = -1e9
    top: float = -1e9

    def cover(self, left: float, bottom: float, right: float, top: float) -> None:
        """Extend the box around its characters."""
        # comparisons, as min() and max() take four times as long
        if left < self.left:  # noqa: PLR1730
            self.left = left
        if bottom < self.bottom:  # noqa: PLR1730
            self.bottom = bottom
        if right > self.right:  # noqa: PLR1730
            self.right = right
        if top > self.top:  # noqa: PLR1730
            self.top = top


class Frame(NamedTuple):
    """The visible part of a page, in points from its origin at the lower left."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Glyph:
    """One character: `x0`, `x1` and baseline `y` from the upper left, as its line is read.

    Attributes:
        index: its number on the page, as pdfium counts.
        run: None for a space or line break that pdfium supplied.
    """

    text: str
    x0: float
    x1: float
    y: float
    index: int
    run: TextRun | None


@dataclass(slots=True)
class PageGlyphs:
    """The characters of a page in the order of the file.

    Attributes:
        unmapped: how many glyphs have no character.
        cut: whether there are more than `MAX_CHARACTERS`.
    """

    glyphs: list[Glyph] = field(default_factory=list)
    unmapped: int = 0
    cut: bool = False


def read_glyphs(textpage: int, frame: "Frame") -> PageGlyphs:
    """Return the characters of a page; `textpage` is the address of an FPDF_TEXTPAGE."""
    page = PageGlyphs()
    count = _count(textpage)
    if count > MAX_CHARACTERS:
        count, page.cut = MAX_CHARACTERS, True
    x, y, box = c_double(), c_double(), Rectangle()
    x_at, y_at, box_at = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    runs: dict[int, TextRun] = {}
    fonts: dict[int, tuple[str, bool, bool]] = {}
    append = page.glyphs.append
    for index in range(count):
        pointer = _object(textpage, index)
        code = _unicode(textpage, index)
        if not pointer:
            append(Glyph(_character(code), 0.0, 0.0, 0.0, index, None))
            continue
        run = runs.get(pointer)
        if run is None:
            run = runs[pointer] = _run(textpage, index, pointer, fonts)
        if code in _SPACES and _is_generated(textpage, index):
            append(Glyph(chr(code), 0.0, 0.0, 0.0, index, None))
            continue
        text = chr(code) if 32 <= code < 127 else _decoded(textpage, index, code)
        if not text:
            continue
        page.unmapped += text == UNMAPPED or (text < " " and text != HYPHEN)
        _origin(textpage, index, x_at, y_at)
        _box(textpage, index, box_at)
        left, right = box.left, box.right
        run.cover(left, box.bottom, right, box.top)
        if run.angle in (0, 4):
            append(
                Glyph(text, left - frame.left, right - frame.left, frame.top - y.value, index, run)
            )
        else:
            append(Glyph(text, *_turned(run.angle, box, frame, x.value, y.value), index, run))
    return page


_SPACES = frozenset(map(ord, " \r\n\t"))


def _decoded(textpage: int, index: int, code: int) -> str:
    """Return the character of a code of UTF-16; nothing for the second half of a pair."""
    if 0xDC00 <= code <= 0xDFFF:
        return ""
    if 0xD800 <= code <= 0xDBFF:
        return _pair(code, _unicode(textpage, index + 1))
    text = _character(code)
    if text == HYPHEN and not _is_hyphen(textpage, index):
        return UNMAPPED
    return text


def _character(code: int) -> str:
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return UNMAPPED
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def _turned(
    angle: int, box: Rectangle, frame: Frame, x: float, y: float
) -> tuple[float, float, float]:
    """Return (x0, x1, baseline) of a character of a turned line, as the line is read."""
    if angle == 1:
        return box.bottom - frame.bottom, box.top - frame.bottom, x - frame.left
    if angle == 2:
        return frame.right - box.right, frame.right - box.left, y - frame.bottom
    return frame.top - box.top, frame.top - box.bottom, frame.right - x


def _pair(high: int, low: int) -> str:
    """Return the character that two UTF-16 surrogates encode."""
    if not 0xDC00 <= low <= 0xDFFF:
        return UNMAPPED
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _run(
    textpage: int, index: int, pointer: int, fonts: dict[int, tuple[str, bool, bool]]
) -> TextRun:
    matrix = Matrix()
    _matrix(textpage, index, ctypes.byref(matrix))
    scale = (matrix.c**2 + matrix.d**2) ** 0.5
    font = _font(pointer)
    facts = fonts.get(font)
    if facts is None:
        facts = fonts[font] = _font_facts(textpage, index, font)
    name, bold, italic = facts
    size = _font_size(textpage, index) * scale
    return TextRun(pointer, size, name, bold, italic, _angle(matrix))


def _angle(matrix: Matrix) -> int:
    along, across = matrix.a, matrix.b
    if abs(across) <= 0.1 * abs(along):
        return 0 if along > 0 or matrix.d > 0 else 2
    if abs(along) <= 0.1 * abs(across):
        return 1 if across > 0 else 3
    return 4


_BOLD = ("bold", "black", "heavy", "semibold", "demi", "cmbx", "-b", "medi", "sfbx", "libertinetb")
_ITALIC = ("italic", "oblique", "cmti", "cmsl", "-it", "ital", "sfti", "libertineti")


def _font_facts(textpage: int, index: int, font: int) -> tuple[str, bool, bool]:
    buffer = ctypes.create_string_buffer(128)
    length = _font_name(font, buffer, 128) if font else 0
    name = buffer.value.decode("utf-8", "replace") if 0 < length <= 128 else ""
    if name[6:7] == "+":
        name = name[7:]
    lower = name.lower()
    bold = _weight(textpage, index) >= 600 or any(part in lower for part in _BOLD)
    return name, bold, any(part in lower for part in _ITALIC)
