"""Draw the list of papers: only the lines in view are read and drawn."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from papertrail.tui import signs
from papertrail.tui.lines import (
    BOLD,
    CURSOR,
    DIM,
    GOOD,
    HEADING,
    PLAIN,
    Part,
    fitted,
    printable,
    strip,
)
from papertrail.types.triage import TriageList, TriageRow

_MARGIN = 2
"""Lines that stay in view above and below the cursor."""
_MOST_KEPT = 2000
"""Rows that are remembered; more are read again when they come into view."""


RowReader = Callable[[Sequence[int]], Mapping[int, TriageRow]]
"""Returns what is drawn of works, by key; those that are gone are left out."""


class PaperList(Widget):
    """The papers of a list, one line each, with headings between them.

    The widget holds positions, which count papers; lines count headings too.
    """

    def __init__(self, read: RowReader) -> None:
        """Make an empty list that reads rows by `read`."""
        super().__init__()
        self._read = read
        self._rows: dict[int, TriageRow] = {}
        self._places: Sequence[int] = ()
        self.papers = TriageList("", ())
        self.cursor = 0
        self.saving: set[int] = set()
        """The works whose change is on its way to the database."""
        self._top = 0

    def show(self, papers: TriageList, cursor: int = 0) -> None:
        """Show another list."""
        self.papers = papers
        self._places = sorted(papers.headings)
        self._rows.clear()
        self._top = 0
        self.move_to(cursor)

    @property
    def key(self) -> int | None:
        """The key of the work under the cursor, None in an empty list."""
        return self.papers.keys[self.cursor] if self.papers.keys else None

    @property
    def line_count(self) -> int:
        """The lines of the whole list, with its headings."""
        return len(self.papers.keys) + len(self._places)

    def move_to(self, position: int) -> None:
        """Put the cursor on a position, or on the nearest one that there is."""
        self.cursor = max(0, min(position, len(self.papers.keys) - 1))
        self._follow()
        self.refresh()

    def part(self, step: int) -> int:
        """Return where the next part of the list begins, or the one before with a step of -1."""
        at = bisect_right(self._places, self.cursor) - 1
        if step < 0 and 0 <= at < len(self._places) and self.cursor > self._places[at]:
            return self._places[at]
        wanted = at + step
        if 0 <= wanted < len(self._places):
            return self._places[wanted]
        return self.cursor

    def position(self, key: int) -> int | None:
        """Return where a work is in the list, or None."""
        try:
            return self.papers.keys.index(key)
        except ValueError:
            return None

    def forget(self, key: int | None = None) -> None:
        """Read a work's row again, or all of them, and draw."""
        if key is None:
            self._rows.clear()
        else:
            self._rows.pop(key, None)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in view, the cursor's among them whatever the size has become."""
        self._follow()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return one line of the view."""
        width = self.size.width
        position, heading = self._at(self._top + y)
        if heading:
            return strip([(fitted(f" {printable(heading)}", width), HEADING)], width)
        if not 0 <= position < len(self.papers.keys):
            return Strip.blank(width)
        key = self.papers.keys[position]
        row = self._row(key, position)
        is_cursor = position == self.cursor
        parts = self._parts(key, row, position)
        if is_cursor:
            # Colours would be patches of background in reverse video.
            return strip([(">", BOLD), *((text, PLAIN) for text, _ in parts)], width, CURSOR)
        return strip([(" ", PLAIN), *parts], width)

    def _parts(self, key: int, row: TriageRow | None, position: int) -> list[Part]:
        width = self.size.width - 5
        if row is None:
            return [("    ", PLAIN), (fitted("(no longer stored)", width), DIM)]
        shown = signs.signs(row)
        if key in self.saving:
            shown[-1] = (signs.SAVING, BOLD)
        label, size = self._label(key, row)
        relevant = self.papers.relevant
        is_good = bool(self.papers.scores) and (relevant is None or position < relevant)
        title = fitted(printable(row.title, 2 * width) or "(no title)", width - size - 1)
        return [
            *shown,
            (" ", PLAIN),
            (fitted(label, size), GOOD if is_good else DIM),
            (" ", PLAIN),
            (title, signs.title_style(row)),
        ]

    def _label(self, key: int, row: TriageRow) -> tuple[str, int]:
        """Return what is before a title and its width: the score; without scores, the day."""
        if not self.papers.scores:
            return row.day[:10], 10
        score = self.papers.scores.get(key)
        return "" if score is None else f"{score:.2f}", 4

    def _row(self, key: int, position: int) -> TriageRow | None:
        """Return a work's row; what is in view with it is read at once."""
        if key not in self._rows:
            if len(self._rows) > _MOST_KEPT:
                self._rows.clear()
            first = max(0, min(position, self._at(self._top)[0]))
            seen = self.papers.keys[first : first + self.size.height + 1]
            wanted = [one for one in dict.fromkeys((key, *seen)) if one not in self._rows]
            self._rows |= self._read(wanted)
        return self._rows.get(key)

    def _line(self, position: int) -> int:
        """Return the line of a position: headings at or above it take one each."""
        return position + bisect_right(self._places, position)

    def _at(self, line: int) -> tuple[int, str]:
        """Return the position on a line, and the heading that is there instead, if any."""
        low, high = 0, len(self._places)
        while low < high:
            middle = (low + high) // 2
            if self._places[middle] + middle < line:
                low = middle + 1
            else:
                high = middle
        if low < len(self._places) and self._places[low] + low == line:
            return self._places[low], self.papers.headings[self._places[low]]
        return line - low, ""

    def _follow(self) -> None:
        """Scroll as little as the cursor needs."""
        height = max(1, self.size.height)
        margin = min(_MARGIN, (height - 1) // 2)
        line = self._line(self.cursor)
        lowest = max(0, self.line_count - height)
        self._top = max(min(self._top, line - margin), line + margin - height + 1)
        self._top = max(0, min(self._top, lowest))
