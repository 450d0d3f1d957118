"""Draw a page and look whether text can be seen on it, where its objects alone leave a doubt."""

import ctypes
from ctypes import c_int

import pypdfium2.raw as pdfium_c

from papertrail.documents.extraction.objects import Box

SCALE = 2.0
"""Pixels a point: type of 6 pt is then 12 pixels high."""
MOST_PIXELS = 4_000_000
CONTRAST = 24
"""Difference of the darkest and the brightest pixel, of 255, below which nothing is seen."""


class Drawing:
    """A page as grey pixels."""

    def __init__(self, page: object) -> None:
        width = max(float(pdfium_c.FPDF_GetPageWidthF(page)), 1.0)
        height = max(float(pdfium_c.FPDF_GetPageHeightF(page)), 1.0)
        scale = min(SCALE, (MOST_PIXELS / (width * height)) ** 0.5)
        self._page = page
        self._width = max(int(width * scale), 1)
        self._height = max(int(height * scale), 1)
        self._pixels, self._stride = self._draw()

    def _draw(self) -> tuple[bytes, int]:
        bitmap = pdfium_c.FPDFBitmap_CreateEx(
            self._width, self._height, pdfium_c.FPDFBitmap_Gray, None, 0
        )
        if not bitmap:
            return b"", 0
        try:
            pdfium_c.FPDFBitmap_FillRect(bitmap, 0, 0, self._width, self._height, 0xFFFFFFFF)
            size = self._width, self._height
            pdfium_c.FPDF_RenderPageBitmap(
                bitmap, self._page, 0, 0, *size, 0, pdfium_c.FPDF_GRAYSCALE
            )
            stride = int(pdfium_c.FPDFBitmap_GetStride(bitmap))
            start = ctypes.cast(pdfium_c.FPDFBitmap_GetBuffer(bitmap), ctypes.c_void_p)
            return ctypes.string_at(start.value or 0, stride * self._height), stride
        finally:
            pdfium_c.FPDFBitmap_Destroy(bitmap)

    def shows(self, box: Box) -> bool:
        """Return whether anything but one colour is drawn in a box; true where it can't be said."""
        left, top = self._pixel(box.left, box.top)
        right, bottom = self._pixel(box.right, box.bottom)
        columns = slice(max(min(left, right), 0), min(max(left, right) + 1, self._width))
        rows = range(max(min(top, bottom), 0), min(max(top, bottom) + 1, self._height))
        darkest, brightest = 255, 0
        for row in rows:
            start = row * self._stride
            pixels = self._pixels[start + columns.start : start + columns.stop]
            if pixels:
                darkest = min(darkest, *pixels)
                brightest = max(brightest, *pixels)
        return not self._pixels or brightest - darkest >= CONTRAST

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = c_int(), c_int()
        pdfium_c.FPDF_PageToDevice(
            self._page, 0, 0, self._width, self._height, 0, x, y,
            ctypes.byref(across), ctypes.byref(down),
        )  # fmt: skip
        return across.value, down.value
