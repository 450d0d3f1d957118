"""Print listings to the terminal: in colour and with links if it can, plain text otherwise."""

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.style import Style
from rich.text import Text

from papertrail.render.citation_lines import link as link_line
from papertrail.render.citation_lines import own_addresses
from papertrail.render.escaping import link, printable
from papertrail.render.language import _
from papertrail.render.lines import INDENT, indented, whole, wrapped
from papertrail.render.phrases import (
    TITLE,
    authors,
    considered,
    contribution,
    event,
    heading,
    more,
    most_relevant,
    quiet,
    reasons,
    similar,
    source_problems,
)
from papertrail.types.digest import BEST
from papertrail.types.work import Appearance, Work, WorkInFull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from papertrail.types.digest import DigestView, Entry, News, Section
    from papertrail.types.mark import MarkedWork
    from papertrail.types.search import Hit

PLAIN_WIDTH = 100
WIDEST = 110
_LINES_OF_ABSTRACT = 2
_SCORE = 6
_RAGGED = 8
"""Columns that a wrapped line may leave empty at its end."""


def console() -> Console:
    """Return a console on standard output that respects the terminal's abilities and NO_COLOR."""
    probe = Console(file=sys.stdout, highlight=False)
    width = min(probe.width, WIDEST) if probe.is_terminal else PLAIN_WIDTH
    return Console(
        file=sys.stdout, highlight=False, width=width, soft_wrap=False, emoji=False, markup=False
    )


def page(view: "DigestView") -> str:
    """Return a digest as it looks on standard output."""
    out = console()
    with out.capture() as printed:
        digest(out, view)
    return printed.get()


def hits(out: Console, items: "Sequence[Hit]", *, explain: bool = False) -> None:
    """Print search results, each with what meaning and words contributed where `explain` is set."""
    for rank, item in enumerate(items, 1):
        _listing(out, rank, item.work, item.score)
        indented(out, _abstract(out, item.work, printable(item.sentence)))
        if explain:
            indented(out, Text(contribution(item), "dim italic").wrap(out, out.width - INDENT))
        out.print()


def digest(out: Console, view: "DigestView", *, addresses: bool = False) -> None:
    """Print a digest.

    With `addresses`, abstracts are printed as a whole, and the addresses of each paper follow, for
    output in which titles can't be links.
    """
    out.print(Text(heading(view), style="bold"))
    out.print(Text(considered(view), style="dim"))
    problems = source_problems(view.digest.sources)
    if problems:
        out.print(Text(problems, style="yellow"))
    if view.quiet:
        out.print()
        out.print(Text(quiet(view)))
        return
    rank = 0
    for section in view.layout:
        rank = _section(out, rank, section, addresses=addresses)
    if view.news:
        _title(out, _("News of papers you know"), len(view.news))
    for rank_, known in enumerate(view.news, rank + 1):
        _known(out, rank_, known, addresses=addresses)
    if view.more:
        out.print()
        out.print(Text(more(view), style="dim"))
    for entry in most_relevant(view.more):
        title = Text(printable(entry.work.title, TITLE), Style(link=link(entry.work.url) or None))
        indented(out, title.wrap(out, out.width - INDENT))
        _address(out, entry.work, addresses=addresses)


def marked(out: Console, items: "Sequence[MarkedWork]") -> None:
    """Print papers with their marks, a few lines each."""
    for rank, found in enumerate(items, 1):
        item = found.work
        marks = ", ".join(
            f"{mark.kind} {printable(mark.topic)}".strip() + f" {mark.marked[:10]}"
            for mark in found.marks
        )
        title = Text(printable(item.title, TITLE), Style(bold=True, link=link(item.url) or None))
        first, *rest = title.wrap(out, out.width - INDENT) or [Text()]
        out.print(Text.assemble((f"{rank:>2}", "cyan"), "  ", first))
        indented(out, [*rest, Text.assemble(_id(item), (f" · {marks}", "dim"))])


def work(out: Console, found: WorkInFull) -> None:
    """Print all that is known about a paper."""
    item, history = found.work, found.history
    out.print(Text(printable(item.title), style="bold"))
    out.print(Text(printable(authors(item, named=30))))
    out.print()
    facts = _facts(item)
    facts += [("seen in", _appearance(item, appearance)) for appearance in history.appearances]
    facts += [
        ("event", Text(f"{event(happened)}, noticed {happened.day}")) for happened in history.events
    ]
    for source, title, url in history.discussions:
        shown = Text(
            f"{printable(source)}: {printable(title, TITLE)} {printable(url)}",
            Style(link=link(url) or None),
        )
        facts.append(("discussed", shown))
    facts += [(item.kind, Text(link_line(item))) for item in found.links]
    indent = max(len(name) for name, _ in facts) + 2
    for name, value in facts:
        first, *rest = wrapped(value, out.width - indent)
        whole(out, Text.assemble((f"{name:<{indent}}", "dim"), first))
        for line in rest:
            whole(out, Text.assemble(" " * indent, line))
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
        printable(" · ".join(filter(None, facts))),
        Style(link=link(appearance.url) or None),
    )


def _title(out: Console, text: str, count: int) -> None:
    out.print()
    out.rule(Text(f"{printable(text)} ({count})", style="bold cyan"), align="left", style="cyan")


def _section(out: Console, rank: int, section: "Section", *, addresses: bool) -> int:
    """Print a section's papers, numbered after a rank; return the last rank."""
    _title(out, _(BEST) if section.topic == BEST else section.topic, len(section.entries))
    if not section.entries:
        out.print(Text(_("nothing today"), style="dim"))
    for entry in section.entries:
        rank += 1
        label = ""
        if entry.role == "exploration":
            label = _("exploring")
        if section.topic == BEST:
            label = printable(entry.topic)
        _listing(out, rank, entry.work, entry.score, label)
        sentence = ""
        if not addresses:
            sentence = printable(entry.why.get("sentence", ""))
        indented(out, _abstract(out, entry.work, sentence, whole=addresses))
        why = reasons(entry.why)
        if why:
            indented(out, Text(why, "dim italic").wrap(out, out.width - INDENT))
        for kind, address in own_addresses(entry.links):
            shown = Style(dim=True, link=link(address) or None)
            whole(out, Text(f"{' ' * INDENT}{_(kind)}: {printable(address)}", shown))
        _address(out, entry.work, addresses=addresses)
        rank = _similar(out, rank, entry)
        out.print()
    return rank


def _listing(out: Console, rank: int, item: Work, score: float, label: str = "") -> None:
    """Print the head of one paper: rank, title and score; authors, date and id."""
    width = out.width - INDENT
    title = Text(printable(item.title, TITLE), Style(bold=True, link=link(item.url) or None))
    first, *rest = title.wrap(out, width - _SCORE) or [Text()]
    first.pad_right(width - _SCORE - first.cell_len)
    out.print(
        Text.assemble((f"{rank:>2}", "cyan"), "  ", first, (f"{score:>{_SCORE}.2f}", "green"))
    )
    indented(out, rest)
    facts = [
        Text(printable(fact), "dim")
        for fact in (authors(item), item.venue, item.published, *item.categories[:1])
        if fact
    ]
    facts = [Text(label, "magenta"), *facts] if label else facts
    indented(out, wrapped(Text(" · ", "dim").join([*facts, _id(item)]), width))


def _abstract(out: Console, item: Work, sentence: str, *, whole: bool = False) -> list[Text]:
    """Return the lines of an abstract, or of a piece around a sentence."""
    abstract, width = printable(item.abstract), out.width - INDENT
    if whole:
        if not abstract:
            return []
        return list(Text(abstract).wrap(out, width))
    return _snippet(out, abstract, sentence, width)


def _similar(out: Console, rank: int, entry: "Entry") -> int:
    """Print the papers that are folded under one; return the last rank."""
    if entry.similar:
        indented(out, [Text(f"{similar(entry.similar)}:", "dim")])
    for rank_, item in enumerate(entry.similar, rank + 1):
        title = Text(printable(item.title, TITLE), Style(link=link(item.url) or None))
        line = Text.assemble((f"{rank_:>2}", "cyan"), "  ", title, "  ", _id(item))
        indented(out, wrapped(line, out.width - INDENT))
    return rank + len(entry.similar)


def _known(out: Console, rank: int, known: "News", *, addresses: bool) -> None:
    title = Text(
        printable(known.work.title, TITLE), Style(bold=True, link=link(known.work.url) or None)
    )
    out.print(
        Text.assemble(
            (f"{rank:>2}", "cyan"), "  ", (title.wrap(out, out.width - INDENT) or [Text()])[0]
        )
    )
    summary = Text.assemble("; ".join(map(event, known.events)), (" · ", "dim"), _id(known.work))
    indented(out, wrapped(summary, out.width - INDENT))
    _address(out, known.work, addresses=addresses)


def _address(out: Console, item: Work, *, addresses: bool) -> None:
    # On one line however long, since a broken address can't be followed.
    for address in (link(item.url), link(item.pdf_url)) if addresses else ():
        if address:
            whole(out, Text(" " * INDENT + address))


def _id(item: Work) -> Text:
    return Text(printable(item.id), Style(color="bright_blue", link=link(item.url) or None))


def _snippet(out: Console, abstract: str, sentence: str, width: int) -> list[Text]:
    """Return two lines of an abstract that show its best sentence, highlighted."""
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
