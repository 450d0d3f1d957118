"""Decide which text of a page a reader can't see.

Such text is how instructions are smuggled to programs that read papers, so it is left out and
reported.
"""

import ctypes
from collections.abc import Callable
from ctypes import c_char_p, c_int, c_uint, c_ulong, c_void_p
from functools import cached_property

from papertrail.documents.extraction.glyphs import TextRun, bind
from papertrail.documents.extraction.objects import Box, Colour, PageObjects
from papertrail.documents.extraction.rendering import Drawing

SMALLEST = 2.0
"""Points: smaller type can't be read."""
FAINT = 13
"""Opacity, of 255, below which text can't be seen."""
ALIKE = 24
"""Difference of two colours, of 255 in each channel, that can't be seen."""
MARKS = 8
"""Marks of a text object that are looked at."""
_LAYER = "OC".encode("utf-16-le") + bytes(2)
_WHITE: Colour = (255, 255, 255)

_mode = bind("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
_fill = bind("FPDFText_GetFillColor", c_int, c_void_p, c_int, *[c_void_p] * 4)
_stroke = bind("FPDFText_GetStrokeColor", c_int, c_void_p, c_int, *[c_void_p] * 4)
_mark_count = bind("FPDFPageObj_CountMarks", c_int, c_void_p)
_mark = bind("FPDFPageObj_GetMark", c_void_p, c_void_p, c_ulong)
_mark_name = bind("FPDFPageObjMark_GetName", c_int, c_void_p, c_char_p, c_ulong, c_void_p)


class Visibility:
    """Says why text of a page can't be seen, if it can't."""

    def __init__(self, page: object, textpage: int, objects: PageObjects, frame: Box) -> None:
        self._page = page
        self._textpage = textpage
        self._objects = objects
        self._frame = frame

    @cached_property
    def _drawing(self) -> Drawing:
        return Drawing(self._page)

    def reason(self, run: TextRun, index: int) -> str:
        """Return why a text object can't be seen, or nothing.

        Args:
            run: the object.
            index: of its first character.
        """
        box = Box(run.left, run.bottom, run.right, run.top)
        mode = _mode(run.pointer)
        place, clip = self._objects.text.get(run.pointer, (1 << 30, None))
        if mode in (3, 7):
            return "invisible by its render mode"
        if 0 <= run.size < SMALLEST:
            return f"under {SMALLEST:.0f} pt"
        if box.within(self._frame).is_empty:
            return "off the page"
        if clip is not None and box.within(clip).is_empty:
            return "clipped away"
        return self._by_colour(run.pointer, index, place, box)

    def _by_colour(self, pointer: int, index: int, place: int, box: Box) -> str:
        mode = _mode(pointer)
        getters = [_fill] * (mode in (0, 2, 4, 6)) + [_stroke] * (mode in (1, 2, 5, 6))
        found = [self._colour_reason(get, index, place, box) for get in getters]
        is_doubtful = (
            any(doubt for _, doubt in found) or self._is_covered(place, box) or _has_layer(pointer)
        )
        reasons = [reason for reason, _ in found]
        if reasons and all(reasons):
            return reasons[0]
        if is_doubtful and not self._drawing.shows(box):
            return "covered, in a hidden layer, or the colour of what is behind it"
        return ""

    def _colour_reason(
        self, get: Callable[..., int], index: int, place: int, box: Box
    ) -> tuple[str, bool]:
        """Return why text of this colour can't be seen, and whether drawing has to decide."""
        red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
        if not get(self._textpage, index, *map(ctypes.byref, (red, green, blue, alpha))):
            return "", False
        if alpha.value < FAINT:
            return "transparent", False
        colour = red.value, green.value, blue.value
        is_white = _are_alike(colour, _WHITE)
        for shape in reversed(self._objects.shapes):
            if shape.place >= place or not shape.box.covers(box):
                continue
            if shape.colour is None or not _are_alike(shape.colour, colour):
                return "", shape.colour is None or not shape.is_opaque
            if shape.is_rectangle and shape.is_opaque:
                return ("white on white" if is_white else "colour of its background"), False
        return ("white on white" if is_white else ""), False

    def _is_covered(self, place: int, box: Box) -> bool:
        shapes = self._objects.shapes
        return (
            bool(shapes)
            and shapes[-1].place > place
            and any(shape.place > place and shape.box.covers(box) for shape in reversed(shapes))
        )


def _has_layer(pointer: int) -> bool:
    """Return whether a text object is in a layer (optional content), which may be switched off."""
    name, length = ctypes.create_string_buffer(16), c_ulong()
    for number in range(min(_mark_count(pointer), MARKS)):
        mark = _mark(pointer, number)
        if _mark_name(mark, name, 16, ctypes.byref(length)) and name.raw[:6] == _LAYER:
            return True
    return False


def _are_alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= ALIKE for a, b in zip(one, other, strict=True))
