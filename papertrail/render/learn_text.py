"""Render ways to read as lines of text, Markdown and HTML."""

import html
import textwrap
from collections.abc import Iterator

from papertrail.render.escaping import link, markdown, printable
from papertrail.types.learning import NextStep, Step, Way

STAGES = (
    "Mathematics and Python",
    "Frameworks",
    "Algorithms",
    "Landmarks",
    "Surveys",
    "This month",
)
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    ".done{opacity:.55}small{color:#666}"
)
_SIGNS = {"done": "x", "skipped": "-"}


def lines(way: Way, width: int) -> Iterator[str]:
    """Yield the lines for a terminal."""
    yield f"{printable(way.topic)}: {len(way.steps)} steps, {hours(way.minutes)} to go"
    for number, step, heading in _numbered(way):
        if heading:
            yield from ("", heading)
        sign = _SIGNS.get(step.state, " ")
        first = f"{number:>3} [{sign}] {printable(step.title)} ({step.kind}, {hours(step.minutes)})"
        yield from textwrap.wrap(first, width, subsequent_indent=" " * 8)
        yield from _wrapped(step.why, width)
        if step.presumes:
            yield from _wrapped(f"presumes: {'; '.join(step.presumes)}", width)
        yield f"        {printable(step.url)}"


def next_lines(found: NextStep, width: int) -> Iterator[str]:
    """Yield the lines of the step to do now."""
    if found.step is None:
        yield f"you have done the whole way to {printable(found.topic)}"
    else:
        if found.known:
            yield from textwrap.wrap(f"You know {printable(found.known.title)}, now:", width)
        yield from textwrap.wrap(
            f"{printable(found.step.title)} ({found.step.kind}, {hours(found.step.minutes)})", width
        )
        yield from _wrapped(found.step.why, width)
        if found.step.presumes:
            yield from _wrapped(f"presumes: {'; '.join(found.step.presumes)}", width)
        yield f"        {printable(found.step.url)}"
    for each in found.recalls:
        yield from textwrap.wrap(f"Do you remember {printable(each.title)}? You noted:", width)
        yield from _wrapped(each.note, width)


def as_markdown(way: Way) -> str:
    """Return a way as a Markdown page with boxes to tick."""
    rows = [f"# {markdown(way.topic)}", "", f"{len(way.steps)} steps, {hours(way.minutes)} to go."]
    for number, step, heading in _numbered(way):
        if heading:
            rows += ["", f"## {heading}", ""]
        box = "x" if step.done else " "
        rows.append(
            f"- [{box}] {number}. [{markdown(step.title)}]({link(step.url)})"
            f" ({step.kind}, {hours(step.minutes)})  "
        )
        rows.append(f"  {markdown(step.why)}")
        if step.presumes:
            rows.append(f"  Presumes: {markdown('; '.join(step.presumes))}")
    return "\n".join([*rows, ""])


def as_html(way: Way) -> str:
    """Return a way as a page that needs nothing else."""
    title = html.escape(printable(way.topic))
    rows = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1><p>{len(way.steps)} steps, {hours(way.minutes)} to go.</p>",
    ]
    for number, step, heading in _numbered(way):
        if heading:
            rows.append(f"<h2>{heading}</h2>")
        rows.append(_html_step(number, step))
    return "\n".join([*rows, "</body></html>", ""])


def hours(minutes: int) -> str:
    """Return a time as people say it."""
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min"
    return f"{minutes / 60:.1f}".removesuffix(".0") + " h"


def _html_step(number: int, step: Step) -> str:
    title = html.escape(printable(step.title))
    name = f'<a href="{html.escape(link(step.url))}">{title}</a>'
    presumes = ""
    if step.presumes:
        presumes = (
            f"<br><small>Presumes: {html.escape(printable('; '.join(step.presumes)))}</small>"
        )
    return (
        f'<p class="{"done" if step.state else "open"}">{number}. {name}'
        f" <small>{step.kind}, {hours(step.minutes)}</small><br>"
        f"{html.escape(printable(step.why))}{presumes}</p>"
    )


def _numbered(way: Way) -> Iterator[tuple[int, Step, str]]:
    """Yield each step with its number, and with a heading where its stage begins."""
    stage = -1
    for number, step in enumerate(way.steps, start=1):
        heading = ""
        if step.stage != stage:
            stage = step.stage
            heading = STAGES[stage]
        yield number, step, heading


def _wrapped(text: str, width: int) -> list[str]:
    indent = " " * 8
    return textwrap.wrap(printable(text), width, initial_indent=indent, subsequent_indent=indent)
