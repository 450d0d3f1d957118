"""Draw the paper under the cursor: title, authors, why it is here, abstract, note."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from papertrail.render.escaping import link
from papertrail.render.phrases import TITLE, authors, reasons
from papertrail.tui import signs
from papertrail.tui.lines import (
    BOLD,
    DIM,
    HEADING,
    ITALIC,
    PLAIN,
    WARNING,
    Part,
    fitted,
    paragraphs,
    printable,
    strip,
    wrapped,
)
from papertrail.types.triage import TriagePaper

Line = Sequence[Part]
LineMaker = Callable[[int], Sequence[Line]]
"""Returns the lines of a text for a width."""
_NAMED = 8
"""Authors that are named; the others are counted."""


def _nothing(_width: int) -> Sequence[Line]:
    return ()


class PaperPane(Widget):
    """A text of lines that can be scrolled, under a rule or right of one."""

    def __init__(self) -> None:
        """Make an empty pane."""
        super().__init__()
        self._make: LineMaker = _nothing
        self._lines: Sequence[Line] = ()
        self._made_for = -1
        self._top = 0
        self.is_beside = False
        """Whether the list is at the left, so that the rule is upright."""
        self.is_alone = False
        """Whether the list is hidden, so that there is no rule."""

    def show(self, make: "LineMaker", *, keep_place: bool = False) -> None:
        """Show lines, from the first one on unless the place is to be kept.

        Args:
            make: returns the lines for a width; called again when the width changes.
            keep_place: whether to stay where the pane is scrolled to.
        """
        self._make, self._made_for = make, -1
        self._top = self._top if keep_place else 0
        self.refresh()

    @property
    def _text_width(self) -> int:
        return max(10, self.size.width - (3 if self.is_beside and not self.is_alone else 2))

    @property
    def _text_height(self) -> int:
        return max(1, self.size.height - (0 if self.is_beside or self.is_alone else 1))

    def _update(self) -> None:
        """Make the lines if they are not those of this width."""
        if self._made_for != self._text_width:
            self._made_for = self._text_width
            self._lines = self._make(self._text_width)
        self._top = max(0, min(self._top, self._last_top))

    def scroll_text(self, step: int) -> bool:
        """Scroll by a page less a line, down or, with -1, up; return whether it moved."""
        self._update()
        before = self._top
        wanted = before + step * max(1, self._text_height - 1)
        self._top = max(0, min(wanted, self._last_top))
        self.refresh()
        return self._top != before

    @property
    def _last_top(self) -> int:
        return max(0, len(self._lines) - self._text_height)

    def render_line(self, y: int) -> Strip:
        """Return one line of the view."""
        self._update()
        width = self.size.width
        if self.is_alone:
            return self._text(self._top + y, width, " ")
        if self.is_beside:
            return self._text(self._top + y, width, "│ ")
        if y == 0:
            return strip([(self._rule(width), DIM)], width)
        return self._text(self._top + y - 1, width, " ")

    def _rule(self, width: int) -> str:
        below = len(self._lines) - self._top - self._text_height
        label = f" {below} more lines " if below > 0 else ""
        return label.rjust(width - 2, "─") + "──"

    def _text(self, number: int, width: int, margin: str) -> Strip:
        line = self._lines[number] if number < len(self._lines) else ()
        return strip([(margin, DIM), *line], width)


def paper_lines(
    paper: TriagePaper, why: Mapping[str, Any], score: float | None, width: int
) -> list[Line]:
    """Return what is known of a paper as lines of at most a width."""
    work = paper.work
    lines: list[Line] = _styled(printable(work.title, 10 * TITLE), width, BOLD)
    lines += _styled(printable(authors(work, _NAMED)), width, PLAIN)
    facts = (work.venue, work.published, ", ".join(work.categories[:4]), work.id)
    lines += _styled(" · ".join(printable(fact) for fact in facts if fact), width, DIM)
    if work.withdrawn:
        lines.append([("withdrawn", WARNING)])
    if said := signs.words(paper.row):
        lines += _styled(said, width, BOLD)
    lines += _styled(_why(why, score), width, ITALIC)
    lines.append([])
    lines += _abstract(printable(work.abstract), printable(str(why.get("sentence") or "")), width)
    if paper.note:
        lines += [[], [("Your note", HEADING)]]
        lines += [[(line, PLAIN)] for line in paragraphs(paper.note, width)]
    lines.append([])
    if work.comment:
        lines += _styled(f"Comment: {printable(work.comment)}", width, DIM)
    for address in filter(None, (link(work.url), link(work.pdf_url))):
        lines += _styled(address, width, DIM)
    return lines


def _why(why: Mapping[str, Any], score: float | None) -> str:
    """Return in one sentence why a paper is in its list; "" where nothing is known."""
    topic = printable(str(why.get("topic") or ""))
    parts = [f"{score:.2f}" if score is not None else "", topic, reasons(why)]
    if why.get("similar"):
        parts.append(f"nearly the same as {printable(str(why['similar']), TITLE)}")
    text = printable(" · ".join(part for part in parts if part))
    return f"why: {text}" if text else ""


def _abstract(abstract: str, sentence: str, width: int) -> list[Line]:
    """Return the lines of an abstract, the sentence that matters most in bold."""
    if not abstract:
        return [[("(no abstract)", DIM)]]
    start = abstract.find(sentence) if sentence else -1
    end = start + len(sentence)
    lines: list[Line] = []
    place = 0
    for text in wrapped(abstract, width):
        cuts = [max(0, min(len(text), cut - place)) for cut in (start, end)]
        if start < 0:
            lines.append([(text, PLAIN)])
        else:
            first, last = cuts
            lines.append([(text[:first], PLAIN), (text[first:last], BOLD), (text[last:], PLAIN)])
        place += len(text)
        # A line ends at a space, or within a word that is wider than the line.
        place += abstract[place : place + 1] == " "
    return lines


def _styled(text: str, width: int, style: Style) -> list[Line]:
    return [[(line, style)] for line in wrapped(text, width)] if text else []


def words_lines(text: str, width: int, style: Style = PLAIN) -> list[Line]:
    """Return a text of papertrail's own, or of several lines, as lines of at most a width."""
    return [[(line, style)] for line in paragraphs(text, width)]


def help_lines(
    keys: Mapping[str, Sequence[str]], texts: Mapping[str, str], width: int
) -> list[Line]:
    """Return the keys with what they do, and the signs.

    Args:
        keys: of each act.
        texts: what each act does.
        width: of a line.
    """
    shown = {act: "  ".join(own) for act, own in keys.items() if own}
    column = max(map(len, shown.values()), default=0) + 2
    lines: list[Line] = [[("Signs", HEADING)]]
    lines += [[("  ", PLAIN), (line, PLAIN)] for line in wrapped(signs.LEGEND, max(10, width - 2))]
    lines += [[], [("Keys", HEADING)]]
    for act, own in shown.items():
        first, *rest = wrapped(texts[act], max(10, width - column - 2))
        lines.append([("  ", PLAIN), (fitted(own, column), BOLD), (first, PLAIN)])
        lines += [[(" " * (column + 2), PLAIN), (line, PLAIN)] for line in rest]
    lines += [[("  ", PLAIN), (fitted("ctrl+c", column), BOLD), ("Stop at once.", PLAIN)]]
    lines += [[], *words_lines("[triage.keys] in config.toml sets the keys.", width, DIM)]
    return lines
