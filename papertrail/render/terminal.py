"""Listings for the terminal: in colour and with links where it can, plain text where it can't."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from papertrail.render.escaping import link, printable
from papertrail.render.phrases import (
    TITLE,
    authors,
    considered,
    contribution,
    event,
    heading,
    quiet,
    reasons,
    similar,
    trouble,
)
from papertrail.types.mark import Mark
from papertrail.types.work import Appearance, History, Work

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView, Entry, News
    from papertrail.types.search import Hit

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
    return Console(
        file=sys.stdout, highlight=False, width=width, soft_wrap=False, emoji=False, markup=False
    )


def page(edition: "DigestView") -> str:
    """Return a digest as it looks on standard output."""
    out = console()
    with out.capture() as printed:
        digest(out, edition)
    return printed.get()


def present(text: str) -> None:
    """Print text on standard output, through the pager where it is a terminal and the text is
    longer than that.
    """
    import click

    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        click.echo_via_pager(text, color=True)
    else:
        click.echo(text, nl=False)


def hits(out: Console, items: "Sequence[Hit]", *, explain: bool = False) -> None:
    """Print search results, each with what meaning and words contributed where `explain` is set."""
    for rank, item in enumerate(items, 1):
        _listing(out, rank, item.work, item.score, item.sentence)
        if explain:
            _indented(out, Text(contribution(item), "dim italic").wrap(out, out.width - _INDENT))
        out.print()


def digest(out: Console, edition: "DigestView", *, addresses: bool = False) -> None:
    """Print a digest, each paper with its address where `addresses` is set and its title can't be a
    link.
    """
    out.print(Text(heading(edition.day), style="bold"))
    out.print(Text(considered(edition), style="dim"))
    unwell = trouble(edition.digest.sources)
    if unwell:
        out.print(Text(unwell, style="yellow"))
    if edition.quiet:
        out.print()
        out.print(Text(quiet(edition)))
        return
    rank = 0
    for section in edition.sections:
        _title(out, section.topic, len(section.entries))
        if not section.entries:
            out.print(Text("nothing today", style="dim"))
        for entry in section.entries:
            rank += 1
            label = "exploring" if entry.role == "exploration" else ""
            _listing(out, rank, entry.work, entry.score, entry.why.get("sentence", ""), label)
            told = reasons(entry.why)
            _indented(out, Text(told, "dim italic").wrap(out, out.width - _INDENT) if told else [])
            _address(out, entry.work, addresses=addresses)
            rank = _similar(out, rank, entry)
            out.print()
    if edition.news:
        _title(out, "News of papers you know", len(edition.news))
        for known in edition.news:
            rank += 1
            _known(out, rank, known, addresses=addresses)


def marked(out: Console, items: Sequence[tuple[Work, Sequence[Mark]]]) -> None:
    """Print papers with their marks, a few lines each."""
    for rank, (item, marks) in enumerate(items, 1):
        told = ", ".join(
            f"{mark.kind} {printable(mark.topic)}".strip() + f" {mark.marked[:10]}"
            for mark in marks
        )
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
    for happened in history.events:
        facts.add_row(
            Text("event", style="dim"), Text(f"{event(happened)}, noticed {happened.day}")
        )
    for source, title, url in history.discussions:
        shown = Text(
            f"{printable(source)}: {printable(title, TITLE)} {printable(url)}",
            Style(link=link(url) or None),
        )
        facts.add_row(Text("discussed", style="dim"), shown)
    out.print(facts)
    out.print()
    out.print(Text(printable(item.abstract) or "(no abstract)"))


def _facts(item: Work) -> list[tuple[str, Text]]:
    dates = {
        "submitted": item.submitted,
        "updated": item.updated,
        "announced": item.announced,
        "fetched": item.fetched,
    }
    facts = [
        ("id", _id(item)),
        ("address", Text(printable(item.url), Style(link=link(item.url) or None))),
    ]
    facts += [("withdrawn", Text("yes", "red"))] if item.withdrawn else []
    facts += [("version", Text(str(item.version)))] if item.version else []
    facts += [
        (name, Text(moment.replace("T", " ").replace("Z", " UTC")))
        for name, moment in dates.items()
        if moment
    ]
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
    return Text(
        printable(" · ".join(fact for fact in facts if fact)),
        Style(link=link(appearance.url) or None),
    )


def _title(out: Console, text: str, count: int) -> None:
    out.print()
    out.rule(Text(f"{printable(text)} ({count})", style="bold cyan"), align="left", style="cyan")


def _listing(
    out: Console, rank: int, item: Work, score: float, sentence: str, label: str = ""
) -> None:
    """Print one paper: rank, title and score, then authors, date and id, then a piece of the
    abstract.
    """
    width = out.width - _INDENT
    title = Text(printable(item.title, TITLE), Style(bold=True, link=link(item.url) or None))
    first, *rest = title.wrap(out, width - _SCORE) or [Text()]
    first.pad_right(width - _SCORE - first.cell_len)
    out.print(
        Text.assemble((f"{rank:>2}", "cyan"), "  ", first, (f"{score:>{_SCORE}.2f}", "green"))
    )
    _indented(out, rest)
    facts = [
        Text(printable(fact), "dim")
        for fact in (authors(item), item.venue, item.published, *item.categories[:1])
        if fact
    ]
    facts = [Text(label, "magenta"), *facts] if label else facts
    _indented(out, Text(" · ", "dim").join([*facts, _id(item)]).wrap(out, width))
    _indented(out, _snippet(out, printable(item.abstract), printable(sentence), width))


def _similar(out: Console, rank: int, entry: "Entry") -> int:
    """Print the papers that are folded under one; return the last rank."""
    if entry.similar:
        _indented(out, [Text(f"{similar(entry.similar)}:", "dim")])
    for rank_, item in enumerate(entry.similar, rank + 1):
        title = Text(printable(item.title, TITLE), Style(link=link(item.url) or None))
        line = Text.assemble((f"{rank_:>2}", "cyan"), "  ", title, "  ", _id(item))
        _indented(out, line.wrap(out, out.width - _INDENT))
    return rank + len(entry.similar)


def _known(out: Console, rank: int, known: "News", *, addresses: bool) -> None:
    title = Text(
        printable(known.work.title, TITLE), Style(bold=True, link=link(known.work.url) or None)
    )
    out.print(
        Text.assemble(
            (f"{rank:>2}", "cyan"), "  ", (title.wrap(out, out.width - _INDENT) or [Text()])[0]
        )
    )
    told = Text.assemble(
        "; ".join(event(item) for item in known.events), (" · ", "dim"), _id(known.work)
    )
    _indented(out, told.wrap(out, out.width - _INDENT))
    _address(out, known.work, addresses=addresses)


def _address(out: Console, item: Work, *, addresses: bool) -> None:
    # On one line however long, since a broken address can't be followed.
    if addresses and link(item.url):
        out.print(Text(" " * _INDENT + link(item.url)), no_wrap=True, overflow="ignore", crop=False)


def _indented(out: Console, lines: Iterable[Text]) -> None:
    for line in lines:
        line.rstrip()
        out.print(Text.assemble(" " * _INDENT, line))


def _id(item: Work) -> Text:
    return Text(printable(item.id), Style(color="bright_blue", link=link(item.url) or None))


def _snippet(out: Console, abstract: str, sentence: str, width: int) -> list[Text]:
    """Return two lines of an abstract, from its best sentence on or as near to its end, that
    sentence standing out.
    """
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
