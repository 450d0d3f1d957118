"""Decide which text of a page a reader can't see.

Such text is how instructions are smuggled to programs that read papers, so it is left out and
reported.
"""

import ctypes
from collections.abc import Callable
from ctypes import c_int, c_uint, c_void_p

from papertrail.documents.extraction.glyphs import Glyph, TextRun, bind
from papertrail.documents.extraction.objects import Box, Colour, PageObjects

SMALLEST = 2.0
"""Points: smaller type can't be read."""
FAINT = 13
"""Opacity, of 255, below which text can't be seen."""
ALIKE = 24
"""Difference of two colours, of 255 in each channel, that can't be seen."""
_WHITE: Colour = (255, 255, 255)

_mode = bind("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
_fill = bind("FPDFText_GetFillColor", c_int, c_void_p, c_int, *[c_void_p] * 4)
_stroke = bind("FPDFText_GetStrokeColor", c_int, c_void_p, c_int, *[c_void_p] * 4)


class Visibility:
    """Says why text of a page can't be seen, if it can't."""

    def __init__(self, textpage: int, objects: PageObjects, page: Box) -> None:
        self._textpage = textpage
        self._objects = objects
        self._page = page

    def reason(self, run: TextRun, glyphs: list[Glyph], box: Box) -> str:
        """Return why a text object can't be seen, or nothing.

        Args:
            run: the object.
            glyphs: its characters.
            box: around them.
        """
        mode = _mode(run.pointer)
        if mode in (3, 7):
            return "invisible by its render mode"
        if 0 <= run.size < SMALLEST:
            return f"under {SMALLEST:.0f} pt"
        if box.within(self._page).is_empty:
            return "off the page"
        place, clip = self._objects.text.get(run.pointer, (1 << 30, None))
        if clip is not None and box.within(clip).is_empty:
            return "clipped away"
        index = glyphs[0].index
        reasons = []
        if mode in (0, 2, 4, 6):
            reasons.append(self._colour_reason(_fill, index, place, box))
        if mode in (1, 2, 5, 6):
            reasons.append(self._colour_reason(_stroke, index, place, box))
        return reasons[0] if reasons and all(reasons) else ""

    def _colour_reason(self, get: Callable[..., int], index: int, place: int, box: Box) -> str:
        red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
        if not get(self._textpage, index, *map(ctypes.byref, (red, green, blue, alpha))):
            return ""
        if alpha.value < FAINT:
            return "transparent"
        colour = red.value, green.value, blue.value
        for shape in reversed(self._objects.shapes):
            if shape.place >= place or not shape.box.covers(box):
                continue
            if shape.colour is None or not _are_alike(shape.colour, colour):
                return ""
            if shape.is_rectangle and shape.is_opaque:
                return (
                    "white on white" if _are_alike(colour, _WHITE) else "colour of its background"
                )
        return "white on white" if _are_alike(colour, _WHITE) else ""


def _are_alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= ALIKE for a, b in zip(one, other, strict=True))
