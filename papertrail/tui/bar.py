"""Draw a bar of one line: a text at the left, another at the right."""

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from papertrail.tui.lines import PLAIN, fitted, strip


class Bar(Widget):
    """One line; the text at the left gives way."""

    DEFAULT_CSS = "Bar { height: 1; }"

    def __init__(self, name: str, style: Style = PLAIN) -> None:
        """Make an empty bar; `name` is its id."""
        super().__init__(id=name)
        self._left, self._right, self._style = "", "", style

    def show(self, left: str, right: str = "", style: Style | None = None) -> None:
        """Show printable texts."""
        self._left, self._right = left, right
        self._style = self._style if style is None else style
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line; all but the first are empty."""
        width = self.size.width
        if y:
            return Strip.blank(width)
        right = fitted(self._right, min(len(self._right), width))
        left = fitted(f" {self._left}", max(0, width - len(right) - 2))
        return strip([(f"{left} {right}", PLAIN)], width, self._style)
