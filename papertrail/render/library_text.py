"""Print lists of the library, and single lines about what a reader keeps."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from papertrail.render.escaping import link, printable
from papertrail.render.lines import INDENT, indented, wrapped
from papertrail.render.phrases import TITLE, authors, plural
from papertrail.types.library import PRIORITIES
from papertrail.types.mark import NEW, STATES

if TYPE_CHECKING:
    from rich.console import Console

    from papertrail.types.library import Annotations, Change, LibraryPaper
    from papertrail.types.library_reports import LibraryStatistics, Recall, Review, Suggestion

_LONGEST_LINE = 1_000
"""Characters of a line of a note that are shown."""
_TAG = 60
_NAMES = {priority: name for name, priority in PRIORITIES.items()}
COLUMNS = (
    "number",
    "id",
    "title",
    "authors",
    "published",
    "venue",
    "state",
    "since",
    "priority",
    "opinion",
    "tags",
    "note",
    "stored",
)
"""The columns that a table of papers can have."""


def listed(out: "Console", papers: "Sequence[LibraryPaper]") -> None:
    """Print papers with what the reader keeps about them, a few lines each."""
    for number, paper in enumerate(papers, 1):
        _head(out, number, paper)
        if paper.own.note:
            indented(out, [Text(first_line(paper.own.note.text), "dim italic")], crop=True)


def table(papers: "Sequence[LibraryPaper]", columns: Sequence[str], width: int | None) -> list[str]:
    """Return papers as lines of columns: aligned within a width, or separated by tabs.

    Args:
        papers: the rows.
        columns: some of COLUMNS.
        width: of the terminal; None for tabs and no heading.
    """
    rows = [
        [_cell(paper, number, column) for column in columns]
        for number, paper in enumerate(papers, 1)
    ]
    if width is None:
        return ["\t".join(row) for row in rows]
    rows.insert(0, list(columns))
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    excess = sum(widths) + 2 * (len(widths) - 1) - width
    while excess > 0 and max(widths) > 1:
        # The widest column gives way first.
        place = widths.index(max(widths))
        widths[place] -= 1
        excess -= 1
    return [
        "  ".join(_fitted(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def own(out: "Console", found: "Annotations") -> None:
    """Print what a reader keeps about a paper, below what is known about it; new is printed too."""
    facts = own_facts(found) if found.state != NEW else [NEW, *own_facts(found)]
    out.print()
    out.print(Text.assemble(("yours  ", "dim"), " · ".join(facts)))
    if found.note:
        out.print(Text(f"note   {found.note.changed[:10]}", "dim"))
        for line in note_lines(found.note.text):
            out.print(Text(line), soft_wrap=True)


def own_facts(own: "Annotations") -> list[str]:
    """Return what a reader keeps about a paper, without the note, as short phrases."""
    opinions = [f"{mark.kind} {printable(mark.topic)}".strip() for mark in own.opinions]
    parts = [
        "" if own.state == NEW else f"{own.state} since {(own.since or '')[:10]}",
        *opinions,
        f"{_NAMES[own.priority]} priority" if own.priority else "",
        " ".join(f"#{printable(tag.name, _TAG)}" for tag in own.tags),
    ]
    return [part for part in parts if part]


def note_lines(text: str) -> list[str]:
    """Return a note line by line, without characters that control a terminal."""
    lines = text.splitlines() or [""]
    return [_indentation(line) + printable(line, _LONGEST_LINE) for line in lines]


def first_line(text: str) -> str:
    """Return the first line of a note that says something."""
    return next(filter(None, (printable(line, TITLE) for line in text.splitlines())), "")


def suggestions(out: "Console", found: "Sequence[Suggestion]") -> None:
    """Print what to read next, and why."""
    for number, suggestion in enumerate(found, 1):
        _head(out, number, suggestion.paper)
        reasons = " · ".join(why(suggestion))
        indented(out, Text(reasons, "dim italic").wrap(out, out.width - INDENT))


def why(suggestion: "Suggestion") -> Iterator[str]:
    """Yield the reasons for a suggestion as phrases."""
    own = suggestion.paper.own
    if own.state == "reading":
        yield "you have begun it"
    if own.priority:
        yield f"{_NAMES[own.priority]} priority"
    if suggestion.topic:
        yield f"fits {printable(suggestion.topic)} ({suggestion.relevance or 0:.2f})"
    waiting = f"for {plural(suggestion.waiting, 'day')}" if suggestion.waiting else "since today"
    yield f"waits {waiting}"
    if suggestion.paper.work.published:
        yield f"from {suggestion.paper.work.published}"
    if suggestion.pages:
        yield plural(suggestion.pages, "page")
    if suggestion.different:
        yield "unlike those above"


def review(out: "Console", found: "Review") -> None:
    """Print what was read and noted in a period, with the notes."""
    number = 0
    sections = (("Read", found.read), ("Noted but not read", found.noted))
    for title, papers in sections:
        if not papers:
            continue
        out.print(Text(f"{title} since {found.since}: {plural(len(papers), 'paper')}", "bold cyan"))
        for number, paper in enumerate(papers, number + 1):  # noqa: B020 - it counts on
            _with_note(out, number, paper)
        out.print()


def recalls(out: "Console", found: "Sequence[Recall]") -> None:
    """Print noted papers that come back."""
    for number, recall in enumerate(found, 1):
        _with_note(out, number, recall.paper)
        out.print(Text(f"    last seen {recall.last}, back for time {recall.times}", "dim"))
        out.print()


def statistics(found: "LibraryStatistics") -> Iterator[str]:
    """Yield lines of counts."""
    yield plural(found.stored, "paper")
    for state in STATES:
        yield f"  {state:<12} {found.states[state]:>9,}"
    for opinion, count in found.opinions.items():
        yield f"  {opinion:<12} {count:>9,}"
    yield f"  {'with a note':<12} {found.notes:>9,}"
    if found.tags:
        yield "tags"
        yield from tags(found.tags)
    if found.weeks:
        yield "week from        stored     later      read discarded     noted"
    for week in found.weeks:
        counts = (week.stored, week.later, week.read, week.discarded, week.noted)
        yield f"  {week.monday}" + "".join(f" {count:>9,}" for count in counts)


def tags(counts: "dict[str, int]") -> Iterator[str]:
    """Yield a line for each tag."""
    for name, count in counts.items():
        yield f"  {count:>6,}  {printable(name, _TAG)}"


def change(found: "Change") -> str:
    """Return one line about a change."""
    named = ", ".join(printable(work.id) for work in found.works[:3])
    if len(found.works) == 1:
        named += f"  {printable(found.works[0].title, TITLE)}"
    elif len(found.works) > 3:  # noqa: PLR2004 - as many as are named
        named += f" and {len(found.works) - 3} more"
    moment = found.happened.replace("T", " ").replace("Z", " UTC")
    return f"{moment}  {printable(found.command)}: {named or 'papers that are no longer stored'}"


def _head(out: "Console", number: int, paper: "LibraryPaper") -> None:
    work = paper.work
    title = Text(printable(work.title, TITLE), Style(bold=True, link=link(work.url) or None))
    first, *rest = title.wrap(out, out.width - INDENT) or [Text()]
    first.rstrip()
    out.print(Text.assemble((f"{number:>2}", "cyan"), "  ", first))
    identity = Text(printable(work.id), Style(color="bright_blue", link=link(work.url) or None))
    facts = [fact for fact in (work.published, *own_facts(paper.own)) if fact]
    line = Text.assemble(identity, (" · " + " · ".join(facts) if facts else "", "dim"))
    indented(out, [*rest, *wrapped(line, out.width - INDENT)])


def _with_note(out: "Console", number: int, paper: "LibraryPaper") -> None:
    _head(out, number, paper)
    if paper.own.note:
        indented(out, [Text(line) for line in note_lines(paper.own.note.text)])


def _cell(paper: "LibraryPaper", number: int, column: str) -> str:
    work, own = paper.work, paper.own
    values = {
        "number": str(number),
        "id": work.id,
        "title": work.title,
        "authors": authors(work),
        "published": work.published or "",
        "venue": work.venue or "",
        "state": own.state,
        "since": (own.since or "")[:10],
        "priority": _NAMES[own.priority],
        "opinion": ", ".join(mark.kind for mark in own.opinions),
        "tags": ", ".join(tag.name for tag in own.tags),
        "note": first_line(own.note.text) if own.note else "",
        "stored": work.fetched[:10],
    }
    return printable(values[column], TITLE)


def _fitted(cell: str, size: int) -> str:
    if cell_len(cell) > size:
        return set_cell_size(cell, max(size - 1, 0)) + "…"
    return set_cell_size(cell, size)


def _indentation(line: str) -> str:
    return " " * min(len(line) - len(line.lstrip(" ")), INDENT * 2)
