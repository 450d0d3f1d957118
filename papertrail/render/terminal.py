"""Listings for the terminal: in colour and with links where it can, plain text where it can't."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from papertrail.digest import Section
from papertrail.render.safe import link, printable
from papertrail.render.words import TITLE, authors, considered, quiet
from papertrail.search import Hit
from papertrail.store import Appearance, Digest, Event, History, Mark, Work

PLAIN_WIDTH = 100
WIDEST = 110
_LINES_OF_ABSTRACT = 2
_INDENT = 4
_SCORE = 6
_RAGGED = 8
"""Columns that a wrapped line may leave empty at its end."""


def console() -> Console:
    """Return a console on standard output that keeps to the terminal's abilities and to NO_COLOR."""
    probe = Console(file=sys.stdout, highlight=False)
    width = min(probe.width, WIDEST) if probe.is_terminal else PLAIN_WIDTH
    return Console(file=sys.stdout, highlight=False, width=width, soft_wrap=False, emoji=False, markup=False)


def hits(out: Console, items: Sequence[Hit]) -> None:
    """Print search results."""
    for rank, item in enumerate(items, 1):
        _listing(out, rank, item.work, item.score, item.sentence)


def digest(out: Console, item: Digest, sections: Sequence[Section]) -> None:
    """Print a digest."""
    day = date.fromisoformat(item.created[:10])
    out.print(Text(f"Papers for {day:%A}, {day.day} {day:%B %Y}", style="bold"))
    out.print(Text(printable(considered(item, sections)), style="dim"))
    if not any(section.entries for section in sections):
        out.print()
        out.print(Text(quiet(item)))
        return
    rank = 0
    for section in sections:
        out.print()
        out.rule(
            Text(f"{printable(section.topic)} ({len(section.entries)})", style="bold cyan"), align="left", style="cyan"
        )
        if not section.entries:
            out.print(Text("nothing today", style="dim"))
        for entry in section.entries:
            rank += 1
            _listing(out, rank, entry.work, entry.score, entry.why.get("sentence", ""))


def marked(out: Console, items: Sequence[tuple[Work, Sequence[Mark]]]) -> None:
    """Print papers with their marks, a few lines each."""
    for rank, (item, marks) in enumerate(items, 1):
        told = ", ".join(f"{mark.kind} {printable(mark.topic)}".strip() + f" {mark.marked[:10]}" for mark in marks)
        title = Text(printable(item.title, TITLE), Style(bold=True, link=link(item.url) or None))
        first, *rest = title.wrap(out, out.width - _INDENT) or [Text()]
        out.print(Text.assemble((f"{rank:>2}", "cyan"), "  ", first))
        _indented(out, [*rest, Text.assemble(_id(item), (f" · {told}", "dim"))])


def work(out: Console, item: Work, history: History) -> None:
    """Print all that is known of a paper."""
    out.print(Text(printable(item.title), style="bold"))
    out.print(Text(printable(authors(item, named=30))))
    out.print()
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(item):
        facts.add_row(Text(name, style="dim"), value)
    for appearance in history.appearances:
        facts.add_row(Text("seen in", style="dim"), _appearance(item, appearance))
    for event in history.events:
        facts.add_row(Text("event", style="dim"), Text(_event(event)))
    for source, title, url in history.discussions:
        shown = Text(f"{printable(source)}: {printable(title, TITLE)} {printable(url)}", Style(link=link(url) or None))
        facts.add_row(Text("discussed", style="dim"), shown)
    out.print(facts)
    out.print()
    out.print(Text(printable(item.abstract) or "(no abstract)"))


def _facts(item: Work) -> list[tuple[str, Text]]:
    dates = {"submitted": item.submitted, "updated": item.updated, "announced": item.announced, "fetched": item.fetched}
    facts = [("id", _id(item)), ("address", Text(printable(item.url), Style(link=link(item.url) or None)))]
    facts += [("withdrawn", Text("yes", "red"))] if item.withdrawn else []
    facts += [("version", Text(str(item.version)))] if item.version else []
    facts += [(name, Text(moment.replace("T", " ").replace("Z", " UTC"))) for name, moment in dates.items() if moment]
    texts = {
        "categories": ", ".join(item.categories),
        "venue": item.venue,
        "comment": item.comment,
        "journal": item.journal_ref,
        "doi": dict(item.identifiers).get("doi"),
    }
    return facts + [(name, Text(printable(text))) for name, text in texts.items() if text]


def _appearance(item: Work, appearance: Appearance) -> Text:
    identifiers = " ".join(f"{scheme}:{value}" for scheme, value in appearance.identifiers)
    facts = [appearance.source, appearance.venue, identifiers]
    facts += [f'as "{appearance.title}"'] if appearance.title != item.title else []
    return Text(printable(" · ".join(fact for fact in facts if fact)), Style(link=link(appearance.url) or None))


def _event(event: Event) -> str:
    told = {
        "new_version": f"version {event.version} appeared",
        "abstract_changed": f"abstract changed in version {event.version}" if event.version else "abstract changed",
        "accepted": f"accepted at {printable(event.detail)}",
        "published": f"published in {printable(event.detail)}",
        "withdrawn": "withdrawn",
        "removed": "removed by the upstream",
    }
    return f"{told.get(event.kind, event.kind)}, noticed {event.day}"


def _listing(out: Console, rank: int, item: Work, score: float, sentence: str) -> None:
    """Print one paper: rank, title and score, then authors, date and id, then a piece of the abstract."""
    width = out.width - _INDENT
    title = Text(printable(item.title, TITLE), Style(bold=True, link=link(item.url) or None))
    first, *rest = title.wrap(out, width - _SCORE) or [Text()]
    first.pad_right(width - _SCORE - first.cell_len)
    out.print(Text.assemble((f"{rank:>2}", "cyan"), "  ", first, (f"{score:>{_SCORE}.2f}", "green")))
    _indented(out, rest)
    facts = [
        Text(printable(fact), "dim")
        for fact in (authors(item), item.venue, item.published, *item.categories[:1])
        if fact
    ]
    _indented(out, Text(" · ", "dim").join([*facts, _id(item)]).wrap(out, width))
    _indented(out, _snippet(out, printable(item.abstract), printable(sentence), width))
    out.print()


def _indented(out: Console, lines: Iterable[Text]) -> None:
    for line in lines:
        line.rstrip()
        out.print(Text.assemble(" " * _INDENT, line))


def _id(item: Work) -> Text:
    return Text(printable(item.id), Style(color="bright_blue", link=link(item.url) or None))


def _snippet(out: Console, abstract: str, sentence: str, width: int) -> list[Text]:
    """Return two lines of an abstract, from its best sentence on or as near to its end, that sentence standing out."""
    place = max(abstract.find(sentence), 0)
    start = min(place, max(0, len(abstract) - _LINES_OF_ABSTRACT * (width - _RAGGED)))
    start = abstract.find(" ", start) + 1 if 0 < start < place else start
    shown = Text("… " if start else "")
    shown.append(abstract[start:place], style="dim")
    shown.append(abstract[place : place + len(sentence)])
    shown.append(abstract[place + len(sentence) :], style="dim")
    lines = list(shown.wrap(out, width))
    if len(lines) > _LINES_OF_ABSTRACT:
        lines = lines[:_LINES_OF_ABSTRACT]
        last = lines[-1]
        last.truncate(width - 1)
        lines[-1] = last[: len(last.plain.rstrip(" .,;:"))].append("…")
    return lines
