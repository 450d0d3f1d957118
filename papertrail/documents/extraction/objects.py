"""List what a page draws: text, filled shapes and pictures, in the order of drawing."""

import ctypes
from ctypes import c_float, c_int, c_uint, c_void_p
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium_c

from papertrail.documents.extraction.glyphs import Matrix, bind

MAX_OBJECTS = 30_000
"""Objects of a page that are looked at; a plot with every point drawn has some thousands."""
MAX_DEPTH = 12
"""Forms within forms."""
SMALLEST = 4.0
"""Points that a shape is wide and high at least to be a background."""

_count = bind("FPDFPage_CountObjects", c_int, c_void_p)
_get = bind("FPDFPage_GetObject", c_void_p, c_void_p, c_int)
_type = bind("FPDFPageObj_GetType", c_int, c_void_p)
_form_count = bind("FPDFFormObj_CountObjects", c_int, c_void_p)
_form_get = bind("FPDFFormObj_GetObject", c_void_p, c_void_p, c_uint)
_matrix = bind("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
_bounds = bind("FPDFPageObj_GetBounds", c_int, *[c_void_p] * 5)
_fill = bind("FPDFPageObj_GetFillColor", c_int, *[c_void_p] * 5)
_draw_mode = bind("FPDFPath_GetDrawMode", c_int, c_void_p, c_void_p, c_void_p)
_segments = bind("FPDFPath_CountSegments", c_int, c_void_p)
_segment = bind("FPDFPath_GetPathSegment", c_void_p, c_void_p, c_int)
_segment_type = bind("FPDFPathSegment_GetType", c_int, c_void_p)
_point = bind("FPDFPathSegment_GetPoint", c_int, c_void_p, c_void_p, c_void_p)
_has_transparency = bind("FPDFPageObj_HasTransparency", c_int, c_void_p)
_clip = bind("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
_clip_count = bind("FPDFClipPath_CountPaths", c_int, c_void_p)
_clip_segments = bind("FPDFClipPath_CountPathSegments", c_int, c_void_p, c_int)
_clip_segment = bind("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)

Colour = tuple[int, int, int]
Transform = tuple[float, float, float, float, float, float]
_IDENTITY: Transform = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: "Box", slack: float = 1.5) -> bool:
        """Return whether another rectangle is within this one."""
        return (
            self.left - slack <= other.left
            and self.bottom - slack <= other.bottom
            and self.right + slack >= other.right
            and self.top + slack >= other.top
        )

    def within(self, other: "Box") -> "Box":
        """Return the part that is within another rectangle; it may be empty."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is within it."""
        return self.right <= self.left or self.top <= self.bottom

    @property
    def area(self) -> float:
        """Return its area in square points."""
        return max(self.right - self.left, 0.0) * max(self.top - self.bottom, 0.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """Something that is drawn and may be the background of text.

    Attributes:
        place: in the order of drawing.
        colour: None for a picture or a gradient.
        is_rectangle: it fills its box.
        is_opaque: nothing below it is seen.
    """

    place: int
    box: Box
    colour: Colour | None
    is_rectangle: bool
    is_opaque: bool


@dataclass(slots=True)
class PageObjects:
    """What a page draws.

    Attributes:
        text: the place in the order of drawing of each text object, and what clips it.
        is_whole: whether all objects were looked at.
    """

    text: dict[int, tuple[int, Box | None]] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    seen: int = 0
    is_whole: bool = True


def list_objects(page: int) -> PageObjects:
    """Return what a page draws; `page` is the address of an FPDF_PAGE."""
    found = PageObjects()
    _list(found, [_get(page, number) for number in range(_bounded(found, _count(page)))], 0)
    return found


def _bounded(found: PageObjects, count: int) -> int:
    left = max(MAX_OBJECTS - found.seen, 0)
    if count > left:
        found.is_whole = False
    return min(count, left)


def _list(
    found: PageObjects, pointers: list[int], depth: int, transform: Transform = _IDENTITY
) -> None:
    for pointer in pointers:
        if found.seen >= MAX_OBJECTS:
            found.is_whole = False
            return
        found.seen += 1
        kind = _type(pointer)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            found.text[pointer] = found.seen, _clip_box(pointer, transform)
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add_path(found, pointer, transform)
        elif kind in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING):
            box = _visible_box(pointer, transform)
            found.shapes.append(Shape(found.seen, box, None, is_rectangle=True, is_opaque=False))
            if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                found.pictures.append(box)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            if depth >= MAX_DEPTH:
                found.is_whole = False
                continue
            inner = range(_bounded(found, _form_count(pointer)))
            own = _multiplied(_transform(pointer), transform)
            _list(found, [_form_get(pointer, number) for number in inner], depth + 1, own)


def _add_path(found: PageObjects, pointer: int, transform: Transform) -> None:
    mode, stroke = c_int(), c_int()
    _draw_mode(pointer, ctypes.byref(mode), ctypes.byref(stroke))
    if not mode.value:
        return
    box = _visible_box(pointer, transform)
    if box.right - box.left < SMALLEST or box.top - box.bottom < SMALLEST:
        return
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    _fill(pointer, *map(ctypes.byref, (red, green, blue, alpha)))
    found.shapes.append(
        Shape(
            found.seen,
            box,
            (red.value, green.value, blue.value),
            is_rectangle=_is_rectangle(pointer),
            is_opaque=alpha.value > 250 and not _has_transparency(pointer),
        )
    )


def _is_rectangle(pointer: int) -> bool:
    count = _segments(pointer)
    if not 4 <= count <= 6:
        return False
    curve = pdfium_c.FPDF_SEGMENT_BEZIERTO
    return all(_segment_type(_segment(pointer, number)) != curve for number in range(count))


def _visible_box(pointer: int, transform: Transform) -> Box:
    sides = c_float(), c_float(), c_float(), c_float()
    _bounds(pointer, *map(ctypes.byref, sides))
    box = _moved(Box(*(side.value for side in sides)), transform)
    clip = _clip_box(pointer, transform)
    return box.within(clip) if clip else box


def _clip_box(pointer: int, transform: Transform) -> Box | None:
    """Return the box that an object's clip paths leave; None if nothing clips it."""
    clip = _clip(pointer)
    count = _clip_count(clip) if clip else 0
    if count <= 0:
        return None
    box: Box | None = None
    for number in range(min(count, 20)):
        points = _points(clip, number)
        if points:
            across, along = [point[0] for point in points], [point[1] for point in points]
            own = Box(min(across), min(along), max(across), max(along))
            box = box.within(own) if box else own
    return _moved(box, transform) if box else None


def _points(clip: int, number: int) -> list[tuple[float, float]]:
    x, y = c_float(), c_float()
    return [
        (x.value, y.value)
        for place in range(min(_clip_segments(clip, number), 200))
        if _point(_clip_segment(clip, number, place), ctypes.byref(x), ctypes.byref(y))
    ]


def _transform(pointer: int) -> Transform:
    matrix = Matrix()
    _matrix(pointer, ctypes.byref(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _multiplied(one: Transform, other: Transform) -> Transform:
    a, b, c, d, e, f = one
    k, l, m, n, o, p = other  # noqa: E741 - the names of a matrix
    return (
        a * k + b * m,
        a * l + b * n,
        c * k + d * m,
        c * l + d * n,
        e * k + f * m + o,
        e * l + f * n + p,
    )


def _moved(box: Box, transform: Transform) -> Box:
    if transform == _IDENTITY:
        return box
    a, b, c, d, e, f = transform
    corners = [
        (a * x + c * y + e, b * x + d * y + f)
        for x in (box.left, box.right)
        for y in (box.bottom, box.top)
    ]
    across, along = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Box(min(across), min(along), max(across), max(along))
