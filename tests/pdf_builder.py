"""Build small PDFs by hand: text at places, in fonts, sizes, colours and render modes.

    pdf = PdfBuilder()
    page = pdf.page()
    page.text(72, 100, "1 Introduction", size=14, font="Helvetica-Bold")
    page.paragraph(72, 130, ["First line of a paragraph,", "and the second."])
    file.write_bytes(pdf.build())

Places are points from the upper left corner; `y` is a baseline. Text is Latin-1.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

A4 = (595.0, 842.0)
Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)


@dataclass
class PageBuilder:
    """A page whose content is written piece by piece."""

    width: float
    height: float
    fonts: dict[str, str]
    opacities: dict[float, str]
    content: list[bytes] = field(default_factory=list)
    extra: bytes = b""

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 10.0,
        font: str = "Times-Roman",
        colour: Colour = BLACK,
        mode: int = 0,
        opacity: float = 1.0,
        rotated: bool = False,
    ) -> "PageBuilder":
        """Show a string; `mode` is the text render mode, `rotated` turns it upwards."""
        name = self.fonts.setdefault(font, f"F{len(self.fonts)}")
        red, green, blue = colour
        state = self.opacities.setdefault(opacity, f"G{len(self.opacities)}")
        turn = "0 1 -1 0" if rotated else "1 0 0 1"
        self.content.append(
            f"q /{state} gs {red} {green} {blue} rg BT /{name} {size} Tf {mode} Tr"
            f" {turn} {x} {self.height - y} Tm (".encode()
            + escape(text)
            + b") Tj ET Q\n"
        )
        return self

    def paragraph(
        self,
        x: float,
        y: float,
        lines: Iterable[str],
        *,
        leading: float = 12.0,
        size: float = 10.0,
        font: str = "Times-Roman",
    ) -> float:
        """Show lines below each other; return the baseline of the next one."""
        for line in lines:
            self.text(x, y, line, size=size, font=font)
            y += leading
        return y

    def rectangle(
        self, x: float, y: float, width: float, height: float, colour: Colour
    ) -> "PageBuilder":
        """Fill a rectangle; `y` is its upper edge."""
        red, green, blue = colour
        bottom = self.height - y - height
        self.content.append(
            f"q {red} {green} {blue} rg {x} {bottom} {width} {height} re f Q\n".encode()
        )
        return self

    def clipped_text(self, x: float, y: float, text: str, box: tuple[float, ...]) -> "PageBuilder":
        """Show a string of which only what is in a box (x, y, width, height) is seen."""
        left, top, width, height = box
        bottom = self.height - top - height
        self.content.append(f"q {left} {bottom} {width} {height} re W n\n".encode())
        self.text(x, y, text)
        self.content.append(b"Q\n")
        return self

    def raw(self, content: bytes) -> "PageBuilder":
        """Append operators as they are."""
        self.content.append(content)
        return self


class PdfBuilder:
    """A PDF with pages, built as bytes."""

    def __init__(self) -> None:
        self.pages: list[PageBuilder] = []
        self._fonts: dict[str, str] = {}
        self._opacities: dict[float, str] = {}

    def page(self, size: tuple[float, float] = A4) -> PageBuilder:
        """Add a page."""
        page = PageBuilder(size[0], size[1], self._fonts, self._opacities)
        self.pages.append(page)
        return page

    def build(self, *, compress: bool = False) -> bytes:
        """Return the file."""
        objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", self._resources()]
        kids = []
        for page in self.pages:
            content = b"".join(page.content)
            facts = b""
            if compress:
                content, facts = zlib.compress(content), b"/Filter /FlateDecode "
            objects.append(stream(content, facts))
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}]"
                f" /Resources 3 0 R /Contents {len(objects)} 0 R ".encode()
                + page.extra
                + b">>"
            )
            kids.append(f"{len(objects)} 0 R")
        objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
        return assemble(objects)

    def _resources(self) -> bytes:
        fonts = " ".join(
            f"/{name} << /Type /Font /Subtype /Type1 /BaseFont /{font}"
            " /Encoding /WinAnsiEncoding >>"
            for font, name in self._fonts.items()
        )
        states = " ".join(
            f"/{name} << /ca {opacity} /CA {opacity} >>"
            for opacity, name in self._opacities.items()
        )
        return f"<< /Font << {fonts} >> /ExtGState << {states} >> >>".encode()


def escape(text: str) -> bytes:
    """Return the text of a string object."""
    plain = text.encode("cp1252")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def stream(content: bytes, facts: bytes = b"") -> bytes:
    """Return a stream object."""
    length = str(len(content)).encode()
    return b"<< " + facts + b"/Length " + length + b" >>\nstream\n" + content + b"\nendstream"


def assemble(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """Return a file of objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer << /Size {len(places) + 1} /Root 1 0 R ".encode() + trailer
    out += f">>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
